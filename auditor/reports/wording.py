"""How values read to people: numbers, quantities, days, and names that come from outside.

Everything here returns plain text; superscripts and narrow spaces are Unicode, so the same words
serve the terminal, the page and the print. Nothing depends on the locale of the machine.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from auditor.domain import phrasing
from auditor.domain.fact import Fact, FactDefinition, Known, Settler, Unknown
from auditor.domain.facts import FACTS
from auditor.domain.observation import Problem, ProblemKind, SkipKind, Skipped
from auditor.domain.places import places_of
from auditor.domain.values import FactValue, NoDay, Range

if TYPE_CHECKING:
    from auditor.domain.finding import Question

_NO_BREAK: Final = "\u00a0"

# Sentences and tables say figures and days in one form.
counted = phrasing.counted
day = phrasing.day
days_left = phrasing.days_left
number = phrasing.number
plain_spaces = phrasing.plain_spaces
power_of_ten = phrasing.power_of_ten
quantity_range = phrasing.quantity_range
scientific = phrasing.scientific
series = phrasing.series

# Unicode general categories that draw nothing themselves but change what is drawn around them:
# controls (terminal escapes), formats (bidirectional overrides, zero width), surrogates, separators.
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
# What a name that several subjects have ends with; see ``domain.naming``.
_OWN_ID: Final = re.compile(r" \([a-z0-9]+:[0-9a-f]{8,}\)$")
# What has no space for so long is a path or a digest, not a word: of it both ends tell enough.
_LONGEST_WORD: Final = 120
_LONG_WORD: Final = re.compile(rf"\S{{{_LONGEST_WORD + 1},}}")
# A sentence is longer than this only where somebody wants it to be.
_MOST_OF_GIST: Final = 20_000
_SENTENCE_END: Final = re.compile(r"(?<=[.?!]) +(?=[A-Z])")
# Joins the parts of an emoji, and shapes letters in several scripts; harmless in between others.
_ZERO_WIDTH_JOINER: Final = "\u200d"


def visible(text: str) -> str:
    """Return text from outside with every invisible or controlling character spelled out.

    A file may be called anything: a terminal escape, a line break or a right-to-left override in a
    name would let it rewrite the report around it.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_spelled(character) for character in text)


def _spelled(character: str) -> str:
    if character == _ZERO_WIDTH_JOINER or unicodedata.category(character) not in _UNSEEN:
        return character
    return character.encode("unicode_escape").decode("ascii")


