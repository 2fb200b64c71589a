"""Audits: appended to the ledger, and read back."""

from collections.abc import Callable, Mapping
from datetime import UTC, date
from typing import TYPE_CHECKING, Final

from auditor.domain.audit import Audit, Run
from auditor.domain.evidence import EvidenceRecord
from auditor.errors import IntegrityError, StoreError
from auditor.store import chain, contents
from auditor.store.audit_shapes import AUDIT_ENTRY, EVIDENCE, AuditEntry, Occasion
from auditor.store.codec import decode
from auditor.store.ledger import Kind, LedgerEntry
from auditor.store.rows import audit_of, insert_rows, rows_of, select_rows
from auditor.store.shapes import SCAN_ENTRY

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from auditor.store.database import Database
    from auditor.store.rows import Rows

LATEST: Final = "latest"
"""What names the newest audit that is not hypothetical, where an id is asked for; see ADR 0016."""


class Audits:
    """The audits of one database."""

    def __init__(self, database: "Database", new_id: Callable[[], str]) -> None:
        self._database = database
        self._new_id = new_id

    def append(self, audit: Audit, occasion: Occasion) -> Run:
        """See :meth:`auditor.store.Store.append_audit`."""
        rows, new = rows_of(audit)
        subjects, findings, tallies, parts = rows.named
        with self._database.writing() as connection:
            _refuse_other_scans(connection, audit, occasion)
            link = chain.next_link(connection, Kind.AUDIT, self._new_id())
            entry = AuditEntry(
                link=link,
                as_of=audit.as_of,
                occasion=occasion,
                subjects_sha256=subjects,
                findings_sha256=findings,
                tallies_sha256=tallies,
                parts=parts,
            )
            line = chain.append(connection, AUDIT_ENTRY, entry)
            contents.put(connection, new)
            insert_rows(connection, link.id, rows)
        return self._run(entry, line.sha256)

    def find(self, run: str) -> tuple[Audit, Run]:
        """See :meth:`auditor.store.Store.audit`."""
        with self._database.reading() as connection:
            return self.load(connection, self.line(connection, run))

    def line(self, connection: "Connection", run: str) -> LedgerEntry:
        """Return the line of an audit, the whole chain checked.

        Args:
            connection: The database.
            run: The audit's id, the beginning of it, or ``latest``.

        Raises:
            StoreError: there is none, or the beginning fits several.
            IntegrityError: the chain does not hold.
        """
        found = list(chain.checked(connection, Kind.AUDIT))
        if run == LATEST:
            if not found:
                raise StoreError(
                    f"{self._database.path}: no audit yet",
                    hint="Run auditor check first: it judges what was scanned.",
                )
            actual = (line for line in reversed(found) if not _is_hypothetical(line))
            return next(actual, found[-1])
        named = [line for line in found if line.id.startswith(run)]
        if len(named) != 1 or not run:
            what = "several runs begin like that" if named else "no such run"
            raise StoreError(f"run {run}: {what}", hint="Run auditor show runs for their ids.")
        return named[0]

    def evidence(self) -> tuple[EvidenceRecord, ...]:
        """See :meth:`auditor.store.Store.recorded_evidence`."""
        with self._database.reading() as connection:
            digests = dict.fromkeys(map(_evidence_of, chain.checked(connection, Kind.AUDIT)))
            bodies = contents.bodies(connection, digests)
        return tuple(record for digest in digests for record in decode(EVIDENCE, bodies[digest]))

    def runs(self) -> tuple[Run, ...]:
        """See :meth:`auditor.store.Store.runs`."""
        with self._database.reading() as connection:
            return tuple(
                self._run(decode(AUDIT_ENTRY, line.body), line.sha256)
                for line in chain.checked(connection, Kind.AUDIT)
            )

    def law_days(self) -> Mapping[str, date]:
        """See :meth:`auditor.store.Store.law_days`."""
        with self._database.reading() as connection:
            lines = chain.checked(connection, Kind.AUDIT)
            return {line.id: decode(AUDIT_ENTRY, line.body).as_of for line in lines}

    def load(self, connection: "Connection", line: LedgerEntry) -> tuple[Audit, Run]:
        """Return the audit of a line that was checked, every digest below it checked too.

        Raises:
            IntegrityError: something is missing or altered.
        """
        entry = decode(AUDIT_ENTRY, line.body)
        rows = select_rows(connection, line.id)
        _check_rows(rows, entry)
        return audit_of(connection, rows, entry.as_of), self._run(entry, line.sha256)

    def _run(self, entry: AuditEntry, sha256: str) -> Run:
        occasion = entry.occasion
        return Run(
            id=entry.link.id,
            started_at=occasion.started_at,
            tool=occasion.tool,
            host=occasion.host,
            scans=occasion.scans,
            exit=occasion.exit,
            result_sha256=occasion.result_sha256,
            result_form=occasion.result_form,
            predecessor_sha256=entry.link.predecessor_sha256,
            ledger_sha256=sha256,
            database=self._database.url,
            timings_s=occasion.timings_s,
        )


def _is_hypothetical(line: LedgerEntry) -> bool:
    """Say whether an audit applied the law of another day than the one it began on, in UTC."""
    entry = decode(AUDIT_ENTRY, line.body)
    return entry.as_of != entry.occasion.started_at.astimezone(UTC).date()


def _evidence_of(line: LedgerEntry) -> str:
    """Return the digest of an audit's evidence."""
    named = decode(AUDIT_ENTRY, line.body).parts.get(EVIDENCE.kind)
    if named is None:
        raise IntegrityError(f"{line.name}: it names no evidence", hint=chain.RESTORE)
    return named


def _refuse_other_scans(connection: "Connection", audit: Audit, occasion: Occasion) -> None:
    for scan in occasion.scans:
        line = chain.find(connection, Kind.SCAN, scan.id)
        if line is None or decode(SCAN_ENTRY, line.body).scan != scan:
            raise StoreError(
                f"scan {scan.id}: not in this database",
                hint="An audit rests on finished scans of its own database.",
            )
    if sorted(scan.sha256 for scan in occasion.scans) != sorted(audit.inputs.scans):
        raise StoreError("audit: its inputs are not the scans it rests on", hint="This is a bug; report it.")


def _check_rows(rows: "Rows", entry: AuditEntry) -> None:
    subjects, findings, tallies, parts = rows.named
    for what, found, named in (
        ("subjects", subjects, entry.subjects_sha256),
        ("findings", findings, entry.findings_sha256),
        ("tallies", tallies, entry.tallies_sha256),
        ("parts", parts, entry.parts),
    ):
        if found != named:
            raise IntegrityError(f"audit {entry.link.id}: its {what} were altered", hint=chain.RESTORE)
