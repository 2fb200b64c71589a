"""Conditions about many subjects: no combination of answers is evaluated twice.

What a condition comes to, and how much that bears, follows from what it reads. For ``all``, ``any`` and
``not`` it follows from what the parts come to, whichever part that is and however many of them. So the
evaluator is asked once for each such combination, about the first subject that shows it.
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from itertools import product
from operator import itemgetter
from typing import Final

from auditor.domain.fact import Confidence
from auditor.domain.subject import Subject
from auditor.domain.tri import Tri
from auditor.policy.conditions import AllOf, AnyOf, Condition, Not, leaves
from auditor.policy.judging.reads import names_of
from auditor.policy.logic.evaluate import evaluate
from auditor.policy.logic.world import Scene
from benchmarks.screening.table import MOST_REMEMBERED, Places, Row

Key = Callable[[Row], Hashable]
"""Takes out of a row what somebody reads."""
Show = Callable[[int], tuple[Subject, Scene]]
"""Shows the evaluator one of the subjects that are judged together."""
Outcome = int
"""What a condition comes to and how much that bears, under each floor; equal where all of that is equal."""

_FLOORS: Final = (None, *Confidence)
_ANSWERS: Final = {answer: number for number, answer in enumerate(product(Tri, Confidence))}


def read_by(conditions: Iterable[Condition | None], places: Places) -> tuple[int, ...]:
    """Return where in a row all that these conditions read about the subject stands."""
    asked = (leaf for condition in conditions if condition is not None for leaf in leaves(condition))
    return tuple(sorted({places[name] for name in names_of(asked) if name in places}))


def taking(places: tuple[int, ...]) -> Key:
    """Return what takes these places out of a row."""
    return itemgetter(*places) if places else lambda _: ()


@dataclass(slots=True)
class Asked:
    """A condition, and what it came to so far.

    Attributes:
        condition: The condition.
        key: Takes out of a row what it reads.
        parts: Its parts; none for a leaf.
    """

    condition: Condition
    key: Key
    parts: tuple["Asked", ...]
    _by_key: dict[Hashable, Outcome] = field(default_factory=dict)
    _by_parts: dict[frozenset[Outcome], Outcome] = field(default_factory=dict)

    @classmethod
    def of(cls, condition: Condition, places: Places) -> "Asked":
        """Return a condition that was not asked yet."""
        parts = tuple(cls.of(part, places) for part in _parts(condition))
        return cls(condition, taking(read_by([condition], places)), parts)

    def outcome(self, row: Row, at: int, show: Show) -> Outcome:
        """Return what it comes to for a subject.

        Args:
            row: What is known of the subject.
            at: Which of those that are judged together it is.
            show: Shows it to the evaluator, where nobody alike was asked about.
        """
        key = self.key(row)
        found = self._by_key.get(key)
        if found is None:
            found = self._by_key[key] = self._found(row, at, show)
        return found

    def _found(self, row: Row, at: int, show: Show) -> Outcome:
        if not self.parts:
            return self._evaluated(*show(at))
        parts = frozenset([part.outcome(row, at, show) for part in self.parts])
        found = self._by_parts.get(parts)
        if found is None:
            found = self._by_parts[parts] = self._evaluated(*show(at))
        return found

    def _evaluated(self, subject: Subject, scene: Scene) -> Outcome:
        outcome = 0
        for each, floor in product((scene, scene.contested()), _FLOORS):
            answer = evaluate(self.condition, subject.id, each, floor)
            outcome = outcome * len(_ANSWERS) + _ANSWERS[answer.value, answer.confidence]
        scene.forget()
        return outcome

    def tidy(self) -> None:
        """Forget what has become too much."""
        if len(self._by_key) > MOST_REMEMBERED:
            self._by_key.clear()
        for part in self.parts:
            part.tidy()


def _parts(condition: Condition) -> tuple[Condition, ...]:
    match condition:
        case AllOf(parts) | AnyOf(parts):
            return parts
        case Not(part):
            return (part,)
        case _:
            return ()
