"""Parameters that decide nothing: whoever sets one believes that it does."""

from collections.abc import Iterator

from auditor.formats.yaml_node import Node
from auditor.policy.bundle import Bundle
from auditor.policy.linting.base import Remark
from auditor.policy.linting.walking import mappings, written_packs, written_rules


def unused(bundle: Bundle) -> Iterator[Remark]:
    """Yield every parameter of a pack that no condition of it names."""
    named = {(pack, name) for pack, _, node in written_rules(bundle) for name in _named(node)}
    for pack, node in written_packs(bundle):
        # What dates depend on that rules share stands here as well.
        in_force = named | {(pack, name) for name in _named(node)}
        for item in node.entries()["parameters"].items() if "parameters" in node.entries() else ():
            name = item.entries()["name"].text()
            if (pack, name) not in in_force:
                hint = f"Name it in a condition, as {{parameter: {name}}}, or take it out."
                yield Remark(pack, "", item.place, f"no rule uses the parameter '{name}'", hint)


def _named(node: Node) -> Iterator[str]:
    for entry in mappings(node):
        if "parameter" in entry and isinstance(entry["parameter"].content, str):
            yield entry["parameter"].text()
