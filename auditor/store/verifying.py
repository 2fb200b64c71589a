"""The walk that checks the record: its structure, every entry of the ledger, and nothing beside it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import Select, Table, select

from auditor.domain.audit import Audit, Run
from auditor.domain.scan import Scan
from auditor.errors import AuditorError, IntegrityError
from auditor.store import chain, contents, scans, structure
from auditor.store.audit_shapes import ATTESTATION_ENTRY
from auditor.store.codec import decode
from auditor.store.ledger import Break, Kind, LedgerEntry, LedgerReport, OtherForm, ResultForm
from auditor.store.shapes import SCAN_ENTRY
from auditor.store.tables import (
    audit_findings,
    audit_parts,
    audit_subjects,
    audit_tallies,
    ledger,
    scan_items,
)
from auditor.store.tables import contents as content_table
from auditor.store.tables import scans as scan_table

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from auditor.store.audits import Audits


def verified(
    connection: "Connection", audits: "Audits", run: str, result: ResultForm | None
) -> tuple[Audit, Run]:
    """See :meth:`auditor.store.Store.verified_audit`."""
    audit, found = audits.load(connection, audits.line(connection, run))
    for scan in found.scans:
        scans.check(connection, scans.entry_of(connection, scan.id), contents_too=True)
    reason = _result_fault(audit, found, result) if result else None
    if reason:
        raise IntegrityError(f"audit {found.id}: {reason}", hint=chain.RESTORE)
    return audit, found


def walk(connection: "Connection", audits: "Audits", result: ResultForm, anchor: str | None) -> LedgerReport:
    """See :meth:`auditor.store.Store.verify_ledger`."""
    walker = _Walk(connection, audits, result)
    reason = structure.fault(connection)
    if reason:
        return walker.report(Break(0, "database", reason))
    anchored = anchor is None
    for line in chain.lines(connection):
        reason = chain.fault(line, walker.position + 1, walker.head) or walker.fault(line)
        if reason:
            return walker.report(Break(line.position, line.name, reason))
        walker.go_past(line)
        anchored = anchored or line.sha256 == anchor
    if not anchored:
        gone = f"no entry has the digest {anchor} that was named"
        return walker.report(Break(walker.position + 1, "ledger", gone))
    reason = _left_over(connection)
    return walker.report(Break(0, "database", reason) if reason else None)


@dataclass(slots=True)
class _Walk:
    """How far the walk has come.

    Attributes:
        connection: One consistent view of the database.
        audits: What reads an audit.
        result: How the result of an audit is computed again.
        position: Place of the last entry that holds.
        head: Its digest.
        counts: Entries that hold, by kind.
        scans: Scans that hold, by id.
        hashed: Digests of those whose observations were hashed again.
        other_forms: How many audits hold whose result is of another form, by tool and form.
    """

    connection: "Connection"
    audits: "Audits"
    result: ResultForm
    position: int = 0
    head: str = ""
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(Kind, 0))
    scans: dict[str, Scan] = field(default_factory=dict)
    hashed: set[str] = field(default_factory=set)
    other_forms: Counter[tuple[str, int]] = field(default_factory=Counter)

    def fault(self, line: LedgerEntry) -> str | None:
        """Return what is wrong with what an entry, whose place in the chain is right, records."""
        try:
            match line.kind:
                case Kind.SCAN:
                    self._check_scan(line)
                case Kind.ATTESTATION:
                    decode(ATTESTATION_ENTRY, line.body)
                case Kind.AUDIT:
                    return self._audit_fault(line)
                case _:
                    return "this version knows no entry of that kind"
        except AuditorError as error:
            return error.message.removeprefix(f"{line.name}: ")
        return None

    def go_past(self, line: LedgerEntry) -> None:
        """Count an entry that holds."""
        self.position, self.head = line.position, line.sha256
        self.counts[line.kind] += 1

    def report(self, broken: Break | None) -> LedgerReport:
        """Return what the walk came to."""
        return LedgerReport(
            n_audits=self.counts[Kind.AUDIT],
            n_scans=self.counts[Kind.SCAN],
            n_attestations=self.counts[Kind.ATTESTATION],
            head_sha256=self.head,
            broken=broken,
            other_forms=tuple(OtherForm(*of, n) for of, n in self.other_forms.items()),
        )

    def _check_scan(self, line: LedgerEntry) -> None:
        entry = decode(SCAN_ENTRY, line.body)
        scans.check(self.connection, entry, contents_too=entry.scan.sha256 not in self.hashed)
        self.hashed.add(entry.scan.sha256)
        self.scans[entry.scan.id] = entry.scan

    def _audit_fault(self, line: LedgerEntry) -> str | None:
        audit, run = self.audits.load(self.connection, line)
        for scan in run.scans:
            if self.scans.get(scan.id) != scan:
                return f"it rests on scan {scan.id}, which no entry before it records like that"
        if run.result_form != self.result.number:
            self.other_forms[run.tool, run.result_form] += 1
        return _result_fault(audit, run, self.result)


def _result_fault(audit: Audit, run: Run, result: ResultForm) -> str | None:
    """Return what is wrong with a result. One of another form is not computed: its parts are what holds."""
    recomputed = result.digest(audit) if run.result_form == result.number else run.result_sha256
    if recomputed == run.result_sha256:
        return None
    return f"its result has the digest {recomputed}, not {run.result_sha256} as recorded"


def _left_over(connection: "Connection") -> str | None:
    """Return what there is, or is wrong, beside what the ledger names."""
    for table, owner in _orphans(connection):
        return f"rows in {table} for {owner}, which the ledger does not have"
    unfinished = select(scan_table.c.id).where(scan_table.c.id.not_in(_ids(Kind.SCAN)))
    try:
        items = select(scan_items.c.content_sha256).where(scan_items.c.scan_id.in_(unfinished))
        contents.count(connection, connection.execute(items).scalars())
    except IntegrityError as error:
        return error.message
    pointers = (
        scan_items.c.content_sha256,
        audit_subjects.c.content_sha256,
        audit_subjects.c.facts_sha256,
        audit_findings.c.content_sha256,
        audit_parts.c.content_sha256,
    )
    idle = select(content_table.c.sha256).except_(*(select(pointer) for pointer in pointers))
    unused = connection.execute(idle).scalars().first()
    if unused is not None:
        return f"content {unused}: nothing points to it"
    said = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one()
    return None if said == "ok" else f"SQLite finds it damaged: {said}"


def _orphans(connection: "Connection") -> Iterator[tuple[str, str]]:
    for table in (audit_subjects, audit_findings, audit_tallies, audit_parts):
        yield from _without(connection, table, "audit_id", _ids(Kind.AUDIT))
    yield from _without(connection, scan_items, "scan_id", select(scan_table.c.id))


def _without(
    connection: "Connection", table: Table, column: str, owners: Select[tuple[str]]
) -> Iterator[tuple[str, str]]:
    found = connection.execute(select(table.c[column]).where(table.c[column].not_in(owners)).limit(1))
    yield from ((table.name, str(owner)) for owner in found.scalars())


def _ids(kind: Kind) -> Select[tuple[str]]:
    return select(ledger.c.id).where(ledger.c.kind == kind.value)
