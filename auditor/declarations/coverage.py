"""Which gaps of a scan the organisation accepts."""

import fnmatch
from collections.abc import Iterable

from auditor.declarations.selector import miscount
from auditor.domain.declaration import CoverageAccepted


def accepted_places(entry: CoverageAccepted, gaps: Iterable[str]) -> tuple[str, ...]:
    """Return the places of gaps that an entry names, whole or by a shell-style pattern, sorted."""
    return tuple(sorted(place for place in set(gaps) if _names(entry.locator, place)))


def unmet(entry: CoverageAccepted, places: Iterable[str]) -> str | None:
    """Return one sentence if an entry names fewer or more problems than it expects, else ``None``."""
    return miscount(f"locator {entry.locator}", places, entry.expect_low, entry.expect_high)


def _names(pattern: str, place: str) -> bool:
    return pattern == place or fnmatch.fnmatchcase(place, pattern)
