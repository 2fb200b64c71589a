"""What a rule says under older texts of the law, from YAML."""

from collections.abc import Callable
from typing import Final

from auditor.formats.yaml_node import Node
from auditor.policy.law import Law, refuse_uncited
from auditor.policy.rules import Choice, Earlier

_WORDS: Final = frozenset({"title", "note", "failing", "remedy"})


def earlier(
    node: Node, texts: tuple[str, ...], law: Law, remedy: Callable[[Node], tuple[Choice, ...]]
) -> Earlier:
    """Read one entry of ``earlier``.

    Args:
        node: The entry.
        texts: The texts that the rule lists, under which it says what it says.
        law: The law, with every text.
        remedy: Reads a remedy of the rule.

    Raises:
        PolicyError: it is malformed, or about a text that it cannot be about.
    """
    entry = node.mapping(known=_WORDS | {"text", "unread"}, required=frozenset({"text"}))
    text = entry["text"].text()
    if text not in law.texts:
        entry["text"].refuse(f"unknown text '{text}'", hint="texts are listed in law.yaml")
    if "unread" in entry:
        if text in texts:
            entry["text"].refuse(
                f"'{text}' is listed as read", hint="take it out of `legal`, or `unread` away"
            )
        if _WORDS & entry.keys() - {"note"}:
            node.refuse(
                "what was not read has no other words", hint="beside `unread` only a `note` can stand"
            )
    elif text not in texts:
        entry["text"].refuse(f"the rule does not hold under '{text}'", hint="list it in `legal` as well")
    elif not _WORDS & entry.keys():
        node.refuse("it says nothing else than the rule", hint=f"give {', '.join(sorted(_WORDS))} or unread")
    return Earlier(
        text=text,
        unread=entry["unread"].text() if "unread" in entry else "",
        title=entry["title"].text() if "title" in entry else None,
        note=refuse_uncited(entry["note"], law) if "note" in entry else None,
        failing=entry["failing"].text() if "failing" in entry else None,
        remedy=remedy(entry["remedy"]) if "remedy" in entry else None,
    )
