"""Claims, and the facts they are about: a claim is one basis, one value and its evidence.

What several claims about one name resolve to is told in :mod:`auditor.domain.resolving`.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from auditor.domain.values import FactValue, ValueType


class Basis(StrEnum):
    """Where a claim comes from."""

    MEASURED = "measured"
    """Computed from bytes or behaviour."""
    ATTESTED = "attested"
    """The organisation says so."""
    DECLARED = "declared"
    """Said by the artifact or its publisher."""
    CATALOGUED = "catalogued"
    """In our catalogue, cited and dated."""
    INFERRED = "inferred"
    """By a named rule."""


class Confidence(StrEnum):
    """How much weight a claim bears; words, because numbers would pretend."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"

    @property
    def rank(self) -> int:
        """0 for low, 2 for high."""
        return (Confidence.LOW, Confidence.MEDIUM, Confidence.HIGH).index(self)


def weakest(*levels: Confidence) -> Confidence:
    """Return the lowest of the levels: an inference is never stronger than its weakest input."""
    return min(levels, key=lambda level: level.rank)


class Settler(StrEnum):
    """Who could turn an unknown into an answer."""

    PROVIDER = "provider"
    OPERATOR = "operator"
    ORGANISATION = "organisation"
    FILE_OWNER = "file owner"
    NOBODY = "nobody"


RESOLVED: Final = "resolve"
"""Method of the claim by which the organisation settles what its sources, or a rule, leave open."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement about one fact of one subject.

    Attributes:
        fact: Name in the registry.
        value: What is claimed.
        basis: Where it comes from.
        confidence: How much weight it bears.
        method: How it was obtained, e.g. ``gguf-header``, ``model-card``, ``6PD``.
        locator: Where it can be seen again: a place and, after ``#``, the key in it.
        citation: Source outside the audited bytes (catalogue, law, standard), if any.
        with_evidence: For an attested claim: a file or address was recorded with it.
        attested_by: For an attested claim: who says so; empty where that is not on record.
        attested_on: For an attested claim: the day they said it.
    """

    fact: str
    value: FactValue
    basis: Basis
    confidence: Confidence
    method: str
    locator: str
    citation: str | None = None
    with_evidence: bool = False
    attested_by: str = ""
    attested_on: date | None = None

    @property
    def rank(self) -> int:
        """Place in the default resolution order; smaller speaks first."""
        if self.basis is Basis.ATTESTED:
            return 1 if self.with_evidence else 3
        return {Basis.MEASURED: 0, Basis.DECLARED: 2, Basis.CATALOGUED: 4, Basis.INFERRED: 5}[self.basis]

    @property
    def settles(self) -> bool:
        """Whether it is a resolution with evidence, which speaks before every other claim."""
        return self.method == RESOLVED and self.basis is Basis.ATTESTED and self.with_evidence


@dataclass(frozen=True, slots=True)
class Known:
    """The claims agree.

    Attributes:
        value: The value of the claim that speaks first, or the union of a merged set.
        claims: Every claim, first speaker first.
    """

    value: FactValue
    claims: tuple[Claim, ...]

    @property
    def confidence(self) -> Confidence:
        """The strongest of the claims that state this value; the weakest where a set was merged."""
        stating = [claim.confidence for claim in self.claims if claim.value == self.value]
        if not stating:
            return weakest(*(claim.confidence for claim in self.claims))
        return max(stating, key=lambda level: level.rank)


FOLLOWS_FROM: Final = "it follows from "
"""Begins the ``how`` of an unknown that another fact of the same subject would settle; its name follows."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody says.

    Attributes:
        reason: Why it is not known: what was looked at and did not say it.
        who: Who could tell.
        how: The command that records the answer, if there is one; :data:`FOLLOWS_FROM` and the name of
            another fact of the subject where nothing but that one is missing.
    """

    reason: str
    who: Settler
    how: str = ""


@dataclass(frozen=True, slots=True)
class Conflict:
    """The claims disagree beyond the tolerance."""

    claims: tuple[Claim, ...]

    @property
    def confidence(self) -> Confidence:
        """The weakest claim's."""
        return weakest(*(claim.confidence for claim in self.claims))


State = Known | Unknown | Conflict


@dataclass(frozen=True, slots=True)
class Silence:
    """An assessor looked for a fact and found nothing; it says where it looked and who could tell.

    Attributes:
        fact: Name in the registry.
        unknown: What is not known, and why.
    """

    fact: str
    unknown: Unknown


Statement = Claim | Silence
"""What an assessor yields about a subject."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One name and what its claims resolve to."""

    name: str
    state: State


class Agreement(StrEnum):
    """When two claims about one fact agree."""

    EQUAL = "equal"
    """The same value."""
    TOLERANCE = "tolerance"
    """Within a relative tolerance of the first speaker; ranges when they overlap."""
    UNION = "union"
    """Sets add up; there is nothing to disagree about."""
    FIRST = "first"
    """Several values are normal (a model has several names); the first speaker's is shown."""

    @property
    def may_differ(self) -> bool:
        """Whether claims that differ do not contradict each other."""
        return self in (Agreement.UNION, Agreement.FIRST)


class SubjectKind(StrEnum):
    """What a fact, or a rule, is about."""

    MODEL = "model"
    DEPLOYMENT = "deployment"
    SYSTEM = "system"
    INCIDENT = "incident"
    ORGANISATION = "organisation"


CHECK: Final = "auditor declare --check"
"""The command that says what is the matter with declarations."""


@dataclass(frozen=True, slots=True)
class FactDefinition:
    """What one fact means; see :mod:`auditor.domain.facts`.

    Attributes:
        name: ``family.name``; what rules, reports and declarations call it.
        subject: What it is a fact of.
        type: Type of its value.
        meaning: One sentence without a full stop, for people who read reports.
        producer: The package that claims it.
        who: Who could tell when nobody says.
        how: The command that records the answer; empty where only a better scan can.
        unit: Unit of a number, range or count.
        agreement: When two claims agree.
        tolerance: Relative tolerance of ``Agreement.TOLERANCE``.
        ask: The fact as a question to a colleague, who is told the subject before it.
        default: Value when nobody says anything, for the rare fact where silence is an answer.
        default_reason: Why silence is one.
        field: The field of what ``how`` declares that becomes it, or that it follows from; empty where it
            is called what follows the family in the name, and where nothing is declared.
        label: What tables call it; empty where its own name reads as a label.
        zero_means: What the number 0 says of it, where that is no number.
        words: Every word that a text can be, or that can be in a set; empty where it can be any. Codes of
            countries, which come as data, are not repeated here.
    """

    name: str
    subject: SubjectKind
    type: ValueType
    meaning: str
    producer: str
    who: Settler = Settler.NOBODY
    how: str = ""
    unit: str = ""
    agreement: Agreement = Agreement.EQUAL
    tolerance: float = 0.0
    ask: str = ""
    default: FactValue | None = None
    default_reason: str = ""
    field: str = ""
    label: str = ""
    zero_means: str = ""
    words: tuple[str, ...] = ()

    @property
    def declared_as(self) -> str:
        """The field of a declaration that becomes it; empty for what rules or assessors conclude."""
        # What a check of the declarations finds is in none of their fields.
        is_declared = self.producer == "declarations" and self.how not in ("", CHECK)
        return self.field or (self.name.partition(".")[2] if is_declared else "")
