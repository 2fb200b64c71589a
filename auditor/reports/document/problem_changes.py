"""What became of what was the matter: told by place, reason and the digest of what lies there."""

from collections.abc import Iterable
from dataclasses import dataclass

from auditor.domain.observation import Problem
from auditor.reports.document.changes_shape import ProblemChange, ProblemRef
from auditor.reports.document.whereabouts import Whereabouts


@dataclass(frozen=True, slots=True)
class ProblemsCompared:
    """Problems of one of two audits alone, and places that have one in both, and another."""

    new: list[ProblemRef]
    gone: list[ProblemRef]
    changed: list[ProblemChange]


def compare_problems(
    before: Iterable[Problem], after: Iterable[Problem], looked: tuple[Whereabouts, Whereabouts]
) -> ProblemsCompared:
    """Compare the problems of two audits; one that is the same in both is not told."""
    was = {_key(one, looked[0]): one for one in before}
    now = {_key(one, looked[1]): one for one in after}
    old = {key: one for key, one in was.items() if key not in now}
    new = {key: one for key, one in now.items() if key not in was}
    pairs: list[ProblemChange] = []
    for key in sorted(new, key=repr):
        # At one place the same reason comes first: then its bytes are what changed.
        alike = sorted(
            (one for one in old if one[0] == key[0]), key=lambda one: (one[1] != key[1], repr(one))
        )
        if alike:
            one, other = _ref(old.pop(alike[0]), looked), _ref(new[key], looked[::-1])
            pairs.append({"where": other["where"], "before": one, "after": other})
            del new[key]
    return ProblemsCompared(
        [_ref(one, (looked[1], looked[0])) for _, one in sorted(new.items(), key=repr)],
        [_ref(one, looked) for _, one in sorted(old.items(), key=repr)],
        pairs,
    )


def _key(problem: Problem, looked: Whereabouts) -> tuple[str, str, str | None]:
    return looked.full(problem.place), problem.reason, problem.sha256


def _ref(problem: Problem, looked: tuple[Whereabouts, ...]) -> ProblemRef:
    """Return a problem; ``looked`` is what its own audit looked at, and what the other did."""
    own, other = looked
    return {
        "where": problem.place,
        "fault": problem.category.value,
        "reason": problem.reason,
        "sha256": problem.sha256,
        "runs_code": problem.runs_code,
        "looked_at": other.includes(own.full(problem.place)),
    }
