"""When a rule applies to a subject; where that is not known, every day it may be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from auditor.domain.finding import OpenDay
from auditor.domain.tri import Tri
from auditor.policy.conditions import LawReference
from auditor.policy.logic.answer import Answer
from auditor.policy.logic.evaluate import evaluate
from auditor.policy.logic.world import Scene
from auditor.policy.rules import Heading, Reading, Rule, Start, Transition


@dataclass(frozen=True, slots=True)
class Timing:
    """A day a rule may apply from.

    Attributes:
        day: The day; ``None`` for a rule that always applied, or never will.
        never: It does not apply to this subject, whatever the day.
    """

    day: date | None
    never: bool = False

    def is_upcoming(self, as_of: date) -> bool:
        """Whether the day is still to come."""
        return self.day is not None and self.day > as_of


@dataclass(frozen=True, slots=True)
class Timings:
    """Every day a rule may apply from.

    Attributes:
        options: The possible days; the first is the one that holds if nothing unknown does.
        open: The conditions that would say which.
        because: Where the first option never comes: what says so.
        is_exempt: Where it never comes: a transition says so, and not that no first day is for the subject.
    """

    options: tuple[Timing, ...]
    open: tuple[Answer, ...]
    because: tuple[Answer, ...] = ()
    is_exempt: bool = False

    @property
    def earliest(self) -> date | None:
        """The first day it may apply from; ``None`` for none, or where none is certain to come."""
        first = self.options[0]
        if first.day is None:
            return None
        return min(option.day for option in self.options if option.day is not None)

    def open_day(self, as_of: date) -> OpenDay | None:
        """Return the days that are possible, where there are several and it still matters which it is."""
        if not any(option.never or option.is_upcoming(as_of) for option in self.options):
            return None
        days = tuple(sorted({option.day for option in self.options if option.day is not None}))
        if len(self.options) == 1 or not days:
            return None
        missing = dict.fromkeys(one for answer in self.open for one in answer.missing)
        return OpenDay(days, any(option.never for option in self.options), tuple(missing))


def is_law(heading: Heading, readings: tuple[Reading, ...], scene: Scene) -> bool:
    """Say whether a text that had been published by as-of says what a rule says, and from when."""
    if heading.legal.reference(scene.law, scene.as_of) is None:
        return False
    default = (start for one in readings if one.is_default for start in one.starts)
    days = [start.day for start in heading.starts or default]
    return not days or any(day_of(day, scene) is not None for day in days)


def timings(rule: Rule, subject_id: str, scene: Scene, reading: Reading | None = None) -> Timings:
    """Return when a rule that is law may apply to a subject.

    Args:
        rule: The rule.
        subject_id: Whom it is asked for.
        scene: Facts and law.
        reading: One of the rule's readings; by default the one that counts.
    """
    counts = reading or next((one for one in rule.readings if one.is_default), None)
    declared = rule.heading.starts if counts is None else counts.starts
    transitions = rule.transitions if counts is None else (*rule.transitions, *counts.transitions)
    starts = [(start, day) for start in declared if (day := day_of(start.day, scene)) is not None]
    if not transitions and len(starts) == 1 and starts[0][0].condition is None:
        return Timings((Timing(starts[0][1]),), ())
    begins, unsure_begins, no_start = _days(starts, subject_id, rule, scene)
    ends, unsure_ends, exempting = _deadlines(transitions, subject_id, rule, scene)
    options = dict.fromkeys(_later(begin, end) for begin in begins for end in ends)
    # What never starts needs no exemption.
    because = no_start or exempting
    return Timings(tuple(options), (*unsure_begins, *unsure_ends), because, is_exempt=not no_start)


def day_of(reference: LawReference, scene: Scene) -> date | None:
    """Return the day a reference stands for as of the day, or ``None`` before its publication."""
    version = scene.version(reference)
    if version is None:
        return None
    assert isinstance(version.value, date)
    return version.value


def _days(
    starts: Sequence[tuple[Start, date]], subject_id: str, rule: Rule, scene: Scene
) -> tuple[list[Timing], list[Answer], tuple[Answer, ...]]:
    """Return the possible first days: the earliest that holds, any earlier that may, and why none does."""
    if not starts:
        return [Timing(None)], [], ()
    certain: list[date] = []
    unsure: list[tuple[date, Answer]] = []
    denied: list[Answer] = []
    for start, day in starts:
        found = None if start.condition is None else evaluate(start.condition, subject_id, scene, rule.floor)
        if found is None or found.value is Tri.TRUE:
            certain.append(day)
        elif found.value is Tri.UNKNOWN:
            unsure.append((day, found))
        else:
            denied.append(found)
    earliest = min(certain, default=None)
    open_ = [(day, found) for day, found in unsure if earliest is None or day < earliest]
    first = Timing(earliest, never=earliest is None)
    none = tuple(denied) if first.never else ()
    return [first, *(Timing(day) for day, _ in open_)], [found for _, found in open_], none


def _deadlines(
    transitions: Sequence[Transition], subject_id: str, rule: Rule, scene: Scene
) -> tuple[list[Timing], list[Answer], tuple[Answer, ...]]:
    """Return the possible deadlines: the latest that holds, any later that may, and what exempts for good."""
    latest = Timing(None)
    exempting: list[Answer] = []
    unsure: list[tuple[Timing, Answer]] = []
    for transition in transitions:
        until = None if transition.until is None else day_of(transition.until, scene)
        if transition.until is not None and until is None:
            continue
        deadline = Timing(until, never=transition.until is None)
        found = evaluate(transition.condition, subject_id, scene, rule.floor)
        if found.value is Tri.TRUE:
            latest = _later(latest, deadline)
            exempting += [found] if deadline.never else []
        elif found.value is Tri.UNKNOWN:
            unsure.append((deadline, found))
    open_ = [(deadline, found) for deadline, found in unsure if _later(latest, deadline) != latest]
    options = [latest, *(deadline for deadline, _ in open_)]
    return options, [found for _, found in open_], tuple(exempting)


def _later(one: Timing, other: Timing) -> Timing:
    if one.never or (other.day is None and not other.never):
        return one
    if other.never or one.day is None or other.day is None:
        return other
    return one if one.day >= other.day else other
