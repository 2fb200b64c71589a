"""What to do about several subjects, and about which of them where that differs."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

_MOST_NAMED: Final = 3


def told_apart(told: Iterable[tuple[str, str]], names: Mapping[str, str]) -> str:
    """Return what to do, each thing once; where not all of it is for everybody, for whom.

    Args:
        told: Each subject that is asked about, and what to do about it; empty where nothing can be done.
        names: Names by subject id.
    """
    by_how: dict[str, set[str]] = {}
    asked: set[str] = set()
    for subject_id, how in told:
        asked.add(subject_id)
        if how:
            by_how.setdefault(how, set()).add(subject_id)
    if all(ids == asked for ids in by_how.values()):
        return "; ".join(by_how)
    called = {how: sorted(names.get(id_, id_) for id_ in ids) for how, ids in by_how.items()}
    return "; ".join(f"for {some(whose)}: {how}" for how, whose in called.items())


def some(names: Sequence[str]) -> str:
    """Return the first few names, and how many more there are."""
    n_more = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {n_more} more" if n_more > 0 else "")
