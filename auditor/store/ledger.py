"""What the ledger is made of, and what a walk through it comes to.

What the walk can and cannot tell is in ``docs/record.md``.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from auditor.domain.audit import Audit


class Kind(StrEnum):
    """What an entry of the ledger records."""

    SCAN = "scan"
    """A finished look at one target."""
    ATTESTATION = "attestation"
    """One air-gapped run."""
    AUDIT = "audit"
    """A judgement of the inventory."""


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One line of the ledger, as the database holds it; nothing about it is checked yet.

    Attributes:
        position: Place in the ledger, counted from 1.
        kind: What it records, see :class:`Kind`.
        id: Id of the scan, attestation or audit.
        predecessor_sha256: Digest of the entry before it; empty for the first.
        body: The entry in canonical JSON; it says all of the above and names everything else.
        sha256: Digest of the body.
    """

    position: int
    kind: str
    id: str
    predecessor_sha256: str
    body: str
    sha256: str

    @property
    def name(self) -> str:
        """What it is called where something is said about it."""
        return f"{self.kind} {self.id}"


@dataclass(frozen=True, slots=True)
class Break:
    """The first thing that does not hold.

    Attributes:
        position: Its place in the ledger; 0 for the database as such.
        subject: What it is: ``audit ID``, ``scan ID``, ``attestation ID``, ``ledger`` or ``database``.
        reason: Why it does not hold, one sentence without a full stop.
    """

    position: int
    subject: str
    reason: str


@dataclass(frozen=True, slots=True)
class ResultForm:
    """How this version makes the canonical result of an audit.

    Attributes:
        number: Which form of the result that is; an audit records the one it was made in.
        digest: Gives the digest of an audit's result in this form.
    """

    number: int
    digest: "Callable[[Audit], str]"


@dataclass(frozen=True, slots=True)
class OtherForm:
    """Audits that hold, and whose results are of a form that this version does not compute.

    Attributes:
        tool: What made them: name and version.
        form: The form of their results.
        n_audits: How many there are.
    """

    tool: str
    form: int
    n_audits: int


@dataclass(frozen=True, slots=True)
class LedgerReport:
    """What a walk through the ledger found.

    Attributes:
        n_audits: Audits that hold, from the first on.
        n_scans: Finished scans that hold.
        n_attestations: Attestations that hold.
        head_sha256: Digest of the last entry that holds, to be compared with a printed one; empty if none.
        broken: The first thing that does not hold; nothing after it was looked at.
        other_forms: Which of the audits that hold have a result that was not computed again.
    """

    n_audits: int
    n_scans: int
    n_attestations: int
    head_sha256: str
    broken: Break | None
    other_forms: tuple[OtherForm, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether all of it holds and an audit is in it: nothing judged again is not intact."""
        return self.broken is None and self.n_audits > 0
