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


class PenaltyBlock(TypedDict):
    """The most that a fine can be; its figures are null where the Act leaves it to national rules.

    The higher of sum and share, for organisations of a size in ``lower_for`` the lower.
    """

    article: str
    cap_eur: int | None
    turnover_share: float | None
    lower_for: list[str]
    applies_from: str | None
    text: str
    source: str
    confidence: str


class SubjectBlock(TypedDict):
    """What a finding is about."""

    id: str
    kind: Literal["model", "deployment", "system", "incident", "organisation"]
    name: str


class OpenDayBlock(TypedDict):
    """Every day from which a rule may apply, the earliest first, and what would tell which of them it is."""

    days: list[str]
    may_never: bool
    missing: list[MissingBlock]


class GrantedBlock(TypedDict):
    """Who answers for leaving a finding as it is, and until when."""

    reason: str
    ticket: str
    requested_by: str
    approved_by: str
    created: str
    expires: str
    locator: str


class WaiverBlock(TypedDict):
    """A waiver as it stands: what it sets aside, and what is the matter with it."""

    rule: str
    rule_version: int
    subject: str
    pinned: list[str]
    waived: list[str]
    reason: str
    ticket: str
    requested_by: str
    approved_by: str
    created: str
    expires: str
    locator: str
    state: Literal[
        "expired",
        "not in force on that day",
        "refused",
        "mismatching",
        "unused",
        "ends soon",
        "active",
    ]
    remarks: list[str]


class BareFindingBlock(TypedDict):
    """One rule, one subject, one verdict; with a ``waiver`` it is not counted, and the verdict stays.

    ``applies_from`` is the earliest day where ``open_day`` says that it is not known which of several it is;
    null there: none of them comes unless something that is not known is so.
    ``penalty`` is what the breach of a duty that fails comes under, and null for everything else.
    """

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
    open_day: OpenDayBlock | None
    reason: str
    missing: list[MissingBlock]
    legal: LegalBlock
    penalty: PenaltyBlock | None
    remedy: str
    note: str
    owed: Literal["yes", "unknown"]
    waiver: GrantedBlock | None


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
    file: str | None
    url: str | None
    owner: str | None
    valid_until: str | None
    kept: bool


class HoldingBlock(TypedDict):
    """For how many subjects a rule holds; ``subjects`` has the first few ids where there are many.

    ``days`` has every day it may apply from, where it is not known which.
    """

    rule: str
    upcoming: bool
    applies_from: str | None
    days: list[str]
    n: int
    subjects: list[str]


class TallyBlock(TypedDict):
    """How often one rule came to one verdict for one reason."""

    rule: str
    kind: str
    verdict: str
    upcoming: bool
    reason: str
    n: int


class RuleBlock(TypedDict):
    """A rule in force on as-of, and where it comes from; ``penalty`` is that of a duty of the Act."""

    rule: str
    rule_version: int
    pack: str
    kind: Literal["duty", "vendor_gap", "term", "preference", "classification"]
    title: str
    legal: LegalBlock
    penalty: PenaltyBlock | None


class LawBlock(TypedDict):
    """A number or day (ISO 8601) of the law, as the newest text published by as-of has it."""

    name: str
    value: int | float | str
    text: str
    source: str
    confidence: str
    note: str
