"""What a rule may ask, as typed data; nothing here evaluates anything."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, assert_never

from auditor.domain.fact import Basis, SubjectKind


class Operator(StrEnum):
    """How a fact's value is compared; ``more_than`` and ``less_than`` are strict."""

    IS = "is"
    IN = "in"
    NOT_IN = "not_in"
    INCLUDES_ANY = "includes_any"
    INCLUDES_NONE = "includes_none"
    MORE_THAN = "more_than"
    AT_LEAST = "at_least"
    LESS_THAN = "less_than"
    AT_MOST = "at_most"
    BEFORE = "before"
    ON_OR_AFTER = "on_or_after"
    OLDER_THAN = "older_than"

    @property
    def words(self) -> str:
        """The operator as it reads in a sentence."""
        return _WORDS.get(self) or self.value.replace("_", " ")

    @property
    def denied(self) -> str:
        """The same where the opposite is asked: of what is known, exactly one of the two holds."""
        opposite = _OPPOSITES.get(self)
        return opposite.words if opposite else _DENIED[self]


OPERATORS: Final = frozenset(operator.value for operator in Operator)
"""How conditions write them."""


_WORDS: Final[Mapping[Operator, str]] = {
    Operator.IN: "is one of",
    Operator.NOT_IN: "is none of",
    Operator.INCLUDES_ANY: "includes any of",
    Operator.INCLUDES_NONE: "includes none of",
}


_PAIRS: Final = (
    (Operator.IN, Operator.NOT_IN),
    (Operator.INCLUDES_ANY, Operator.INCLUDES_NONE),
    (Operator.MORE_THAN, Operator.AT_MOST),
    (Operator.AT_LEAST, Operator.LESS_THAN),
    (Operator.BEFORE, Operator.ON_OR_AFTER),
)
_OPPOSITES: Final[Mapping[Operator, Operator]] = {
    **dict(_PAIRS),
    **{other: one for one, other in _PAIRS},
}
_DENIED: Final[Mapping[Operator, str]] = {
    Operator.IS: "is not",
    Operator.OLDER_THAN: "not older than",
}


class Relation(StrEnum):
    """What a quantifier walks down to, over any distance."""

    SYSTEMS = "systems"
    INCIDENTS = "incidents"
    DEPLOYMENTS = "deployments"
    MODELS = "models"
    BASE_MODELS = "base_models"

    @property
    def kind(self) -> SubjectKind:
        """The kind of subject found at its end."""
        return {
            Relation.SYSTEMS: SubjectKind.SYSTEM,
            Relation.INCIDENTS: SubjectKind.INCIDENT,
            Relation.DEPLOYMENTS: SubjectKind.DEPLOYMENT,
        }.get(self, SubjectKind.MODEL)


@dataclass(frozen=True, slots=True)
class LawReference:
    """A number or date of ``law.yaml``, by its dotted name."""

    name: str


Operand = bool | int | float | str | date | tuple[str, ...] | LawReference


@dataclass(frozen=True, slots=True)
class FactLeaf:
    """A fact compared with a bound.

    Attributes:
        fact: Name in the registry.
        operator: How it is compared.
        operand: The bound.
        basis: Only claims of this basis count, if given.
        parameter: The pack's parameter that the bound is, by name; empty where it is written in the rule.
    """

    fact: str
    operator: Operator
    operand: Operand
    basis: Basis | None = None
    parameter: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceLeaf:
    """Whether a kind of evidence is recorded for the subject and valid."""

    kind: str


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part holds.

    Attributes:
        parts: The parts.
        called: What they come to together, as an explanation names it; empty where it only counts them.
    """

    parts: tuple["Condition", ...]
    called: str = ""


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds.

    Attributes:
        parts: The parts.
        called: What each of them would show, as an explanation names it; empty where it only counts them.
    """

    parts: tuple["Condition", ...]
    called: str = ""


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: "Condition"


@dataclass(frozen=True, slots=True)
class Quantified:
    """Something holds for some, or for every, subject below.

    Attributes:
        every: For every one; otherwise for some.
        relation: Which subjects below.
        of: Only those of them for which this holds.
        satisfy: What must hold.
    """

    every: bool
    relation: Relation
    of: "Condition | None"
    satisfy: "Condition"


@dataclass(frozen=True, slots=True)
class Counted:
    """How many subjects below there are.

    Attributes:
        relation: Which subjects below.
        of: Only those of them for which this holds.
        operator: How the number is compared.
        operand: The bound.
    """

    relation: Relation
    of: "Condition | None"
    operator: Operator
    operand: int


Condition = FactLeaf | EvidenceLeaf | AllOf | AnyOf | Not | Quantified | Counted


def leaves(condition: Condition) -> Iterator[FactLeaf | EvidenceLeaf]:
    """Yield every leaf, those under quantifiers included, in the order they are written."""
    match condition:
        case FactLeaf() | EvidenceLeaf():
            yield condition
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from leaves(part)
        case Not(part):
            yield from leaves(part)
        case Quantified(of=of, satisfy=satisfy):
            if of is not None:
                yield from leaves(of)
            yield from leaves(satisfy)
        case Counted(of=of):
            if of is not None:
                yield from leaves(of)
        case unreachable:
            assert_never(unreachable)


def facts_read(condition: Condition) -> frozenset[str]:
    """Return the names of the facts a condition reads."""
    return frozenset(leaf.fact for leaf in leaves(condition) if isinstance(leaf, FactLeaf))
