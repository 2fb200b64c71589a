"""Verdicts without words, for more subjects than anybody reads about.

A verdict, and the day it applies from, depend on what comparisons come to
(:mod:`~auditor.policy.judging.alike`). What a sentence says, and what is missing, depends on every value and
its source. Where only verdicts are asked for, each distinct combination of comparisons is evaluated once, by
the evaluator that judges everything else. Why one subject came to what it did is said when somebody asks
(:func:`~auditor.policy.judging.explain.explain`).
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Final

from auditor.domain.declaration import EvidenceRecord
from auditor.domain.fact import Fact, Known, SubjectKind
from auditor.domain.subject import Subject
from auditor.policy.bundle import Bundle
from auditor.policy.conditions import leaves
from auditor.policy.judging.alike import Likeness, is_measure
from auditor.policy.judging.classify import Classifier, classed, rebutted, settles
from auditor.policy.judging.docket import is_told_elsewhere
from auditor.policy.judging.panels import (
    Asked,
    Decision,
    Decisions,
    Key,
    Panel,
    Places,
    Row,
    conditions_of,
    decision,
    key_of,
)
from auditor.policy.judging.reads import Leaf, names_of, read_to_classify, reads_of
from auditor.policy.logic.leaves import EVIDENCE
from auditor.policy.logic.timing import is_law
from auditor.policy.logic.verdict import rule_on
from auditor.policy.logic.versions import in_force
from auditor.policy.logic.world import Scene
from auditor.policy.rules import Choice, Classification, Pack, Rule

# What is remembered saves time only; beyond this it costs more memory than it is worth.
_MOST_REMEMBERED: Final = 100_000
_MOST_SHEETS: Final = 20_000

Held = tuple[str, tuple[EvidenceRecord, ...]]
"""``evidence:KIND`` and the records of a subject."""


@dataclass(slots=True, eq=False)
class Sheet:
    """What all rules come to for subjects of which they decide the same.

    Attributes:
        parts: What rules that read the same come to, part by part; the same part is the same object.
        numbers: A number for each part.
        n: How many subjects came to this so far.
    """

    parts: tuple[Decisions, ...]
    numbers: tuple[int, ...]
    n: int = 0

    @property
    def decisions(self) -> Iterator[Decision]:
        """What each rule comes to."""
        return chain.from_iterable(self.parts)


@dataclass(slots=True)
class _Class:
    """A classification, and facts it wrote that come to the same as others it would write.

    Attributes:
        classification: The classification.
        place: Where in a row its fact stands; before it is classified, what the organisation resolved.
        is_law: Whether some text published by the day classifies so.
        key: Takes out of a row what it reads.
        asked: Its conditions.
        kept: A fact and its number, by what it reads.
    """

    classification: Classification
    place: int
    is_law: bool
    key: Key
    asked: tuple[Asked, ...]
    kept: dict[Hashable, tuple[Fact, int]] = field(default_factory=dict)


class Screening:
    """The rules about one kind of subject as of a day, and what they came to so far.

    Subjects can be judged scene by scene, as long as the organisation and its evidence are the same in all of
    them and no scene parts what hangs together. What is classified is written into a scene only where a rule
    looks at other subjects too.
    """

    def __init__(self, kind: SubjectKind, bundle: Bundle, scene: Scene) -> None:
        self._kind = kind
        law = (one for one in bundle.rules if is_law(one.heading, one.readings, scene))
        rules = [(in_force(one, scene), reads_of(one)) for one in law if one.heading.subject is kind]
        about = (in_force(one, scene) for one in bundle.classifications if one.heading.subject is kind)
        classes = [(one, read_to_classify(one)) for one in about]
        read = [asked for _, asked in (*rules, *classes)]
        self._likeness = Likeness.of((leaf for asked in read for leaf in asked or ()), scene)
        self._places = {name: place for place, name in enumerate(self._likeness.names)}
        self._silent = [self._likeness.silent(name) for name in self._places]
        self._classifier = Classifier(bundle.classifications, scene)
        # What is classified follows from what is given, unless somebody looks at other subjects too.
        self._follows = None not in read
        self._classes = [
            _Class(one, self._places[one.writes], is_law(one.heading, (), scene), *_asked(one, self._places))
            for one, asked in classes
            if self._follows and asked is not None and one.writes in self._places
        ]
        self._panels, self._apart = self._parted(rules, bundle)
        self._numbers: dict[int, tuple[Fact, int]] = {}
        self._parts: list[Decisions] = []
        self._part_numbers: dict[Decisions, int] = {}
        self._sheets: dict[bytes, Sheet] = {}
        self._by_row: dict[bytes, Sheet] = {}
        self._counts: Counter[int] = Counter()

    def _parted(
        self, rules: Iterable[tuple[Rule, frozenset[Leaf] | None]], bundle: Bundle
    ) -> tuple[list[Panel], tuple[tuple[Rule, Pack], ...]]:
        """Return the rules by what they read, and those about other subjects too."""
        panels: defaultdict[Hashable, list[tuple[Rule, Pack]]] = defaultdict(list)
        apart: list[tuple[Rule, Pack]] = []
        for rule, asked in rules:
            to = apart if asked is None else panels[_reads(rule)]
            to.append((rule, bundle.pack(rule.heading.pack)))
        return [Panel(those, self._places) for those in panels.values()], tuple(apart)

    def sheets(self, scene: Scene) -> Iterator[tuple[Subject, Sheet]]:
        """Judge every subject of a scene; yield each with the sheet of all that come to the same."""
        self._classifier.write(scene, of=(SubjectKind.ORGANISATION,) if self._follows else tuple(SubjectKind))
        records = _by_subject(scene)
        for subject in scene.of_kind(self._kind):
            if is_told_elsewhere(subject):
                continue
            row = self._row(subject, scene, records.get(subject.id, ()))
            key = array("I", row).tobytes()
            sheet = self._by_row.get(key)
            if sheet is None:
                sheet = self._by_row[key] = self._judged(row, subject, scene)
            if self._apart:
                rulings = ((rule, rule_on(rule, pack.scope, subject, scene)) for rule, pack in self._apart)
                own = self._part(tuple(decision(rule, said) for rule, said in rulings))
                sheet = self._sheet((*sheet.numbers, own))
                scene.forget()
            sheet.n += 1
            yield subject, sheet
            if len(self._by_row) > _MOST_SHEETS:
                self._forget()

    def _row(self, subject: Subject, scene: Scene, records: Iterable[Held]) -> Row:
        """Return the numbers of all that is given about a subject."""
        row, places, numbers = self._silent.copy(), self._places, self._numbers
        for name, fact in scene.facts.get(subject.id, {}).items():
            place = places.get(name)
            if place is not None:
                known = numbers.get(id(fact))
                row[place] = self._number(name, fact) if known is None else known[1]
        for name, held in records:
            place = places.get(name)
            if place is not None:
                row[place] = self._likeness.number_of_records(held)
        given = scene.facts.get(subject.id, {})
        for one in self._classes:
            claimed = given.get(one.classification.writes)
            if claimed is None or not (one.is_law and settles(claimed)):
                # Whatever was claimed, it is not what is judged by.
                row[one.place] = self._silent[one.place]
        return row

    def _number(self, name: str, fact: Fact) -> int:
        """Return the number of a fact, remembered for all that share it."""
        if len(self._numbers) > _MOST_REMEMBERED:
            self._numbers.clear()
        number = self._likeness.number(name, fact.state)
        if isinstance(fact.state, Known) and is_measure(fact.state.value):
            return number
        # Kept with its fact: as long as that lives, nothing else can have its identity.
        self._numbers[id(fact)] = (fact, number)
        return number

    def _judged(self, row: Row, subject: Subject, scene: Scene) -> Sheet:
        """Return the sheet of a subject of which nothing else has the same row."""
        given = scene.facts.get(subject.id, {})
        # What others alike were classified as does for a verdict, but not for its words.
        scene.facts[subject.id] = given.copy()
        for one in self._classes:
            self._classify(one, row, subject, scene)
        numbers = []
        for panel in self._panels:
            # Of a million subjects this is asked a hundred times each: a call less counts.
            for stage in panel.stages:
                number = stage.kept.get(stage.key(row))
                if number is not None:
                    break
            else:
                found, stage = panel.judge(row, subject, scene)
                number = stage.kept[stage.key(row)] = self._part(found)
            numbers.append(number)
        scene.facts[subject.id] = given
        scene.forget()
        return self._sheet(tuple(numbers))

    def _classify(self, one: _Class, row: Row, subject: Subject, scene: Scene) -> None:
        """Write a fact as good as the one that is classified, and put its number into the row."""
        name = one.classification.writes
        settling = row[one.place] != self._silent[one.place]
        key = (row[one.place], one.key(row))
        known = one.kept.get(key)
        if known is None:
            for asked in one.asked:
                asked.recall(row, subject.id, scene)
            fact = classed(one.classification, subject.id, scene)
            for asked in one.asked:
                asked.keep(row, subject.id, scene)
            scene.forget()
            if settling:
                fact = rebutted(scene.facts[subject.id][name], fact)
            known = one.kept[key] = (fact, self._likeness.number(name, fact.state))
        scene.facts[subject.id][name], row[one.place] = known

    def _part(self, found: Decisions) -> int:
        """Return the number of what rules come to."""
        number = self._part_numbers.setdefault(found, len(self._parts))
        if number == len(self._parts):
            self._parts.append(found)
        return number

    def _sheet(self, numbers: tuple[int, ...]) -> Sheet:
        """Return the sheet of the parts with these numbers."""
        key = array("I", numbers).tobytes()
        sheet = self._sheets.get(key)
        if sheet is None:
            sheet = self._sheets[key] = Sheet(tuple(self._parts[number] for number in numbers), numbers)
        return sheet

    def _forget(self) -> None:
        """Keep the counts alone of what came to be too much to remember."""
        self._counts = self._by_part()
        self._by_row.clear()
        self._sheets.clear()
        self._likeness.tidy()
        for one in self._classes:
            if len(one.kept) > _MOST_REMEMBERED:
                one.kept.clear()
        for panel in self._panels:
            panel.tidy(_MOST_REMEMBERED)

    def _by_part(self) -> Counter[int]:
        """Return how many subjects came to each part."""
        counts = self._counts.copy()
        for sheet in self._sheets.values():
            for number in sheet.numbers:
                counts[number] += sheet.n
        return counts

    @property
    def counts(self) -> Counter[Decision]:
        """Every decision so far, counted."""
        counts: Counter[Decision] = Counter()
        for number, n in self._by_part().items():
            for one in self._parts[number]:
                counts[one] += n
        return counts


def _asked(classification: Classification, places: Places) -> tuple[Key, tuple[Asked, ...]]:
    """Return what a classification reads, and its conditions."""
    value = classification.value
    found = [one.condition for one in value.branches] if isinstance(value, Choice) else [value]
    return key_of(found, places), tuple(Asked.of(one, places) for one in found)


def _reads(rule: Rule) -> Hashable:
    """Return what a rule reads up to each of its gates, and at all."""
    gates = ([rule.owed], [rule.owed, rule.when], conditions_of(rule))
    return tuple(
        frozenset(name for one in gate if one is not None for name in names_of(leaves(one))) for gate in gates
    )


def _by_subject(scene: Scene) -> Mapping[str, Sequence[Held]]:
    """Return the records of each subject."""
    found: defaultdict[str, list[Held]] = defaultdict(list)
    for (kind, subject_id), held in scene.records.items():
        found[subject_id].append((f"{EVIDENCE}{kind}", held))
    return found
