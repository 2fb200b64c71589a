"""Every rule that is law, on every subject it is about; subjects that are alike are judged once.

What rules read about a subject is numbered (:mod:`~auditor.policy.judging.alike`). Subjects with the same
numbers come to the same verdicts, decided by the same leaves; where what these leaves say is the same too,
they share the sentence and what is missing. Explanations are made when somebody looks at them, by the
evaluator, of the subject's own facts.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final

from auditor.domain.fact import SubjectKind
from auditor.domain.finding import Missing, OpenDay, Reason, Verdict
from auditor.domain.on_demand import OnDemand
from auditor.domain.subject import Model, Subject
from auditor.policy.bundle import Bundle
from auditor.policy.judging.alike import Alike, Asked, Likeness, own, shared
from auditor.policy.judging.holding import FirstFew, Holdings
from auditor.policy.judging.outcomes import Explained, Outcome, TallyKey
from auditor.policy.judging.reads import Leaf, names_of, reads_of
from auditor.policy.judging.remedies import remedy
from auditor.policy.judging.sentences import sentence
from auditor.policy.judging.spoken import spoken_of
from auditor.policy.logic.timing import is_law
from auditor.policy.logic.verdict import Ruling, rule_on
from auditor.policy.logic.versions import in_force
from auditor.policy.logic.world import Scene
from auditor.policy.rules import Pack, Rule

_EXPLAINED: Final = frozenset({Verdict.FAIL, Verdict.UNKNOWN})


@dataclass(slots=True)
class _Docket:
    """One rule, and what it came to for the subjects judged so far.

    Attributes:
        rule: The rule.
        pack: Its pack.
        names: What it reads about a subject; ``None`` where that does not say what it comes to.
        kept: Subjects alike to it, by the numbers of what it reads.
    """

    rule: Rule
    pack: Pack
    names: tuple[str, ...] | None
    kept: dict[tuple[int, ...], Alike[Outcome]] = field(default_factory=dict)

    def judge(self, subject: Subject, scene: Scene) -> tuple[Outcome, Ruling]:
        """Judge a subject by the rule, whatever others came to."""
        rule = self.rule
        ruling = rule_on(rule, self.pack.scope, subject, scene)
        said = sentence(rule, self.pack, ruling, subject.id, scene)
        is_explained = ruling.verdict in _EXPLAINED
        outcome = Outcome(
            rule=rule,
            counted=TallyKey(rule.id, rule.kind, ruling.verdict, ruling.upcoming, said),
            missing=shared(ruling.missing, subject.id) if ruling.verdict is Verdict.UNKNOWN else (),
            owed=ruling.owed,
            applies_from=ruling.applies_from,
            open_day=_open_to_all(ruling, subject.id),
            readings=ruling.readings,
            remedy=remedy(rule, subject.id, scene) if is_explained else "",
        )
        return outcome, ruling

    def explained(
        self, outcome: Outcome, subject: Subject, scene: Scene, missed: dict[int, Missing]
    ) -> Explained:
        """Return an outcome as the subject's own; ``missed`` has what it is known to miss already."""
        missing = []
        for one in outcome.missing:
            found = missed.get(id(one))
            if found is None:
                found = missed[id(one)] = own(one, subject.id)
            missing.append(found)
        parts: OnDemand[Reason] = OnDemand(partial(_parts, self, subject, scene))
        return Explained(outcome, subject, tuple(missing), _open_to(outcome.open_day, subject.id), parts)


def _open_to_all(ruling: Ruling, subject_id: str) -> OpenDay | None:
    """Return the days that are open as all subjects alike have them; of what holds, the days alone."""
    if ruling.open_day is None:
        return None
    missing = shared(ruling.open_day.missing, subject_id) if ruling.verdict in _EXPLAINED else ()
    return replace(ruling.open_day, missing=missing)


def _open_to(open_day: OpenDay | None, subject_id: str) -> OpenDay | None:
    """Return the days that are open as the subject's own."""
    return open_day and replace(open_day, missing=tuple(own(one, subject_id) for one in open_day.missing))


def _parts(docket: _Docket, subject: Subject, scene: Scene) -> tuple[Reason, ...]:
    """Return the explanation of a ruling; facts no longer change, so it is the one that was decided by."""
    scene.forget()
    return rule_on(docket.rule, docket.pack.scope, subject, scene).parts


@dataclass(slots=True)
class _Told:
    """What the rules come to for subjects that are alike to all of them and spoken of in the same words."""

    found: tuple[tuple[_Docket, Outcome], ...]
    subjects: FirstFew = field(default_factory=FirstFew)


@dataclass(slots=True)
class _Group:
    """Subjects that are alike to every rule about their kind.

    Attributes:
        open: The rules, with what is kept of subjects alike to each.
        asked: What any of their sentences speaks of.
        told: What the rules come to, by the numbers of what that says.
    """

    open: list[tuple[_Docket, Alike[Outcome]]] = field(default_factory=list)
    asked: tuple[Asked, ...] = ()
    told: dict[tuple[int, ...], _Told] = field(default_factory=dict)


