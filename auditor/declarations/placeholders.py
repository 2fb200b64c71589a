"""What the templates leave for somebody to fill in, and is no answer while it stands there."""

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from auditor.declarations.entry import Entry
from auditor.declarations.wording import error_at
from auditor.domain.declaration import ANSWER
from auditor.formats.yaml_node import Node, quoted

DAY: Final = "YYYY-MM-DD"
"""A day to fill in; a template is handed out with the day's date in ``on``."""

PLACEHOLDERS: Final = frozenset(
    {
        DAY,
        "FIRST DAY IT IS IN FORCE",
        "ID OF THE RULE",
        "ID OF THE SUBJECT",
        "ID OF WHAT IS LISTED",
        "ID OF WHAT WAS SEEN",
        "KIND OF EVIDENCE",
        "LAST DAY IT IS IN FORCE",
        "NAME OF THE FACT",
        "PLACE AS THE REPORT PRINTS IT",
        "PRESENT OR ABSENT",
        "WHAT HOLDS",
        "WHAT IT IS FOR",
        "WHAT PROVES IT",
        "WHERE THE DECISION IS KEPT",
        "WHO ANSWERS FOR IT",
        "WHO ASKS FOR IT",
        "WHO GRANTS IT",
        "WHY IT IS ACCEPTED",
        "WHY IT IS LEFT AS IT IS",
        "YOUR MODEL",
        "YOUR NAME",
        "YOUR ORGANISATION",
        "YOUR SYSTEM",
        "YOUR-NUMBER",
        "YOUR-SYSTEM",
    }
)
"""Every value in capitals that a template holds."""


def _joined(text: str) -> str:
    """Return a text as commands have it, which hold no spaces: ``YOUR-NAME``."""
    return "-".join(text.upper().replace("-", " ").split())


_OPEN: Final = frozenset(_joined(one) for one in (*PLACEHOLDERS, ANSWER))


def refuse_placeholders(entry: Entry, required: Collection[str]) -> None:
    """Refuse an entry that still has a value of the template it was made from.

    Args:
        entry: The entry.
        required: Fields it may not do without.

    Raises:
        DeclarationError: ``FILE:LINE`` and the field.
    """
    for path, line, text in _open(entry):
        may_go = "" if path.partition(".")[0] in required else ", or remove the line if it may be left out"
        raise error_at(entry.shown, line, _still(path, text), f"Fill it in{may_go}.")


def open_fields(entry: Entry) -> Iterator[str]:
    """Yield every field of an entry that is still to be filled in, as one line that begins with its place."""
    for path, line, text in _open(entry):
        yield f"{entry.shown}:{line}: {_still(path, text)}"


def _open(entry: Entry) -> Iterator[tuple[str, int, str]]:
    for key, node in entry.fields.items():
        for path, line, text in _texts(key, node):
            if _joined(text) in _OPEN:
                yield path, line, text


def _still(path: str, text: str) -> str:
    return f"{path} still says {quoted(text)}, as the template does"


def _texts(path: str, node: Node) -> Iterator[tuple[str, int, str]]:
    """Yield every text below a field: the field and what is below it, its line and the text."""
    if isinstance(node.content, str):
        yield path, node.line, node.content
    elif isinstance(node.content, tuple):
        for item in node.content:
            yield from _texts(path, item)
    elif isinstance(node.content, Mapping):
        for key, child in node.content.items():
            yield from _texts(f"{path}.{key}", child)
