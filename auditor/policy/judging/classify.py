"""Classifications: rules that write facts, before any other rule reads them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Final

from auditor.domain.fact import Basis, Claim, Confidence, Fact, Known, Settler, SubjectKind, Unknown
from auditor.domain.facts import FACTS
from auditor.domain.finding import Missing, Reason
from auditor.domain.phrasing import prose_day
from auditor.domain.resolving import resolve
from auditor.domain.tri import Tri
from auditor.domain.values import FactValue
from auditor.policy.judging.alike import Alike, Likeness, own, shared
from auditor.policy.judging.reads import read_to_classify
from auditor.policy.judging.spoken import spoken_in
from auditor.policy.logic.answer import Answer
from auditor.policy.logic.evaluate import evaluate
from auditor.policy.logic.timing import is_law
from auditor.policy.logic.versions import in_force
from auditor.policy.logic.world import Scene
from auditor.policy.rules import Choice, Classification
from auditor.policy.wording import asked_of

# Below this, what a classified fact rests on decides no duty, so it is asked for instead.
_FIRM: Final = Confidence.MEDIUM


@dataclass(frozen=True, slots=True)
class _Classed:
    """What a classification comes to for subjects that are alike and spoken of in the same words.

    Attributes:
        fact: The fact it writes.
        missing: What would settle it where it is unknown or weak, as all of them miss it; else ``None``.
    """

    fact: Fact
    missing: tuple[Missing, ...] | None


def classify(classifications: Iterable[Classification], scene: Scene, *, keep_given: bool = False) -> None:
    """Write every classification's fact for every subject it is about.

    Args:
        classifications: Each after those it reads.
        scene: Where the facts are written.
        keep_given: Leave a fact alone that is already there; for cases that state one outright.
    """
    Classifier(classifications, scene).write(scene, keep_given=keep_given)


class Classifier:
    """Classifications as of a day, and what they came to so far; subjects alike are classified once."""

    def __init__(self, classifications: Iterable[Classification], scene: Scene) -> None:
        self._steps = [_Step.of(one, scene) for one in classifications]

    def write(
        self, scene: Scene, *, keep_given: bool = False, of: Collection[SubjectKind] = tuple(SubjectKind)
    ) -> None:
        """Write the fact of every classification of these kinds of subjects for every subject of a scene."""
        for step in self._steps:
            if step.classification.heading.subject not in of:
                continue
            for subject in scene.of_kind(step.classification.heading.subject):
                given = scene.facts.get(subject.id, {}).get(step.classification.writes)
                if given is None or not keep_given:
                    step.write(subject.id, scene)
                    if given is not None and step.is_law:
                        _rebut(given, subject.id, scene)
                scene.forget()


def _rebut(given: Fact, subject_id: str, scene: Scene) -> None:
    """Let a resolution of the organisation, with evidence, speak before what a rule concludes."""
    if settles(given):
        facts = scene.facts[subject_id]
        facts[given.name] = rebutted(given, facts[given.name])
        scene.unsettled.pop((subject_id, given.name), None)


def settles(given: Fact) -> bool:
    """Say whether the organisation resolved, with evidence, what a fact is."""
    return not isinstance(given.state, Unknown) and any(claim.settles for claim in given.state.claims)


def rebutted(given: Fact, concluded: Fact) -> Fact:
    """Return what a rule concluded with what the organisation resolved, which speaks first."""
    every = [
        claim
        for one in (given, concluded)
        if not isinstance(one.state, Unknown)
        for claim in one.state.claims
    ]
    return resolve(FACTS[given.name], every)


@dataclass(slots=True)
class _Step:
    """One classification.

    Attributes:
        classification: The classification.
        is_law: Whether some text published by the day classifies so.
        likeness: What it reads; ``None`` where it looks at other subjects too.
        alike: Subjects alike to it.
    """

    classification: Classification
    is_law: bool
    likeness: Likeness | None
    alike: dict[tuple[int, ...], Alike[_Classed]] = field(default_factory=dict)

    @classmethod
    def of(cls, classification: Classification, scene: Scene) -> "_Step":
        """Return the step of a classification as of the scene's day."""
        asked = read_to_classify(classification)
        likeness = None if asked is None else Likeness.of(asked, scene)
        found = in_force(classification, scene)
        return cls(found, is_law(found.heading, (), scene), likeness)

    def write(self, subject_id: str, scene: Scene) -> None:
        """Write the fact of a subject."""
        name = self.classification.writes
        withheld = self.classification.heading.unread or not self.is_law
        classed = _withheld(self.classification, scene) if withheld else self._classed(subject_id, scene)
        scene.facts.setdefault(subject_id, {})[name] = classed.fact
        if classed.missing is not None:
            scene.unsettled[subject_id, name] = tuple([own(one, subject_id) for one in classed.missing])

    def _classed(self, subject_id: str, scene: Scene) -> _Classed:
        if self.likeness is None:
            return _judged(self.classification, subject_id, scene)[0]
        self.likeness.tidy()
        numbers = tuple(self.likeness.numbers(subject_id, scene).values())
        alike = self.alike.get(numbers)
        if alike is None:
            asked = _judged(self.classification, subject_id, scene)[1]
            alike = self.alike[numbers] = Alike(spoken_in(asked, subject_id))
        said = {one: self.likeness.words(one, subject_id, scene) for one in alike.asked}
        key = alike.key(said, self.likeness)
        found = alike.found.get(key)
        if found is None:
            found = alike.found[key] = _judged(self.classification, subject_id, scene)[0]
        return found


