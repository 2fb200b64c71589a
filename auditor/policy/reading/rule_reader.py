"""Rules from YAML."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from typing import Final, TypeVar

from auditor.domain.fact import Basis, Confidence, SubjectKind
from auditor.domain.facts import FACTS
from auditor.domain.finding import RuleKind, Severity
from auditor.domain.values import FactValue, ValueType, set_of
from auditor.formats.yaml_node import Node, quoted
from auditor.policy.conditions import AnyOf, Condition, FactLeaf, Operator, Quantified, Relation, leaves
from auditor.policy.law import CONFIDENCES, SOURCES, known_paragraph, one_of, refuse_uncited
from auditor.policy.reading.condition_reader import Vocabulary, fact_definition
from auditor.policy.reading.date_reader import DateReader
from auditor.policy.reading.earlier_reader import earlier
from auditor.policy.rules import (
    Branch,
    Choice,
    Classification,
    Earlier,
    Heading,
    LegalBasis,
    Rule,
)

_HEADING: Final = frozenset(
    {"id", "kind", "version", "title", "subject", "legal", "applies_from", "note", "earlier"}
)
_HEADING_REQUIRED: Final = frozenset({"id", "kind", "version", "title", "subject", "legal"})
_RULE: Final = frozenset(
    {
        *("severity", "role", "when", "require", "transition", "readings", "remedy", "failing", "clause"),
        *("floor", "waivable", "needs_person", "unread"),
    }
)
_CLASSIFICATION: Final = frozenset({"writes", "value"})
_ROLES: Final = frozenset(name.removeprefix("role.") for name in FACTS if name.startswith("role."))
# How far each kind of source can be trusted, unless the rule says otherwise.
_CONFIDENCE: Final[Mapping[str, str]] = {
    **dict.fromkeys(("C", "O", "G"), "high"),
    **dict.fromkeys(("A", "P", "S"), "medium"),
    "U": "low",
}
_ROLE: Final = "the organisation has a role that owes it"
# It names the cases file and an anchor in pages.
_ID: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_Word = TypeVar("_Word", bound=StrEnum)


def _id(node: Node) -> str:
    found = node.text()
    if not _ID.fullmatch(found):
        node.refuse(
            f"{quoted(found)} is no id of a rule",
            hint="Write lower-case letters, digits and hyphens between them, such as own-logs-kept.",
        )
    return found


@dataclass(frozen=True, slots=True)
class RuleReader:
    """Reads the rules of one pack."""

    vocabulary: Vocabulary
    pack: str
    dates: DateReader

    def read(self, node: Node) -> Rule | Classification:
        """Read one rule.

        Raises:
            PolicyError: it is malformed or could never be evaluated.
        """
        kind = word(node.entries(), "kind", RuleKind, node)
        if kind is RuleKind.CLASSIFICATION:
            return self._classification(node)
        return self._rule(node, kind)

    def _classification(self, node: Node) -> Classification:
        entry = node.mapping(known=_HEADING | _CLASSIFICATION, required=_HEADING_REQUIRED | _CLASSIFICATION)
        heading = self._heading(entry, node, dated=True)
        definition = fact_definition(entry["writes"], heading.subject)
        if definition.producer != "policy":
            entry["writes"].refuse(f"'{definition.name}' is claimed by {definition.producer}, not by rules")
        value = self._value(entry["value"], heading.subject, definition.type)
        return Classification(heading, definition.name, value)

    def _rule(self, node: Node, kind: RuleKind) -> Rule:
        required = _HEADING_REQUIRED | {"severity", "require", "remedy"}
        entry = node.mapping(known=_HEADING | _RULE, required=required)
        heading = self._heading(entry, node, dated=kind in {RuleKind.DUTY, RuleKind.VENDOR_GAP})
        subject = heading.subject
        role = _roles(entry["role"]) if "role" in entry else ()
        rule = Rule(
            heading=heading,
            kind=kind,
            severity=word(entry, "severity", Severity, node),
            role=role,
            owed=self.vocabulary.shared(_owed(role, subject, entry["role"])) if role else None,
            when=self.vocabulary.condition(entry["when"], subject) if "when" in entry else None,
            require=self.vocabulary.condition(entry["require"], subject),
            transitions=self.dates.transition(entry, subject),
            readings=self.dates.readings(entry, subject),
            remedy=self._remedy(entry["remedy"], subject),
            failing=entry["failing"].text() if "failing" in entry else "",
            clause=_clause(entry, subject, kind),
            floor=_floor(entry, node, kind),
            waivable=entry["waivable"].boolean() if "waivable" in entry else True,
            needs_person=entry["needs_person"].boolean() if "needs_person" in entry else False,
            unread=self.dates.not_read(entry, subject),
        )
        _refuse_unattested(rule, entry)
        return rule

    def _heading(self, entry: Mapping[str, Node], node: Node, *, dated: bool) -> Heading:
        subject = word(entry, "subject", SubjectKind, node)
        legal = self._legal(entry["legal"], dated=dated)
        older = self._earlier(entry["earlier"], legal, subject) if "earlier" in entry else ()
        return Heading(
            id=_id(entry["id"]),
            version=entry["version"].whole(),
            pack=self.pack,
            title=entry["title"].text(),
            subject=subject,
            # A text that was not read is one under which the rule is known to have something to say.
            legal=replace(legal, texts=(*(one.text for one in older if one.unread), *legal.texts)),
            starts=self.dates.applies_from(entry["applies_from"], subject) if "applies_from" in entry else (),
            note=refuse_uncited(entry["note"], self.vocabulary.law) if "note" in entry else "",
            place=node.place,
            earlier=older,
        )

    def _earlier(self, node: Node, legal: LegalBasis, subject: SubjectKind) -> tuple[Earlier, ...]:
        read = partial(self._remedy, subject=subject)
        return tuple(earlier(one, legal.texts, self.vocabulary.law, read) for one in node.items())

    def _legal(self, node: Node, *, dated: bool) -> LegalBasis:
        required = frozenset({"article", "source", "text"}) if dated else frozenset({"article"})
        known = frozenset({"article", "source", "text", "confidence", "paragraph"})
        entry = node.mapping(known=known, required=required)
        source = one_of(entry["source"], SOURCES) if "source" in entry else ""
        confidence = one_of(entry["confidence"], CONFIDENCES) if "confidence" in entry else ""
        texts: tuple[str, ...] = ()
        if "text" in entry:
            written = entry["text"]
            texts = written.words() if isinstance(written.content, tuple) else (written.text(),)
            for text in texts:
                if text not in self.vocabulary.law.texts:
                    written.refuse(f"unknown text '{text}'", hint="texts are listed in law.yaml")
        return LegalBasis(
            article=entry["article"].text(),
            source=source,
            texts=texts,
            confidence=confidence or confidence_of(source),
            paragraph=known_paragraph(entry["paragraph"], self.vocabulary.law)
            if "paragraph" in entry
            else "",
        )

    def _value(self, node: Node, subject: SubjectKind, wanted: ValueType) -> Condition | Choice:
        if "cases" not in node.entries():
            if wanted is not ValueType.TRI:
                node.refuse("a condition can only write a yes/no fact", hint="give cases and else")
            return self.vocabulary.condition(node, subject)
        return self._choice(node, subject, wanted)

    def _choice(self, node: Node, subject: SubjectKind, wanted: ValueType) -> Choice:
        keys = frozenset({"cases", "else"})
        entry = node.mapping(known=keys, required=keys)
        branches = tuple(self._branch(item, subject, wanted) for item in entry["cases"].items())
        return Choice(branches, _fact_value(entry["else"], wanted))

    def _remedy(self, node: Node, subject: SubjectKind) -> tuple[Choice, ...]:
        parts = node.items() if isinstance(node.content, tuple) else (node,)
        return tuple(self._remedy_part(part, subject) for part in parts)

    def _remedy_part(self, node: Node, subject: SubjectKind) -> Choice:
        if isinstance(node.content, str):
            return Choice((), node.text())
        return self._choice(node, subject, ValueType.TEXT)

    def _branch(self, node: Node, subject: SubjectKind, wanted: ValueType) -> Branch:
        keys = frozenset({"if", "then"})
        entry = node.mapping(known=keys, required=keys)
        return Branch(self.vocabulary.condition(entry["if"], subject), _fact_value(entry["then"], wanted))


def _fact_value(node: Node, wanted: ValueType) -> FactValue:
    if wanted is ValueType.TEXT:
        return node.text()
    value = set_of(node.words()) if isinstance(node.content, tuple) else node.scalar()
    if value is None or not wanted.admits(value):
        node.refuse(f"expected a {wanted.value}, found {node.described}")
    return value


def confidence_of(source: str) -> str:
    """Return how far a source can be trusted by its tag, unless a rule says otherwise; empty for no tag."""
    return _CONFIDENCE.get(source, "")


def word(entry: Mapping[str, Node], key: str, words: type[_Word], node: Node) -> _Word:
    """Return one of the words of an enumeration.

    Raises:
        PolicyError: it is missing, or another one.
    """
    if key not in entry:
        node.refuse(f"'{key}' is missing")
    written = entry[key].text()
    if written not in {word.value for word in words}:
        entry[key].refuse(f"'{written}' is none of {', '.join(words)}")
    return words(written)


def _roles(node: Node) -> tuple[str, ...]:
    found = node.words() if isinstance(node.content, tuple) else (node.text(),)
    unknown = sorted(set(found) - _ROLES)
    if unknown or not found:
        node.refuse(f"unknown role {unknown}", hint=f"roles: {', '.join(sorted(_ROLES))}")
    return found


def _owed(role: tuple[str, ...], subject: SubjectKind, node: Node) -> Condition:
    """Return the roles as a condition; towards itself, the organisation has those of its systems."""
    each = tuple(FactLeaf(f"role.{one}", Operator.IS, True) for one in role)
    held: Condition = each[0] if len(each) == 1 else AnyOf(each, _ROLE)
    kinds = {FACTS[f"role.{one}"].subject for one in role}
    if kinds == {subject}:
        return held
    if subject is not SubjectKind.ORGANISATION or kinds != {SubjectKind.SYSTEM}:
        node.refuse(f"the role {' or '.join(role)} is none towards a {subject}")
    return Quantified(False, Relation.SYSTEMS, None, held)


def _floor(entry: Mapping[str, Node], node: Node, kind: RuleKind) -> Confidence | None:
    if not kind.counts:
        if "floor" in entry:
            entry["floor"].refuse("only a duty, term or preference has a floor")
        return None
    # The default evidence floor: a duty, term or preference is not decided by hearsay.
    return word(entry, "floor", Confidence, node) if "floor" in entry else Confidence.MEDIUM


def _clause(entry: Mapping[str, Node], subject: SubjectKind, kind: RuleKind) -> str:
    if "clause" not in entry:
        return ""
    if kind is not RuleKind.TERM:
        entry["clause"].refuse("only a term has a clause")
    definition = fact_definition(entry["clause"], subject)
    if definition.type is not ValueType.TEXT:
        entry["clause"].refuse(f"'{definition.name}' is not a text")
    return definition.name


def _refuse_unattested(rule: Rule, entry: Mapping[str, Node]) -> None:
    """Refuse a rule that needs a person but would take a file's word."""
    if not rule.needs_person:
        return
    for leaf in leaves(rule.require):
        if isinstance(leaf, FactLeaf) and leaf.basis is not Basis.ATTESTED:
            entry["require"].refuse(
                f"needs_person, but '{leaf.fact}' may come from a file",
                hint="add `basis: attested` to the leaf",
            )
