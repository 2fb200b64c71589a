"""One classification of many subjects: what it writes about those alike, taken from the first of them.

What others alike were classified as does for a verdict, but not for its words, which are those of the first.
"""

from collections.abc import Hashable, Sequence

from auditor.domain.fact import Fact
from auditor.domain.subject import Subject
from auditor.policy.judging.classify import classed, rebutted
from auditor.policy.logic.world import Scene
from auditor.policy.rules import Choice, Classification
from benchmarks.screening.asked import Asked, Show, read_by, taking
from benchmarks.screening.table import MOST_REMEMBERED, Row, Table


class Classing:
    """A classification that reads its subject alone, and what it came to so far.

    Attributes:
        writes: The fact it writes.
    """

    def __init__(self, classification: Classification, table: Table) -> None:
        value = classification.value
        conditions = [one.condition for one in value.branches] if isinstance(value, Choice) else [value]
        self.writes = name = classification.writes
        self._classification = classification
        self._likeness = table.likeness
        self._place, self._resolved = table.places[name], table.resolved[name]
        self._silent = table.likeness.silent(name)
        self._key = taking((self._resolved, *read_by(conditions, table.places)))
        self._asked = [Asked.of(one, table.places) for one in conditions]
        self._by_key: dict[Hashable, tuple[Fact, int]] = {}
        self._by_outcomes: dict[tuple[int, ...], tuple[Fact, int]] = {}

    def write(self, rows: Sequence[Row], show: Show) -> None:
        """Put the number of what is written about each subject into its row."""
        for at, (row, key) in enumerate(zip(rows, map(self._key, rows), strict=True)):
            known = self._by_key.get(key)
            if known is None:
                known = self._by_key[key] = self._found(row, at, show)
            row[self._place] = known[1]

    def fact(self, row: Row) -> Fact:
        """Return a fact as good as the one that was written about the subject of a row."""
        return self._by_key[self._key(row)][0]

    def tidy(self) -> None:
        """Forget what has become too much; between subjects that are judged together only."""
        if len(self._by_key) > MOST_REMEMBERED:
            self._by_key.clear()
        for asked in self._asked:
            asked.tidy()

    def _found(self, row: Row, at: int, show: Show) -> tuple[Fact, int]:
        outcomes = (row[self._resolved], *[asked.outcome(row, at, show) for asked in self._asked])
        found = self._by_outcomes.get(outcomes)
        if found is None:
            found = self._by_outcomes[outcomes] = self._classed(row, *show(at))
        return found

    def _classed(self, row: Row, subject: Subject, scene: Scene) -> tuple[Fact, int]:
        fact = classed(self._classification, subject.id, scene)
        scene.forget()
        if row[self._resolved] != self._silent:
            fact = rebutted(scene.facts[subject.id][self.writes], fact)
        return fact, self._likeness.number(self.writes, fact.state)
