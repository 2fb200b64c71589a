"""Classifications: rules that write facts, before any other rule reads them."""

from collections.abc import Iterable
from typing import Final

from auditor.domain.fact import Basis, Claim, Confidence, Fact, Known, Settler, Unknown, resolve
from auditor.domain.facts import FACTS
from auditor.domain.phrasing import prose_day
from auditor.domain.tri import Tri
from auditor.domain.values import FactValue
from auditor.policy.logic.answer import Answer
from auditor.policy.logic.evaluate import evaluate
from auditor.policy.logic.timing import is_law
from auditor.policy.logic.world import Scene
from auditor.policy.rules import Choice, Classification

# Below this, what a classified fact rests on decides no duty, so it is asked for instead.
_FIRM: Final = Confidence.MEDIUM


def classify(classifications: Iterable[Classification], scene: Scene, *, keep_given: bool = False) -> None:
    """Write every classification's fact for every subject it is about.

    Args:
        classifications: Each after those it reads.
        scene: Where the facts are written.
        keep_given: Leave a fact alone that is already there; for cases that state one outright.
    """
    for classification in classifications:
        step = _write if is_law(classification.heading, (), scene) else _withhold
        for subject in scene.of_kind(classification.heading.subject):
            given = scene.facts.get(subject.id, {}).get(classification.writes)
            if not (keep_given and given is not None):
                step(classification, subject.id, scene)
            if step is _write and given is not None:
                _rebut(given, subject.id, scene)
            scene.forget()


def _rebut(given: Fact, subject_id: str, scene: Scene) -> None:
    """Let a resolution of the organisation, with evidence, speak before what a rule concludes."""
    settling = () if isinstance(given.state, Unknown) else given.state.claims
    if not any(claim.settles for claim in settling):
        return
    written = scene.facts[subject_id][given.name].state
    concluded = () if isinstance(written, Unknown) else written.claims
    scene.facts[subject_id][given.name] = resolve(FACTS[given.name], (*settling, *concluded))
    scene.unsettled.pop((subject_id, given.name), None)


def _withhold(classification: Classification, subject_id: str, scene: Scene) -> None:
    """Say that no text said so yet, so that no other claim stands in for it."""
    reason = f"no text published by {prose_day(scene.as_of)} classifies it"
    fact = Fact(classification.writes, Unknown(reason, Settler.NOBODY))
    scene.facts.setdefault(subject_id, {})[classification.writes] = fact


def _write(classification: Classification, subject_id: str, scene: Scene) -> None:
    value, answer = valued(classification, subject_id, scene, None)
    facts = scene.facts.setdefault(subject_id, {})
    key = (subject_id, classification.writes)
    if value is None:
        facts[classification.writes] = Fact(classification.writes, _unknown(classification, answer))
        scene.unsettled[key] = answer.missing
        return
    if answer.confidence.rank < _FIRM.rank:
        scene.unsettled[key] = valued(classification, subject_id, scene, _FIRM)[1].missing
    heading = classification.heading
    decided = dict.fromkeys(leaf.text for leaf in answer.decided_by)
    claim = Claim(
        fact=classification.writes,
        value=value,
        basis=Basis.INFERRED,
        confidence=answer.confidence,
        method=classification.id,
        locator=f"{heading.pack}/{heading.id}",
        citation=f"{heading.legal.cited(scene.law, scene.as_of)}: {'; and '.join(decided)}",
    )
    facts[classification.writes] = Fact(classification.writes, Known(value, (claim,)))


def _unknown(classification: Classification, answer: Answer) -> Unknown:
    first = answer.missing[0] if answer.missing else None
    definition = FACTS[classification.writes]
    who = first.who if first is not None else definition.who
    how = first.how if first is not None else definition.how
    return Unknown(answer.leaf.text, who, how)


def valued(
    classification: Classification, subject_id: str, scene: Scene, floor: Confidence | None
) -> tuple[FactValue | None, Answer]:
    """Return what a classification comes to, ``None`` for unknown, and the answer that decides it."""
    if isinstance(classification.value, Choice):
        return _chosen(classification.value, subject_id, scene, floor)
    answer = evaluate(classification.value, subject_id, scene, floor)
    return (None if answer.value is Tri.UNKNOWN else answer.value is Tri.TRUE), answer


def _chosen(
    choice: Choice, subject_id: str, scene: Scene, floor: Confidence | None
) -> tuple[FactValue | None, Answer]:
    """Return the first branch that holds; an unknown one matters only if a later one says otherwise."""
    possible: list[FactValue] = []
    asked: list[Answer] = []
    for branch in choice.branches:
        answer = evaluate(branch.condition, subject_id, scene, floor)
        asked.append(answer)
        if answer.value is not Tri.FALSE:
            possible.append(branch.value)
        if answer.value is Tri.TRUE:
            break
    else:
        possible.append(choice.otherwise)
    open_ = [answer for answer in asked if answer.value is Tri.UNKNOWN]
    if len(set(possible)) > 1:
        return None, open_[0]
    # Every branch asked had a say in the value, so the weakest bears it.
    return possible[0], min(asked, key=lambda answer: answer.confidence.rank)
