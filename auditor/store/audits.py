"""Audits: appended to the ledger, and read back."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Select, func, insert, select

from auditor.domain.audit import Audit, Exit, Run, Scan
from auditor.domain.declaration import EvidenceRecord
from auditor.errors import IntegrityError, StoreError
from auditor.store import contents, scans
from auditor.store.codec import decode, encode, time_text
from auditor.store.ledger import LedgerEntry
from auditor.store.rows import Rows, audit_of, insert_rows, rows_of, select_rows
from auditor.store.shapes import ENTRY, EVIDENCE, Entry
from auditor.store.tables import audit_parts, audits

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from auditor.store.database import Database

_SCHEMA: Final = "auditor/ledger/1"
_LINES: Final[Select[Any]] = select(*(audits.c[field.name] for field in fields(LedgerEntry)))
_BATCH: Final = 100


@dataclass(frozen=True, slots=True)
class Occasion:
    """What only the caller knows about a run; see :class:`auditor.domain.audit.Run`."""

    result_sha256: str
    started_at: datetime
    tool: str
    host: str
    exit: Exit
    timings_s: Mapping[str, float]


class Audits:
    """The audits of one database."""

    def __init__(self, database: "Database", new_id: Callable[[], str]) -> None:
        self._database = database
        self._new_id = new_id

    def append(self, audit: Audit, occasion: Occasion) -> Run:
        """See :meth:`auditor.store.Store.append_audit`."""
        rows, new = rows_of(audit)
        with self._database.writing() as connection:
            rests_on = scans.newest_by_digest(connection, audit.inputs.scans)
            tail = _tail(connection)
            entry = self._entry(occasion, audit.as_of, rows, rests_on, tail)
            line = _line(entry)
            contents.put(connection, new)
            connection.execute(insert(audits), asdict(line))
            insert_rows(connection, entry.id, rows)
        return self._run(entry, line.sha256)

    def newest(self) -> tuple[Audit, Run] | None:
        """See :meth:`auditor.store.Store.newest_audit`."""
        with self._database.reading() as connection:
            tail = _tail(connection)
        return self.load(tail) if tail else None

    def find(self, id_or_prefix: str) -> tuple[Audit, Run]:
        """See :meth:`auditor.store.Store.audit`."""
        query = _LINES.where(audits.c.id.startswith(id_or_prefix, autoescape=True)).limit(2)
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        if len(rows) != 1 or not id_or_prefix:
            what = "several runs begin like that" if rows else "no such run"
            raise StoreError(f"run {id_or_prefix}: {what}", hint="Run auditor show runs for their ids.")
        return self.load(LedgerEntry(*rows[0]))

    def evidence(self) -> tuple[EvidenceRecord, ...]:
        """See :meth:`auditor.store.Store.recorded_evidence`."""
        query = (
            select(audit_parts.c.content_sha256)
            .join(audits, audits.c.id == audit_parts.c.audit_id)
            .where(audit_parts.c.name == EVIDENCE.kind)
            .group_by(audit_parts.c.content_sha256)
            .order_by(func.min(audits.c.position))
        )
        with self._database.reading() as connection:
            digests = tuple(connection.execute(query).scalars())
            bodies = contents.bodies(connection, digests)
        return tuple(record for digest in digests for record in decode(EVIDENCE, bodies[digest]))

    def runs(self) -> tuple[Run, ...]:
        """See :meth:`auditor.store.Store.runs`."""
        return tuple(self._run(_checked(line), line.sha256) for line in self.entries())

    def entries(self) -> Iterator[LedgerEntry]:
        """See :meth:`auditor.store.Store.ledger`."""
        query = _LINES.order_by(audits.c.position).limit(_BATCH)
        after = 0
        while True:
            with self._database.reading() as connection:
                rows = connection.execute(query.where(audits.c.position > after)).all()
            yield from (LedgerEntry(*row) for row in rows)
            if len(rows) < _BATCH:
                return
            after = rows[-1].position

    def load(self, line: LedgerEntry) -> tuple[Audit, Run]:
        """Return the audit of a line, every digest in and below it checked.

        Raises:
            IntegrityError: something is missing or altered.
        """
        entry = _checked(line)
        with self._database.reading() as connection:
            rows = select_rows(connection, line.id)
            _check_rows(rows, entry)
            return audit_of(connection, rows, entry.as_of), self._run(entry, line.sha256)

    def check_scan(self, scan: Scan, *, contents_too: bool) -> None:
        """Check that a scan is what it was when an audit came to rest on it.

        Args:
            scan: The scan, as the audit names it.
            contents_too: Hash every observation again; scans with the same digest have the same.

        Raises:
            IntegrityError: it is missing or altered.
        """
        with self._database.reading() as connection:
            scans.check(connection, scan, contents_too=contents_too)

    def _entry(
        self,
        occasion: Occasion,
        as_of: date,
        rows: Rows,
        rests_on: tuple[Scan, ...],
        tail: LedgerEntry | None,
    ) -> Entry:
        subjects, findings, tallies, parts = rows.named
        return Entry(
            schema=_SCHEMA,
            position=tail.position + 1 if tail else 1,
            id=self._new_id(),
            predecessor_sha256=tail.sha256 if tail else "",
            result_sha256=occasion.result_sha256,
            as_of=as_of,
            started_at=occasion.started_at,
            tool=occasion.tool,
            host=occasion.host,
            scans=rests_on,
            exit=occasion.exit,
            timings_s=occasion.timings_s,
            subjects_sha256=subjects,
            findings_sha256=findings,
            tallies_sha256=tallies,
            parts=parts,
        )

    def _run(self, entry: Entry, sha256: str) -> Run:
        return Run(
            id=entry.id,
            started_at=entry.started_at,
            tool=entry.tool,
            host=entry.host,
            scans=entry.scans,
            exit=entry.exit,
            result_sha256=entry.result_sha256,
            predecessor_sha256=entry.predecessor_sha256,
            ledger_sha256=sha256,
            database=self._database.url,
            timings_s=entry.timings_s,
        )


def _tail(connection: "Connection") -> LedgerEntry | None:
    row = connection.execute(_LINES.order_by(audits.c.position.desc()).limit(1)).first()
    return LedgerEntry(*row) if row else None


def _line(entry: Entry) -> LedgerEntry:
    content = encode(ENTRY, entry)
    return LedgerEntry(
        position=entry.position,
        id=entry.id,
        started_at=time_text(entry.started_at),
        as_of=entry.as_of.isoformat(),
        result_sha256=entry.result_sha256,
        exit_code=entry.exit.code,
        predecessor_sha256=entry.predecessor_sha256,
        body=content.body,
        sha256=content.sha256,
    )


def _checked(line: LedgerEntry) -> Entry:
    """Return what a line of the ledger says, if its body has its digest and its columns agree with it."""
    entry = decode(ENTRY, line.body)
    if _line(entry) != line:
        raise IntegrityError(
            f"run {line.id}: its ledger entry was altered", hint="Restore the database from a backup."
        )
    return entry


def _check_rows(rows: Rows, entry: Entry) -> None:
    subjects, findings, tallies, parts = rows.named
    for what, found, named in (
        ("subjects", subjects, entry.subjects_sha256),
        ("findings", findings, entry.findings_sha256),
        ("tallies", tallies, entry.tallies_sha256),
        ("parts", parts, entry.parts),
    ):
        if found != named:
            raise IntegrityError(
                f"run {entry.id}: its {what} were altered", hint="Restore the database from a backup."
            )
