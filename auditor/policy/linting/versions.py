"""Rules that do not say which versions of a text they hold for."""

from collections.abc import Iterator, Mapping

from auditor.formats.yaml_node import Node
from auditor.policy.bundle import Bundle
from auditor.policy.law import Law, Text
from auditor.policy.linting.base import Remark
from auditor.policy.linting.walking import written_rules


def undated(bundle: Bundle) -> Iterator[Remark]:
    """Yield every rule that leaves open what it comes to under a version of a text it cites."""
    judged = bundle.judged
    for pack, id_, node in written_rules(bundle):
        legal = node.entries()["legal"].entries()
        for what, hint in _open(judged[id_].heading.legal.texts, bundle.law):
            yield Remark(pack, id_, _place(legal, node), what, hint)


def _place(legal: Mapping[str, Node], node: Node) -> str:
    return legal["text"].place if "text" in legal else node.place


def _open(ids: tuple[str, ...], law: Law) -> Iterator[tuple[str, str]]:
    listed = [law.texts[id_] for id_ in ids]
    for later in law.texts.values():
        if later.replaces in ids and later.id not in ids:
            what = f"whether it holds under {later.id}, which replaced {later.replaces}, is left open"
            yield what, f"Read it there and list {later.id} under `text`, or write another rule for it."
    for one in listed:
        if one.replaces and one.replaces not in ids and not _is_added(one.replaces, listed):
            what = f"whether {one.replaces}, which {one.id} replaced, says so as well is left open"
            how = "`earlier` (with `unread`, if nobody read it), or the act that added it under `text`"
            yield what, f"List {one.replaces} under `text` or {how}."


def _is_added(older: str, listed: list[Text]) -> bool:
    """Say whether one of the texts is the act that added to an older one what the rule is about."""
    return any(one.amends == older for one in listed)
