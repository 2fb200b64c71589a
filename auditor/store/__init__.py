"""The record: scans, attestations and audits in one SQLite file; nothing in it is ever overwritten.

The only package that knows SQLAlchemy and alembic, and it imports them when a database is opened::

    Observation* --codec--> canonical JSON --sha256--> contents     one row per distinct content
                 --scans--> scan_items                              a pointer per observation and scan
    Audit        --audits--> subjects, fact sets, findings, tallies, parts: pointers into contents
    Scan | Attestation | Audit --chain--> ledger                    one canonical entry that names all of it
                                                                    and the entry before it
    id, "latest" --audits--> the same Audit again, the chain and every digest on the way checked
    the whole    --verifying--> LedgerReport                        and nothing beside it
    files that prove something --evidence--> a folder beside it     a copy of each, by its digest

What is unchanged since the last scan or audit therefore costs a pointer. ``Store`` is the one door;
``tables`` is the shape of the database and ``migrations/`` its history. See ``docs/record.md``.
"""

from typing import TYPE_CHECKING, Any

from auditor.store.evidence import EvidenceFolder
from auditor.store.ledger import Break, Kind, LedgerEntry, LedgerReport, OtherForm, ResultForm
from auditor.store.schema import current, upgrade
from auditor.store.shapes import Begun
from auditor.store.store import Store

if TYPE_CHECKING:
    from auditor.store.audit_shapes import Occasion

__all__ = [
    "Begun",
    "Break",
    "EvidenceFolder",
    "Kind",
    "LedgerEntry",
    "LedgerReport",
    "Occasion",
    "OtherForm",
    "ResultForm",
    "Store",
    "current",
    "upgrade",
]


def __getattr__(name: str) -> Any:
    """Import what only an audit needs when it is asked for."""
    if name == "Occasion":
        from auditor.store.audit_shapes import Occasion

        return Occasion
    raise AttributeError(name)
