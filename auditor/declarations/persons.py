"""Whether two entries name one person: names as people write them, with or without an address."""

import re
import unicodedata
from typing import Final

_MAILBOX: Final = re.compile(r"(?P<name>[^<>]*)<(?P<address>[^<>@]*@[^<>]*)>\s*")
_ASIDE: Final = re.compile(r"\([^()]*\)")
_ACCENTS: Final = frozenset(map(chr, range(0x300, 0x370)))
"""Combining marks of European scripts, which people leave out; those of other scripts are letters."""
_KEPT: Final = frozenset("LMN")
"""Unicode categories of what tells names apart: letters, the marks on them, numbers."""


def same_person(one: str, other: str) -> bool:
    """Say whether two texts may name one person; so that nobody is two, some who are two are taken for one.

    Blanks, dots, capitals and accents tell nobody apart, nor do the order of ``Engineer, B.`` or
    ``Engineer B.``, what stands in parentheses, the address that follows a name in angle brackets, the domain
    of an address, or what stands after its plus sign.
    """
    return not _names(one).isdisjoint(_names(other))


def _names(text: str) -> frozenset[str]:
    """Return what somebody goes by in a text: the name, and what their address says before its domain."""
    text = _ASIDE.sub(" ", text).removeprefix("mailto:")
    mailbox = _MAILBOX.fullmatch(text)
    name, address = (mailbox["name"], mailbox["address"]) if mailbox else (text, "")
    if "@" in name:
        name, address = "", name
    local = address.partition("@")[0].partition("+")[0]
    return frozenset(filter(None, map(_words, (name, local)))) or frozenset({""})


def _words(name: str) -> str:
    """Return what tells a name from another's, however it is ordered, spaced, dotted or capitalised."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    kept = "".join(
        letter if unicodedata.category(letter)[0] in _KEPT else " "
        for letter in folded
        if letter not in _ACCENTS
    )
    return " ".join(sorted(kept.split()))
