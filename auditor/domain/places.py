"""Places of a scan, each counted once: where something is the matter, or loading what is there runs code."""

from collections.abc import Iterable
from typing import Final

from auditor.domain.observation import Problem, ProblemKind, SkipKind, Skipped

UNKNOWN_CALL: Final = "of which it is not known what it does when it is called"
"""What is said of a name that loading a file imports, and that is known neither to act nor to be harmless."""


def places_of(seen: Iterable[Problem | Skipped], *kinds: ProblemKind | SkipKind) -> frozenset[str]:
    """Return the places of problems, or of what was skipped, of these kinds, of any kind if none is named.

    A place counts once, however much is the matter with it: this is the number that scan and audit give.
    """
    return frozenset(one.place for one in seen if not kinds or one.category in kinds)


def places_that_run_code(seen: Iterable[Problem | Skipped]) -> frozenset[str]:
    """Return the places where loading what is there runs code."""
    return frozenset(one.place for one in seen if isinstance(one, Problem) and one.runs_code)


def places_that_may_run_code(seen: Iterable[Problem | Skipped]) -> frozenset[str]:
    """Return the places where it is not known whether loading what is there runs code."""
    return frozenset(one.place for one in seen if UNKNOWN_CALL in one.reason) - places_that_run_code(seen)
