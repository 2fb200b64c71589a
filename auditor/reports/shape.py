"""The shape of ``auditor/report/1``, as types; the shipped JSON Schema is generated from them.

Names only ever get added. Numbers that are not known are null, yes/no facts are the words ``yes``,
``no`` and ``unknown``; the reason always stands in the ``facts`` of the same subject, of which every
typed block is a view. Days are ISO 8601 days, times are UTC with their offset, sizes are in bytes,
compute is in FLOP.
"""

from typing import Final, Literal, TypedDict

from auditor.reports.subject_shape import (
    DeploymentBlock,
    ModelBlock,
    OrganisationBlock,
    SystemBlock,
    TriWord,
)

SCHEMA: Final = "auditor/report/1"


class BecauseBlock(TypedDict):
    """One node of an explanation; a leaf has no parts."""

    text: str
    value: TriWord
    fact: str | None
    subject: str | None
    evidence: list[str]
    parts: list["BecauseBlock"]


class MissingBlock(TypedDict):
    """A fact, or a kind of evidence (``evidence:KIND``), that would settle a finding."""

    name: str
    subject: str
    reason: str
    who: str
    how: str


class LegalBlock(TypedDict):
    """Where a rule comes from; ``source`` is the tag of the legal reference."""

    article: str
    source: str
    text: str
    confidence: str
    to_be_confirmed: bool


class SubjectBlock(TypedDict):
    """What a finding is about."""

    id: str
    kind: Literal["model", "deployment", "system", "organisation"]
    name: str


class FindingBlock(TypedDict):
    """One rule, one subject, one verdict; ``waiver`` is null, waivers are not part of this version."""

    rule: str
    rule_version: int
    pack: str
    kind: Literal["duty", "vendor_gap", "term", "preference", "classification"]
    title: str
    role: list[str]
    subject: SubjectBlock
    verdict: Literal["pass", "fail", "unknown", "not_applicable"]
    severity: Literal["info", "low", "medium", "high", "critical"]
    upcoming: bool
    applies_from: str | None
    reason: str
    because: BecauseBlock
    missing: list[MissingBlock]
    legal: LegalBlock
    remedy: str
    note: str
    waiver: None


class QuestionBlock(TypedDict):
    """Something to answer, and how many findings the answer would settle by itself, or is needed for."""

    ask: str
    names: list[str]
    subjects: list[str]
    who: str
    how: str
    n_settles: int
    rules: list[str]
    n_needed: int


class EvidenceBlock(TypedDict):
    """An evidence record, bound to what it serves and judged on as-of."""

    evidence: str
    subjects: list[str]
    state: str
    locator: str
    by: str
    on: str
    basis: str
    method: str
    confidence: str
    file_sha256: str | None


class ProbeBlock(TypedDict):
    """One attempt to reach the network, inside the prison and outside."""

    name: str
    inside: str
    outside: str
    holds: bool


class AttestationBlock(TypedDict):
    """An isolated run of one file; when it ran and how fast stands in ``run``."""

    artifact_sha256: str
    file_name: str
    is_self_test: bool
    engine: str
    isolation: str
    outcome: str
    reason: str
    n_generated_tokens: int | None
    output_sha256: str | None
    probes: list[ProbeBlock]


class ProblemBlock(TypedDict):
    """Something unreadable, altered or incomplete; ``accepted`` if the organisation accepts it as such."""

    target: str
    locator: str
    fault: Literal["unreadable", "altered", "incomplete"]
    reason: str
    offset: int | None
    accepted: bool


class TargetBlock(TypedDict):
    """How far a target was looked at."""

    target: str
    n_seen: int
    how_far: str


class SkippedBlock(TypedDict):
    """Something that was not looked at; ``accepted`` if the organisation accepts a format not read."""

    locator: str
    reason: str
    category: Literal["left out", "format not read"]
    accepted: bool


