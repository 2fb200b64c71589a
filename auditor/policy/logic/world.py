"""What is judged, and the lookups an evaluation needs."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from auditor.domain.audit import Assessed
from auditor.domain.evidence import EvidenceRecord
from auditor.domain.fact import Confidence, Conflict, Fact, State, SubjectKind, Unknown
from auditor.domain.facts import FACTS
from auditor.domain.finding import Missing
from auditor.domain.naming import distinct_names
from auditor.domain.resolving import overturned, resolve
from auditor.domain.subject import Incident, Organisation, Subject
from auditor.policy.conditions import Condition, LawReference, Relation
from auditor.policy.law import Law, LawVersion
from auditor.policy.logic.answer import Answer
from auditor.policy.logic.records import speaking
from auditor.policy.rules import EvidenceKind

Held = tuple[str, tuple[EvidenceRecord, ...]]
"""A kind of evidence, and the records of it that bind to a subject."""


@dataclass(frozen=True, slots=True)
class World:
    """What is judged.

    Attributes:
        subjects: Every subject with its facts; among them the organisation.
        relations: From a subject's id to the ids one level below it: organisation to systems, system to
            deployments, deployment to model, model to base models. What nothing is above belongs to the
            organisation directly: a model in no system is still one it has.
        evidence: Evidence records, bound to subject ids and judged on as-of.
    """

    subjects: tuple[Assessed, ...]
    relations: Mapping[str, tuple[str, ...]]
    evidence: tuple[EvidenceRecord, ...]


@dataclass(slots=True)
class Scene:
    """A world while it is being judged: indexed, and growing by the facts that classifications write.

    Attributes:
        law: Numbers and dates.
        kinds: Kinds of evidence, by id.
        as_of: The day whose law applies.
        organisation: The organisation, or an undeclared one.
        subjects: Subjects by id, in the order given.
        facts: Facts by subject id, then name.
        relations: As in the world.
        records: Evidence records by kind and subject id: those that speak on the day.
        unsettled: What would settle a classified fact that is unknown or weak, by subject id and fact.
        answers: What conditions came to, by their identity, subject id and floor; dropped by :meth:`forget`.
        is_contested: Resolutions settle nothing against what the organisation itself declared.
    """

    law: Law
    kinds: Mapping[str, EvidenceKind]
    as_of: date
    organisation: Organisation
    subjects: dict[str, Subject]
    facts: dict[str, dict[str, Fact]]
    relations: Mapping[str, tuple[str, ...]]
    records: dict[tuple[str, str], tuple[EvidenceRecord, ...]]
    names: Mapping[str, str]
    unsettled: dict[tuple[str, str], tuple[Missing, ...]] = field(default_factory=dict)
    answers: dict[tuple[int, str, Confidence | None], tuple[Condition, Answer]] = field(default_factory=dict)
    is_contested: bool = False
    _versions: dict[str, LawVersion | None] = field(default_factory=dict)
    _below: dict[tuple[str, Relation], tuple[str, ...]] = field(default_factory=dict)
    _kinds: dict[SubjectKind, list[Subject]] = field(default_factory=dict)

    @classmethod
    def of(cls, world: World, law: Law, kinds: Mapping[str, EvidenceKind], as_of: date) -> "Scene":
        """Index a world."""
        records: dict[tuple[str, str], tuple[EvidenceRecord, ...]] = {}
        for record in world.evidence:
            for subject_id in record.subject_ids:
                key = (record.evidence, subject_id)
                records[key] = (*records.get(key, ()), record)
        declared = (each.subject for each in world.subjects if isinstance(each.subject, Organisation))
        organisation = next(declared, Organisation("undeclared organisation"))
        return cls(
            law=law,
            kinds=kinds,
            as_of=as_of,
            organisation=organisation,
            subjects={assessed.subject.id: assessed.subject for assessed in world.subjects},
            names=distinct_names([*(assessed.subject for assessed in world.subjects), organisation]),
            facts={assessed.subject.id: dict(assessed.facts) for assessed in world.subjects},
            relations=_with_orphans(world),
            records={key: speaking(held, as_of) for key, held in records.items()},
        )

    def alone(self) -> "Scene":
        """Return a scene of the organisation alone, with what is known of it and its evidence."""
        id_ = self.organisation.id
        return replace(
            self,
            subjects={name: one for name, one in self.subjects.items() if name == id_},
            facts={id_: dict(self.facts.get(id_, {}))},
            names={id_: self.names[id_]},
            relations={},
            records={key: held for key, held in self.records.items() if key[1] == id_},
            unsettled={},
            answers={},
            _below={},
            _kinds={},
        )

    def contested(self) -> "Scene":
        """Return the same scene, in which no resolution settles what the organisation declared otherwise."""
        return replace(self, is_contested=True, answers={})

    def add(self, assessed: Assessed, records: Iterable[Held]) -> None:
        """Put a subject into the scene that hangs together with no other, and the records that bind to it."""
        id_ = assessed.subject.id
        self.subjects[id_] = assessed.subject
        self.facts[id_] = dict(assessed.facts)
        self.records.update({(kind, id_): held for kind, held in records})
        self._kinds.clear()

    def of_kind(self, kind: SubjectKind) -> Iterator[Subject]:
        """Yield the subjects of a kind, in the order given; there always is an organisation."""
        if kind is SubjectKind.ORGANISATION:
            yield self.organisation
            return
        if not self._kinds:
            for subject in self.subjects.values():
                self._kinds.setdefault(subject.kind, []).append(subject)
        yield from self._kinds.get(kind, ())

    def forget(self) -> None:
        """Drop remembered answers: facts have changed, or another subject is up and they only take space."""
        self.answers.clear()

    def version(self, reference: LawReference) -> LawVersion | None:
        """Return what a number or date of the law is as of the day, or ``None`` before its publication."""
        if reference.name not in self._versions:
            self._versions[reference.name] = self.law.version(reference, self.as_of)
        return self._versions[reference.name]

    def cited(self, paragraph: str) -> str:
        """Return a paragraph of the guidelines as a sentence cites it, as of the day."""
        return self.law.cited(paragraph, self.as_of)

    def holder(self, fact: str, subject_id: str) -> str:
        """Return whose fact it is, seen from a subject: its own, the organisation's, or its system's."""
        of = FACTS[fact].subject
        if of is SubjectKind.ORGANISATION:
            return self.organisation.id
        subject = self.subjects.get(subject_id)
        if of is SubjectKind.SYSTEM and isinstance(subject, Incident):
            return subject.system_id
        return subject_id

    def state(self, fact: str, subject_id: str) -> State:
        """Return what is known about a fact; what nobody claimed is as the registry says."""
        found = self.facts.get(subject_id, {}).get(fact)
        state = found.state if found is not None else _SILENT[fact]
        return contested(fact, state) if self.is_contested else state

    def below(self, subject_id: str, relation: Relation) -> tuple[str, ...]:
        """Return the ids below a subject at the end of a relation, over any distance, each once."""
        key = (subject_id, relation)
        if key not in self._below:
            self._below[key] = tuple(self._walk(subject_id, relation))
        return self._below[key]

    def _walk(self, start: str, relation: Relation) -> Iterator[str]:
        # A model's base models are models too; `models` stops at the first ones it meets.
        through_models = relation is Relation.BASE_MODELS
        start_is_model = start in self.subjects and self.subjects[start].kind is SubjectKind.MODEL
        seen = {(start, False), (start, True)}
        waiting = deque((id_, start_is_model) for id_ in self.relations.get(start, ()))
        while waiting:
            id_, is_base = step = waiting.popleft()
            if step in seen or id_ not in self.subjects:
                continue
            seen.add(step)
            kind = self.subjects[id_].kind
            if kind is relation.kind and is_base is through_models:
                yield id_
            is_model = kind is SubjectKind.MODEL
            if not is_model or through_models:
                waiting.extend((below, is_model) for below in self.relations.get(id_, ()))


def contested(fact: str, state: State) -> State:
    """Return what is known of a fact where a resolution leaves a declaration that it contradicts as it is."""
    if isinstance(state, Unknown) or not overturned(FACTS[fact], state):
        return state
    return Conflict(state.claims)


def silence(fact: str) -> State:
    """Return what is known of a fact that nobody claims."""
    return _SILENT[fact]


def _with_orphans(world: World) -> Mapping[str, tuple[str, ...]]:
    """Return the relations with everything that nothing is above directly below the organisation."""
    top = Organisation("").id
    placed = {top, *(id_ for below in world.relations.values() for id_ in below)}
    orphans = (assessed.subject.id for assessed in world.subjects if assessed.subject.id not in placed)
    return {**world.relations, top: (*world.relations.get(top, ()), *orphans)}


_SILENT: Mapping[str, State] = {name: resolve(definition, ()).state for name, definition in FACTS.items()}