class Examination:
    """The rules about one kind of subject as of a day, and what they came to so far.

    Subjects can be judged scene by scene, as long as the organisation and its evidence are the same in all of
    them and no scene parts what hangs together.
    """

    def __init__(self, kind: SubjectKind, bundle: Bundle, scene: Scene) -> None:
        self._kind = kind
        law = (
            in_force(rule, scene)
            for rule in bundle.rules
            if rule.heading.subject is kind and is_law(rule.heading, rule.readings, scene)
        )
        rules = [(rule, reads_of(rule)) for rule in law]
        made = [(_Docket(rule, bundle.pack(rule.heading.pack), _names(asked))) for rule, asked in rules]
        self._shared = [docket for docket in made if docket.names is not None]
        self._apart = [docket for docket in made if docket.names is None]
        self._likeness = Likeness.of((leaf for _, asked in rules for leaf in asked or ()), scene)
        self._groups: dict[tuple[int, ...], _Group] = {}
        self._counts: Counter[TallyKey] = Counter()
        self._held = Holdings()
        self._missing: dict[Missing, Missing] = {}
        self._n_forgotten = 0

    def outcomes(self, scene: Scene) -> Iterator[tuple[Subject, tuple[Outcome, ...]]]:
        """Judge every subject of a scene; yield what fails or is unknown of each, without explanations."""
        for subject, found in self._told(scene):
            yield subject, tuple(outcome for _, outcome, _ in found)

    def judged(self, scene: Scene) -> Iterator[Explained]:
        """Judge every subject of a scene; yield what fails or is unknown, subject by subject."""
        for subject, found in self._told(scene):
            missed: dict[int, Missing] = {}
            for docket, outcome, is_shared in found:
                # Only what is shared stays the same object for as long as the subject is judged.
                yield docket.explained(outcome, subject, scene, missed if is_shared else {})

    def _told(self, scene: Scene) -> Iterator[tuple[Subject, list[tuple[_Docket, Outcome, bool]]]]:
        for subject in scene.of_kind(self._kind):
            if is_told_elsewhere(subject):
                continue
            self._likeness.tidy()
            if self._n_forgotten != self._likeness.n_forgotten:
                self._forget()
            told = self._alike(subject, scene)
            told.subjects.add(subject.id)
            found = [(*one, True) for one in told.found if one[1].counted.verdict in _EXPLAINED]
            for docket in self._apart:
                outcome, _ = docket.judge(subject, scene)
                self._counts[outcome.counted] += 1
                if outcome.holds:
                    self._held.add(outcome.held, FirstFew(1, [subject.id]))
                if outcome.counted.verdict in _EXPLAINED:
                    found.append((docket, outcome, False))
            yield subject, found
            scene.forget()

    def _alike(self, subject: Subject, scene: Scene) -> _Told:
        """Return what is told of a subject and of all that are alike and spoken of in the same words."""
        numbers = self._likeness.numbers(subject.id, scene)
        key = tuple(numbers.values())
        group = self._groups.get(key)
        if group is None:
            group = self._groups[key] = self._group(numbers, subject, scene)
        said = self._said(group, subject, scene)
        words = tuple(said.values())
        told = group.told.get(words)
        if told is None:
            found = (
                (docket, self._outcome(docket, kept, subject, scene, said)) for docket, kept in group.open
            )
            told = group.told[words] = _Told(tuple(found))
        return told

    def _group(self, numbers: dict[str, int], subject: Subject, scene: Scene) -> _Group:
        """Return a new group, with what its first subject shows of all of them."""
        group = _Group()
        first: dict[int, Outcome] = {}
        for docket in self._shared:
            key = tuple([numbers[name] for name in docket.names or ()])
            kept = docket.kept.get(key)
            if kept is None:
                outcome, ruling = docket.judge(subject, scene)
                kept = docket.kept[key] = Alike(spoken_of(docket.rule, ruling, subject.id, scene))
                first[id(kept)] = outcome
            group.open.append((docket, kept))
        group.asked = tuple(dict.fromkeys(asked for _, kept in group.open for asked in kept.asked))
        said = self._said(group, subject, scene)
        for _, kept in group.open:
            if id(kept) in first:
                kept.found[kept.key(said, self._likeness)] = self._sharing(first[id(kept)])
        return group

    def _outcome(
        self, docket: _Docket, kept: Alike[Outcome], subject: Subject, scene: Scene, said: dict[Asked, int]
    ) -> Outcome:
        """Return what a rule comes to, shared with subjects that are spoken of in the same words."""
        key = kept.key(said, self._likeness)
        found = kept.found.get(key)
        if found is None:
            found = kept.found[key] = self._sharing(docket.judge(subject, scene)[0])
        return found

    def _said(self, group: _Group, subject: Subject, scene: Scene) -> dict[Asked, int]:
        """Return the numbers of what is said of a subject, as far as anything speaks of it."""
        return {asked: self._likeness.words(asked, subject.id, scene) for asked in group.asked}

    def _sharing(self, outcome: Outcome) -> Outcome:
        """Return an outcome that shares what it misses with others, object by object."""
        one_of = self._missing
        return replace(outcome, missing=tuple(one_of.setdefault(one, one) for one in outcome.missing))

    def _forget(self) -> None:
        """Keep the counts alone of what is told in words that are forgotten."""
        self._counts, self._held = self.tallies, self.holding
        for group in self._groups.values():
            group.told.clear()
        self._missing.clear()
        self._n_forgotten = self._likeness.n_forgotten

    @property
    def tallies(self) -> Counter[TallyKey]:
        """Every verdict so far, counted."""
        counts = Counter(self._counts)
        for group in self._groups.values():
            for told in group.told.values():
                for _, outcome in told.found:
                    counts[outcome.counted] += told.subjects.n
        return counts

    @property
    def holding(self) -> Holdings:
        """Where rules hold so far."""
        held = Holdings()
        held.merge(self._held)
        for group in self._groups.values():
            for told in group.told.values():
                for _, outcome in told.found:
                    if outcome.holds:
                        held.add(outcome.held, told.subjects)
        return held


def _names(asked: frozenset[Leaf] | None) -> tuple[str, ...] | None:
    return None if asked is None else tuple(sorted(set(names_of(asked))))


def is_told_elsewhere(subject: Subject | None) -> bool:
    """Say whether a subject is declared to be another one, of which everything is judged."""
    return isinstance(subject, Model) and subject.declared_same is not None
