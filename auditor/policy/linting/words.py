"""Words that a fact never has: what is compared with them is never so."""

from collections.abc import Iterator, Mapping
from typing import Final

from auditor.domain.fact import FactDefinition
from auditor.domain.facts import FACTS
from auditor.domain.values import ValueType
from auditor.formats.yaml_node import Node, did_you_mean
from auditor.policy.bundle import Bundle
from auditor.policy.conditions import Operator
from auditor.policy.country import code_meant, codes_of
from auditor.policy.linting.base import Remark
from auditor.policy.linting.walking import mappings, written_packs, written_rules
from auditor.policy.rules import Choice

_WORDED: Final = frozenset({ValueType.TEXT, ValueType.SET})
_OPERATORS: Final = tuple(operator.value for operator in Operator)


def unheard_of(bundle: Bundle) -> Iterator[Remark]:
    """Yield every word that a fact is compared with and that nobody who establishes the fact writes."""
    written = [*written_rules(bundle), *((pack, "", node) for pack, node in written_packs(bundle))]
    for pack, rule, node in written:
        for entry in mappings(node):
            if "fact" not in entry or entry["fact"].content not in FACTS:
                continue
            definition = FACTS[entry["fact"].text()]
            known = vocabulary(definition, bundle)
            for word in _words_of(entry) if known else ():
                if word.content not in known:
                    yield Remark(pack, rule, word.place, _never(definition, word), _meant(word, known))


def vocabulary(definition: FactDefinition, bundle: Bundle) -> tuple[str, ...]:
    """Return every word a text can be, or a set can hold, where that is a closed list; none where it is open.

    Beside what the registry lists, a fact that a classification writes has the words of its cases, and one
    that is a country or lists some the codes of ISO 3166-1, in capitals.
    """
    if definition.type not in _WORDED:
        return ()
    if codes := codes_of(definition):
        return tuple(sorted(codes))
    for one in bundle.classifications:
        if one.writes == definition.name and isinstance(one.value, Choice):
            values = (*(branch.value for branch in one.value.branches), one.value.otherwise)
            return tuple(dict.fromkeys(str(value) for value in values))
    return definition.words


def _never(definition: FactDefinition, word: Node) -> str:
    verb = "never has" if definition.type is ValueType.SET else "is never"
    return f"'{definition.name}' {verb} '{word.content}'"


def _meant(word: Node, known: tuple[str, ...]) -> str:
    written = str(word.content)
    code = code_meant(written)
    return f"Did you mean '{code}'?" if code in known else did_you_mean(written, known)


def _words_of(entry: Mapping[str, Node]) -> Iterator[Node]:
    for operator in _OPERATORS:
        if operator in entry:
            bound = entry[operator]
            if isinstance(bound.content, Mapping):
                # A parameter, whose words the organisation chooses, or the law.
                continue
            yield from bound.content if isinstance(bound.content, tuple) else (bound,)
