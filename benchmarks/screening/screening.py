"""Verdicts without words, for more subjects than anybody reads about.

A verdict, and the day it applies from, depend on what comparisons come to
(:mod:`~auditor.policy.judging.alike`). What a sentence says, and what is missing, depends on every value and
its source. Where only verdicts are asked for, each distinct combination of comparisons is evaluated once, by
the evaluator that judges everything else. Why one subject came to what it did is said when somebody asks
(:func:`~auditor.policy.judging.explain.explain`).

Subjects are judged some thousand together, step by step: their rows (:mod:`~benchmarks.screening.table`),
then each classification for all of them, then each panel of rules (:mod:`~benchmarks.screening.panels`).
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import chain
from typing import Final

from auditor.domain.audit import Assessed
from auditor.domain.fact import SubjectKind
from auditor.domain.subject import Subject
from auditor.policy.bundle import Bundle
from auditor.policy.judging.classify import Classifier
from auditor.policy.judging.docket import is_told_elsewhere
from auditor.policy.judging.reads import Leaf, read_to_classify, reads_of
from auditor.policy.logic.timing import is_law
from auditor.policy.logic.versions import in_force
from auditor.policy.logic.world import Held, Scene
from auditor.policy.rules import Pack, Rule
from benchmarks.screening.asked import read_by
from benchmarks.screening.claimed import Claimed
from benchmarks.screening.classing import Classing
from benchmarks.screening.panels import Decision, Panel, Parts, conditions_of, judged
from benchmarks.screening.table import Row, Table

_TOGETHER: Final = 5_000
"""So many subjects are judged together."""

Sheet = tuple[int, ...]
"""The numbers of what all rules come to for a subject, part by part."""


@dataclass(frozen=True, slots=True)
class Screened:
    """What subjects that were judged together came to.

    Attributes:
        ids: The subjects.
        columns: What rules that read the same came to, by its number, for each subject; one column for each
            such part of the rules.
        parts: What each number stands for.
    """

    ids: Sequence[str]
    columns: tuple[Sequence[int], ...]
    parts: Parts

    @property
    def sheets(self) -> Iterable[Sheet]:
        """What all rules come to, subject by subject."""
        return zip(*self.columns, strict=True) if self.columns else ((),) * len(self.ids)

    @property
    def counts(self) -> Counter[Decision]:
        """Every decision, counted."""
        counts: Counter[Decision] = Counter()
        for number, n in Counter(chain.from_iterable(self.columns)).items():
            for one in self.parts.each[number]:
                counts[one] += n
        return counts

    def decisions(self, sheet: Sheet) -> Iterator[Decision]:
        """Yield what each rule comes to."""
        return chain.from_iterable(self.parts.each[number] for number in sheet)


class Screening:
    """The rules about one kind of subject as of a day, and what they came to so far.

    Subjects can be judged scene by scene, as long as the organisation and its evidence are the same in all of
    them and no scene parts what hangs together. What is classified is written into a scene only where a rule
    looks at other subjects too.
    """

    def __init__(self, kind: SubjectKind, bundle: Bundle, scene: Scene) -> None:
        self._kind, self._bundle = kind, bundle
        law = (one for one in bundle.rules if is_law(one.heading, one.readings, scene))
        rules = [(in_force(one, scene), reads_of(one)) for one in law if one.heading.subject is kind]
        about = (in_force(one, scene) for one in bundle.classifications if one.heading.subject is kind)
        classes = [(one, read_to_classify(one)) for one in about]
        read = [asked for _, asked in (*rules, *classes)]
        # What is classified follows from what is given, unless somebody looks at other subjects too.
        self._follows = None not in read
        following = [one for one, _ in classes] if self._follows else []
        classified = {one.writes: is_law(one.heading, (), scene) for one in following}
        self._table = Table((leaf for asked in read for leaf in asked or ()), classified, scene)
        self._classings = [
            Classing(one, self._table) for one in following if one.writes in self._table.places
        ]
        self._classifier = Classifier(bundle.classifications, scene)
        self._panels, self._apart = self._parted(rules)
        self._parts = Parts()
        self._alone = scene.alone()

    def _parted(
        self, rules: Iterable[tuple[Rule, frozenset[Leaf] | None]]
    ) -> tuple[list[Panel], tuple[tuple[Rule, Pack], ...]]:
        """Return the rules by what they read, and those about other subjects too."""
        panels: defaultdict[tuple[int, ...], list[tuple[Rule, Pack]]] = defaultdict(list)
        apart: list[tuple[Rule, Pack]] = []
        for rule, asked in rules:
            to = apart if asked is None else panels[read_by(conditions_of(rule), self._table.places)]
            to.append((rule, self._bundle.pack(rule.heading.pack)))
        return [Panel(those, self._table.places) for those in panels.values()], tuple(apart)

    def scene(self, scene: Scene) -> Iterator[Screened]:
        """Judge every subject of a scene."""
        self._classifier.write(scene, of=(SubjectKind.ORGANISATION,) if self._follows else tuple(SubjectKind))
        records = _by_subject(scene)
        every = [one for one in scene.of_kind(self._kind) if not is_told_elsewhere(one)]
        for first in range(0, len(every), _TOGETHER):
            given = [Assessed(one, scene.facts.get(one.id, {})) for one in every[first : first + _TOGETHER]]
            rows = [self._table.row(one.facts.values(), (), records.get(one.subject.id, ())) for one in given]
            ids = [one.subject.id for one in given]
            screened = self._judged(_Together(ids, rows, scene, given.__getitem__))
            # What others alike were classified as does for a verdict, but not for its words.
            scene.facts.update((one.subject.id, dict(one.facts)) for one in given)
            yield screened

    def claimed(self, claimed: Claimed) -> Iterator[Screened]:
        """Judge subjects by their claim sets."""
        if not self._follows:
            yield from self.scene(claimed.scene(self._alone))
            return
        for first in range(0, len(claimed.sets), _TOGETHER):
            sets = claimed.sets[first : first + _TOGETHER]
            rows = [self._table.row(one.facts, one.said, one.records) for one in sets]
            scene = self._alone.alone()
            self._classifier.write(scene, of=(SubjectKind.ORGANISATION,))
            shown = partial(_added, Claimed(sets, claimed.subject), scene)
            yield self._judged(_Together([one.subject_id for one in sets], rows, scene, cache(shown)))

    def _judged(self, given: "_Together") -> Screened:
        """Judge some subjects together: classification by classification, then panel by panel."""
        for n, one in enumerate(self._classings):
            one.write(given.rows, partial(given.show, self._classings[:n]))
        show = partial(given.show, self._classings)
        columns = [panel.decide(given.rows, show, self._parts) for panel in self._panels]
        if self._apart:
            around = (judged(self._apart, *show(at)) for at in range(len(given.ids)))
            columns.append([self._parts.number(found) for found in around])
        self._table.tidy()
        for classing in self._classings:
            classing.tidy()
        for panel in self._panels:
            panel.tidy()
        return Screened(given.ids, tuple(columns), self._parts)


@dataclass(frozen=True, slots=True)
class _Together:
    """Subjects that are judged together.

    Attributes:
        ids: Who they are.
        rows: What is known of each.
        scene: Where the evaluator sees them.
        given: Returns one of them, with what is given about it.
    """

    ids: Sequence[str]
    rows: Sequence[Row]
    scene: Scene
    given: Callable[[int], Assessed]

    def show(self, classings: Iterable[Classing], at: int) -> tuple[Subject, Scene]:
        """Show one of them, with what some classifications wrote."""
        one = self.given(at)
        written = {each.writes: each.fact(self.rows[at]) for each in classings}
        self.scene.facts[one.subject.id] = {**one.facts, **written}
        return one.subject, self.scene


def _added(claimed: Claimed, scene: Scene, at: int) -> Assessed:
    """Put a subject into a scene, and return it."""
    one = claimed.assessed(at)
    scene.add(one, claimed.sets[at].records)
    return one


def _by_subject(scene: Scene) -> Mapping[str, Sequence[Held]]:
    """Return the records of each subject."""
    found: defaultdict[str, list[Held]] = defaultdict(list)
    for (kind, subject_id), held in scene.records.items():
        found[subject_id].append((kind, held))
    return found
