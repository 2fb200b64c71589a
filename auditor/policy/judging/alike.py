"""Subjects that are alike: every comparison that rules make comes to the same, for as good a reason.

A value matters only by what the comparisons with it come to, so a number or a day is as good as the
interval between the bounds it lies in. What a sentence says of the value is another matter, see
:meth:`Likeness.words`.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Generic, TypeVar

from auditor.domain.evidence import EvidenceRecord
from auditor.domain.fact import Conflict, Known, State, Unknown
from auditor.domain.facts import FACTS
from auditor.domain.finding import Missing
from auditor.domain.resolving import overturned
from auditor.domain.tri import Tri
from auditor.domain.values import FactValue, Range
from auditor.policy.conditions import FactLeaf, LawReference, Operator
from auditor.policy.judging.attestations import is_attested
from auditor.policy.judging.reads import Leaf, names_of
from auditor.policy.logic.comparison import Bound, compare
from auditor.policy.logic.leaves import EVIDENCE
from auditor.policy.logic.world import Scene, silence
from auditor.policy.wording import shown

T = TypeVar("T")

Asked = tuple[str, bool]
"""A fact or ``evidence:KIND`` that a sentence speaks of, and whether it names where the value comes from."""

OWN: Final = ""
"""Stands for the subject's own id in what subjects share."""

_MEASURES: Final = frozenset({int, float, Range, date})
# What was said is remembered to save time only; beyond this it costs more memory than it is worth.
_MOST_REMEMBERED: Final = 50_000


@dataclass(slots=True)
class Likeness:
    """Numbers for what facts and records come to, equal where they come to the same.

    Attributes:
        names: The facts and ``evidence:KIND`` that some rules read about a kind of subject.
        tests: The comparisons they make with each fact.
        by_basis: The facts of which some rule hears claims of one basis only.
        n_forgotten: How often what sentences say was forgotten; numbers of :meth:`words` hold until then.
    """

    names: tuple[str, ...]
    tests: Mapping[str, tuple[tuple[Operator, Bound], ...]]
    by_basis: frozenset[str]
    n_forgotten: int = 0
    _numbers: dict[Hashable, int] = field(default_factory=dict)
    _by_one: dict[Hashable, int] = field(default_factory=dict)
    _outcomes: dict[tuple[str, Hashable], Hashable] = field(default_factory=dict)
    _marks: dict[tuple[str, bool], list[Any]] = field(default_factory=dict)
    _said: dict[Hashable, int] = field(default_factory=dict)
    _bounds: dict[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, read: Iterable[Leaf], scene: Scene) -> "Likeness":
        """Return the likeness in the eyes of whoever reads these leaves as of the scene's day."""
        asked = sorted(set(read), key=repr)
        tests: dict[str, dict[tuple[Operator, Bound], None]] = {}
        facts = [leaf for leaf in asked if isinstance(leaf, FactLeaf)]
        for leaf in facts:
            bound = _bound(leaf, scene)
            if bound is not None:
                tests.setdefault(leaf.fact, {})[leaf.operator, bound] = None
        return cls(
            names=tuple(sorted(set(names_of(asked)))),
            tests={name: tuple(found) for name, found in tests.items()},
            by_basis=frozenset(leaf.fact for leaf in facts if leaf.basis is not None),
        )

    def numbers(self, subject_id: str, scene: Scene) -> dict[str, int]:
        """Return a number for what each fact and kind of evidence comes to for a subject."""
        facts = scene.facts.get(subject_id, {})
        found = {}
        for name in self.names:
            if name.startswith(EVIDENCE):
                held = scene.records.get((name.removeprefix(EVIDENCE), subject_id), ())
                found[name] = self.number_of_records(held)
            else:
                fact = facts.get(name)
                state = scene.state(name, subject_id) if fact is None else fact.state
                found[name] = self.number(name, state)
        return found

    def number(self, name: str, state: State) -> int:
        """Return a number for what a fact comes to."""
        if not isinstance(state, Known) or state.value is not state.claims[0].value or len(state.claims) > 1:
            return self._numbers.setdefault(self._outcome_of(name, state), len(self._numbers))
        # Most facts are what their one claim says; of these few have to be looked at more closely.
        (claim,) = state.claims
        key = (name, self.interval(name, claim.value), claim.basis, claim.confidence, claim.settles)
        number = self._by_one.get(key)
        if number is None:
            number = self._numbers.setdefault(self._outcome_of(name, state), len(self._numbers))
            self._by_one[key] = number
        return number

    def silent(self, name: str) -> int:
        """Return the number of a fact that nobody claims, or of a kind of evidence that nobody recorded."""
        return self.number_of_records(()) if name.startswith(EVIDENCE) else self.number(name, silence(name))

    def number_of_records(self, held: Iterable[EvidenceRecord]) -> int:
        """Return a number for what records of one kind come to, whomever they concern."""
        what = tuple([(record.state, record.confidence) for record in held])
        return self._numbers.setdefault(what, len(self._numbers))

    def _outcome_of(self, name: str, state: State) -> Hashable:
        match state:
            case Unknown():
                return None
            case Known(value, claims):
                confidence = state.confidence
                # A rule that may not be waived hears what a resolution overturned, too.
                against = (self._outcome(name, one.value) for one in overturned(FACTS[name], state))
                values: Hashable = (self._outcome(name, value), *against)
            case Conflict(claims):
                confidence = state.confidence
                values = tuple(self._outcome(name, claim.value) for claim in claims)
        if name not in self.by_basis:
            # What rests on somebody's word alone is told with whose it is.
            return type(state), values, confidence, is_attested(state)
        each = tuple(
            (self._outcome(name, one.value), one.basis, one.confidence, one.settles) for one in claims
        )
        return type(state), values, confidence, each

    def _outcome(self, name: str, value: FactValue) -> Hashable:
        """Return what every comparison with a value comes to."""
        key = (name, self.interval(name, value))
        found = self._outcomes.get(key)
        if found is None:
            found = self._outcomes[key] = self._compared(name, value)
        return found

    def interval(self, name: str, value: Any) -> Hashable:
        """Return where a number, range or day lies among the bounds it is compared with; else the value."""
        if not is_measure(value):
            found: Hashable = value
            return found
        is_range = isinstance(value, Range)
        marks = self._marks.get((name, is_range))
        if marks is None:
            bounds: set[Any] = {bound for _, bound in self.tests.get(name, ())}
            # As a range is compared with them: as floats.
            marks = sorted({float(bound) for bound in bounds} if is_range else bounds)
            self._marks[name, is_range] = marks
        if is_range:
            low, high = value.low, value.high
            ends = (bisect_left(marks, low), bisect_right(marks, low), bisect_left(marks, high))
            return (*ends, bisect_right(marks, high))
        return bisect_left(marks, value), bisect_right(marks, value)

    def _compared(self, name: str, value: FactValue) -> tuple[Tri, ...]:
        return tuple([compare(value, operator, bound) for operator, bound in self.tests.get(name, ())])

    def tidy(self) -> None:
        """Forget what sentences say where that has become too much; between two subjects only."""
        if len(self._said) > _MOST_REMEMBERED:
            self._said.clear()
            self.n_forgotten += 1
        for kept in (self._outcomes, self._by_one):
            if len(kept) > _MOST_REMEMBERED:
                kept.clear()

    def words(self, asked: Asked, subject_id: str, scene: Scene) -> int:
        """Return a number for what a sentence can say of a fact or of records of a subject."""
        return self._said.setdefault(self._words(asked, subject_id, scene), len(self._said))

    def _words(self, asked: Asked, subject_id: str, scene: Scene) -> Hashable:
        """Return everything that a sentence can say of a fact or of records, but for the subject's id."""
        name, sourced = asked
        if name.startswith(EVIDENCE):
            return scene.records.get((name.removeprefix(EVIDENCE), subject_id), ())
        state = scene.state(name, subject_id)
        open_ = shared(scene.unsettled.get((subject_id, name), ()), subject_id)
        if isinstance(state, Unknown):
            return state.reason, state.who, state.how, open_
        if sourced:
            return state, open_
        each = tuple((self._shown(name, one.value), one.basis) for one in state.claims)
        return self._shown(name, state.value) if isinstance(state, Known) else None, each, open_

    def _shown(self, name: str, value: FactValue) -> Hashable:
        """Return a value as far as it can be read: in words, unless those are the words of a bound too."""
        if not isinstance(value, float | Range) and type(value) is not int:
            return value
        unit = FACTS[name].unit
        if name not in self._bounds:
            tests = self.tests.get(name, ())
            self._bounds[name] = frozenset(shown(bound, unit) for _, bound in tests)
        text = shown(value, unit)
        return (text, value) if text in self._bounds[name] else text


