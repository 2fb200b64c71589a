"""Whether some facts make conditions hold together.

A condition is taken apart into alternatives, each a set of leaves that hold or do not; an alternative is
possible if every fact has a value that fits all leaves about it. Only the bounds themselves and what lies on
either side of them can matter, so few values have to be tried. What is about other subjects is possible
unless it contradicts itself. In doubt, it is possible.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations, pairwise, product
from typing import Final, assert_never

from auditor.domain.fact import FactDefinition
from auditor.domain.facts import FACTS
from auditor.domain.tri import Tri
from auditor.domain.values import FactValue, NoDay, ValueType, set_of
from auditor.policy.conditions import (
    AllOf,
    AnyOf,
    Condition,
    Counted,
    EvidenceLeaf,
    FactLeaf,
    LawReference,
    Not,
    Operator,
    Quantified,
    Relation,
)
from auditor.policy.law import Law
from auditor.policy.logic.comparison import Bound, compare

# A rule with more alternatives, or more words in one comparison, is not decided.
_MOST_ALTERNATIVES: Final = 4_000
_MOST_WORDS: Final = 8
_ANOTHER: Final = "another word"

_Atom = FactLeaf | EvidenceLeaf | Quantified | Counted
_Alternative = Mapping[_Atom, bool]


class _UndecidedError(Exception):
    """There are too many alternatives to look at."""


@dataclass(frozen=True, slots=True)
class Solver:
    """Says what is possible.

    Attributes:
        law: Numbers and dates.
        words: Every word a text can be, or a set can hold; none where it can be any.
    """

    law: Law
    words: Callable[[FactDefinition], tuple[str, ...]]

    def possible(self, *conditions: Condition) -> bool:
        """Say whether some facts make all conditions hold at once."""
        try:
            return any(self._fits(one) for one in _alternatives(AllOf(conditions), holds=True))
        except _UndecidedError:
            return True

    def _fits(self, alternative: _Alternative) -> bool:
        about: dict[tuple[str, str], list[tuple[FactLeaf, bool]]] = {}
        counted: dict[tuple[Relation, Condition | None], list[tuple[Counted, bool]]] = {}
        for atom, holds in alternative.items():
            if isinstance(atom, FactLeaf):
                about.setdefault((atom.fact, atom.basis or ""), []).append((atom, holds))
            elif isinstance(atom, Counted):
                counted.setdefault((atom.relation, atom.of), []).append((atom, holds))
            elif isinstance(atom, Quantified) and not self._quantified(atom, holds=holds):
                return False
        return all(map(self._valued, about.values())) and all(map(_numbered, counted.values()))

    def _quantified(self, asked: Quantified, *, holds: bool) -> bool:
        """Say whether a quantifier can be so: there must be such a subject, or all may be left out."""
        inner = (asked.of,) if asked.of is not None else ()
        if asked.every:
            satisfied = self.possible(*inner, asked.satisfy) or asked.of is not None
            return satisfied if holds else self.possible(*inner, Not(asked.satisfy))
        return self.possible(*inner, asked.satisfy) if holds else True

    def _valued(self, leaves: Sequence[tuple[FactLeaf, bool]]) -> bool:
        """Say whether one fact has a value that fits all leaves about it."""
        definition = FACTS[leaves[0][0].fact]
        asked = [(leaf.operator, self._bound(leaf), holds) for leaf, holds in leaves]
        if any(operator is Operator.OLDER_THAN for operator, _, _ in asked):
            return True
        candidates = self._candidates(definition, [bound for _, bound, _ in asked])
        return any(
            all(compare(value, operator, bound) is Tri.of(holds) for operator, bound, holds in asked)
            for value in candidates
        )

    def _bound(self, leaf: FactLeaf) -> Bound:
        operand = leaf.operand
        return self.law.values[operand.name][-1].value if isinstance(operand, LawReference) else operand

    def _candidates(self, definition: FactDefinition, bounds: Sequence[Bound]) -> Iterable[FactValue]:
        match definition.type:
            case ValueType.TRI:
                return (True, False)
            case ValueType.TEXT:
                return self.words(definition) or (*_words(bounds), _ANOTHER)
            case ValueType.SET:
                return _sets(_words(bounds), self.words(definition))
            case ValueType.DATE:
                return (NoDay.NEVER, *_days(bounds))
            case ValueType.COUNT:
                return _counts(bounds)
            case ValueType.NUMBER | ValueType.RANGE:
                return _numbers(bounds)
            case unreachable:
                assert_never(unreachable)


def _numbered(asked: Sequence[tuple[Counted, bool]]) -> bool:
    """Say whether some number of subjects fits all that is asked of it."""
    return any(
        all(compare(number, one.operator, one.operand) is Tri.of(holds) for one, holds in asked)
        for number in _counts([one.operand for one, _ in asked])
    )


def _alternatives(condition: Condition, *, holds: bool) -> list[_Alternative]:
    """Return the alternatives under which a condition holds, or does not."""
    match condition:
        case Not(part):
            return _alternatives(part, holds=not holds)
        case AllOf(parts) | AnyOf(parts):
            found = [_alternatives(part, holds=holds) for part in parts]
            if isinstance(condition, AllOf) is holds:
                return _together(found)
            return _limited([one for some in found for one in some])
        case _:
            return [{condition: holds}]


def _together(parts: Sequence[list[_Alternative]]) -> list[_Alternative]:
    """Return every way to take one alternative of each part, without those that contradict themselves."""
    made: list[_Alternative] = [{}]
    for part in parts:
        _limited(range(len(made) * len(part)))
        pairs = product(made, part)
        made = [{**one, **other} for one, other in pairs if all(one.get(a, h) is h for a, h in other.items())]
    return made


def _limited(found: "list[_Alternative] | range") -> list[_Alternative]:
    if len(found) > _MOST_ALTERNATIVES:
        raise _UndecidedError
    return found if isinstance(found, list) else []


def _words(bounds: Iterable[Bound]) -> tuple[str, ...]:
    found = dict.fromkeys(
        word for bound in bounds for word in (bound if isinstance(bound, tuple) else (str(bound),))
    )
    return tuple(found)


def _sets(bounds: tuple[str, ...], known: tuple[str, ...]) -> Iterator[FactValue]:
    words = tuple(word for word in bounds if word in known) if known else bounds
    # What no bound names is all alike: one more word, where there is one, stands for it.
    more = next((word for word in known if word not in words), None) if known else _ANOTHER
    if len(words) > _MOST_WORDS:
        raise _UndecidedError
    for size in range(len(words) + 1):
        for some in combinations(words, size):
            yield set_of(some)
            if more is not None:
                yield set_of((*some, more))


def _days(bounds: Iterable[Bound]) -> Iterator[date]:
    for bound in bounds:
        if isinstance(bound, date):
            yield from (bound - timedelta(days=1), bound, bound + timedelta(days=1))


def _counts(bounds: Iterable[Bound]) -> Iterator[FactValue]:
    for bound in bounds:
        if isinstance(bound, int | float):
            near = int(bound)
            yield from (count for count in (near - 1, near, near + 1) if count >= 0)


def _numbers(bounds: Iterable[Bound]) -> Iterator[FactValue]:
    """Yield every bound, what lies between each two, and what lies outside."""
    known = sorted({float(bound) for bound in bounds if isinstance(bound, int | float)})
    yield from known
    yield from ((low + high) / 2 for low, high in pairwise(known))
    yield from (known[0] - 1.0 - abs(known[0]), known[-1] + 1.0 + abs(known[-1]))
