"""An inventory, judged as of a date: everything a report may say."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from auditor.domain.attestation import Attestation
from auditor.domain.authority import AppliedRule, LawFigure
from auditor.domain.declaration import Acceptance, DeclaredAsGiven
from auditor.domain.evidence import EvidenceRecord
from auditor.domain.fact import Fact
from auditor.domain.finding import Finding, Holding, Question, Tally
from auditor.domain.observation import Covered, Problem, SkipKind, Skipped
from auditor.domain.policy_choice import PolicyChoice
from auditor.domain.scan import Scan
from auditor.domain.subject import Deployment, Incident, Model, Organisation, Subject, System
from auditor.domain.waiver import Waiver


@dataclass(frozen=True, slots=True)
class Inventory:
    """What was found, grouped.

    Attributes:
        models: One entry per set of weights, by id.
        deployments: Every place a model is at, by id.
        not_models: Files with tensors or vocabularies that are not models: locator and what it is.
        problems: What could not be read, or is not what it claims.
        skipped: What was not looked at.
        covered: How far each target was looked at.
    """

    models: tuple[Model, ...]
    deployments: tuple[Deployment, ...]
    not_models: tuple[tuple[str, str], ...]
    problems: tuple[Problem, ...]
    skipped: tuple[Skipped, ...]
    covered: tuple[Covered, ...]

    @property
    def wholes(self) -> Mapping[str, str]:
        """By the id of each model that is declared to be another, that other's; it is told of there."""
        return {one.id: one.declared_same for one in self.models if one.declared_same is not None}

    @property
    def not_read(self) -> tuple[Skipped, ...]:
        """Files in formats that models come in and that are not read: what is in them is not known."""
        return tuple(skipped for skipped in self.skipped if skipped.category is SkipKind.FORMAT)

    @property
    def gaps(self) -> tuple[Problem | Skipped, ...]:
        """Everything that is a problem, and every file in a format not read: what is there is not known."""
        return (*self.problems, *self.not_read)


@dataclass(frozen=True, slots=True)
class Inputs:
    """Digests of everything an audit is a function of.

    Attributes:
        scans: Digests of the scans, sorted.
        catalogue_sha256: Digest of the catalogue.
        declarations_sha256: Digest of the declarations, evidence files' digests included.
        attestations: Digests of the attestations, sorted.
        bundle_sha256: Digest of the policy bundle, ``law.yaml`` included.
        run_day: The day of the run, which ages and waivers are reckoned by.
    """

    scans: tuple[str, ...]
    catalogue_sha256: str
    declarations_sha256: str
    attestations: tuple[str, ...]
    bundle_sha256: str
    run_day: date


@dataclass(frozen=True, slots=True)
class Assessed:
    """A subject and its facts, by name."""

    subject: Subject
    facts: Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class Audit:
    """An inventory, judged.

    Attributes:
        as_of: The day whose law was applied.
        inputs: Digests of what it is a function of.
        organisation: Who audits itself.
        systems: The declared systems.
        inventory: What was found.
        facts: Facts by subject id, then by name.
        findings: Every verdict but passes and non-applicables.
        tallies: All verdicts, counted per rule and reason.
        questions: What to answer next, the most settling first.
        evidence: Evidence records, bound and judged.
        attestations: Air-gap attestations this audit rests on.
        accepted: Places of which the organisation accepts that something is not known, by place.
        left_out: Parts that were not run, one sentence each.
        rules: The rules in force on as-of, in the bundle's order.
        law: Every number and day of the law as of as-of, by name.
        license_titles: Title of every licence that a fact names by an id of the table of terms.
        not_covered: What the policy packs in force do not check, one sentence per pack.
        declared: Every entry of the declarations as it was given, those included that do not hold on as-of.
        incidents: The declared serious incidents.
        policy: How the rules were chosen, and what was set differently than they ship.
        holding: Where rules hold, by rule.
        waivers: Every waiver, with what became of it, in the order of the files.
    """

    as_of: date
    inputs: Inputs
    organisation: Organisation
    systems: tuple[System, ...]
    inventory: Inventory
    facts: Mapping[str, Mapping[str, Fact]]
    findings: tuple[Finding, ...]
    tallies: tuple[Tally, ...]
    questions: tuple[Question, ...]
    evidence: tuple[EvidenceRecord, ...]
    attestations: tuple[Attestation, ...]
    accepted: tuple[Acceptance, ...] = ()
    left_out: tuple[str, ...] = ()
    rules: tuple[AppliedRule, ...] = ()
    law: tuple[LawFigure, ...] = ()
    license_titles: Mapping[str, str] = field(default_factory=dict)
    not_covered: tuple[str, ...] = ()
    declared: tuple[DeclaredAsGiven, ...] = ()
    incidents: tuple[Incident, ...] = ()
    policy: PolicyChoice = field(default_factory=PolicyChoice)
    holding: tuple[Holding, ...] = ()
    waivers: tuple[Waiver, ...] = ()

    @property
    def is_hypothetical(self) -> bool:
        """Whether the law of another day than the run's was applied."""
        return self.as_of != self.inputs.run_day

    @property
    def subjects(self) -> tuple[Subject, ...]:
        """Everything that findings and facts are about."""
        found: tuple[Subject, ...] = (*self.inventory.models, *self.inventory.deployments)
        return (*found, *self.systems, *self.incidents, self.organisation)


@dataclass(frozen=True, slots=True)
class Exit:
    """How the process ends, and why: one sentence."""

    code: int
    because: str


@dataclass(frozen=True, slots=True)
class Run:
    """What differs between two audits of the same inputs: clock, ids, host, timings.

    Attributes:
        id: Id of the audit in the ledger.
        started_at: When the command started.
        tool: Name and version.
        host: Name of the machine.
        scans: The scans the audit rests on.
        exit: How the process ends.
        result_sha256: Digest of the canonical result.
        result_form: The form of that result; a document in another form has another digest.
        predecessor_sha256: Ledger digest of the entry before it: a scan, an attestation or an audit.
        ledger_sha256: Its own ledger digest.
        database: The database it is kept in.
        timings_s: Seconds per step.
    """

    id: str
    started_at: datetime
    tool: str
    host: str
    scans: tuple[Scan, ...]
    exit: Exit
    result_sha256: str
    result_form: int
    predecessor_sha256: str
    ledger_sha256: str
    database: str
    timings_s: Mapping[str, float] = field(default_factory=dict)
