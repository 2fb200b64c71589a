"""Conditions over facts: the whole logic, pure and in three values.

A floor is the weakest confidence that may decide: under it a leaf is unknown, and says so.
"""

from typing import Final, assert_never

from auditor.domain.fact import Confidence
from auditor.policy.conditions import (
    AllOf,
    AnyOf,
    Condition,
    Counted,
    EvidenceLeaf,
    FactLeaf,
    Not,
    Quantified,
)
from auditor.policy.logic import answer, quantifiers
from auditor.policy.logic.answer import Answer
from auditor.policy.logic.leaves import evidence_answer, fact_answer
from auditor.policy.logic.world import Scene

_ALL: Final = "all of these"
_ANY: Final = "any of these"
_NOT: Final = "not the following"
COUNTS: Final = frozenset({_ALL, _ANY, _NOT})
"""What explains a condition that has no name of its own."""


def evaluate(condition: Condition, subject_id: str, scene: Scene, floor: Confidence | None = None) -> Answer:
    """Evaluate a condition about a subject.

    Args:
        condition: The condition, as the loader checked it.
        subject_id: Whom it is about.
        scene: Facts, evidence, relations and law.
        floor: Weakest confidence that may decide; ``None`` for any.

    Returns:
        What it comes to, why, and what is missing.
    """
    key = (id(condition), subject_id, floor)
    known = scene.answers.get(key)
    if known is None:
        # Kept with its condition: as long as that lives, nothing else can have its identity.
        known = scene.answers[key] = (condition, _evaluated(condition, subject_id, scene, floor))
    return known[1]


def _evaluated(condition: Condition, subject_id: str, scene: Scene, floor: Confidence | None) -> Answer:
    match condition:
        case FactLeaf():
            return fact_answer(condition, subject_id, scene, floor)
        case EvidenceLeaf(kind):
            return evidence_answer(kind, subject_id, scene, floor)
        case AllOf(parts, called):
            text = named(called, _ALL)
            return answer.conjunction(text, [evaluate(part, subject_id, scene, floor) for part in parts])
        case AnyOf(parts, called):
            text = named(called, _ANY)
            return answer.disjunction(text, [evaluate(part, subject_id, scene, floor) for part in parts])
        case Not(part):
            return answer.negation(_NOT, evaluate(part, subject_id, scene, floor))
        case Quantified():
            return _quantified(condition, subject_id, scene, floor)
        case Counted():
            return _counted(condition, subject_id, scene, floor)
        case unreachable:
            assert_never(unreachable)


def named(called: str, counts: str) -> str:
    """Return how an explanation reads that is made of parts: what it is, if that is said, and which count."""
    return f"{called}: {counts}" if called else counts


def _quantified(asked: Quantified, subject_id: str, scene: Scene, floor: Confidence | None) -> Answer:
    ids = scene.below(subject_id, asked.relation)
    if not ids:
        return quantifiers.nothing(asked.relation, scene, subject_id)
    parts = []
    for id_ in ids:
        satisfied = evaluate(asked.satisfy, id_, scene, floor)
        chosen = None if asked.of is None else evaluate(asked.of, id_, scene, floor)
        parts.append(quantifiers.instance(scene.names[id_], chosen, satisfied, every=asked.every))
    text = f"{'all' if asked.every else 'any'} of {len(ids)} {asked.relation.value.replace('_', ' ')}"
    return answer.conjunction(text, parts) if asked.every else answer.disjunction(text, parts)


def _counted(asked: Counted, subject_id: str, scene: Scene, floor: Confidence | None) -> Answer:
    ids = scene.below(subject_id, asked.relation)
    if not ids:
        return quantifiers.nothing(asked.relation, scene, subject_id)
    if asked.of is None:
        return quantifiers.count(asked, len(ids), ())
    return quantifiers.count(asked, 0, tuple(evaluate(asked.of, id_, scene, floor) for id_ in ids))
