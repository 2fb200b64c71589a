"""Subjects that are alike to a rule are judged once.

Two subjects are alike to a rule if every fact and record it reads says the same with the same confidence.
Then a verdict that is only counted, a pass or a rule that does not apply, is the same for both, down to its
sentence. What fails or is unknown is explained with the subject's own evidence and is never shared.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field

from auditor.domain.fact import Known, SubjectKind, Unknown
from auditor.domain.facts import FACTS
from auditor.domain.finding import RuleKind
from auditor.policy.conditions import (
    AllOf,
    AnyOf,
    Condition,
    Counted,
    EvidenceLeaf,
    FactLeaf,
    Not,
    Quantified,
    leaves,
)
from auditor.policy.logic.leaves import EVIDENCE
from auditor.policy.logic.world import Scene
from auditor.policy.rules import Rule

Asked = tuple[str, bool]
"""What is asked about a subject: a fact or ``evidence:KIND``, and whether a sentence names its sources."""


def reads_of(rule: Rule) -> tuple[Asked, ...] | None:
    """Return what a rule reads about its subject, or ``None`` if it looks at other subjects too."""
    dated = [*rule.transitions, *(one for reading in rule.readings for one in reading.transitions)]
    conditions = [rule.owed, rule.when, rule.require, *(one.condition for one in dated)]
    starts = [*rule.heading.starts, *(one for reading in rule.readings for one in reading.starts)]
    conditions += [start.condition for start in starts]
    named = [rule.owed, rule.require if rule.kind is RuleKind.TERM else None]
    # What exempts for good is named with what it rests on.
    named += [one.condition for one in dated if one.until is None]
    return _reads(conditions, _facts(named), rule.heading.subject)


def _reads(
    conditions: Iterable[Condition | None], sourced: frozenset[str], subject: SubjectKind
) -> tuple[Asked, ...] | None:
    asked = [condition for condition in conditions if condition is not None]
    if any(_looks_around(condition) for condition in asked):
        return None
    # What is true of the organisation is the same for every subject, unless it is the subject.
    own = {(name, name in sourced) for name in _facts(asked) if FACTS[name].subject is subject}
    kinds = {leaf.kind for condition in asked for leaf in leaves(condition) if isinstance(leaf, EvidenceLeaf)}
    return tuple(sorted({*own, *((f"{EVIDENCE}{kind}", False) for kind in kinds)}))


def _facts(conditions: Iterable[Condition | None]) -> frozenset[str]:
    return frozenset(
        leaf.fact
        for condition in conditions
        if condition is not None
        for leaf in leaves(condition)
        if isinstance(leaf, FactLeaf)
    )


def _looks_around(condition: Condition) -> bool:
    match condition:
        case AllOf(parts) | AnyOf(parts):
            return any(_looks_around(part) for part in parts)
        case Not(part):
            return _looks_around(part)
        case _:
            return isinstance(condition, Quantified | Counted)


@dataclass(slots=True)
class Likeness:
    """Numbers for what facts and records say, equal where they say the same.

    Attributes:
        scene: The facts and records.
        asked: Everything that any of some rules reads.
        numbers: A number for each thing said.
    """

    scene: Scene
    asked: frozenset[Asked]
    numbers: dict[Hashable, int] = field(default_factory=dict)

    def of(self, subject_id: str) -> dict[Asked, int]:
        """Return a number for everything asked about a subject."""
        return {one: self._number(self._said(one, subject_id)) for one in self.asked}

    def _said(self, asked: Asked, subject_id: str) -> Hashable:
        """Return what is said, as far as a verdict that is only counted can depend on it."""
        name, sourced = asked
        if name.startswith(EVIDENCE):
            return tuple(self.scene.records.get((name.removeprefix(EVIDENCE), subject_id), ()))
        state = self.scene.state(name, subject_id)
        if isinstance(state, Unknown):
            return None
        claims = [
            (one.value, one.confidence, one.basis, (one.citation or one.locator) if sourced else "")
            for one in state.claims
        ]
        return (state.value if isinstance(state, Known) else None, *claims)

    def _number(self, said: Hashable) -> int:
        return self.numbers.setdefault(said, len(self.numbers))