@dataclass(slots=True)
class Alike(Generic[T]):
    """Subjects alike to a rule: what is spoken of, and what the rule comes to by what that says.

    Attributes:
        asked: What has to say the same for two of them to be spoken of in the same words.
        found: What the rule comes to, by the numbers of what is said.
    """

    asked: tuple[Asked, ...]
    found: dict[tuple[int, ...], T] = field(default_factory=dict)
    _n_forgotten: int = 0

    def key(self, said: Mapping[Asked, int], likeness: Likeness) -> tuple[int, ...]:
        """Return the key to what the rule comes to for a subject, by the numbers of what is said of it."""
        if self._n_forgotten != likeness.n_forgotten:
            self.found.clear()
            self._n_forgotten = likeness.n_forgotten
        return tuple([said[asked] for asked in self.asked])


def is_measure(value: FactValue) -> bool:
    """Say whether it is a number, range or day: of these there may be as many as subjects."""
    return type(value) in _MEASURES


def _bound(leaf: FactLeaf, scene: Scene) -> Bound | None:
    if not isinstance(leaf.operand, LawReference):
        return leaf.operand
    version = scene.version(leaf.operand)
    return None if version is None else version.value


def shared(missing: Iterable[Missing], subject_id: str) -> tuple[Missing, ...]:
    """Return what is missing as all subjects alike miss it."""
    return tuple(
        Missing(one.name, OWN, one.reason, one.who, one.how) if one.subject_id == subject_id else one
        for one in missing
    )


def own(missing: Missing, subject_id: str) -> Missing:
    """Return what one of them misses."""
    if missing.subject_id != OWN:
        return missing
    return Missing(missing.name, subject_id, missing.reason, missing.who, missing.how)
