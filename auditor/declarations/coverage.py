"""Which gaps of a scan the organisation accepts."""

import fnmatch
from collections.abc import Iterable, Sequence

from auditor.domain.declaration import CoverageAccepted


def accepted_places(accepted: Sequence[CoverageAccepted], gaps: Iterable[str]) -> tuple[str, ...]:
    """Return the places of gaps that an entry names, whole or by a shell-style pattern."""
    patterns = [entry.locator for entry in accepted]
    return tuple(sorted(place for place in gaps if any(_names(pattern, place) for pattern in patterns)))


def _names(pattern: str, place: str) -> bool:
    return pattern == place or fnmatch.fnmatchcase(place, pattern)
