"""Conditions from YAML, checked while they are read.

A condition that could never be evaluated (an unknown fact, a bound of the wrong type, a
relation that leads nowhere) is refused here with its line, so evaluation needs no error path.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from auditor.domain.fact import Basis, FactDefinition, SubjectKind
from auditor.domain.facts import FACTS
from auditor.domain.values import ValueType, set_of
from auditor.formats.yaml_node import Node
from auditor.policy.conditions import (
    OPERATORS,
    AllOf,
    AnyOf,
    Condition,
    Counted,
    EvidenceLeaf,
    FactLeaf,
    LawReference,
    Not,
    Operand,
    Operator,
    Quantified,
    Relation,
)
from auditor.policy.law import Law
from auditor.policy.reading.fact_type import refuse_type
from auditor.policy.reading.parameter_reader import refuse_no_country
from auditor.policy.rules import Parameter

_ORDERED: Final = (Operator.MORE_THAN, Operator.AT_LEAST, Operator.LESS_THAN, Operator.AT_MOST)
_OPERATORS: Final[Mapping[ValueType, tuple[Operator, ...]]] = {
    ValueType.TRI: (Operator.IS,),
    ValueType.COUNT: (Operator.IS, *_ORDERED),
    ValueType.NUMBER: (Operator.IS, *_ORDERED),
    ValueType.RANGE: _ORDERED,
    ValueType.TEXT: (Operator.IS, Operator.IN, Operator.NOT_IN, Operator.OLDER_THAN),
    ValueType.SET: (Operator.IS, Operator.INCLUDES_ANY, Operator.INCLUDES_NONE),
    ValueType.DATE: (Operator.IS, Operator.BEFORE, Operator.ON_OR_AFTER),
}
_LISTS: Final = frozenset({Operator.IN, Operator.NOT_IN, Operator.INCLUDES_ANY, Operator.INCLUDES_NONE})
_NUMERIC: Final = frozenset({ValueType.COUNT, ValueType.NUMBER, ValueType.RANGE})
_LEVELS: Final = (SubjectKind.ORGANISATION, SubjectKind.SYSTEM, SubjectKind.DEPLOYMENT, SubjectKind.MODEL)
# What happened to a system hangs on it alone: nothing is below, and it is below nothing else.
_OF_SYSTEMS: Final = (SubjectKind.ORGANISATION, SubjectKind.SYSTEM, SubjectKind.INCIDENT)
_RELATIONS: Final = frozenset(relation.value for relation in Relation)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What conditions may refer to.

    Attributes:
        law: Numbers and dates.
        evidence: Ids of the kinds of evidence.
        parameters: The parameters of the pack that is being read, by name.
        read: Every condition read so far, so that equal ones are one object and are evaluated once.
    """

    law: Law
    evidence: frozenset[str]
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    read: dict[Condition, Condition] = field(default_factory=dict, compare=False)

    def condition(self, node: Node, subject: SubjectKind) -> Condition:
        """Read a condition about one kind of subject.

        Raises:
            PolicyError: it is malformed or could never be evaluated.
        """
        return self.shared(self._condition(node, subject))

    def shared(self, condition: Condition) -> Condition:
        """Return the condition read before that equals this one, or this one."""
        # `True == 1 == 1.0` for Python, but not for a rule: the text of a condition tells them apart.
        known = self.read.setdefault(condition, condition)
        return known if repr(known) == repr(condition) else condition

    def _condition(self, node: Node, subject: SubjectKind) -> Condition:
        found = node.entries()
        if "fact" in found:
            return self._fact(node, subject)
        if "evidence" in found:
            return self._evidence(node)
        if "count" in found:
            return self._counted(node, subject)
        composed = next((key for key in ("all", "any", "not") if key in found), None)
        if composed is None:
            node.refuse(
                "not a condition", hint="a condition has one of: fact, evidence, all, any, not, count"
            )
        return self._composed(composed, node, subject)

    def reference(self, node: Node, *, date_wanted: bool) -> LawReference:
        """Read ``{law: NAME}``.

        Raises:
            PolicyError: the name is unknown, or stands for something of the other type.
        """
        keys = frozenset({"law"})
        entry = node.mapping(known=keys, required=keys)["law"]
        name = entry.text()
        if name not in self.law.values:
            entry.refuse(f"law.yaml has no '{name}'")
        if self.law.is_date(name) is not date_wanted:
            entry.refuse(f"'{name}' is {'a number' if date_wanted else 'a date'}")
        return LawReference(name)

    def _composed(self, key: str, node: Node, subject: SubjectKind) -> Condition:
        entry = node.entries()[key]
        if isinstance(entry.content, str):
            return self._quantified(key, node, subject)
        if key == "not":
            node.mapping(known=frozenset({key}))
            if isinstance(entry.content, Mapping):
                return Not(self.condition(entry, subject))
            return Not(AnyOf(tuple(self.condition(item, subject) for item in entry.items())))
        found = node.mapping(known=frozenset({key, "called"}))
        called = found["called"].text() if "called" in found else ""
        parts = tuple(self.condition(item, subject) for item in entry.items())
        return AllOf(parts, called) if key == "all" else AnyOf(parts, called)

    def _quantified(self, key: str, node: Node, subject: SubjectKind) -> Condition:
        if key == "not":
            node.entries()[key].refuse("expected a condition or a list of them")
        entry = node.mapping(known=frozenset({key, "of", "satisfy"}), required=frozenset({"satisfy"}))
        relation = _relation(entry[key], subject)
        of = self.condition(entry["of"], relation.kind) if "of" in entry else None
        return Quantified(key == "all", relation, of, self.condition(entry["satisfy"], relation.kind))

    def _counted(self, node: Node, subject: SubjectKind) -> Condition:
        bounds = frozenset(operator.value for operator in _ORDERED)
        entry = node.mapping(known=bounds | {"count", "of"})
        relation = _relation(entry["count"], subject)
        operator = _only_operator(node, entry, bounds)
        bound = entry[operator].scalar()
        if not isinstance(bound, int) or isinstance(bound, bool) or bound < 0:
            entry[operator].refuse(f"expected a whole number, found {entry[operator].described}")
        of = self.condition(entry["of"], relation.kind) if "of" in entry else None
        return Counted(relation, of, operator, bound)

    def _evidence(self, node: Node) -> Condition:
        entry = node.mapping(known=frozenset({"evidence"}))["evidence"]
        kind = entry.text()
        if kind not in self.evidence:
            entry.refuse(f"unknown kind of evidence '{kind}'", hint="kinds are listed in evidence.yaml")
        return EvidenceLeaf(kind)

    def _fact(self, node: Node, subject: SubjectKind) -> Condition:
        entry = node.mapping(known=OPERATORS | {"fact", "basis"})
        definition = fact_definition(entry["fact"], subject)
        operator = _only_operator(node, entry, OPERATORS)
        allowed = _OPERATORS[definition.type]
        if operator not in allowed:
            words = ", ".join(one.value for one in allowed)
            entry[operator].refuse(
                f"'{operator}' does not fit {definition.name}, a {definition.type.value}",
                hint=f"operators that fit: {words}",
            )
        basis = _basis(entry["basis"]) if "basis" in entry else None
        bound, parameter = self._parameter(entry[operator])
        if parameter:
            refuse_no_country(self.parameters[parameter], definition)
        operand = self._operand(definition, operator, bound)
        return FactLeaf(definition.name, operator, operand, basis, parameter)

    def _parameter(self, node: Node) -> tuple[Node, str]:
        """Return the value that stands for ``{parameter: NAME}`` and the name, or anything else as it is."""
        if not isinstance(node.content, Mapping) or "parameter" not in node.content:
            return node, ""
        entry = node.mapping(known=frozenset({"parameter"}))["parameter"]
        name = entry.text()
        if name not in self.parameters:
            entry.refuse(f"the pack has no parameter '{name}'", hint="parameters are listed in its pack.yaml")
        return replace(node, content=self.parameters[name].written.content), name

    def _operand(self, definition: FactDefinition, operator: Operator, node: Node) -> Operand:
        if isinstance(node.content, Mapping):
            if operator is Operator.IS or definition.type not in _NUMERIC | {ValueType.DATE}:
                node.refuse(f"'{operator}' needs a value written here")
            return self.reference(node, date_wanted=definition.type is ValueType.DATE)
        if isinstance(node.content, tuple):
            return _word_list(definition, operator, node)
        return _single(definition, operator, node)


