"""Every shape of value that is stored: contents, entries of the ledger, and what they are made from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from auditor.domain.attestation import Attestation
from auditor.domain.audit import Exit, Inputs, Scan
from auditor.domain.authority import AppliedRule, LawFigure
from auditor.domain.declaration import Acceptance, DeclaredAsGiven, EvidenceRecord
from auditor.domain.fact import Fact, SubjectKind
from auditor.domain.finding import Finding, Question
from auditor.domain.observation import Covered, Observation, Problem, Skipped
from auditor.domain.subject import Deployment, Model, Organisation, Subject, System
from auditor.store.codec import Shape
from auditor.store.ledger import Kind


@dataclass(frozen=True, slots=True)
class Place:
    """What about a file is true of this machine and moment only; kept beside its content, not in it.

    Attributes:
        path: Absolute path.
        device: Device number.
        inode: Inode number.
        mtime_ns: Modification time.
        allocated_bytes: Bytes on disk.
        ctime_ns: Time of the last change of any kind.
        believed_since: Day on which an earlier scan computed its digest.
    """

    path: str
    device: int
    inode: int
    mtime_ns: int
    allocated_bytes: int
    # Scans recorded before these were kept have none of them.
    ctime_ns: int = 0
    believed_since: date | None = None


@dataclass(frozen=True, slots=True)
class Begun:
    """What is known of a scan before anything is seen.

    Attributes:
        target: The target, as named.
        resolved: The target in full, the same for every spelling of one place.
        started_at: When it begins.
        hash_mode: ``full``, ``trust-store`` or ``none``.
        tool: Name and version.
        host: Name of the machine.
    """

    target: str
    resolved: str
    started_at: datetime
    hash_mode: str
    tool: str
    host: str


@dataclass(frozen=True, slots=True)
class Occasion:
    """What only the caller knows about a run; see :class:`auditor.domain.audit.Run`.

    Attributes:
        scans: The scans the audit rests on.
        result_sha256: Digest of the audit's canonical result.
        started_at: When the command started.
        tool: Name and version.
        host: Name of the machine.
        exit: How the process ends.
        timings_s: Seconds per step.
    """

    scans: tuple[Scan, ...]
    result_sha256: str
    started_at: datetime
    tool: str
    host: str
    exit: Exit
    timings_s: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Link:
    """What binds an entry of the ledger to its place in the chain.

    Attributes:
        schema: ``auditor/ledger/1``.
        position: Place in the ledger, counted from 1.
        kind: What the entry records.
        id: Id of the scan, attestation or audit.
        predecessor_sha256: Digest of the entry before it; empty for the first.
    """

    schema: str
    position: int
    kind: Kind
    id: str
    predecessor_sha256: str


@dataclass(frozen=True, slots=True)
class ScanEntry:
    """What the ledger says about one finished scan.

    Attributes:
        link: Its place in the chain.
        scan: The scan, its digest over what it saw included.
        began: Its place among all scans in the order they began, which says which of two is newer.
        tool: Name and version.
        host: Name of the machine.
        items_sha256: Digest over its items in order, with the place of each on its machine.
    """

    link: Link
    scan: Scan
    began: int
    tool: str
    host: str
    items_sha256: str


@dataclass(frozen=True, slots=True)
class AttestationEntry:
    """An attestation, in the ledger."""

    link: Link
    attestation: Attestation


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """What the ledger says about one audit; everything else about it is named by a digest in here.

    Attributes:
        link: Its place in the chain.
        as_of: The day whose law was applied.
        occasion: When and where it ran, what it rests on, and what it came to.
        subjects_sha256: Digest over its rows of subjects and their facts.
        findings_sha256: Digest over its rows of findings.
        tallies_sha256: Digest over its tallies.
        parts: Digest of every other part, by name.
    """

    link: Link
    as_of: date
    occasion: Occasion
    subjects_sha256: str
    findings_sha256: str
    tallies_sha256: str
    parts: Mapping[str, str]


Entry = ScanEntry | AttestationEntry | AuditEntry
"""An entry of the ledger."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What of an audit is neither a subject, a fact, a finding nor a tally; one content per field."""

    inputs: Inputs
    not_models: tuple[tuple[str, str], ...]
    problems: tuple[Problem, ...]
    skipped: tuple[Skipped, ...]
    covered: tuple[Covered, ...]
    questions: tuple[Question, ...]
    evidence: tuple[EvidenceRecord, ...]
    attestations: tuple[Attestation, ...]
    accepted: tuple[Acceptance, ...]
    left_out: tuple[str, ...]
    # Audits recorded before these parts were kept have none of them.
    rules: tuple[AppliedRule, ...] = ()
    law: tuple[LawFigure, ...] = ()
    license_titles: Mapping[str, str] = field(default_factory=dict)
    not_covered: tuple[str, ...] = ()
    declared: tuple[DeclaredAsGiven, ...] = ()


OBSERVATION: Final[Shape[Observation]] = Shape("observation", Observation)
PLACE: Final[Shape[Place]] = Shape("place", Place)
FACTS: Final[Shape[Mapping[str, Fact]]] = Shape("facts", dict[str, Fact])
FINDING: Final[Shape[Finding]] = Shape("finding", Finding)
EVIDENCE: Final[Shape[tuple[EvidenceRecord, ...]]] = Shape("evidence", tuple[EvidenceRecord, ...])
SCAN_ENTRY: Final[Shape[ScanEntry]] = Shape("scan", ScanEntry)
ATTESTATION_ENTRY: Final[Shape[AttestationEntry]] = Shape("attestation", AttestationEntry)
AUDIT_ENTRY: Final[Shape[AuditEntry]] = Shape("audit", AuditEntry)

SUBJECTS: Final[Mapping[str, Shape[Subject]]] = {
    SubjectKind.ORGANISATION: Shape("organisation", Organisation),
    SubjectKind.SYSTEM: Shape("system", System),
    SubjectKind.MODEL: Shape("model", Model),
    SubjectKind.DEPLOYMENT: Shape("deployment", Deployment),
}
