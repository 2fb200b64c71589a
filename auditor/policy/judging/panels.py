"""Rules that read the same about a subject, and what they came to; nothing that is alike is evaluated twice.

What is known of a subject is a row of numbers, equal where every comparison comes to the same
(:mod:`~auditor.policy.judging.alike`). What a rule comes to is a matter of the numbers that it reads; what
one of its conditions comes to, of those that the condition reads.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import itemgetter
from typing import Final

from auditor.domain.fact import Confidence
from auditor.domain.finding import RuleKind, Verdict
from auditor.domain.subject import Subject
from auditor.policy.conditions import Condition, leaves
from auditor.policy.judging.reads import names_of
from auditor.policy.logic.answer import Answer
from auditor.policy.logic.verdict import Ground, Ruling, rule_on
from auditor.policy.logic.world import Scene
from auditor.policy.rules import Pack, Rule

Row = list[int]
"""For everything that is read about a subject, the number of what it comes to."""
Places = dict[str, int]
"""Where in a row the number of a fact, or of ``evidence:KIND``, stands."""
Key = Callable[[Row], Hashable]
"""Takes out of a row what somebody reads."""

_FLOORS: Final = (None, *Confidence)


@dataclass(frozen=True, slots=True)
class Decision:
    """What a rule comes to, without words.

    Attributes:
        rule: Id of the rule.
        version: Its version.
        kind: Its kind.
        verdict: The verdict.
        upcoming: It applies only later.
        owed: Whether it is known that the rule concerns the subject.
        applies_from: The day it applies from, if it has one.
    """

    rule: str
    version: int
    kind: RuleKind
    verdict: Verdict
    upcoming: bool
    owed: bool
    applies_from: date | None


Decisions = tuple[Decision, ...]


def read_by(conditions: Iterable[Condition | None], places: Places) -> tuple[int, ...]:
    """Return where in a row all that these conditions read about the subject stands."""
    asked = (leaf for condition in conditions if condition is not None for leaf in leaves(condition))
    return tuple(sorted({places[name] for name in names_of(asked) if name in places}))


def key_of(conditions: Iterable[Condition | None], places: Places) -> Key:
    """Return what takes out of a row all that these conditions read about the subject."""
    return _taking(read_by(conditions, places))


def _taking(places: tuple[int, ...]) -> Key:
    return itemgetter(*places) if places else lambda _: ()


@dataclass(slots=True)
class Asked:
    """A condition and what it came to; the words are those of whoever came to it first.

    Attributes:
        condition: The condition.
        key: What it reads.
        parts: Its leaves; none for a leaf.
        kept: What it came to, by floor and what it reads.
    """

    condition: Condition
    key: Key
    parts: tuple["Asked", ...]
    kept: dict[tuple[Confidence | None, Hashable], Answer] = field(default_factory=dict)

    @classmethod
    def of(cls, condition: Condition, places: Places) -> "Asked":
        """Return a condition of which nothing is known yet."""
        parts = (one for one in leaves(condition) if one is not condition)
        return cls(condition, key_of([condition], places), tuple(cls.of(one, places) for one in parts))

    def recall(self, row: Row, subject_id: str, scene: Scene) -> None:
        """Put what is known into a scene, where the evaluator looks before it evaluates."""
        key = self.key(row)
        is_known = False
        for floor in _FLOORS:
            found = self.kept.get((floor, key))
            if found is not None:
                scene.answers[id(self.condition), subject_id, floor] = (self.condition, found)
                is_known = True
        if not is_known:
            for part in self.parts:
                part.recall(row, subject_id, scene)

    def keep(self, row: Row, subject_id: str, scene: Scene) -> None:
        """Take out of a scene what was evaluated."""
        key = self.key(row)
        for floor in _FLOORS:
            found = scene.answers.get((id(self.condition), subject_id, floor))
            if found is not None and (floor, key) not in self.kept:
                self.kept[floor, key] = found[1]
                for part in self.parts:
                    part.keep(row, subject_id, scene)

    def tidy(self, most: int) -> None:
        """Forget what has become too much."""
        if len(self.kept) > most:
            self.kept.clear()
        for part in self.parts:
            part.tidy(most)


@dataclass(slots=True)
class Stage:
    """Something that is read, and what the rules that rest on it alone came to."""

    key: Key
    kept: dict[Hashable, int] = field(default_factory=dict)


class Panel:
    """Rules that read the same about a subject up to each of their gates.

    A rule that does not apply rests on what is read up to the gate that says so; what else is known of the
    subject does not matter to it.

    Attributes:
        stages: What they read, and came to, up to each gate and at all; first the least.
    """

    def __init__(self, rules: Iterable[tuple[Rule, Pack]], places: Places) -> None:
        self._rules = tuple(rules)
        first, _ = self._rules[0]
        every = [condition for rule, _ in self._rules for condition in conditions_of(rule)]
        gates = ([first.owed], [first.owed, first.when], every)
        self._by_gate = _staged([read_by(gate, places) for gate in gates])
        self.stages = tuple({id(stage): stage for stage in self._by_gate}.values())
        self._asked = [Asked.of(one, places) for one in every]
        scopes = {id(pack.scope): pack.scope for _, pack in self._rules if pack.scope is not None}
        # About the organisation, so that it is the same for every subject.
        self._scopes = [Asked.of(one, {}) for one in scopes.values()]

    def judge(self, row: Row, subject: Subject, scene: Scene) -> tuple[Decisions, Stage]:
        """Judge a subject; return what the rules come to, and the stage that it rests on."""
        whom = [(one, subject.id) for one in self._asked]
        whom += [(one, scene.organisation.id) for one in self._scopes]
        for one, id_ in whom:
            one.recall(row, id_, scene)
        rulings = [(rule, rule_on(rule, pack.scope, subject, scene)) for rule, pack in self._rules]
        for one, id_ in whom:
            one.keep(row, id_, scene)
        found = tuple(decision(rule, said) for rule, said in rulings)
        return found, self._by_gate[max(_rests_on(said) for _, said in rulings)]

    def tidy(self, most: int) -> None:
        """Forget what has become too much."""
        for stage in self.stages:
            if len(stage.kept) > most:
                stage.kept.clear()
        for one in self._asked:
            one.tidy(most)


def _staged(gates: Sequence[tuple[int, ...]]) -> tuple[Stage, ...]:
    """Return a stage for each gate; one that reads nothing, or what the next one reads, is the next one."""
    stages: list[Stage] = []
    for gate, after in zip(reversed(gates), [(), *reversed(gates)], strict=False):
        is_new = not stages or (gate and gate != after)
        stages.insert(0, Stage(_taking(gate)) if is_new else stages[0])
    return tuple(stages)


def conditions_of(rule: Rule) -> Iterator[Condition]:
    """Yield the conditions that decide what a rule comes to."""
    dated = [*rule.transitions, *(one for reading in rule.readings for one in reading.transitions)]
    starts = [*rule.heading.starts, *(one for reading in rule.readings for one in reading.starts)]
    found = [rule.owed, rule.when, rule.require, *(one.condition for one in dated)]
    found += [one.condition for one in starts]
    yield from (condition for condition in found if condition is not None)


def decision(rule: Rule, said: Ruling) -> Decision:
    """Return what a ruling says, without its words."""
    version, from_day = rule.heading.version, said.applies_from
    return Decision(rule.id, version, rule.kind, said.verdict, said.upcoming, said.owed, from_day)


def _rests_on(said: Ruling) -> int:
    """Return the stage of all that a ruling rests on; the scope is the same for all subjects."""
    if said.verdict is not Verdict.NOT_APPLICABLE:
        return 2
    return {Ground.SCOPE: 0, Ground.ROLE: 0, Ground.WHEN: 1}.get(said.ground, 2)
