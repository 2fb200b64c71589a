"""Packs and kinds of evidence from YAML."""

from typing import Final

from auditor.domain.fact import Settler, SubjectKind
from auditor.domain.values import ValueType
from auditor.formats.yaml_node import Node
from auditor.policy.law import refuse_uncited
from auditor.policy.reading.asked_reader import HIGH_RISK_ASKS, asked_of_roles
from auditor.policy.reading.condition_reader import Vocabulary, fact_definition
from auditor.policy.reading.date_reader import STARTS, TRANSITIONS, UNREAD, DateReader
from auditor.policy.reading.parameter_reader import parameters
from auditor.policy.reading.rule_reader import word
from auditor.policy.rules import EvidenceKind, Pack

_OPTIONAL: Final = frozenset(
    {"not_covered", "scope", "scope_words", "parameters", HIGH_RISK_ASKS, STARTS, TRANSITIONS, UNREAD}
)


def evidence_kinds(root: Node) -> tuple[EvidenceKind, ...]:
    """Read a list of evidence kinds.

    Raises:
        PolicyError: an entry is malformed.
    """
    return tuple(_evidence_kind(item) for item in root.items())


def _evidence_kind(node: Node) -> EvidenceKind:
    required = frozenset({"id", "title", "question", "article"})
    known = required | {"who", "excuses", "only_proves", "contradicted_by"}
    entry = node.mapping(known=known, required=required)
    who = word(entry, "who", Settler, node) if "who" in entry else Settler.ORGANISATION
    id_, title, question, article = (entry[key].text() for key in ("id", "title", "question", "article"))
    excuses, only_proves = (key in entry and entry[key].boolean() for key in ("excuses", "only_proves"))
    against = _listing(entry["contradicted_by"]) if "contradicted_by" in entry else ""
    return EvidenceKind(id_, title, question, article, who, excuses, only_proves, against)


def _listing(node: Node) -> str:
    """Return the name of a fact of the organisation that lists something."""
    definition = fact_definition(node, SubjectKind.ORGANISATION)
    if definition.type is not ValueType.SET:
        node.refuse(f"'{definition.name}' lists nothing", hint="a fact that is a set of words does")
    return definition.name


def pack(root: Node, vocabulary: Vocabulary) -> Pack:
    """Read a ``pack.yaml``.

    Raises:
        PolicyError: it is malformed.
    """
    required = frozenset({"id", "title", "version", "description"})
    entry = root.mapping(known=required | _OPTIONAL, required=required)
    scoped = "scope" in entry
    if scoped is not ("scope_words" in entry):
        root.refuse("scope and scope_words belong together")
    return Pack(
        id=entry["id"].text(),
        title=entry["title"].text(),
        version=entry["version"].text(),
        description=entry["description"].text(),
        not_covered=_phrases(entry["not_covered"], vocabulary) if "not_covered" in entry else (),
        # Packs hold rules about every kind of subject, so a scope can only ask about the organisation.
        scope=vocabulary.condition(entry["scope"], SubjectKind.ORGANISATION) if scoped else None,
        scope_words=entry["scope_words"].text() if scoped else "",
        parameters=parameters(entry["parameters"]) if "parameters" in entry else (),
        high_risk_asks=asked_of_roles(entry[HIGH_RISK_ASKS]) if HIGH_RISK_ASKS in entry else (),
    )


def named_dates(root: Node, vocabulary: Vocabulary) -> DateReader:
    """Return the reader of when and for whom a pack was read, which knows what its ``pack.yaml`` names.

    Raises:
        PolicyError: what it names is not a mapping from names.
    """
    entry = root.entries()
    keys = (STARTS, TRANSITIONS, UNREAD)
    starts, transitions, unread = (entry[key].entries() if key in entry else {} for key in keys)
    return DateReader(vocabulary, starts, transitions, unread)


def _phrases(node: Node, vocabulary: Vocabulary) -> tuple[str, ...]:
    return tuple(refuse_uncited(item, vocabulary.law) for item in node.items())
