"""Whether two entries name one person: names as people write them, with or without an address."""

import re
import unicodedata
from typing import Final

_MAILBOX: Final = re.compile(r"(?P<name>[^<>]*)<(?P<address>[^<>@]*@[^<>]*)>\s*")
_KEPT: Final = frozenset("LMN")
"""Unicode categories of what tells names apart: letters, the marks on them, numbers."""


def same_person(one: str, other: str) -> bool:
    """Say whether two texts may name one person; so that nobody is two, some who are two are taken for one.

    Blanks, dots and capitals tell nobody apart, nor do the order of ``Engineer, B.``, the address that
    follows a name in angle brackets, the domain of an address, or what stands after its plus sign.
    """
    return not _names(one).isdisjoint(_names(other))


def _names(text: str) -> frozenset[str]:
    """Return what somebody goes by in a text: the name, and what their address says before its domain."""
    mailbox = _MAILBOX.fullmatch(text)
    name, address = (mailbox["name"], mailbox["address"]) if mailbox else (text, "")
    if "@" in name:
        name, address = "", name
    last, _, first = name.partition(",")
    local = address.partition("@")[0].partition("+")[0]
    return frozenset(filter(None, map(_letters, (f"{first} {last}", local)))) or frozenset({""})


def _letters(name: str) -> str:
    """Return what tells a name from another's, however it is spaced, dotted or capitalised."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(letter for letter in folded if unicodedata.category(letter)[0] in _KEPT)
