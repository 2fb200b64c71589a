"""A value in a rule or a case that is not of its fact's type: what it is, and how one is written."""

from collections.abc import Mapping
from typing import Final, NoReturn

from auditor.domain.values import ValueType
from auditor.formats.yaml_node import Node

_WRITTEN: Final[Mapping[ValueType, str]] = {
    # YAML 1.2 knows no other words for it.
    ValueType.TRI: "Write true or false, without quotes: yes and no are words.",
    ValueType.DATE: "Write a day as 2026-11-01, without quotes.",
    ValueType.COUNT: "Write digits alone: 7000000000.",
    ValueType.NUMBER: "Write a number: 5e7 or 12.5.",
    ValueType.RANGE: "Write a number: 1e25.",
    ValueType.SET: "Write a list: [first, second].",
    ValueType.TEXT: "Write a word, in quotes where it looks like a number.",
}


def refuse_type(node: Node, fact: str, type_: ValueType) -> NoReturn:
    """Refuse what stands somewhere as the value of a fact.

    Raises:
        AuditorError: always, of the node's family, naming file and line.
    """
    node.refuse(f"{fact} is a {type_.value}, not {node.described}", hint=_WRITTEN[type_])
