"""The shape of ``auditor/report/1``, as types; the shipped JSON Schema is generated from them.

Names only ever get added. Numbers that are not known are null, yes/no facts are the words ``yes``,
``no`` and ``unknown``; the reason always stands in the ``facts`` of the same subject, of which every
typed block is a view. Days are ISO 8601 days, times are UTC with their offset, sizes are in bytes,
compute is in FLOP.
"""

from typing import Final, Literal, TypedDict

from auditor.reports.document.finding_shape import (
    DeclarationBlock,
    EvidenceBlock,
    FindingBlock,
    HoldingBlock,
    LawBlock,
    NodeBlock,
    QuestionBlock,
    RuleBlock,
    TallyBlock,
    WaiverBlock,
)
from auditor.reports.document.policy_blocks import PolicyBlock
from auditor.reports.document.run_shape import AttestationBlock, RunBlock
from auditor.reports.document.subject_shape import (
    DeploymentBlock,
    ModelBlock,
    OrganisationBlock,
    SystemBlock,
)

SCHEMA: Final = "auditor/report/1"
RESULT_FORM: Final = 1
"""The form of ``result``, raised with every change by which the same audit gives other bytes.

A version that makes the form an audit was recorded in computes its result again, and compares the digest.
"""


class AcceptanceBlock(TypedDict):
    """Who accepts that something at a place is not known, and why: an entry of the declarations."""

    by: str
    on: str
    reason: str
    valid_until: str | None
    locator: str


class ProblemBlock(TypedDict):
    """Something unreadable, altered, incomplete or closed; ``accepted`` if the organisation accepts it.

    ``sha256`` and ``size_bytes`` are those of the file it is about, where there is one; the digest is null
    where it was not computed. ``runs_code`` says that loading it, or what is in it, runs code.
    """

    target: str
    locator: str
    fault: Literal["unreadable", "altered", "incomplete", "closed"]
    reason: str
    offset: int | None
    sha256: str | None
    size_bytes: int | None
    runs_code: bool
    accepted: bool
    acceptance: AcceptanceBlock | None


class TargetBlock(TypedDict):
    """How far a target was looked at."""

    target: str
    n_seen: int
    how_far: str


class SkippedBlock(TypedDict):
    """Something that was not looked at; ``accepted`` if the organisation accepts a format not read."""

    locator: str
    reason: str
    category: Literal["left out", "format not read", "read elsewhere", "column not read"]
    accepted: bool
    acceptance: AcceptanceBlock | None


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
    """Verdicts of one kind of rule; the upcoming, and what is waived, are in none of the others.

    ``waived_failing`` are those of ``waived`` that fail: a waiver leaves them failing.
    """

    failing: int
    unknown: int
    hold: int
    upcoming: int
    waived: int
    waived_failing: int


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
    vendor_gaps_owed: int
    rules: list[TallyBlock]


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
    explanations: list[NodeBlock]
    holding: list[HoldingBlock]
    questions: list[QuestionBlock]
    evidence: list[EvidenceBlock]
    declarations: list[DeclarationBlock]
    sources: list[str]
    attestations: list[AttestationBlock]
    problems: list[ProblemBlock]
    coverage: CoverageBlock
    summary: SummaryBlock
    rules: list[RuleBlock]
    law: list[LawBlock]
    license_titles: dict[str, str]
    policy: PolicyBlock
    waivers: list[WaiverBlock]


class Report(TypedDict):
    """A report: the result, its digest over the RFC 8785 form, and the run that produced it."""

    schema: Literal["auditor/report/1"]
    result_form: int
    result_sha256: str
    result: Result
    run: RunBlock
