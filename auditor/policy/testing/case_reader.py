"""Cases from YAML: a small world each, around one subject."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, assert_never

from auditor.domain.artifact import Artifact
from auditor.domain.audit import Assessed
from auditor.domain.evidence import EvidenceRecord, EvidenceState
from auditor.domain.fact import Basis, Claim, Confidence, Conflict, Fact, Known, SubjectKind
from auditor.domain.facts import FACTS
from auditor.domain.header import Header
from auditor.domain.serving import DeploymentState
from auditor.domain.subject import Deployment, Incident, Model, Organisation, Strength, Subject, System
from auditor.domain.values import FactValue, NoDay, Range, ValueType, set_of
from auditor.formats.yaml_node import Node
from auditor.policy.logic.world import World
from auditor.policy.reading.condition_reader import fact_definition
from auditor.policy.reading.fact_type import refuse_type

SUBJECT: Final = "subject"
"""How relations and evidence of a case call the subject under test."""

WORDING: Final = "wording"
"""Key of a cases file for the words of the rule; see :mod:`~auditor.policy.testing.words`."""

PARTICULARS: Final = "particulars"
"""Key of a cases file for what the rule itself is; see :mod:`~auditor.policy.testing.particulars`."""

WORDS: Final = ("title", "note", "failing", "remedy")
"""What of a rule's words a case can state: those that the text in force has for its subject."""

_ORGANISATION: Final = Organisation("Example organisation", date(2026, 1, 1))
_SYSTEM: Final = System("system of the incident", "system of the incident", "", ())
_WORLD_KEYS: Final = frozenset({"as_of", "facts", "evidence", "others", "relations"})
_STATES: Final = {state.name.lower(): state for state in EvidenceState}