def fact_definition(node: Node, subject: SubjectKind) -> FactDefinition:
    """Return the definition of a fact that a rule about ``subject`` can read: its own, or the organisation's.

    A rule about an incident can read facts of its system too.

    Raises:
        PolicyError: there is no such fact, or it is about something else.
    """
    name = node.text()
    if name not in FACTS:
        node.refuse(f"unknown fact '{name}'", hint="`auditor show facts` lists them")
    definition = FACTS[name]
    above = {SubjectKind.SYSTEM} if subject is SubjectKind.INCIDENT else set()
    if definition.subject not in {subject, SubjectKind.ORGANISATION, *above}:
        node.refuse(f"'{name}' is a fact of {_one(definition.subject)}, not of {_one(subject)}")
    return definition


def _one(kind: SubjectKind) -> str:
    """Return a kind of subject with the article it takes; of organisations there is one."""
    if kind is SubjectKind.ORGANISATION:
        return "the organisation"
    return f"an {kind}" if kind.value[0] in "aeiou" else f"a {kind}"


def _only_operator(node: Node, entry: Mapping[str, Node], words: frozenset[str]) -> Operator:
    given = [word for word in entry if word in words]
    if len(given) != 1:
        node.refuse("needs exactly one operator", hint=f"operators: {', '.join(sorted(words))}")
    return Operator(given[0])


