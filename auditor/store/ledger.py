"""The ledger: audits chained by digest, and the walk that checks the chain.

What the walk can and cannot tell is in ``docs/record.md``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from auditor.domain.audit import Audit
from auditor.errors import AuditorError

if TYPE_CHECKING:
    from auditor.store.audits import Audits


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One line of the ledger, as the database holds it; nothing about it is checked yet.

    Attributes:
        position: Place in the ledger, counted from 1.
        id: Id of the audit.
        started_at: When the command started, ISO 8601 in UTC.
        as_of: The day whose law was applied, ISO 8601.
        result_sha256: Digest of the audit's canonical result.
        exit_code: How the process ended.
        predecessor_sha256: Digest of the entry before it; empty for the first.
        body: The entry in canonical JSON; it says all of the above and names everything else.
        sha256: Digest of the body.
    """

    position: int
    id: str
    started_at: str
    as_of: str
    result_sha256: str
    exit_code: int
    predecessor_sha256: str
    body: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Break:
    """The first audit that does not hold.

    Attributes:
        position: Its place in the ledger.
        audit_id: Its id.
        reason: Why it does not hold, one sentence without a full stop.
    """

    position: int
    audit_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class LedgerReport:
    """What a walk through the ledger found.

    Attributes:
        n_audits: Audits that hold, from the first on.
        head_sha256: Ledger digest of the last of them, to be compared with a printed one; empty if none.
        broken: The first that does not hold; nothing after it was looked at.
    """

    n_audits: int
    head_sha256: str
    broken: Break | None

    @property
    def holds(self) -> bool:
        """Whether there is a ledger and all of it holds: nothing checked is not intact."""
        return self.broken is None and self.n_audits > 0


def walk(audits: "Audits", recompute: Callable[[Audit], str], anchor: str | None) -> LedgerReport:
    """See :meth:`auditor.store.Store.verify_ledger`."""
    position, head, anchored = 0, "", anchor is None
    scans_checked: set[str] = set()
    for entry in audits.entries():
        reason = _chain_fault(entry, position + 1, head) or _entry_fault(
            audits, entry, recompute, scans_checked
        )
        if reason:
            return LedgerReport(position, head, Break(entry.position, entry.id, reason))
        position, head = entry.position, entry.sha256
        anchored = anchored or head == anchor
    missing = (
        None if anchored else Break(position + 1, "", f"no entry has the digest {anchor} that was named")
    )
    return LedgerReport(position, head, missing)


def _chain_fault(entry: LedgerEntry, position: int, head: str) -> str | None:
    if entry.position != position:
        return f"audit {position} is missing from the ledger"
    if entry.predecessor_sha256 != head:
        return "it does not follow the audit before it"
    return None


def _entry_fault(
    audits: "Audits", entry: LedgerEntry, recompute: Callable[[Audit], str], scans_checked: set[str]
) -> str | None:
    try:
        audit, run = audits.load(entry)
        for scan in run.scans:
            audits.check_scan(scan, contents_too=scan.sha256 not in scans_checked)
            scans_checked.add(scan.sha256)
        recomputed = recompute(audit)
    except AuditorError as error:
        return error.message
    if recomputed != entry.result_sha256:
        return f"its result has the digest {recomputed}, not {entry.result_sha256} as recorded"
    return None
