"""The shape of what was judged; see :mod:`auditor.reports.document.shape`."""

from typing import Literal, TypedDict

from auditor.reports.document.subject_shape import TriWord


class BecauseBlock(TypedDict):
    """One node of an explanation; a leaf has no parts."""

    text: str
    value: TriWord
    fact: str | None
    subject: str | None
    evidence: list[str]
    parts: list["BecauseBlock"]


class NodeBlock(TypedDict):
    """One node of explanations that share nodes: ``parts`` are places in the list, all of them before it.

    ``subject`` is empty for the finding's own subject, and null where none is meant.
    """

    text: str
    value: TriWord
    fact: str | None
    subject: str | None
    evidence: list[str]
    parts: list[int]


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
    kind: Literal["model", "deployment", "system", "incident", "organisation"]
    name: str


class BareFindingBlock(TypedDict):
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
    missing: list[MissingBlock]
    legal: LegalBlock
    remedy: str
    note: str
    owed: Literal["yes", "unknown"]
    waiver: None


class FindingBlock(BareFindingBlock):
    """A finding; ``because`` is the place of its explanation in ``explanations``."""

    because: int


class TreeFindingBlock(BareFindingBlock):
    """A finding with its explanation as a tree."""

    because: BecauseBlock


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
    n_further: int


class DeclarationBlock(TypedDict):
    """An entry of the declarations as it was given; ``holds`` says whether it speaks about as-of."""

    kind: str
    locator: str
    by: str
    on: str
    valid_from: str | None
    valid_until: str | None
    source: str | None
    holds: bool
    fields: dict[str, str]


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


class TallyBlock(TypedDict):
    """How often one rule came to one verdict for one reason."""

    rule: str
    kind: str
    verdict: str
    upcoming: bool
    reason: str
    n: int


class RuleBlock(TypedDict):
    """A rule in force on as-of, and where it comes from."""

    rule: str
    rule_version: int
    pack: str
    kind: Literal["duty", "vendor_gap", "term", "preference", "classification"]
    title: str
    legal: LegalBlock


class LawBlock(TypedDict):
    """A number or day (ISO 8601) of the law, as the newest text published by as-of has it."""

    name: str
    value: int | float | str
    text: str
    source: str
    confidence: str
    note: str
