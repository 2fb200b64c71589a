"""Every rule that is law, on every subject it is about; subjects that are alike are judged once.

Passes and rules that do not apply are only counted, and come to the same for all subjects alike. What fails
or is unknown is explained for each subject, with its own evidence.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from auditor.domain.fact import SubjectKind
from auditor.domain.finding import RuleKind, Verdict
from auditor.domain.subject import Model, Subject
from auditor.policy.bundle import Bundle
from auditor.policy.judging.alike import Asked, Likeness, reads_of
from auditor.policy.judging.sentences import sentence
from auditor.policy.logic.timing import is_law
from auditor.policy.logic.verdict import Ruling, rule_on
from auditor.policy.logic.world import Scene
from auditor.policy.rules import Pack, Rule

_EXPLAINED: Final = frozenset({Verdict.FAIL, Verdict.UNKNOWN})


@dataclass(frozen=True, slots=True)
class TallyKey:
    """What is counted of one rule on one subject: the tally of its like, without the number."""

    rule: str
    kind: RuleKind
    verdict: Verdict
    upcoming: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class Explained:
    """One rule on one subject, where it fails or is unknown.

    Attributes:
        rule: The rule.
        subject: The subject.
        ruling: The verdict and what it rests on.
        counted: What is counted of it.
    """

    rule: Rule
    subject: Subject
    ruling: Ruling
    counted: TallyKey


@dataclass(slots=True)
class _Docket:
    """One rule, and what it came to for the subjects judged so far.

    Attributes:
        rule: The rule.
        pack: Its pack.
        reads: What it reads about a subject; ``None`` where it looks at others too.
        settled: What is counted of subjects alike, by what the rule reads about them.
    """

    rule: Rule
    pack: Pack
    reads: tuple[Asked, ...] | None
    settled: dict[tuple[int, ...], TallyKey] = field(default_factory=dict)

    def alike(self, numbers: Mapping[Asked, int]) -> TallyKey | None:
        """Return what is counted of a subject, if one that is alike to the rule was judged."""
        return None if self.reads is None else self.settled.get(_key(numbers, self.reads))

    def keep(self, counted: TallyKey, numbers: Mapping[Asked, int]) -> bool:
        """Count every subject that is alike to this one as this one; ``False`` where that cannot be told."""
        if self.reads is None or counted.verdict in _EXPLAINED:
            return False
        self.settled[_key(numbers, self.reads)] = counted
        return True

    def judge(self, subject: Subject, scene: Scene) -> Explained:
        """Judge a subject by the rule."""
        rule = self.rule
        ruling = rule_on(rule, self.pack.scope, subject, scene)
        said = sentence(rule, self.pack, ruling, subject.id, scene)
        counted = TallyKey(rule.id, rule.kind, ruling.verdict, ruling.upcoming, said)
        return Explained(rule, subject, ruling, counted)


def _key(numbers: Mapping[Asked, int], reads: tuple[Asked, ...]) -> tuple[int, ...]:
    return tuple([numbers[one] for one in reads])


@dataclass(slots=True)
class _Group:
    """Subjects that are alike to every rule about their kind.

    Attributes:
        n: How many they are.
        settled: What is only counted, the same for all of them.
        open: The rules that are judged for each of them.
    """

    n: int = 0
    settled: list[TallyKey] = field(default_factory=list)
    open: list[_Docket] = field(default_factory=list)


def examined(
    kind: SubjectKind, bundle: Bundle, scene: Scene, tallies: Counter[TallyKey]
) -> Iterator[Explained]:
    """Judge every subject of a kind by every rule that is law.

    Args:
        kind: What is judged.
        bundle: The rules.
        scene: Everything known.
        tallies: Where every verdict is counted.

    Yields:
        What fails or is unknown, subject by subject.
    """
    dockets = [
        _Docket(rule, bundle.pack(rule.heading.pack), reads_of(rule))
        for rule in bundle.rules
        if rule.heading.subject is kind and is_law(rule.heading, rule.readings, scene)
    ]
    likeness = Likeness(scene, frozenset(one for docket in dockets for one in docket.reads or ()))
    groups: dict[tuple[int, ...], _Group] = {}
    for subject in scene.of_kind(kind):
        if is_told_elsewhere(subject):
            continue
        numbers = likeness.of(subject.id)
        group = groups.setdefault(tuple(numbers.values()), _Group())
        if not group.n:
            _join(group, dockets, numbers)
        for docket in tuple(group.open):
            judged = docket.judge(subject, scene)
            if not group.n and docket.keep(judged.counted, numbers):
                group.open.remove(docket)
                group.settled.append(judged.counted)
                continue
            tallies[judged.counted] += 1
            if judged.counted.verdict in _EXPLAINED:
                yield judged
        group.n += 1
        scene.forget()
    for group in groups.values():
        for counted in group.settled:
            tallies[counted] += group.n


def is_told_elsewhere(subject: Subject | None) -> bool:
    """Say whether a subject is declared to be another one, of which everything is judged."""
    return isinstance(subject, Model) and subject.declared_same is not None


def _join(group: _Group, dockets: list[_Docket], numbers: Mapping[Asked, int]) -> None:
    """Part the rules that settled subjects alike to a new group from those that must be judged."""
    for docket in dockets:
        counted = docket.alike(numbers)
        if counted is None:
            group.open.append(docket)
        else:
            group.settled.append(counted)
