"""Words that a fact never has: what is compared with them is never so."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from auditor.domain.fact import FactDefinition
from auditor.domain.facts import FACTS
from auditor.domain.values import ValueType
from auditor.formats.yaml_node import Node, did_you_mean
from auditor.policy.bundle import Bundle
from auditor.policy.country import code_meant, codes_of
from auditor.policy.linting.base import Remark
from auditor.policy.linting.walking import mappings, written_rules
from auditor.policy.rules import Choice

_OPERATORS: Final = ("is", "in", "not_in")
_WORD: Final = re.compile(r"[\w+-]+")


def unheard_of(bundle: Bundle) -> Iterator[Remark]:
    """Yield every word that a text is compared with and that nobody who establishes the fact writes."""
    for pack, rule, node in written_rules(bundle):
        for entry in mappings(node):
            if "fact" not in entry or entry["fact"].content not in FACTS:
                continue
            definition = FACTS[entry["fact"].text()]
            known = vocabulary(definition, bundle)
            for word in _words_of(entry) if known else ():
                if word.content not in known:
                    what = f"'{definition.name}' is never '{word.content}'"
                    yield Remark(pack, rule, word.place, what, _meant(str(word.content), known))


def vocabulary(definition: FactDefinition, bundle: Bundle) -> tuple[str, ...]:
    """Return every word a text can be, where that is a closed list; none where it can be any.

    The registry lists the words after a colon in the fact's meaning; a fact that a classification writes has
    those of its cases, one that is a country the codes of ISO 3166-1, in capitals.
    """
    if definition.type is not ValueType.TEXT:
        return ()
    if codes := codes_of(definition):
        return tuple(sorted(codes))
    for one in bundle.classifications:
        if one.writes == definition.name and isinstance(one.value, Choice):
            values = (*(branch.value for branch in one.value.branches), one.value.otherwise)
            return tuple(dict.fromkeys(str(value) for value in values))
    listed = definition.meaning.partition(": ")[2].replace(" or ", ", ")
    words = tuple(listed.split(", "))
    return words if listed and all(_WORD.fullmatch(word) for word in words) else ()


def _meant(word: str, known: tuple[str, ...]) -> str:
    code = code_meant(word)
    return f"Did you mean '{code}'?" if code in known else did_you_mean(word, known)


def _words_of(entry: Mapping[str, Node]) -> Iterator[Node]:
    for operator in _OPERATORS:
        if operator in entry:
            bound = entry[operator]
            if isinstance(bound.content, Mapping):
                # A parameter, whose words the organisation chooses, or the law.
                continue
            yield from bound.content if isinstance(bound.content, tuple) else (bound,)
