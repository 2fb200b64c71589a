"""What answers for each row of the register: rules, what they read, how often they are tested, since when."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from auditor.policy.bundle import Bundle
from auditor.policy.conditions import Condition, EvidenceLeaf, FactLeaf, LawReference, leaves
from auditor.policy.logic.leaves import EVIDENCE
from auditor.policy.register.obligations import By, Obligation, Obligations
from auditor.policy.rules import Choice, Classification, Rule
from auditor.policy.testing.cases import cases_of

Judged = Rule | Classification


@dataclass(frozen=True, slots=True)
class Answer:
    """A row and what answers for it.

    Attributes:
        row: The row.
        rules: Its rules; for a transition, those it delays.
    """

    row: Obligation
    rules: tuple[Judged, ...]

    @property
    def is_awaited(self) -> bool:
        """Whether nothing answers for the row yet."""
        return not self.rules and self.row.by in {By.RULES, By.TRANSITION}


@dataclass(frozen=True, slots=True)
class Days:
    """Since when a rule applies, as of a day.

    Attributes:
        starts: The days it applies from, the earliest first; more than one where that depends on the subject.
        others: The days it would apply from by other readings.
        until: The last days of its transitions; ``None`` for one that never ends.
    """

    starts: tuple[date, ...]
    others: tuple[date, ...] = ()
    until: tuple[date | None, ...] = ()


def answers(register: Obligations, bundle: Bundle) -> tuple[Answer, ...]:
    """Return what answers for each row, in the order of the rows."""
    judged: tuple[Judged, ...] = (*bundle.rules, *bundle.classifications)
    own = [rule for rule in judged if rule.heading.pack == register.pack]
    return tuple(Answer(row, tuple(_rules_of(row, own))) for row in register.rows)


def unlisted(found: Iterable[Answer], bundle: Bundle, pack: str) -> tuple[Rule, ...]:
    """Return the rules of a pack that answer for no row; classifications serve whoever reads them."""
    listed = {rule.id for answer in found for rule in answer.rules}
    return tuple(rule for rule in bundle.rules if rule.heading.pack == pack and rule.id not in listed)


def reads(rule: Judged) -> tuple[str, ...]:
    """Return the facts, and kinds of evidence as ``evidence:KIND``, that a rule reads, each once."""
    return tuple(dict.fromkeys(name for condition in _conditions(rule) for name in _names(condition)))


def outcomes(bundle: Bundle) -> Mapping[str, Counter[str]]:
    """Return how many cases each rule has by outcome; those before a rule applies also count as upcoming."""
    counted: dict[str, Counter[str]] = {}
    for rule, case in cases_of(bundle):
        counter = counted.setdefault(rule.id, Counter())
        counter[case.outcome] += 1
        counter["upcoming"] += case.upcoming
    return counted


def days(rule: Judged, bundle: Bundle, as_of: date) -> Days:
    """Return since when a rule applies, by the law as of a day."""
    readings = rule.readings if isinstance(rule, Rule) else ()
    transitions = rule.transitions if isinstance(rule, Rule) else ()
    transitions += tuple(end for one in readings if one.is_default for end in one.transitions)
    by_default = [start.day for one in readings if one.is_default for start in one.starts]
    by_others = [start.day for one in readings if not one.is_default for start in one.starts]
    starts = _dates(([start.day for start in rule.heading.starts] or by_default), bundle, as_of)
    ends = _dates([one.until for one in transitions if one.until is not None], bundle, as_of)
    endless = (None,) if any(one.until is None for one in transitions) else ()
    others = tuple(day for day in _dates(by_others, bundle, as_of) if day not in starts)
    return Days(starts, others, (*ends, *endless))


def day_of(name: str, bundle: Bundle, as_of: date) -> date:
    """Return the date that the law gives a name, as of a day on which it is law."""
    (found,) = _dates([LawReference(name)], bundle, as_of)
    return found


def _rules_of(row: Obligation, rules: Iterable[Judged]) -> Iterator[Judged]:
    """Yield the rules of a row: those listed, those delayed until its day, or those named after it."""
    for rule in rules:
        if row.rules is not None and rule.id in row.rules:
            yield rule
        elif row.by is By.TRANSITION:
            yield from (rule,) if _is_delayed(rule, row.until) else ()
        elif row.by is By.RULES and row.rules is None and rule.id.startswith(f"{row.id.lower()}-"):
            yield rule


def _is_delayed(rule: Judged, until: str) -> bool:
    if not isinstance(rule, Rule):
        return False
    all_ = (*rule.transitions, *(one for reading in rule.readings for one in reading.transitions))
    return any(one.until is not None and one.until.name == until for one in all_)


def _conditions(rule: Judged) -> Iterator[Condition]:
    if isinstance(rule, Classification):
        value = rule.value
        yield from (branch.condition for branch in value.branches) if isinstance(value, Choice) else (value,)
    else:
        yield from (one for one in (rule.owed, rule.when, rule.require) if one is not None)
        yield from (one.condition for one in rule.transitions)
        yield from (one.condition for reading in rule.readings for one in reading.transitions)
        yield from () if rule.unread is None else (rule.unread.condition,)
    yield from (start.condition for start in rule.heading.starts if start.condition is not None)


def _names(condition: Condition) -> Iterator[str]:
    for leaf in leaves(condition):
        match leaf:
            case FactLeaf():
                yield leaf.fact
            case EvidenceLeaf():
                yield f"{EVIDENCE}{leaf.kind}"


def _dates(references: Iterable[LawReference], bundle: Bundle, as_of: date) -> tuple[date, ...]:
    """Return the dates that references stand for as of a day, each once, the earliest first."""
    versions = (bundle.law.version(reference, as_of) for reference in references)
    return tuple(sorted({one.value for one in versions if one is not None and isinstance(one.value, date)}))
