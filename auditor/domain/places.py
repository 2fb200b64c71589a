"""Places of a scan, each counted once: where something is the matter, or loading what is there runs code."""

from collections.abc import Iterable

from auditor.domain.header import OnLoad
from auditor.domain.observation import Problem, ProblemKind, SkipKind, Skipped


def places_of(seen: Iterable[Problem | Skipped], *kinds: ProblemKind | SkipKind) -> frozenset[str]:
    """Return the places of problems, or of what was skipped, of these kinds, of any kind if none is named.

    A place counts once, however much is the matter with it: this is the number that scan and audit give.
    """
    return frozenset(one.place for one in seen if not kinds or one.category in kinds)


def places_that_run_code(seen: Iterable[Problem | Skipped]) -> frozenset[str]:
    """Return the places where loading what is there runs code."""
    return frozenset(one.place for one in seen if one.on_load is OnLoad.RUNS)


def places_that_may_run_code(seen: Iterable[Problem | Skipped]) -> frozenset[str]:
    """Return the places where it is not known whether loading what is there runs code."""
    return frozenset(one.place for one in seen if one.on_load is OnLoad.MAY_RUN) - places_that_run_code(seen)
