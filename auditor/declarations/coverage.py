"""Which problems of a scan the organisation accepts."""

import fnmatch
from collections.abc import Iterable, Sequence

from auditor.domain.declaration import CoverageAccepted
from auditor.domain.observation import Problem


def problem_locator(problem: Problem) -> str:
    """Return a problem's place as an ``accept-coverage`` entry names it: ``TARGET/path``."""
    target, place = problem.target, problem.locator.lstrip("/")
    if not place or target.rpartition("/")[2] == place:
        return target
    return f"{target}{place}" if target.endswith(("/", ":")) else f"{target}/{place}"


def accepted_problems(accepted: Sequence[CoverageAccepted], problems: Iterable[Problem]) -> tuple[str, ...]:
    """Return the places of the problems that an entry names, whole or by a shell-style pattern."""
    patterns = [entry.locator for entry in accepted]
    places = {problem_locator(problem) for problem in problems}
    return tuple(sorted(place for place in places if any(_names(pattern, place) for pattern in patterns)))


def _names(pattern: str, place: str) -> bool:
    return pattern == place or fnmatch.fnmatchcase(place, pattern)
