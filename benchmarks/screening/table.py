"""Subjects as rows of numbers: one for each fact and kind of evidence that some rule reads.

Numbers are equal where every comparison comes to the same (:mod:`~auditor.policy.judging.alike`). What
several subjects share is looked at once: the same fact is the same object, and of a number that each has for
itself, the way it is said is.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from auditor.domain.fact import Claim, Fact, Known
from auditor.domain.values import FactValue
from auditor.policy.judging.alike import Likeness, is_measure
from auditor.policy.judging.classify import settles
from auditor.policy.judging.reads import Leaf
from auditor.policy.logic.leaves import EVIDENCE
from auditor.policy.logic.world import Held, Scene
from benchmarks.screening.claimed import Said, whole

# What is remembered saves time only; beyond this it costs more memory than it is worth.
MOST_REMEMBERED: Final = 100_000

Row = list[int]
"""For everything that is read about a subject, the number of what it comes to."""
Places = Mapping[str, int]
"""Where in a row the number of a fact, or of ``evidence:KIND``, stands."""


class _Entry(NamedTuple):
    """What a fact, or records of one kind, is in a row; with it, so that nothing else has its identity."""

    of: Fact | Held
    place: int
    number: int


class _Way(NamedTuple):
    """How a number is said, and the numbers of what it came to, by the interval that the value lies in."""

    claim: Claim
    place: int
    found: dict[Hashable, int]


class Table:
    """What a row holds, and where.

    Attributes:
        likeness: What gives the numbers.
        places: Where in a row the number of a fact, or of ``evidence:KIND``, stands.
        resolved: Where that stands which the organisation resolved of a fact that rules classify. In the
            place of the fact itself is what it is classified as; what else was claimed is not judged by.
    """

    def __init__(self, read: Iterable[Leaf], classified: Mapping[str, bool], scene: Scene) -> None:
        """Lay out a table.

        Args:
            read: What rules read about a kind of subject.
            classified: The facts that rules classify, and whether there is law that does.
            scene: The day.
        """
        self.likeness = likeness = Likeness.of(read, scene)
        self.places: Places = {name: place for place, name in enumerate(likeness.names)}
        names = [name for name in classified if name in self.places]
        self.resolved = {name: len(self.places) + n for n, name in enumerate(names)}
        silent = [likeness.silent(name) for name in (*self.places, *names)]
        # What nobody reads has a place too, so that nobody has to ask whether it is read.
        self._nowhere = len(silent)
        self._blank: Row = [*silent, 0]
        given = {name: place for name, place in self.resolved.items() if classified[name]}
        unheard = dict.fromkeys(self.resolved, self._nowhere)
        self._given: Places = {**self.places, **unheard, **given}
        self._kinds: Places = {
            name.removeprefix(EVIDENCE): place
            for name, place in self.places.items()
            if name.startswith(EVIDENCE)
        }
        self._entries: dict[int, _Entry] = {}
        self._ways: dict[int, _Way] = {}

    def row(self, facts: Collection[Fact], said: Iterable[Said], records: Sequence[Held]) -> Row:
        """Return the numbers of all that is given about a subject."""
        row, known = self._blank.copy(), self._entries.get
        # Tens of millions of facts pass here: looked up by one call, not each by its own.
        for fact, entry in zip(facts, map(known, map(id, facts)), strict=True):
            _, place, number = entry or self._entry(fact)
            row[place] = number
        for claim, value in said:
            way = self._ways.get(id(claim)) or self._way(claim, value)
            interval = self.likeness.interval(claim.fact, value)
            at = way.found.get(interval)
            if at is None:
                at = way.found[interval] = self._number(way.place, whole(claim, value))
            row[way.place] = at
        for held in records:
            _, place, number = known(id(held)) or self._recorded(held)
            row[place] = number
        return row

    def tidy(self) -> None:
        """Forget what has become too much; between two rows only."""
        self.likeness.tidy()
        for kept in (self._entries, self._ways):
            if len(kept) > MOST_REMEMBERED:
                kept.clear()

    def _entry(self, fact: Fact) -> _Entry:
        """Return what a fact is in a row, remembered unless hardly any two subjects share it."""
        place = self._place(fact)
        found = _Entry(fact, place, self._number(place, fact))
        if not (isinstance(fact.state, Known) and is_measure(fact.state.value)):
            self._entries[id(fact)] = found
        return found

    def _place(self, fact: Fact) -> int:
        if fact.name in self.resolved and not settles(fact):
            return self._nowhere
        return self._given.get(fact.name, self._nowhere)

    def _number(self, place: int, fact: Fact) -> int:
        return 0 if place == self._nowhere else self.likeness.number(fact.name, fact.state)

    def _way(self, claim: Claim, value: FactValue) -> _Way:
        way = self._ways[id(claim)] = _Way(claim, self._place(whole(claim, value)), {})
        return way

    def _recorded(self, held: Held) -> _Entry:
        kind, records = held
        place = self._kinds.get(kind, self._nowhere)
        number = 0 if place == self._nowhere else self.likeness.number_of_records(records)
        found = self._entries[id(held)] = _Entry(held, place, number)
        return found