def _basis(node: Node) -> Basis:
    word = node.text()
    if word not in {basis.value for basis in Basis}:
        node.refuse(f"'{word}' is no basis", hint=f"one of {', '.join(Basis)}")
    return Basis(word)


def _relation(node: Node, subject: SubjectKind) -> Relation:
    word = node.text()
    if word not in _RELATIONS:
        node.refuse(f"unknown relation '{word}'", hint=f"one of {', '.join(sorted(_RELATIONS))}")
    relation = Relation(word)
    line = _OF_SYSTEMS if SubjectKind.INCIDENT in {relation.kind, subject} else _LEVELS
    below = {relation.kind, subject} <= set(line) and line.index(relation.kind) > line.index(subject)
    is_chain = relation is Relation.BASE_MODELS and subject is not SubjectKind.INCIDENT
    if not below and not is_chain:
        an = "an" if subject is SubjectKind.INCIDENT else "a"
        node.refuse(f"there are no {word} below {an} {subject}")
    return relation


def _word_list(definition: FactDefinition, operator: Operator, node: Node) -> tuple[str, ...]:
    if operator is Operator.IS:
        if definition.type is not ValueType.SET:
            refuse_type(node, definition.name, definition.type)
        return set_of(node.words())
    if operator not in _LISTS:
        node.refuse(f"'{operator}' needs a single value")
    node.items()
    return set_of(node.words())


def _single(definition: FactDefinition, operator: Operator, node: Node) -> Operand:
    value = node.scalar()
    if operator in _LISTS:
        node.refuse(f"'{operator}' needs a list")
    wanted = ValueType.NUMBER if definition.type is ValueType.RANGE else definition.type
    if wanted is ValueType.COUNT and operator is not Operator.IS:
        wanted = ValueType.NUMBER
    if value is None or not wanted.admits(value):
        refuse_type(node, definition.name, definition.type)
    assert isinstance(value, bool | int | float | str | date)
    return value
