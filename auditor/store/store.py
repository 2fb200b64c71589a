"""The door to the database."""

import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from auditor.domain.attestation import Attestation
from auditor.domain.audit import Audit, Exit, Run, Scan
from auditor.domain.declaration import EvidenceRecord
from auditor.domain.observation import FileId, Observation
from auditor.errors import IntegrityError, StoreError
from auditor.store.ledger import LedgerEntry, LedgerReport, walk
from auditor.store.schema import BUSY_TIMEOUT_S, ensure

if TYPE_CHECKING:
    from auditor.store.attestations import Attestations
    from auditor.store.audits import Audits
    from auditor.store.database import Database
    from auditor.store.digests import Digests
    from auditor.store.scans import Scans

LATEST: Final = "latest"
"""What names the newest audit, where an id is asked for."""


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

    Every method raises ``StoreError`` when the database cannot be read or written, and
    ``IntegrityError`` when what it holds is not what its digests say.
    """

    def __init__(
        self,
        database: "Database",
        scans: "Scans",
        digests: "Digests",
        attestations: "Attestations",
        audits: "Audits",
    ) -> None:
        """Take the parts of an open database; use :meth:`open`."""
        self._database = database
        self._scans = scans
        self._digests = digests
        self._attestations = attestations
        self._audits = audits

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
        """Open a database and bring it to the newest schema.

        Args:
            url: ``sqlite:///`` and a path.
            create: Make the database if there is none.
            effects: What it takes from the world.

        Raises:
            StoreError: it is missing, not auditor's, newer, or cannot be written; nothing was written.
        """
        from auditor.store.attestations import Attestations
        from auditor.store.audits import Audits
        from auditor.store.database import Database
        from auditor.store.digests import Digests
        from auditor.store.scans import Scans

        database = Database(url, busy_timeout_s=effects.busy_timeout_s)
        try:
            ensure(database, create=create)
        except BaseException:
            database.close()
            raise
        return cls(
            database,
            Scans(database, effects.new_id),
            Digests(database, effects.clock),
            Attestations(database, effects.new_id),
            Audits(database, effects.new_id),
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

    def begin_scan(self, target: str, *, started_at: datetime, hash_mode: str, tool: str, host: str) -> str:
        """Record that a scan of a target begins, and return its id; until it is finished nothing uses it."""
        return self._scans.begin(target, started_at=started_at, hash_mode=hash_mode, tool=tool, host=host)

    def add_observations(self, scan_id: str, observations: Iterable[Observation]) -> None:
        """Add what a source sees, as it sees it, in batches of one transaction each.

        Raises:
            StoreError: the scan does not exist or is finished.
        """
        self._scans.add(scan_id, observations)

    def finish_scan(self, scan_id: str, finished_at: datetime) -> Scan:
        """Close a scan for good, and give it its digest.

        The digest is over the target and all observations in any order, without what belongs to the
        machine or the moment: path, device, inode, modification time, bytes allocated on disk, the
        clock, the host, the tool, the hash mode and the id.

        Raises:
            StoreError: the scan does not exist or is finished.
        """
        return self._scans.finish(scan_id, finished_at)

    def newest_scan(self, target: str) -> Scan | None:
        """Return the finished scan of a target that began last, if there is one.

        Raises:
            IntegrityError: what it saw is not what was recorded.
        """
        return self._scans.newest(target)

    def targets(self) -> tuple[str, ...]:
        """Return every target with a finished scan, sorted."""
        return self._scans.targets()

    def observations(self, scan_id: str) -> Iterator[Observation]:
        """Yield what a scan saw, in the order it was seen.

        Raises:
            StoreError: the scan does not exist.
        """
        return self._scans.observations(scan_id)

    def known_digest(self, file_id: FileId) -> str | None:
        """Return the digest of a file that was hashed before and has not changed since."""
        return self._digests.known((file_id,)).get(file_id)

    def known_digests(self, file_ids: Iterable[FileId]) -> Mapping[FileId, str]:
        """Return the digests of those files that were hashed before and have not changed since."""
        return self._digests.known(file_ids)

    def remember_digests(self, computed: Iterable[tuple[FileId, str]]) -> None:
        """Remember the digests of files, each as it was before it was hashed."""
        self._digests.remember(computed)

    def add_attestation(self, attestation: Attestation) -> str:
        """Add an attestation, and return its id."""
        return self._attestations.add(attestation)

    def newest_attestations(self) -> tuple[Attestation, ...]:
        """Return the newest attestation for each artifact, engine and isolation, sorted by these."""
        return self._attestations.newest()

    def append_audit(  # noqa: PLR0913 - one argument per field of Run that only the caller knows
        self,
        audit: Audit,
        *,
        started_at: datetime,
        result_sha256: str,
        tool: str,
        host: str,
        exit: Exit,  # noqa: A002 - the domain's word
        timings_s: Mapping[str, float],
    ) -> Run:
        """Append an audit to the ledger, behind the one that is last at that moment.

        The scans of the run are the newest finished ones with the digests in ``audit.inputs.scans``.

        Raises:
            StoreError: no finished scan has one of these digests.
        """
        from auditor.store.audits import Occasion

        occasion = Occasion(result_sha256, started_at, tool, host, exit, timings_s)
        return self._audits.append(audit, occasion)

    def newest_audit(self) -> tuple[Audit, Run] | None:
        """Return the audit appended last, if there is one."""
        return self._audits.newest()

    def audit(self, run_id: str) -> tuple[Audit, Run]:
        """Return an audit by its id, the beginning of its id, or ``latest``.

        Raises:
            StoreError: there is none, or the beginning fits several.
        """
        if run_id != LATEST:
            return self._audits.find(run_id)
        newest = self._audits.newest()
        if newest is None:
            raise StoreError(f"{self._database.path}: no audit yet", hint="Run auditor audit first.")
        return newest

    def recorded_evidence(self) -> tuple[EvidenceRecord, ...]:
        """Return the evidence records of every audit, those first recorded first."""
        return self._audits.evidence()

    def proven_audit(self, run_id: str, recompute: Callable[[Audit], str] | None = None) -> tuple[Audit, Run]:
        """Return an audit as :meth:`audit` does, every scan it rests on checked as well.

        Args:
            run_id: Its id, the beginning of its id, or ``latest``.
            recompute: Gives the digest of an audit's canonical result, which is then compared too. It
                takes longer than all the rest, and what it is computed from is checked without it.

        Raises:
            IntegrityError: its entry, what it names or a scan it rests on was altered, or its result
                cannot be computed again.
        """
        audit, run = self.audit(run_id)
        for scan in run.scans:
            self._audits.check_scan(scan, contents_too=True)
        if recompute is not None and recompute(audit) != run.result_sha256:
            raise IntegrityError(
                f"run {run.id}: its result is not the one that was recorded",
                hint="Check the record: auditor verify ledger.",
            )
        return audit, run

    def runs(self) -> tuple[Run, ...]:
        """Return every run, oldest first, without its audit."""
        return self._audits.runs()

    def ledger(self) -> Iterator[LedgerEntry]:
        """Yield the lines of the ledger, oldest first, as they are."""
        return self._audits.entries()

    def verify_ledger(self, recompute: Callable[[Audit], str], *, anchor: str | None = None) -> LedgerReport:
        """Walk through the ledger up to the first audit that does not hold.

        An audit holds if its line follows the line before, every digest in and below it is right, the
        scans it rests on are unaltered, and its result can be computed again.

        Args:
            recompute: Gives the digest of an audit's canonical result.
            anchor: A ledger digest printed earlier, which must be in the chain: without one, audits
                removed from the end cannot be missed.
        """
        return walk(self._audits, recompute, anchor)
