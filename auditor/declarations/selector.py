"""What a declaration is about: reading a selector, and finding what it matches."""

import fnmatch
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from auditor.declarations.entry import Entry
from auditor.domain.declaration import Selector

# "sha256:" and five digits: short enough to type, too long to be met by chance in one inventory.
MIN_PREFIX: Final = 12
EXPECT: Final = "expect"
"""How many subjects, or problems, a selector is to match."""

_SPAN: Final = re.compile(r"(\d{1,9})\.\.(\d{1,9})")
_MAX_NAMED: Final = 3


def read_selector(entry: Entry, *, by_host: bool = False) -> Selector:
    """Read ``{id: ..., name: ..., expect: n or "1..5"}``, of deployments with ``host`` as well.

    Args:
        entry: The selector.
        by_host: Whether it may have ``host``.

    Raises:
        DeclarationError: no condition is given, or ``expect`` is missing where only patterns are, or it is
            not a number or span above 0.
    """
    entry.check_keys(required=(), optional=("id", "name", *(("host",) if by_host else ()), EXPECT))
    subject, name = entry.optional_text("id"), entry.optional_text("name")
    host = entry.optional_text("host") if by_host else None
    if subject is None and name is None and host is None:
        others, example = ("name or host", "dep:...") if by_host else ("name", "sha256:...")
        hint = f'Write {{id: "{example}"}} or {{name: "llama*", expect: 1}}.'
        raise entry.error("id", f"or {others} is missing", hint)
    if EXPECT not in entry.fields:
        if subject is None:
            hint = 'Say how many it matches: expect: 1, or expect: "1..5".'
            raise entry.error(EXPECT, f"is missing beside a {'host' if name is None else 'name'}", hint)
        return Selector(subject, name, host=host)
    low, high = expected(entry)
    return Selector(subject, name, low, high, host)


def expected(entry: Entry) -> tuple[int, int]:
    """Return the fewest and the most that an entry expects to match.

    Raises:
        DeclarationError: it is no number or span above 0.
    """
    value = entry.fields[EXPECT].content
    span = _SPAN.fullmatch(value.strip()) if isinstance(value, str) else None
    low, high = (int(span[1]), int(span[2])) if span else (entry.count(EXPECT),) * 2
    if high < 1 or low > high:
        raise entry.error(EXPECT, "must allow at least one", 'Write expect: 1, or expect: "1..5".')
    return low, high


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something a selector may match.

    Attributes:
        id: Its id.
        ids: Its id and the weaker ones it was known by.
        names: Every name it has, case folded once for all selectors.
        parts: The names, and the last part of those with slashes.
        hosts: The machines it runs on, or hosts that are called, case folded.
    """

    id: str
    ids: tuple[str, ...]
    names: tuple[str, ...]
    parts: tuple[str, ...]
    hosts: tuple[str, ...] = ()

    @classmethod
    def of(cls, *ids: str, names: Iterable[str], hosts: Iterable[str] = ()) -> "Candidate":
        """Take something by its id, the ids it was known by, its names and where it runs."""
        folded = tuple(name.casefold() for name in names)
        last = (name.rpartition("/")[2] for name in folded)
        parts = tuple(dict.fromkeys((*folded, *last)))
        return cls(ids[0], ids, folded, parts, tuple(host.casefold() for host in hosts))


def select(selector: Selector, candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Return the candidates that meet every condition, in their order.

    A whole id wins over a beginning of one, which needs 12 characters. A name pattern without a
    slash also matches the last part of a name with slashes; case does not matter.
    """
    found = tuple(candidates)
    if selector.id is not None:
        found = _by_id(selector.id, found)
    if selector.name is not None:
        found = _by_name(selector.name, found)
    if selector.host is not None:
        matches = _pattern(selector.host)
        found = tuple(one for one in found if any(map(matches, one.hosts)))
    return found


def _by_id(wanted: str, candidates: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    whole = tuple(one for one in candidates if wanted in one.ids)
    if whole or len(wanted) < MIN_PREFIX:
        return whole
    return tuple(one for one in candidates if any(known.startswith(wanted) for known in one.ids))


def _by_name(pattern: str, candidates: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    matches = _pattern(pattern)
    if "/" in pattern:
        return tuple(one for one in candidates if any(map(matches, one.names)))
    return tuple(one for one in candidates if any(map(matches, one.parts)))


def _pattern(pattern: str) -> Callable[[str], re.Match[str] | None]:
    return re.compile(fnmatch.translate(pattern.casefold())).match


def described(selector: Selector) -> str:
    """Return a selector as a person would say it: ``id sha256:ab.., name llama*``."""
    parts = (("id", selector.id), ("name", selector.name), ("host", selector.host))
    return ", ".join(f"{key} {value}" for key, value in parts if value is not None)


def mismatch(selector: Selector, ids: Iterable[str]) -> str | None:
    """Return one sentence if the number of matches is not the one expected, else ``None``."""
    found = tuple(ids)
    wrong = miscount(described(selector), found, selector.expect_low, selector.expect_high)
    short = selector.id is not None and len(selector.id) < MIN_PREFIX
    if wrong is None or found or not short:
        return wrong
    return f"{wrong}; the beginning of an id needs {MIN_PREFIX} characters"


def miscount(what: str, matches: Iterable[str], low: int, high: int) -> str | None:
    """Return one sentence if something matches fewer than ``low`` or more than ``high``, else ``None``."""
    found = sorted(matches)
    if low <= len(found) <= high:
        return None
    wanted = str(low) if low == high else f"{low} to {high}"
    if not found:
        return f"{what} matches nothing, {wanted} expected"
    named = ", ".join(found[:_MAX_NAMED]) + (", ..." if len(found) > _MAX_NAMED else "")
    return f"{what} matches {len(found)}, {wanted} expected: {named}"