@dataclass(frozen=True, slots=True)
class Case:
    """One test of one rule.

    Attributes:
        name: What it shows.
        place: ``FILE:LINE``.
        as_of: The day whose law applies.
        world: The subject and what is around it.
        subject_id: The subject.
        outcome: The verdict, or the value of a classification.
        upcoming: Whether the rule must be flagged as upcoming.
        because: Name of the fact, or ``evidence:KIND``, that must decide.
        readings: Name of a reading of the law, and verdict and flag under it, of those that are stated.
        words: Which of :data:`WORDS`, and how they read, of those that are stated.
    """

    name: str
    place: str
    as_of: date
    world: World
    subject_id: str
    outcome: str
    upcoming: bool
    because: str
    readings: tuple[tuple[str, str, bool], ...] = ()
    words: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class CaseReader:
    """Reads the cases of one rule.

    Attributes:
        kind: What the rule is about.
        evidence: Ids of the kinds of evidence.
        outcomes: What the rule can come to.
    """

    kind: SubjectKind
    evidence: frozenset[str]
    outcomes: frozenset[str]

    def read(self, root: Node) -> tuple[Case, ...]:
        """Read a cases file.

        Raises:
            PolicyError: it is malformed.
        """
        known = frozenset({PARTICULARS, WORDING, "given", "cases"})
        top = root.mapping(known=known, required=frozenset({"cases"}))
        given = top["given"].mapping(known=_WORLD_KEYS) if "given" in top else {}
        return tuple(self._case(node, given) for node in top["cases"].items())

    def _case(self, node: Node, given: Mapping[str, Node]) -> Case:
        required = frozenset({"name", "expect"})
        own = node.mapping(known=_WORLD_KEYS | required, required=required)
        entry = {**given, **own}
        if "as_of" not in entry:
            node.refuse("'as_of' is missing")
        outcome, upcoming, because = self._expected(entry["expect"])
        expected = entry["expect"].entries()
        readings = expected.get("readings")
        as_of = entry["as_of"].day()
        return Case(
            name=entry["name"].text(),
            place=node.place,
            as_of=as_of,
            world=self._world(entry, given, as_of),
            subject_id=self._subject.id,
            outcome=outcome,
            upcoming=upcoming,
            because=because,
            readings=() if readings is None else tuple(self._read_so(readings)),
            words=tuple((key, expected[key].text()) for key in WORDS if key in expected),
        )

    @property
    def _subject(self) -> Subject:
        return _subject(SUBJECT, self.kind)

    def _expected(self, node: Node) -> tuple[str, bool, str]:
        entry = node.mapping(
            known=frozenset({"verdict", "upcoming", "because", "readings", *WORDS}),
            required=frozenset({"verdict"}),
        )
        written = entry["verdict"].scalar()
        # A yes/no fact is written true or false, as everywhere else.
        outcome = (
            {True: "yes", False: "no"}[written] if isinstance(written, bool) else entry["verdict"].text()
        )
        if outcome not in self.outcomes:
            entry["verdict"].refuse(f"'{outcome}' is none of {', '.join(sorted(self.outcomes))}")
        upcoming = entry["upcoming"].boolean() if "upcoming" in entry else False
        return outcome, upcoming, entry["because"].text() if "because" in entry else ""

    def _read_so(self, node: Node) -> Iterator[tuple[str, str, bool]]:
        """Yield what the rule comes to under readings of the law, by name."""
        for name, expected in node.entries().items():
            outcome, upcoming, because = self._expected(expected)
            if because or expected.entries().keys() - {"verdict", "upcoming"}:
                expected.refuse("a reading has a verdict and `upcoming` only")
            yield name, outcome, upcoming

    def _world(self, entry: Mapping[str, Node], given: Mapping[str, Node], as_of: date) -> World:
        facts: dict[str, dict[str, Fact]] = {_ORGANISATION.id: {}, self._subject.id: {}, _SYSTEM.id: {}}
        for source in (given, entry):
            for name, node in (source["facts"].entries() if "facts" in source else {}).items():
                self._put(name, node, facts)
        subjects: dict[str, Subject] = {_ORGANISATION.id: _ORGANISATION, self._subject.id: self._subject}
        if self.kind is SubjectKind.INCIDENT:
            subjects[_SYSTEM.id] = _SYSTEM
        for node in entry["others"].items() if "others" in entry else ():
            other, its_facts = _other(node)
            subjects[other.id] = other
            facts[other.id] = its_facts
        assessed = tuple(Assessed(subject, facts[id_]) for id_, subject in subjects.items())
        evidence = tuple(
            self._record(node, as_of) for node in (entry["evidence"].items() if "evidence" in entry else ())
        )
        return World(assessed, self._relations(entry), evidence)

    def _put(self, name: str, node: Node, facts: dict[str, dict[str, Fact]]) -> None:
        definition = fact_definition(replace(node, content=name), self.kind)
        holder = self._subject.id
        if definition.subject is SubjectKind.ORGANISATION:
            holder = _ORGANISATION.id
        elif definition.subject is not self.kind:
            # An incident whose system is asked about too.
            holder = _SYSTEM.id
        fact = _fact(name, node)
        facts[holder].pop(name, None)
        if fact is not None:
            facts[holder][name] = fact

    def _relations(self, entry: Mapping[str, Node]) -> Mapping[str, tuple[str, ...]]:
        if "relations" not in entry:
            return {}
        written = entry["relations"].entries()
        return {self._id(above): tuple(map(self._id, below.words())) for above, below in written.items()}

    def _id(self, written: str) -> str:
        return self._subject.id if written == SUBJECT else written

    def _record(self, node: Node, as_of: date) -> EvidenceRecord:
        entry = node.mapping(known=frozenset({"kind", "state", "of", "shown"}), required=frozenset({"kind"}))
        kind = entry["kind"].text()
        if kind not in self.evidence:
            entry["kind"].refuse(f"unknown kind of evidence '{kind}'")
        state = entry["state"].text() if "state" in entry else "valid"
        if state not in _STATES:
            entry["state"].refuse(f"'{state}' is none of {', '.join(_STATES)}")
        of = self._id(entry["of"].text()) if "of" in entry else self._subject.id
        denied = _STATES[state] is EvidenceState.ABSENT
        # An absence is a word, unless a file is named as its source.
        is_shown = entry["shown"].boolean() if "shown" in entry else not denied
        return EvidenceRecord(
            evidence=kind,
            subject_ids=(of,),
            state=_STATES[state],
            locator=node.place,
            by="A. Example",
            on=as_of,
            confidence=Confidence.HIGH if is_shown else Confidence.MEDIUM,
            method="declared absent" if denied else "file, as the case says",
            file=None if denied else "evidence",
        )