class NotModelBlock(TypedDict):
    """A file with tensors or vocabularies that is not a model."""

    locator: str
    reason: str


class CoverageBlock(TypedDict):
    """What was looked at and what was not."""

    targets: list[TargetBlock]
    skipped: list[SkippedBlock]
    not_models: list[NotModelBlock]
    left_out: list[str]
    not_covered: list[str]


class CountBlock(TypedDict):
    """Verdicts of one kind of rule; the upcoming are in none of the other three."""

    failing: int
    unknown: int
    hold: int
    upcoming: int


class TallyBlock(TypedDict):
    """How often one rule came to one verdict for one reason."""

    rule: str
    kind: str
    verdict: str
    upcoming: bool
    reason: str
    n: int


class SummaryBlock(TypedDict):
    """Counts per kind, and every verdict per rule and reason."""

    n_models: int
    n_places: int
    states: dict[str, int]
    n_unreadable: int
    n_altered: int
    n_incomplete: int
    n_not_read: int
    packs: list[str]
    eu_ai_act_judged: bool
    duties: CountBlock
    terms: CountBlock
    preferences: CountBlock
    vendor_gaps_open: int
    rules: list[TallyBlock]


class RuleBlock(TypedDict):
    """A rule in force on as-of, and where it comes from."""

    rule: str
    rule_version: int
    pack: str
    kind: Literal["duty", "vendor_gap", "term", "preference", "classification"]
    title: str
    legal: LegalBlock


class LawBlock(TypedDict):
    """A number or day (ISO 8601) of the law, as the newest text adopted by as-of has it."""

    name: str
    value: int | float | str
    text: str
    source: str
    confidence: str
    note: str


class InputsBlock(TypedDict):
    """Digests of everything the result is a function of."""

    scans: list[str]
    catalogue_sha256: str
    declarations_sha256: str
    attestations: list[str]
    bundle_sha256: str
    run_day: str


class Result(TypedDict):
    """What was found and judged; the same inputs give the same bytes."""

    as_of: str
    inputs: InputsBlock
    organisation: OrganisationBlock
    models: list[ModelBlock]
    deployments: list[DeploymentBlock]
    systems: list[SystemBlock]
    findings: list[FindingBlock]
    questions: list[QuestionBlock]
    evidence: list[EvidenceBlock]
    attestations: list[AttestationBlock]
    problems: list[ProblemBlock]
    coverage: CoverageBlock
    summary: SummaryBlock
    rules: list[RuleBlock]
    law: list[LawBlock]
    license_titles: dict[str, str]


class ScanBlock(TypedDict):
    """One look at one target: the clock and ids behind a digest in ``inputs.scans``."""

    id: str
    target: str
    sha256: str
    started_at: str
    finished_at: str | None
    hash_mode: str


class AttestedRun(TypedDict):
    """The clock, the machine and the speed of one isolated run."""

    artifact_sha256: str
    engine: str
    performed_at: str
    host: str
    kernel: str
    cpu: str
    cpu_features: list[str]
    load_s: float | None
    tokens_per_s: float | None
    peak_memory_bytes: int | None


class LedgerBlock(TypedDict):
    """The audit's place in the ledger, and the result digest recorded there."""

    sha256: str
    predecessor_sha256: str
    result_sha256: str
    database: str


class ExitBlock(TypedDict):
    """How the process ends, and why."""

    code: int
    because: str


class RunBlock(TypedDict):
    """What differs between two audits of the same inputs: clock, ids, host, timings."""

    id: str
    started_at: str
    tool: str
    host: str
    timings: dict[str, float]
    scans: list[ScanBlock]
    attestations: list[AttestedRun]
    ledger: LedgerBlock
    exit: ExitBlock


class Report(TypedDict):
    """A report: the result, its digest over the RFC 8785 form, and the run that produced it."""

    schema: Literal["auditor/report/1"]
    result_sha256: str
    result: Result
    run: RunBlock
