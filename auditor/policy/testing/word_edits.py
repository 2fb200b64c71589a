"""Changes of a rule's words: left out, or those of another rule.

No verdict turns on them. The words that the cases state may notice them, or a case that states what is said
as of its day; see :mod:`~auditor.policy.testing.words`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from auditor.formats.yaml_node import Node
from auditor.policy.testing.case_reader import WORDS
from auditor.policy.testing.edits import Edit, flow, mapped, shorter, within, without


def of_words(node: Node, others: Sequence[Node]) -> Iterator[Edit]:
    """Yield every change of the words of a rule or classification.

    Args:
        node: The rule.
        others: The rules whose words it might have been given by mistake; the first that differ are taken.
    """
    entry = node.entries()
    for key in WORDS:
        if key in entry:
            yield without(node, key)
            yield from _of_another(node, key, others)
    if "remedy" in entry:
        yield from within(node, "remedy", _of_remedy(entry["remedy"]))


def _of_another(node: Node, key: str, others: Sequence[Node]) -> Iterator[Edit]:
    own = node.entries()[key]
    for other in others:
        entry = other.entries()
        # Conditions of a remedy are about the kind of subject that the rule is about.
        is_alike = entry["subject"].text() == node.entries()["subject"].text()
        if is_alike and key in entry and flow(entry[key]) != flow(own):
            change = f"'{key}' made that of {entry['id'].text()}"
            value = replace(own, content=entry[key].content)
            yield Edit(own.place, change, mapped(node, {**node.entries(), key: value}))
            return


def _of_remedy(node: Node) -> Iterator[Edit]:
    """Yield a remedy without one of its sentences, and without one of the cases of each."""
    if isinstance(node.content, tuple):
        yield from shorter(node)
        for number, part in enumerate(node.content):
            for edit in _of_remedy(part):
                parts = (*node.content[:number], edit.node, *node.content[number + 1 :])
                yield replace(edit, node=replace(node, content=parts))
    elif not isinstance(node.content, str):
        yield from within(node, "cases", shorter(node.entries()["cases"]))