def _other(node: Node) -> tuple[Subject, dict[str, Fact]]:
    required = frozenset({"id", "kind"})
    entry = node.mapping(known=required | {"facts"}, required=required)
    word = entry["kind"].text()
    kinds = [kind.value for kind in SubjectKind if kind is not SubjectKind.ORGANISATION]
    if word not in kinds:
        entry["kind"].refuse(f"'{word}' is none of {', '.join(kinds)}")
    facts: dict[str, Fact] = {}
    for name, value in (entry["facts"].entries() if "facts" in entry else {}).items():
        fact_definition(replace(value, content=name), SubjectKind(word))
        fact = _fact(name, value)
        if fact is not None:
            facts[name] = fact
    return _subject(entry["id"].text(), SubjectKind(word)), facts


def _subject(id_: str, kind: SubjectKind) -> Subject:
    match kind:
        case SubjectKind.ORGANISATION:
            return _ORGANISATION
        case SubjectKind.SYSTEM:
            return System(id_, id_, "", ())
        case SubjectKind.INCIDENT:
            return Incident(id_, id_, _SYSTEM.id)
        case SubjectKind.DEPLOYMENT:
            return Deployment(id_, None, id_, DeploymentState.DECLARED, "case", id_, "a case says so")
        case SubjectKind.MODEL:
            artifact = Artifact("case", (), Header("case", "1", "", 0, 0))
            return Model(id_, Strength.NAME, artifact, (), (), ())
        case unreachable:
            assert_never(unreachable)


def _fact(name: str, node: Node) -> Fact | None:
    """Return the fact a case states, or ``None`` where it says that nobody knows."""
    if node.content is None:
        return None
    if not isinstance(node.content, Mapping) or "low" in node.content:
        return _known(name, _value(name, node), Basis.MEASURED, Confidence.HIGH, node)
    if "conflict" in node.content:
        written = node.mapping(known=frozenset({"conflict"}))["conflict"].items()
        claims = [_claim(name, _value(name, item), Basis.DECLARED, Confidence.HIGH, item) for item in written]
        return Fact(name, Conflict(tuple(claims)))
    entry = node.mapping(known=frozenset({"value", "basis", "confidence"}), required=frozenset({"value"}))
    basis = Basis(_one(entry, "basis", tuple(Basis), Basis.MEASURED))
    confidence = Confidence(_one(entry, "confidence", tuple(Confidence), Confidence.HIGH))
    return _known(name, _value(name, entry["value"]), basis, confidence, node)


def _one(entry: Mapping[str, Node], key: str, words: tuple[str, ...], default: str) -> str:
    if key not in entry:
        return default
    word = entry[key].text()
    if word not in words:
        entry[key].refuse(f"'{word}' is none of {', '.join(words)}")
    return word


def _known(name: str, value: FactValue, basis: Basis, confidence: Confidence, node: Node) -> Fact:
    return Fact(name, Known(value, (_claim(name, value, basis, confidence, node),)))


def _claim(name: str, value: FactValue, basis: Basis, confidence: Confidence, node: Node) -> Claim:
    return Claim(name, value, basis, confidence, "case", node.place)


def _point(scalar: FactValue) -> FactValue:
    """Return a number as the range that it is both ends of; the type check refuses what is none."""
    if isinstance(scalar, bool) or not isinstance(scalar, int | float):
        return scalar
    return Range(float(scalar), float(scalar))


def _value(name: str, node: Node) -> FactValue:
    wanted = FACTS[name].type
    if isinstance(node.content, Mapping):
        keys = frozenset({"low", "high"})
        entry = node.mapping(known=keys, required=keys)
        low, high = entry["low"].scalar(), entry["high"].scalar()
        if not isinstance(low, int | float) or not isinstance(high, int | float) or not 0 <= low <= high:
            node.refuse("expected a low and a high number, in this order")
        value: FactValue = Range(float(low), float(high))
    elif isinstance(node.content, tuple):
        value = set_of(node.words())
    else:
        scalar = node.scalar()
        if scalar is None:
            refuse_type(node, name, wanted)
        value = _point(scalar) if wanted is ValueType.RANGE else scalar
        if wanted is ValueType.DATE and scalar == NoDay.NEVER.value:
            value = NoDay.NEVER
    if not wanted.admits(value):
        refuse_type(node, name, wanted)
    return value
