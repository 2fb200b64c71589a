"""Rules as they are written, piece by piece."""

from collections.abc import Iterator, Mapping

from auditor.formats.yaml_node import Node
from auditor.policy.bundle import Bundle, pack_node, rule_nodes


def written_rules(bundle: Bundle) -> Iterator[tuple[str, str, Node]]:
    """Yield pack, id and node of every rule."""
    for pack in bundle.packs:
        for node in rule_nodes(pack.id, bundle.files):
            yield pack.id, node.entries()["id"].text(), node


def written_packs(bundle: Bundle) -> Iterator[tuple[str, Node]]:
    """Yield id and node of every ``pack.yaml``."""
    for pack in bundle.packs:
        yield pack.id, pack_node(pack.id, bundle.files)


def mappings(node: Node) -> Iterator[Mapping[str, Node]]:
    """Yield every mapping in a piece of YAML, itself included."""
    if isinstance(node.content, Mapping):
        yield node.content
        for value in node.content.values():
            yield from mappings(value)
    elif isinstance(node.content, tuple):
        for item in node.content:
            yield from mappings(item)


def texts(node: Node) -> Iterator[tuple[Node, str]]:
    """Yield every text in a piece of YAML, with where it stands."""
    if isinstance(node.content, str):
        yield node, node.content
    elif isinstance(node.content, Mapping | tuple):
        below = node.content.values() if isinstance(node.content, Mapping) else node.content
        for one in below:
            yield from texts(one)
