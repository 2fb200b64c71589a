"""Bounds that no count meets: parts of a whole, and more than there can be."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from auditor.domain.fact import FactDefinition
from auditor.domain.facts import FACTS
from auditor.domain.values import ValueType
from auditor.formats.yaml_node import Node
from auditor.policy.bundle import Bundle
from auditor.policy.conditions import Operator
from auditor.policy.linting.base import Remark
from auditor.policy.linting.walking import mappings, written_packs, written_rules
from auditor.policy.rules import Parameter

_OPERATORS: Final = frozenset(operator.value for operator in Operator)
# The largest whole number that JSON carries exactly, RFC 8785: no report states more.
_LARGEST: Final = 2**53 - 1
# A span of time ends with the calendar.
_LARGEST_OF: Final[Mapping[str, int]] = {"days": (date.max - date.min).days, "years": date.max.year}


def unmeetable(bundle: Bundle) -> Iterator[Remark]:
    """Yield every bound that a count is compared with and never is."""
    parameters = {pack.id: {one.name: one for one in pack.parameters} for pack in bundle.packs}
    written = [*written_rules(bundle), *((pack, "", node) for pack, node in written_packs(bundle))]
    for pack, rule, node in written:
        for entry in mappings(node):
            definition = _count(entry)
            for bound in _bounds(entry) if definition is not None else ():
                value = _value(bound, parameters[pack])
                if definition is not None and value is not None:
                    for what, hint in _wrong(definition, value):
                        yield Remark(pack, rule, bound.place, what, hint)


def _count(entry: Mapping[str, Node]) -> FactDefinition | None:
    name = entry["fact"].content if "fact" in entry else None
    found = FACTS.get(name) if isinstance(name, str) else None
    return found if found is not None and found.type is ValueType.COUNT else None


def _bounds(entry: Mapping[str, Node]) -> Iterator[Node]:
    for operator in sorted(_OPERATORS & entry.keys()):
        yield entry[operator]


def _value(bound: Node, parameters: Mapping[str, Parameter]) -> int | float | None:
    """Return the number a bound is, or that its parameter comes with; the law's have a check of their own."""
    value: object = bound.content
    if isinstance(bound.content, Mapping) and "parameter" in bound.content:
        value = parameters[bound.content["parameter"].text()].default
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _wrong(definition: FactDefinition, value: int | float) -> Iterator[tuple[str, str]]:
    unit = f" {definition.unit}" if definition.unit else ""
    largest = _LARGEST_OF.get(definition.unit, _LARGEST)
    if value > largest:
        yield f"'{definition.name}' is never as much as {value:g}{unit}", "Write a number that it can be."
    elif value != int(value):
        yield (
            f"'{definition.name}' is a count, and never {value:g}{unit}",
            f"Write {int(value)} or {int(value) + 1}.",
        )
