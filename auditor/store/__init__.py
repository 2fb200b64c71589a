"""The record: scans, attestations and audits in one SQLite file; nothing in it is ever overwritten.

The only package that knows SQLAlchemy and alembic, and it imports them when a database is opened::

    Observation* --codec--> canonical JSON --sha256--> contents     one row per distinct content
                 --scans--> scan_items                              a pointer per observation and scan
    Attestation  --attestations--> contents + a row to find it by
    Audit        --audits--> subjects, fact sets, findings, tallies, parts: pointers into contents
                 --ledger--> one canonical entry that names them all and the entry before it
    id, "latest" --audits--> the same Audit again, every digest on the way checked

What is unchanged since the last scan or audit therefore costs a pointer. ``Store`` is the one door;
``tables`` is the shape of the database and ``migrations/`` its history. See ``docs/record.md``.
"""

from auditor.store.ledger import Break, LedgerEntry, LedgerReport
from auditor.store.schema import current, upgrade
from auditor.store.store import Store

__all__ = ["Break", "LedgerEntry", "LedgerReport", "Store", "current", "upgrade"]
