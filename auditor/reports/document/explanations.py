"""The explanations of all findings, every node of them once.

Of many models about which little is known, findings are explained in the same words: of a hundred thousand
nodes ten thousand differ. A node points to its parts, which stand before it, by their places in the list. A
leaf about the finding's own subject does not name it, so that findings of different subjects share it.
"""

from collections.abc import Sequence
from typing import Final, cast

from auditor.domain.finding import Reason
from auditor.reports.document.finding_shape import BecauseBlock, NodeBlock, TreeFindingBlock
from auditor.reports.document.shape import Result

OWN: Final = ""
"""Stands for the finding's own subject, whose id is never empty."""

_Key = tuple[str, str, str, str | None, tuple[str, ...], tuple[int, ...]]


class Explanations:
    """Nodes as they come, equal ones once."""

    def __init__(self) -> None:
        self.blocks: list[NodeBlock] = []
        self._places: dict[_Key, int] = {}

    def place(self, reason: Reason, own_id: str) -> int:
        """Return the place of an explanation in the list, and put there what is new of it.

        Args:
            reason: The explanation.
            own_id: The subject of the finding.
        """
        parts = tuple([self.place(part, own_id) for part in reason.parts])
        subject = OWN if reason.subject_id == own_id else reason.subject_id or None
        key = (reason.text, reason.value.value, reason.fact, subject, reason.evidence, parts)
        place = self._places.setdefault(key, len(self.blocks))
        if place == len(self.blocks):
            self.blocks.append(
                {
                    "text": reason.text,
                    "value": reason.value.value,
                    "fact": reason.fact or None,
                    "subject": subject,
                    "evidence": list(reason.evidence),
                    "parts": list(parts),
                }
            )
        return place


def findings_in_full(result: Result) -> list[TreeFindingBlock]:
    """Return the findings of a result, each with its explanation as a tree."""
    nodes = result["explanations"]
    return [
        cast(TreeFindingBlock, {**one, "because": tree(nodes, one["because"], one["subject"]["id"])})
        for one in result["findings"]
    ]


def tree(nodes: Sequence[NodeBlock], place: int, own_id: str) -> BecauseBlock:
    """Return the explanation at a place as a tree, in which leaves name the finding's own subject."""
    node = nodes[place]
    return {
        "text": node["text"],
        "value": node["value"],
        "fact": node["fact"],
        "subject": own_id if node["subject"] == OWN else node["subject"],
        "evidence": node["evidence"],
        "parts": [tree(nodes, part, own_id) for part in node["parts"]],
    }