def encodable(text: str) -> str:
    r"""Return text that UTF-8 can carry: lone surrogates (bytes of undecodable names) become ``\udcXX``."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def clipped(text: str, limit: int) -> str:
    """Return visible text of at most ``limit`` characters, its middle left out and marked."""
    # Spelling out can only lengthen, so there is no use in spelling more than the limit at each end.
    if len(text) > 2 * limit:
        text = f"{text[:limit]}…{text[-limit:]}"
    shown = visible(text)
    if len(shown) <= limit:
        return shown
    own_id = _OWN_ID.search(shown)
    # Of two subjects with one name, the id at its end is all that tells them apart.
    kept = len(own_id[0]) if own_id and len(own_id[0]) < limit - 1 else 0
    head = min((limit - 1) * 2 // 3, limit - 1 - kept)
    tail = limit - 1 - head
    return f"{shown[:head].rstrip()}…{shown[-tail:].lstrip() if tail else ''}"


def shortened(text: str, limit: int) -> str:
    """Return the beginning of a sentence, whole words of it, of at most ``limit`` characters."""
    shown = visible(text[: 2 * limit])
    if len(shown) <= limit:
        return shown
    kept = shown[: limit - 1]
    words, _, _ = kept.rpartition(" ")
    return f"{(words or kept).rstrip(' ,;:(')}…"


def gist(text: str, limit: int) -> str:
    """Return the beginning of a sentence; the source it ends with, in parentheses, is left out first."""
    shown = visible(text[:_MOST_OF_GIST])
    return shortened(shown if len(shown) <= limit else _without_source(shown), limit)


def advice(text: str, limit: int) -> str:
    """Return as many whole sentences of an advice as fit: cut in the middle, a caveat would read as leave."""
    sentences = _SENTENCE_END.split(visible(text[:_MOST_OF_GIST]))
    kept = accumulate(sentences, lambda said, more: f"{said} {more}")
    return max((said for said in kept if len(said) <= limit), key=len, default=shortened(text, limit))


def _without_source(text: str) -> str:
    """Return a sentence without the parentheses it ends with, whatever stands in parentheses within them."""
    bare = text.rstrip(".")
    depth = 0
    for place in range(len(bare) - 1, -1, -1):
        depth += (bare[place] == ")") - (bare[place] == "(")
        if depth == 0:
            return bare[:place].rstrip() if place < len(bare) - 1 and place else text
    return text


def with_short_paths(text: str) -> str:
    """Return a citation whole but for long paths: a formula that lacks a factor proves nothing."""
    return _LONG_WORD.sub(lambda path: clipped(path[0], _LONGEST_WORD), text)


def short_id(identifier: str) -> str:
    """Return an id or digest one can compare by eye: ``sha256:8f2c…41d9``."""
    scheme, colon, digest = identifier.rpartition(":")
    if len(digest) < 16 or not digest.isalnum():
        return clipped(identifier, 40)
    return f"{scheme}{colon}{digest[:4]}…{digest[-4:]}"


def settling(question: "Question", noun: str = "") -> str:
    """Return how many findings an answer settles by itself, and for how many more it is needed."""

    def of(n: int) -> str:
        return counted(n, noun) if noun else number(n)

    if question.n_settles and question.n_needed:
        said = f"settles {of(question.n_settles)}, needed for {number(question.n_needed)} more"
    elif question.n_needed:
        said = f"needed for {of(question.n_needed)}"
    else:
        said = f"settles {of(question.n_settles)}"
    depend = "depends" if question.n_further == 1 else "depend"
    then = f"{counted(question.n_further, 'further field')} {depend} on it"
    return f"{said}; {then}" if question.n_further else said


def faults(gaps: Iterable[Problem | Skipped]) -> str:
    """Return how many places are not known for which reason: ``2 unreadable, 1 altered``; empty for none.

    A place is counted once for each of its faults. What could not be read, what is not what its store
    says, what lacks parts and files in formats that are not read are never added up.
    """
    seen = tuple(gaps)
    said = [(len(places_of(seen, fault)), fault.value) for fault in ProblemKind]
    n_files = len(places_of(seen, SkipKind.FORMAT))
    said.append((n_files, "file in a format not read" if n_files == 1 else "files in formats not read"))
    return ", ".join(f"{number(n)}{_NO_BREAK}{what}" for n, what in said if n)


def size(n_bytes: int) -> str:
    """Return a size in decimal units: ``4.68 GB``."""
    for unit, bytes_per_unit in (("TB", 10**12), ("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if n_bytes >= bytes_per_unit:
            return f"{n_bytes / bytes_per_unit:.3g}{_NO_BREAK}{unit}".replace("e+03", "000")
    return counted(n_bytes, "byte")


def moment(when: datetime) -> str:
    """Return a time of day: ``21 November 2026, 14:03 UTC``."""
    return f"{day(when)}, {when:%H:%M}{_NO_BREAK}UTC"


def value(stated: FactValue, definition: FactDefinition | None = None) -> str:
    """Return a fact's value as a report prints it, with its unit."""
    unit = definition.unit if definition else ""
    match stated:
        case bool():
            return "yes" if stated else "no"
        case int() if stated == 0 and definition is not None and definition.zero_means:
            return definition.zero_means
        case int() | float():
            return size(int(stated)) if unit == "bytes" else _with_unit(number(stated), unit)
        case Range():
            return _with_unit(quantity_range(stated), unit)
        case tuple():
            return ", ".join(visible(word) for word in stated) or "none"
        case date():
            return day(stated)
        case NoDay():
            return stated.value
        case str():
            return visible(stated)


def raw_value(stated: FactValue, definition: FactDefinition | None = None) -> str:
    """Return a value as its source has it: ids stay ids, figures are not rounded and have no unit."""
    if isinstance(stated, Range):
        return f"{stated.low:g} to {stated.high:g}"
    return value(stated, definition and replace(definition, unit=""))


def rate(per_s: float) -> str:
    """Return a speed: whole numbers from a hundred on."""
    return number(round(per_s)) if per_s >= 100 else f"{per_s:.1f}"


def settler(who: Settler) -> str:
    """Return who could tell: ``the provider``, ``nobody``."""
    return who.value if who is Settler.NOBODY else f"the {who.value}"


def _with_unit(figure: str, unit: str) -> str:
    return f"{figure}{_NO_BREAK}{unit}" if unit else figure


def fact_text(fact: Fact | None, name: str) -> str:
    """Return what a fact comes to: its value, ``unknown: why``, or ``conflict:`` and what is claimed."""
    if fact is None:
        return "unknown: not assessed"
    state = fact.state
    if isinstance(state, Known):
        return value(state.value, FACTS.get(name))
    if isinstance(state, Unknown):
        return unknown_because(state.reason)
    claimed = dict.fromkeys(value(claim.value, FACTS.get(name)) for claim in state.claims)
    return f"conflict: {' · '.join(claimed)}"


def unknown_because(reason: str) -> str:
    """Return ``unknown: why``; reasons of some facts begin with the word themselves."""
    return f"unknown: {visible(reason.removeprefix('unknown: '))}"


def label(name: str) -> str:
    """Return a fact's name as a table prints it: ``model.n_parameters`` reads ``parameters``."""
    called = FACTS[name].label if name in FACTS else ""
    return called or name.partition(".")[2].replace("_", " ")


def evidence_kind(kind: str) -> str:
    """Return a kind of evidence as words: ``ai-disclosure`` reads ``AI disclosure``."""
    return " ".join("AI" if word == "ai" else word for word in kind.split("-"))
