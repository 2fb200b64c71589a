"""The door to the database."""

import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Self

from auditor.domain.observation import FileId, Observation, Remembered
from auditor.domain.scan import Scan
from auditor.store.ledger import LedgerEntry, LedgerReport, ResultForm
from auditor.store.schema import BUSY_TIMEOUT_S, ensure, refuse_other
from auditor.store.shapes import Begun

if TYPE_CHECKING:
    from auditor.domain.attestation import Attestation
    from auditor.domain.audit import Audit, Run
    from auditor.domain.evidence import EvidenceRecord
    from auditor.store.attestations import Attestations
    from auditor.store.audit_shapes import Occasion
    from auditor.store.audits import Audits
    from auditor.store.database import Database
    from auditor.store.digests import Digests
    from auditor.store.scans import Scans


def random_id() -> str:
    """Return an id of 16 hexadecimal digits that no other database has either."""
    return secrets.token_hex(8)


def utc_now() -> datetime:
    """Return the present moment."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Effects:
    """What a store takes from the world; tests give their own.

    Attributes:
        new_id: Gives ids, at most 32 characters, never the same one twice.
        clock: Gives the time a digest was computed at; every other time is an argument.
        busy_timeout_s: Seconds to wait for another process that is writing.
    """

    new_id: Callable[[], str] = random_id
    clock: Callable[[], datetime] = utc_now
    busy_timeout_s: float = BUSY_TIMEOUT_S


class Store:
    """A database of scans, attestations and audits. Use it as a context manager.

    Nothing is read out of the ledger without hashing the whole chain up to it again.

    Every method raises ``StoreError`` when the database cannot be read or written, and
    ``IntegrityError`` when what it holds is not what its digests say.
    """

    def __init__(
        self,
        database: "Database",
        scans: "Scans",
        digests: "Digests",
        new_id: Callable[[], str],
    ) -> None:
        """Take the parts of an open database; use :meth:`open`."""
        self._database = database
        self._scans = scans
        self._digests = digests
        self._new_id = new_id

    @cached_property
    def _attestations(self) -> "Attestations":
        from auditor.store.attestations import Attestations  # with what a scan does not need

        return Attestations(self._database, self._new_id)

    @cached_property
    def _audits(self) -> "Audits":
        from auditor.store.audits import Audits  # as above

        return Audits(self._database, self._new_id)

    @staticmethod
    def exists(url: str) -> bool:
        """Say whether there is a file for a database; whether it is one shows when it is opened.

        Raises:
            StoreError: the URL is not that of a SQLite file.
        """
        from auditor.store.database import path_of

        return path_of(url).exists()

    @classmethod
    def open(cls, url: str, *, create: bool = True, effects: Effects = Effects()) -> Self:
        """Open a database for reading and writing, and bring it to the newest schema.

        Args:
            url: ``sqlite:///`` and a path.
            create: Make the database if there is none.
            effects: What it takes from the world.

        Raises:
            StoreError: it is missing, not auditor's, newer, or cannot be written; nothing was written.
        """
        from auditor.store.database import Database

        database = Database(url, busy_timeout_s=effects.busy_timeout_s)
        return cls._of(database, effects, lambda: ensure(database, create=create))

    @classmethod
    def open_read_only(cls, url: str, *, effects: Effects = Effects()) -> Self:
        """Open a database that is there for reading; it may be a copy nobody can write to.

        Raises:
            StoreError: it is missing, not auditor's, or of another schema; nothing is migrated.
        """
        from auditor.store.database import Database

        database = Database(url, busy_timeout_s=effects.busy_timeout_s, read_only=True)
        return cls._of(database, effects, lambda: refuse_other(database))

    @classmethod
    def _of(cls, database: "Database", effects: Effects, prepare: Callable[[], None]) -> Self:
        from auditor.store.digests import Digests
        from auditor.store.scans import Scans

        try:
            prepare()
        except BaseException:
            database.close()
            raise
        return cls(
            database,
            Scans(database, effects.new_id),
            Digests(database, effects.clock),
            effects.new_id,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    @property
    def url(self) -> str:
        """The URL it was opened by."""
        return self._database.url

    def begin_scan(self, begun: Begun) -> str:
        """Record that a scan of a target begins, and return its id; until it is finished nothing uses it."""
        return self._scans.begin(begun)

    def add_observations(self, scan_id: str, observations: Iterable[Observation]) -> None:
        """Add what a source sees, as it sees it, in batches of one transaction each.

        Raises:
            StoreError: the scan does not exist or is finished.
        """
        self._scans.add(scan_id, observations)

    def finish_scan(self, scan_id: str, finished_at: datetime) -> Scan:
        """Close a scan for good: append it to the ledger with its digest.

        The digest is over the target and all observations in any order, without what belongs to the
        machine or the moment: path, device, inode, modification time, bytes allocated on disk, the
        clock, the host, the tool, the hash mode and the id.

        Raises:
            StoreError: the scan does not exist or is finished.
        """
        return self._scans.finish(scan_id, finished_at)

    def newest_scans(self) -> tuple[Scan, ...]:
        """Return, for each place however it was spelled, the finished scan that began last.

        They come in the order in which they began, whatever the clock said.

        Raises:
            IntegrityError: the chain of the ledger does not hold.
        """
        return self._scans.newest()

    def scan_hosts(self) -> Mapping[str, str]:
        """Return the machine on which each place was scanned last, by place in full."""
        return self._scans.hosts()

    def observations(self, scan_id: str) -> Iterator[Observation]:
        """Yield what a finished scan saw, in the order it was seen.

        Raises:
            StoreError: there is no such scan, or it is not finished.
            IntegrityError: it is not what the ledger says.
        """
        return self._scans.observations(scan_id)

    def known_digests(self, file_ids: Iterable[FileId]) -> Mapping[FileId, Remembered]:
        """Return the digests of those files that were hashed before and have not changed since."""
        return self._digests.known(file_ids)

    def remember_digests(self, computed: Iterable[tuple[FileId, str]]) -> None:
        """Remember the digests of files, each as it was before it was hashed."""
        self._digests.remember(computed)

    def add_attestation(self, attestation: "Attestation") -> str:
        """Append an attestation to the ledger, and return its id."""
        return self._attestations.add(attestation)

    def newest_attestations(self) -> "tuple[Attestation, ...]":
        """Return the newest attestation for each artifact, engine and isolation, sorted by these.

        Raises:
            IntegrityError: the chain of the ledger does not hold.
        """
        return self._attestations.newest()

    def append_audit(self, audit: "Audit", occasion: "Occasion") -> "Run":
        """Append an audit to the ledger, behind the entry that is last at that moment.

        Raises:
            StoreError: a scan it rests on is not in the ledger, or not among its inputs.
        """
        return self._audits.append(audit, occasion)

    def audit(self, run: str) -> "tuple[Audit, Run]":
        """Return an audit by its id, the beginning of its id, or ``latest``: the newest not hypothetical.

        Raises:
            StoreError: there is none, or the beginning fits several.
            IntegrityError: the chain of the ledger, or something the audit says, does not hold.
        """
        return self._audits.find(run)

    def verified_audit(self, run: str, result: ResultForm | None = None) -> "tuple[Audit, Run]":
        """Return an audit as :meth:`audit` does, every scan it rests on checked as well: all that it saw.

        Args:
            run: Its id, the beginning of its id, or ``latest``.
            result: How its result is computed again, which is then compared too, if it was recorded in this
                form. It takes longer than all the rest, and what it is computed from is checked without it.

        Raises:
            StoreError: there is none, or the beginning fits several.
            IntegrityError: something does not hold.
        """
        from auditor.store.verifying import verified

        with self._database.reading() as connection:
            return verified(connection, self._audits, run, result)

    def recorded_evidence(self) -> "tuple[EvidenceRecord, ...]":
        """Return the evidence records of every audit, those first recorded first.

        Raises:
            IntegrityError: the chain of the ledger, or a record, does not hold.
        """
        return self._audits.evidence()

    def runs(self) -> "tuple[Run, ...]":
        """Return every run, oldest first, without its audit."""
        return self._audits.runs()

    def law_days(self) -> Mapping[str, date]:
        """Return the day whose law each audit applied, by the audit's id."""
        return self._audits.law_days()

    def ledger(self) -> Iterator[LedgerEntry]:
        """Yield the lines of the ledger, oldest first, as they are."""
        from auditor.store import chain

        with self._database.reading() as connection:
            yield from chain.lines(connection)

    def verify_ledger(self, result: ResultForm, *, anchor: str | None = None) -> LedgerReport:
        """Walk through the ledger up to the first thing that does not hold.

        An entry holds if it follows the entry before it and every digest in and below it is right; an audit
        whose result is of this form, if that can be computed again as well. Beside what the ledger names
        nothing else may be there: no unknown trigger, view or table, and no row without an entry.

        Args:
            result: How the result of an audit is computed again.
            anchor: A ledger digest printed earlier, which must be in the chain: without one, entries
                removed from the end cannot be missed.
        """
        from auditor.store.verifying import walk

        with self._database.reading() as connection:
            return walk(connection, self._audits, result, anchor)
