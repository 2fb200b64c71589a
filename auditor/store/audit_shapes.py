"""The shapes of what is stored of audits and attestations."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from auditor.domain.attestation import Attestation
from auditor.domain.audit import Exit, Inputs
from auditor.domain.authority import AppliedRule, LawFigure
from auditor.domain.declaration import Acceptance, DeclaredAsGiven
from auditor.domain.evidence import EvidenceRecord
from auditor.domain.fact import Fact, State, SubjectKind
from auditor.domain.finding import Finding, Holding, Question, Reason
from auditor.domain.observation import Covered, Problem, Skipped
from auditor.domain.policy_choice import PolicyChoice
from auditor.domain.scan import Scan
from auditor.domain.subject import Deployment, Incident, Model, Organisation, Subject, System
from auditor.domain.waiver import Waiver
from auditor.store.codec import Shape, contains_itself, tag
from auditor.store.shapes import Link, ScanEntry

tag(State)
contains_itself(Reason)


@dataclass(frozen=True, slots=True)
class Occasion:
    """What only the caller knows about a run; see :class:`auditor.domain.audit.Run`.

    Attributes:
        scans: The scans the audit rests on.
        result_sha256: Digest of the audit's canonical result.
        result_form: The form of that result.
        started_at: When the command started.
        tool: Name and version.
        host: Name of the machine.
        exit: How the process ends.
        timings_s: Seconds per step.
    """

    scans: tuple[Scan, ...]
    result_sha256: str
    result_form: int
    started_at: datetime
    tool: str
    host: str
    exit: Exit
    timings_s: Mapping[str, float]


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
    """What of an audit is neither a subject, a fact, a finding nor a tally; one content per field.

    A field that a later form of the record adds has a default: of earlier audits there is no such content.
    """

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
    rules: tuple[AppliedRule, ...]
    law: tuple[LawFigure, ...]
    license_titles: Mapping[str, str]
    not_covered: tuple[str, ...]
    declared: tuple[DeclaredAsGiven, ...]
    policy: PolicyChoice
    holding: tuple[Holding, ...]
    waivers: tuple[Waiver, ...]


FACTS: Final[Shape[Mapping[str, Fact]]] = Shape("facts", dict[str, Fact])
FINDINGS: Final[Shape[tuple[Finding, ...]]] = Shape("findings", tuple[Finding, ...])
EVIDENCE: Final[Shape[tuple[EvidenceRecord, ...]]] = Shape("evidence", tuple[EvidenceRecord, ...])
ATTESTATION_ENTRY: Final[Shape[AttestationEntry]] = Shape("attestation", AttestationEntry)
AUDIT_ENTRY: Final[Shape[AuditEntry]] = Shape("audit", AuditEntry)

SUBJECTS: Final[Mapping[str, Shape[Subject]]] = {
    SubjectKind.ORGANISATION: Shape("organisation", Organisation),
    SubjectKind.SYSTEM: Shape("system", System),
    SubjectKind.INCIDENT: Shape("incident", Incident),
    SubjectKind.MODEL: Shape("model", Model),
    SubjectKind.DEPLOYMENT: Shape("deployment", Deployment),
}
