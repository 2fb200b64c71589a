"""Which problems of a scan the organisation accepts."""

import fnmatch
from collections.abc import Iterable, Sequence

from auditor.domain.declaration import CoverageAccepted
from auditor.domain.observation import Problem


def accepted_problems(accepted: Sequence[CoverageAccepted], problems: Iterable[Problem]) -> tuple[str, ...]:
    """Return the places of the problems that an entry names, whole or by a shell-style pattern."""
    patterns = [entry.locator for entry in accepted]
    places = {problem.place for problem in problems}
    return tuple(sorted(place for place in places if any(_names(pattern, place) for pattern in patterns)))


def _names(pattern: str, place: str) -> bool:
    return pattern == place or fnmatch.fnmatchcase(place, pattern)
