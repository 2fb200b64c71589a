"""Which gaps of a scan the organisation accepts."""

import fnmatch
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import takewhile
from typing import Final

from auditor.declarations.selector import miscount
from auditor.domain.declaration import CoverageAccepted
from auditor.domain.observation import Problem, ProblemKind, Skipped, place_of, places_of

_MOST_LISTED: Final = 3
# What fnmatch expands.
_EXPANDED: Final = frozenset("*?[")


def is_pattern(locator: str) -> bool:
    """Say whether a locator may name several places: it has a character that a shell expands."""
    return not _EXPANDED.isdisjoint(locator)


def acceptable(gaps: Iterable[Problem | Skipped]) -> frozenset[str]:
    """Return the places that can be accepted: what is known there is that something is not known.

    Altered bytes are known to be what nobody vouched for, and nobody can accept that in advance.
    """
    seen = tuple(gaps)
    return places_of(seen) - places_of(seen, ProblemKind.ALTERED)


def accepted_places(
    entry: CoverageAccepted, gaps: Iterable[str], by_name: Collection[str] = ()
) -> tuple[str, ...]:
    """Return the places of gaps that an entry names, whole or by a shell-style pattern, sorted.

    Args:
        entry: The entry.
        gaps: The places.
        by_name: Those among them that no pattern names: only who names them in full has looked at them.
    """
    places = {place for place in gaps if _names(entry.locator, place)}
    return tuple(sorted(place for place in places if place not in by_name or _is(entry.locator, place)))


def unmet(
    entry: CoverageAccepted,
    places: Collection[str],
    gaps: Iterable[str],
    refused: Mapping[str, Iterable[str]],
) -> str | None:
    """Return one sentence if an entry names fewer or more problems than it expects, else ``None``.

    Where it names none, the sentence lists the nearest there are: a place is spelled as its target was named.

    Args:
        entry: The entry.
        places: What it names of the gaps.
        gaps: Places that can be accepted.
        refused: Places that it cannot name, by why not.
    """
    wrong = miscount(f"locator {entry.locator}", places, entry.expect_low, entry.expect_high)
    for why, there in refused.items() if wrong is not None else ():
        if named := [place for place in accepted_places(entry, there) if place not in places]:
            return f"{wrong}; {why}: {', '.join(named[:_MOST_LISTED])}"
    if wrong is None or places:
        return wrong
    there = sorted(set(gaps), key=lambda place: (-_n_alike(entry.locator, place), place))
    more = f" and {len(there) - _MOST_LISTED} more" if len(there) > _MOST_LISTED else ""
    return f"{wrong}; there are: {', '.join(there[:_MOST_LISTED])}{more}" if there else wrong


def _n_alike(pattern: str, place: str) -> int:
    """Return how many parts two places have in common at their ends, where the file's name is."""
    pairs = zip(reversed(pattern.split("/")), reversed(place.split("/")), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _names(pattern: str, place: str) -> bool:
    return _is(pattern, place) or any(
        fnmatch.fnmatchcase(place, spelled) for spelled in (pattern, *_as_places(pattern))
    )


def _is(locator: str, place: str) -> bool:
    """Say whether a locator is a place in full, however it is spelled."""
    return place in (locator, *_as_places(locator))


def _as_places(pattern: str) -> Iterator[str]:
    """Yield the places that ``TARGET#path`` may mean, as reports print where a file was seen.

    A name may hold a ``#`` itself, so that any of them may be the one that divides.
    """
    for at, character in enumerate(pattern):
        if character == "#":
            yield place_of(pattern[:at], pattern[at + 1 :])