def classed(classification: Classification, subject_id: str, scene: Scene) -> Fact:
    """Return the fact that a classification writes about a subject, whatever others came to."""
    if classification.heading.unread or not is_law(classification.heading, (), scene):
        return _withheld(classification, scene).fact
    return _judged(classification, subject_id, scene)[0].fact


def _withheld(classification: Classification, scene: Scene) -> _Classed:
    """Say that no text said so yet, or that it was not read, so that no other claim stands in for it."""
    nothing = f"no text published by {prose_day(scene.as_of)} classifies it"
    reason = classification.heading.unread or nothing
    return _Classed(Fact(classification.writes, Unknown(reason, Settler.NOBODY)), None)


def _judged(
    classification: Classification, subject_id: str, scene: Scene
) -> tuple[_Classed, tuple[Answer, ...]]:
    """Return what a classification comes to for a subject, and the answers that say so."""
    value, answer = valued(classification, subject_id, scene, None)
    name, heading = classification.writes, classification.heading
    if value is None:
        fact = Fact(name, _unknown(classification, answer, scene))
        return _Classed(fact, shared(answer.missing, subject_id)), (answer,)
    missing: tuple[Missing, ...] | None = None
    asked: tuple[Answer, ...] = (answer,)
    if answer.confidence.rank < _FIRM.rank:
        firm = valued(classification, subject_id, scene, _FIRM)[1]
        missing, asked = shared(firm.missing, subject_id), (answer, firm)
    decided = dict.fromkeys(leaf.text for leaf in answer.decided_by)
    claim = Claim(
        fact=name,
        value=value,
        basis=Basis.INFERRED,
        confidence=answer.confidence,
        method=classification.id,
        locator=f"{heading.pack}/{heading.id}",
        citation=f"{heading.legal.cited(scene.law, scene.as_of)}: {'; and '.join(decided)}",
    )
    return _Classed(Fact(name, Known(value, (claim,))), missing), asked


def _unknown(classification: Classification, answer: Answer, scene: Scene) -> Unknown:
    first = answer.missing[0] if answer.missing else None
    definition = FACTS[classification.writes]
    who = first.who if first is not None else definition.who
    how = first.how if first is not None else definition.how
    return Unknown(_why(answer.leaf, scene), who, how)


def _why(leaf: Reason, scene: Scene) -> str:
    """Return what leaves a classification open, as part of the sentence that says so."""
    definition = FACTS.get(leaf.fact)
    state = None if definition is None else scene.state(leaf.fact, leaf.subject_id)
    if definition is None or not isinstance(state, Unknown):
        return leaf.text
    what = asked_of(definition)
    return f"{what}{', ' if ', ' in what else ' '}is not known ({state.reason})"


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
