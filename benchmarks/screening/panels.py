"""Rules that read the same about a subject, and what they came to.

What is known of a subject is a row of numbers (:mod:`~benchmarks.screening.table`). What a rule comes to
follows from what its conditions do, and that from the numbers they read
(:mod:`~benchmarks.screening.asked`).
"""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import repeat
from typing import Final

from auditor.domain.finding import RuleKind, Verdict
from auditor.domain.subject import Subject
from auditor.policy.conditions import Condition
from auditor.policy.logic.verdict import Ruling, rule_on
from auditor.policy.logic.world import Scene
from auditor.policy.rules import Pack, Rule
from benchmarks.screening.asked import Asked, Outcome, Show, read_by, taking
from benchmarks.screening.table import MOST_REMEMBERED, Places, Row

_OPEN: Final = -1
"""Stands for the number of what nobody alike came to yet."""


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


@dataclass(slots=True)
class Parts:
    """What the rules of a panel came to, each such part once and by its number.

    Attributes:
        each: The parts; the number of one is its place.
    """

    each: list[Decisions] = field(default_factory=list)
    _numbers: dict[Decisions, int] = field(default_factory=dict)

    def number(self, found: Decisions) -> int:
        """Return the number of a part."""
        number = self._numbers.setdefault(found, len(self.each))
        if number == len(self.each):
            self.each.append(found)
        return number


class Panel:
    """Rules that read the same about a subject, and what they came to so far."""

    def __init__(self, rules: Iterable[tuple[Rule, Pack]], places: Places) -> None:
        self._rules = tuple(rules)
        every = [condition for rule, _ in self._rules for condition in conditions_of(rule)]
        self._key = taking(read_by(every, places))
        self._asked = [Asked.of(one, places) for one in every]
        self._by_key: dict[Hashable, int] = {}
        self._by_outcomes: dict[tuple[Outcome, ...], int] = {}

    def decide(self, rows: Sequence[Row], show: Show, parts: Parts) -> list[int]:
        """Return the number of what the rules come to for each of the subjects that are judged together.

        Args:
            rows: What is known of each.
            show: Shows one of which nobody alike was judged yet.
            parts: What rules came to so far.
        """
        # A hundred times a million rows are looked up here: all of them by one call, not each by its own.
        keys = list(map(self._key, rows))
        found = list(map(self._by_key.get, keys, repeat(_OPEN)))
        if _OPEN not in found:
            return found
        new = {key: at for at, (key, number) in enumerate(zip(keys, found, strict=True)) if number == _OPEN}
        for key, at in new.items():
            self._by_key[key] = self._number(rows[at], at, show, parts)
        return [self._by_key[key] for key in keys]

    def _number(self, row: Row, at: int, show: Show, parts: Parts) -> int:
        outcomes = tuple([asked.outcome(row, at, show) for asked in self._asked])
        number = self._by_outcomes.get(outcomes)
        if number is None:
            number = self._by_outcomes[outcomes] = parts.number(judged(self._rules, *show(at)))
        return number

    def tidy(self) -> None:
        """Forget what has become too much; between subjects that are judged together only."""
        if len(self._by_key) > MOST_REMEMBERED:
            self._by_key.clear()
        for asked in self._asked:
            asked.tidy()


def judged(rules: Iterable[tuple[Rule, Pack]], subject: Subject, scene: Scene) -> Decisions:
    """Judge a subject by some rules."""
    rulings = [(rule, rule_on(rule, pack.scope, subject, scene)) for rule, pack in rules]
    # What was asked about one subject is of no use to the next.
    scene.forget()
    return tuple(decision(rule, said) for rule, said in rulings)


def conditions_of(rule: Rule) -> Iterator[Condition]:
    """Yield the conditions that decide what a rule comes to."""
    dated = [*rule.transitions, *(one for reading in rule.readings for one in reading.transitions)]
    starts = [*rule.heading.starts, *(one for reading in rule.readings for one in reading.starts)]
    found = [rule.owed, rule.when, rule.require, *(one.condition for one in dated)]
    found += [one.condition for one in starts]
    found += [] if rule.unread is None else [rule.unread.condition]
    yield from (condition for condition in found if condition is not None)


def decision(rule: Rule, said: Ruling) -> Decision:
    """Return what a ruling says, without its words."""
    version, from_day = rule.heading.version, said.applies_from
    return Decision(rule.id, version, rule.kind, said.verdict, said.upcoming, said.owed, from_day)
