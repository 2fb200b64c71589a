"""Whether two texts may name one person: names as people write them, with or without an address.

Who asks for a waiver must not grant it. Names differ in order, titles, initials, accents and alphabets, and
one person has several addresses, so two texts are one person unless they plainly are not. Namesakes are told
apart by something in the name itself: a further name in full, or the department as one of its words.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations, product
from typing import Final

_MAILBOX: Final = re.compile(r"(?P<name>[^<>]*)<(?P<address>[^<>@]*@[^<>]*)>\s*")
_ASIDE: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_APART: Final = re.compile(r"[,;/|]|\s[-\u2013\u2014]\s")
"""What stands between a name and what somebody is: ``Anna Rossi, CISO``."""

_TITLES: Final = frozenset(
    {
        *(
            "ba",
            "bsc",
            "dipl",
            "dr",
            "drs",
            "ing",
            "ir",
            "llm",
            "ma",
            "mag",
            "mba",
            "md",
            "med",
            "msc",
            "phd",
        ),
        *("frau", "herr", "madame", "mme", "monsieur", "mr", "mrs", "ms", "sig", "signor", "signora", "sir"),
        *("jr", "prof", "professor", "sr"),
    }
)
_MARKS: Final = re.compile(r"[\u0300-\u036f]")
"""Accents of European scripts, which people leave out; marks of other scripts are letters."""

_LATIN: Final = re.compile(r"LATIN SMALL (?:LETTER|LIGATURE) (?:DOTLESS |LONG )?([A-Z]{1,2})(?: |$)")
_UMLAUTS: Final = re.compile(r"(?<=[aou])e")
"""``Müller`` is ``Mueller`` to some and ``Muller`` to others."""

_EAST_ASIAN: Final = frozenset({"CJK", "HANGUL", "HIRAGANA", "KATAKANA"})
"""Scripts that are mixed in one name as a matter of course."""

_MOST_ORDERED: Final = 4
"""Words of a name whose every order is tried; longer names are read in their own order."""

_DIGITS: Final = "0123456789"

Words = tuple[str, ...]


def same_person(one: str, other: str) -> bool:
    """Say whether two texts may name one person; so that nobody is two, some who are two are taken for one.

    Blanks, dots, capitals, accents and invisible characters tell nobody apart, nor do the order of the words,
    titles, what stands in brackets or after a comma, initials, or names left out; of an address neither its
    domain nor what stands after its plus sign. One name is one person whatever the addresses, and one address
    whatever the names; an address without a name is read as one. Names in different alphabets cannot be
    compared, and may be one person.
    """
    mine, theirs = _Person.of(one), _Person.of(other)
    if not (mine.all and theirs.all):
        return mine.all == theirs.all
    if mine.scripts != theirs.scripts or len(mine.scripts) > 1:
        return True
    if set(mine.address) == set(theirs.address) and mine.address:
        return True
    pairs = product((*mine.names, *mine.logins), (*theirs.names, *theirs.logins))
    return any(_may_be_one(*pair) for pair in pairs)


@dataclass(frozen=True, slots=True)
class _Person:
    """What somebody goes by in a text.

    Attributes:
        names: The words of the name, with and without what they are; none where an address stands alone.
        address: The words of the address before its domain; none without one.
    """

    names: tuple[Words, ...]
    address: Words

    @classmethod
    def of(cls, text: str) -> "_Person":
        """Read a text."""
        name, address = address_of(text)
        whole, before = _words(name), _words(_APART.split(name)[0])
        # A comma may also stand between the family name and the others: Rossi, Anna.
        names = (whole, before) if len(before) > 1 else (whole,)
        local = address.partition("@")[0].partition("+")[0]
        return cls(tuple(dict.fromkeys(filter(None, names))), _words(local))

    @property
    def logins(self) -> tuple[Words, ...]:
        """The words of the address, with and without the numbers that tell logins of one name apart."""
        unnumbered = tuple(filter(None, (word.rstrip(_DIGITS) for word in self.address)))
        return self.address, unnumbered

    @property
    def all(self) -> frozenset[str]:
        """Every word."""
        return frozenset((*self.address, *(word for name in self.names for word in name)))

    @property
    def scripts(self) -> frozenset[str]:
        """The alphabets of its letters."""
        return frozenset(_script(letter) for word in self.all for letter in word if letter.isalpha())


def address_of(text: str) -> tuple[str, str]:
    """Return the name and the address that a text holds, without what stands in brackets."""
    text = unicodedata.normalize("NFKC", _ASIDE.sub(" ", text)).strip().removeprefix("mailto:")
    mailbox = _MAILBOX.fullmatch(text)
    name, address = (mailbox["name"], mailbox["address"]) if mailbox else (text, "")
    return ("", name) if "@" in name else (name, address)


def _may_be_one(one: Words, other: Words) -> bool:
    """Say whether words may name one person: each of the fewer is among the others, or all make one word."""
    if not (one and other):
        return False
    fewer, more = sorted((one, other), key=len)
    if _covers(more, fewer):
        return True
    # Blanks and dots can stand anywhere, and an address may have none: An na Rossi, annarossi, arossi.
    return "".join(one) in set(_spellings(other)) or "".join(other) in set(_spellings(one))


def _covers(more: Words, fewer: Words) -> bool:
    """Say whether each word stands among more words, in full or as an initial, each once."""
    left = list(more)
    for word in fewer:
        if word in left:
            left.remove(word)
            continue
        meant = next((other for other in left if 1 in (len(word), len(other)) and word[0] == other[0]), None)
        if meant is None:
            return False
        left.remove(meant)
    return True


def _spellings(words: Words) -> Iterator[str]:
    """Yield what words make when they are written together, in any order, each in full or as an initial."""
    orders = permutations(words) if len(words) <= _MOST_ORDERED else (words,)
    for order in orders:
        for parts in product(*((word, word[:1]) for word in order)):
            yield "".join(parts)


def _words(name: str) -> Words:
    """Return the words that tell a name from another's, without titles where there is anything else."""
    words = spelled(name)
    # Initials stand after what is written in full, so that they are left for what is not.
    found = sorted((word for word in words if word not in _TITLES), key=len, reverse=True)
    return tuple(found or words)


def spelled(name: str) -> Words:
    """Return the words of a text in their order, without what people leave out: accents, dots, capitals."""
    kept = "".join(_letter(letter) for letter in unicodedata.normalize("NFKD", name.casefold()))
    return tuple(_UMLAUTS.sub("", word) for word in kept.split())


def _letter(letter: str) -> str:
    """Return a letter without what people leave out; a blank for what stands between words."""
    if _MARKS.match(letter) or unicodedata.category(letter) in {"Cf", "Me"}:
        return ""
    base = _LATIN.match(unicodedata.name(letter, ""))
    if base:
        return base[1].lower()
    return letter if unicodedata.category(letter)[0] in "LMN" else " "


def _script(letter: str) -> str:
    """Return the alphabet of a letter; one that only looks like a Latin letter is of another."""
    if letter.isascii():
        return "LATIN"
    script = unicodedata.name(letter, "").partition(" ")[0]
    return "CJK" if script in _EAST_ASIAN else "LATIN-LIKE" if script == "LATIN" else script
