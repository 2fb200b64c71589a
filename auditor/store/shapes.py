"""Every shape of value that is stored as a content of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from auditor.domain.attestation import Attestation
from auditor.domain.audit import Exit, Inputs, Scan
from auditor.domain.authority import AppliedRule, LawFigure
from auditor.domain.declaration import EvidenceRecord
from auditor.domain.fact import Fact, SubjectKind
from auditor.domain.finding import Finding, Question
from auditor.domain.observation import Covered, Observation, Problem, Skipped
from auditor.domain.subject import Deployment, Model, Organisation, Subject, System
from auditor.store.codec import Shape


@dataclass(frozen=True, slots=True)
class Place:
    """What about a file is true of this machine and moment only; kept beside its content, not in it.

    Attributes:
        path: Absolute path.
        device: Device number.
        inode: Inode number.
        mtime_ns: Modification time.
        allocated_bytes: Bytes on disk.
    """

    path: str
    device: int
    inode: int
    mtime_ns: int
    allocated_bytes: int


@dataclass(frozen=True, slots=True)
class Entry:
    """What the ledger says about one audit; everything else about it is named by a digest in here.

    Attributes:
        schema: ``auditor/ledger/1``.
        position: Place in the ledger, counted from 1.
        id: Id of the audit.
        predecessor_sha256: Digest of the entry before it; empty for the first.
        result_sha256: Digest of the audit's canonical result.
        as_of: The day whose law was applied.
        started_at: When the command started.
        tool: Name and version.
        host: Name of the machine.
        scans: The scans it rests on.
        exit: How the process ended.
        timings_s: Seconds per step.
        subjects_sha256: Digest over its rows of subjects and their facts.
        findings_sha256: Digest over its rows of findings.
        tallies_sha256: Digest over its tallies.
        parts: Digest of every other part, by name.
    """

    schema: str
    position: int
    id: str
    predecessor_sha256: str
    result_sha256: str
    as_of: date
    started_at: datetime
    tool: str
    host: str
    scans: tuple[Scan, ...]
    exit: Exit
    timings_s: Mapping[str, float]
    subjects_sha256: str
    findings_sha256: str
    tallies_sha256: str
    parts: Mapping[str, str]


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
    accepted: tuple[str, ...]
    left_out: tuple[str, ...]
    # Audits recorded before these parts were kept have none of them.
    rules: tuple[AppliedRule, ...] = ()
    law: tuple[LawFigure, ...] = ()
    license_titles: Mapping[str, str] = field(default_factory=dict)
    not_covered: tuple[str, ...] = ()


OBSERVATION: Final[Shape[Observation]] = Shape("observation", Observation)
PLACE: Final[Shape[Place]] = Shape("place", Place)
ATTESTATION: Final[Shape[Attestation]] = Shape("attestation", Attestation)
FACTS: Final[Shape[Mapping[str, Fact]]] = Shape("facts", dict[str, Fact])
FINDING: Final[Shape[Finding]] = Shape("finding", Finding)
EVIDENCE: Final[Shape[tuple[EvidenceRecord, ...]]] = Shape("evidence", tuple[EvidenceRecord, ...])
ENTRY: Final[Shape[Entry]] = Shape("ledger entry", Entry)

SUBJECTS: Final[Mapping[str, Shape[Subject]]] = {
    SubjectKind.ORGANISATION: Shape("organisation", Organisation),
    SubjectKind.SYSTEM: Shape("system", System),
    SubjectKind.MODEL: Shape("model", Model),
    SubjectKind.DEPLOYMENT: Shape("deployment", Deployment),
}
