"""The order of classifications: each after those whose facts it reads."""

from auditor.errors import PolicyError
from auditor.policy.conditions import facts_read
from auditor.policy.rules import Choice, Classification


def reads(classification: Classification) -> frozenset[str]:
    """Return the names of the facts a classification reads."""
    value = classification.value
    if not isinstance(value, Choice):
        return facts_read(value)
    return frozenset().union(*(facts_read(branch.condition) for branch in value.branches))


def ordered(classifications: tuple[Classification, ...]) -> tuple[Classification, ...]:
    """Return the classifications so that each comes after those it reads; by id where there is a choice.

    Raises:
        PolicyError: some of them read each other in a circle.
    """
    waiting = sorted(classifications, key=lambda one: one.id)
    done: list[Classification] = []
    while waiting:
        unwritten = {one.writes for one in waiting}
        ready = next((one for one in waiting if not reads(one) & unwritten), None)
        if ready is None:
            ids = ", ".join(one.id for one in waiting)
            raise PolicyError(
                f"{waiting[0].heading.place}: the classifications {ids} read each other in a circle",
                hint="a classification may read only facts that are settled before it",
            )
        waiting.remove(ready)
        done.append(ready)
    return tuple(done)
