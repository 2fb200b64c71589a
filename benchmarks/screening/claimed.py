"""Claim sets: what is claimed of a subject, as it is kept where there are many.

A fact that several subjects state alike is one object. A number that each has for itself stands apart from
the way it is said: who says it, how, and how much weight that bears. A fact is put together again when
somebody looks at it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from auditor.domain.audit import Assessed
from auditor.domain.evidence import EvidenceRecord
from auditor.domain.fact import Claim, Fact
from auditor.domain.facts import FACTS
from auditor.domain.resolving import resolve
from auditor.domain.subject import Subject
from auditor.domain.values import FactValue
from auditor.policy.logic.world import Held, Scene, World

Said = tuple[Claim, FactValue]
"""How something is said, as the claim of whoever said it so first, and what is said."""


class ClaimSet(NamedTuple):
    """What is claimed of one subject.

    Attributes:
        subject_id: Whose claims they are.
        facts: Facts that others may state too.
        said: Facts of one claim each, whose value is the subject's own.
        records: Records of evidence, by kind.
    """

    subject_id: str
    facts: Sequence[Fact]
    said: Sequence[Said]
    records: Sequence[Held]

    @property
    def each(self) -> dict[str, Fact]:
        """Every fact, whole, by name."""
        own = (whole(claim, value) for claim, value in self.said)
        return {fact.name: fact for fact in (*self.facts, *own)}


@dataclass(frozen=True, slots=True)
class Claimed:
    """The claim sets of subjects of which none hangs together with another.

    Attributes:
        sets: The claim sets.
        subject: Returns a subject, with its place and its names, by its id.
    """

    sets: Sequence[ClaimSet]
    subject: Callable[[str], Subject]

    def assessed(self, at: int) -> Assessed:
        """Return one of the subjects with everything that is claimed of it."""
        one = self.sets[at]
        return Assessed(self.subject(one.subject_id), one.each)

    def world(self, organisation: Assessed, evidence: tuple[EvidenceRecord, ...] = ()) -> World:
        """Return a world of these subjects, an organisation and its own evidence."""
        subjects = [self.assessed(at) for at in range(len(self.sets))]
        return World((organisation, *subjects), {}, (*_bound(self.sets), *evidence))

    def scene(self, alone: Scene) -> Scene:
        """Return a scene of all of them, from one of the organisation alone."""
        organisation = alone.organisation
        own = tuple(record for held in alone.records.values() for record in held)
        world = self.world(Assessed(organisation, alone.facts[organisation.id]), own)
        return Scene.of(world, alone.law, alone.kinds, alone.as_of)


def whole(claim: Claim, value: FactValue) -> Fact:
    """Return a fact said by one claim."""
    return resolve(FACTS[claim.fact], [replace(claim, value=value)])


def _bound(sets: Iterable[ClaimSet]) -> Iterable[EvidenceRecord]:
    """Return every record once, bound to all that hold it."""
    ids: dict[EvidenceRecord, list[str]] = {}
    for one in sets:
        for _, held in one.records:
            for record in held:
                ids.setdefault(record, []).append(one.subject_id)
    return (replace(record, subject_ids=tuple(whose)) for record, whose in ids.items())
