"""What rules read about a subject, as their conditions name it; known before anything is judged."""

from collections.abc import Iterable, Iterator

from auditor.domain.fact import SubjectKind
from auditor.domain.facts import FACTS
from auditor.policy.conditions import (
    AllOf,
    AnyOf,
    Condition,
    Counted,
    EvidenceLeaf,
    FactLeaf,
    Not,
    Quantified,
    leaves,
)
from auditor.policy.logic.answer import MAX_PARTS
from auditor.policy.logic.leaves import EVIDENCE
from auditor.policy.rules import Choice, Classification, Rule

Leaf = FactLeaf | EvidenceLeaf


def reads_of(rule: Rule) -> frozenset[Leaf] | None:
    """Return what a rule asks about its subject, or ``None`` if that does not say what it comes to."""
    dated = [*rule.transitions, *(one for reading in rule.readings for one in reading.transitions)]
    conditions = [rule.owed, rule.when, rule.require, *(one.condition for one in dated)]
    starts = [*rule.heading.starts, *(one for reading in rule.readings for one in reading.starts)]
    conditions += [start.condition for start in starts]
    conditions += [] if rule.unread is None else [rule.unread.condition]
    conditions += [branch.condition for part in rule.remedy for branch in part.branches]
    return _asked(conditions, rule.heading.subject)


def read_to_classify(classification: Classification) -> frozenset[Leaf] | None:
    """Return what a classification asks about its subject, or ``None`` as above."""
    value = classification.value
    conditions = [one.condition for one in value.branches] if isinstance(value, Choice) else [value]
    return _asked(conditions, classification.heading.subject)


def _asked(conditions: Iterable[Condition | None], subject: SubjectKind) -> frozenset[Leaf] | None:
    asked = [condition for condition in conditions if condition is not None]
    if any(_looks_around(condition) for condition in asked):
        return None
    if subject is SubjectKind.INCIDENT:
        # It may ask about its system, which other incidents do not share.
        return None
    # What is true of the organisation is the same for every subject, unless it is the subject.
    return frozenset(
        leaf
        for condition in asked
        for leaf in leaves(condition)
        if isinstance(leaf, EvidenceLeaf) or FACTS[leaf.fact].subject is subject
    )


def _looks_around(condition: Condition) -> bool:
    """Say whether a condition is about other subjects too, or so long that its explanation is cut short."""
    match condition:
        case AllOf(parts) | AnyOf(parts):
            return len(parts) > MAX_PARTS or any(_looks_around(part) for part in parts)
        case Not(part):
            return _looks_around(part)
        case _:
            return isinstance(condition, Quantified | Counted)


def names_of(asked: Iterable[Leaf]) -> Iterator[str]:
    """Yield the facts and ``evidence:KIND`` that leaves are about."""
    for leaf in asked:
        yield leaf.fact if isinstance(leaf, FactLeaf) else f"{EVIDENCE}{leaf.kind}"
