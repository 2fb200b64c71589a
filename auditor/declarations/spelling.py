"""Places as people spell them: a target is the place it leads to, however it is written.

::

    dir:m/old.pkl   m/old.pkl   dir:/srv/estate/m/old.pkl   dir:m#old.pkl     one place
"""

import fnmatch
import glob
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from types import MappingProxyType
from typing import Final

from auditor.domain.declaration import CoverageAccepted
from auditor.domain.observation import Problem, Skipped, place_of

# What fnmatch expands.
_EXPANDED: Final = frozenset("*?[")
_FOLDER: Final = "dir"


def is_pattern(locator: str) -> bool:
    """Say whether a locator may name several places: it has a character that a shell expands."""
    return not _EXPANDED.isdisjoint(locator)


def in_full(locator: str, folders: Iterable[Path]) -> tuple[str, ...]:
    """Return what a locator may mean in full: from each folder, links followed at any step of its path.

    Args:
        locator: A place or a pattern; without a scheme it is that of a file or folder.
        folders: Where a relative path may start.
    """
    scheme, colon, path = locator.partition(":")
    if not colon or not scheme.replace("-", "").isalnum():
        scheme, path = _FOLDER, locator
    found = {
        f"{scheme}:{place}"
        for folder in folders
        for spelled in (path, path.replace("#", "/"))
        for place in _places(folder, spelled)
    }
    return tuple(sorted(found))


def _places(folder: Path, path: str) -> Iterator[str]:
    """Yield the absolute places of a path, its folders followed down to each; a pattern keeps its own."""
    plain, rest = _divided(path)
    whole = PurePath(os.path.normpath(folder / plain))
    # What is known of a place within a target is no link's end: only the way to the target is followed.
    for known in (whole, *whole.parents):
        below = whole.relative_to(known)
        followed = os.path.normpath(PurePath(os.path.realpath(known)) / below)
        yield str(PurePath(glob.escape(followed)) / rest) if rest else followed


def _divided(path: str) -> tuple[str, str]:
    """Return the folders of a path before the first that a pattern expands, and what is left."""
    parts = path.split("/")
    first = next((at for at, part in enumerate(parts) if is_pattern(part)), len(parts))
    plain = "/".join(parts[:first])
    return (plain or "/") if path.startswith("/") else plain, "/".join(parts[first:])


@dataclass(frozen=True, slots=True)
class Spelling:
    """How the places of a scan may be spelled.

    Attributes:
        full: Places as reports print them, each with the same in full.
    """

    full: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def of(cls, gaps: Iterable[Problem | Skipped], targets: Mapping[str, str]) -> "Spelling":
        """Take the places of gaps.

        Args:
            gaps: What they are the places of.
            targets: Targets as observations name them, each with the same in full.
        """
        return cls({gap.place: place_of(targets.get(gap.target, gap.target), gap.locator) for gap in gaps})

    def is_place(self, entry: CoverageAccepted, place: str) -> bool:
        """Say whether an entry names a place in full, however it is spelled."""
        return place in _as_printed(entry.locator) or self.full.get(place) in entry.in_full

    def names(self, entry: CoverageAccepted, place: str) -> bool:
        """Say whether an entry names a place, in full or by its pattern."""
        if self.is_place(entry, place):
            return True
        there = self.full.get(place, place)
        return any(fnmatch.fnmatchcase(place, spelled) for spelled in _as_printed(entry.locator)) or (
            is_pattern(entry.locator)
            and any(fnmatch.fnmatchcase(there, spelled) for spelled in entry.in_full)
        )


def _as_printed(locator: str) -> tuple[str, ...]:
    """Return the places that ``TARGET#path`` may mean, as reports print where a file was seen.

    A name may hold a ``#`` itself, so that any of them may be the one that divides.
    """
    divided = (
        place_of(locator[:at], locator[at + 1 :]) for at, character in enumerate(locator) if character == "#"
    )
    return (locator, *divided)
