"""What a model may be of which only the name is known, and the entry by which a person says that it is."""

from collections.abc import Iterable, Mapping
from typing import Final

from auditor.domain.declaration import same_as_entry
from auditor.domain.finding import Missing
from auditor.domain.subject import Model
from auditor.policy.logic.world import Scene

_MOST_NAMED: Final = 3


def candidates(asked: Iterable[Missing], scene: Scene) -> Mapping[str, str]:
    """Return by its id what each model known by name may be: one with bytes, if there is."""
    found: dict[str, str] = {}
    for missing in asked:
        subject = scene.subjects.get(missing.subject_id)
        maybes = subject.same_as if isinstance(subject, Model) else ()
        best = min(maybes, key=lambda maybe: not maybe.has_bytes, default=None)
        if best is not None:
            found[missing.subject_id] = best.model_id
    return found


def same_entries(asked: Iterable[Missing], scene: Scene) -> str:
    """Return the entries that say that models are what they may be, ready to copy; of many the first few."""
    entries = [same_as_entry(one, other) for one, other in sorted(candidates(asked, scene).items())]
    more = f"; and {len(entries) - _MOST_NAMED} more" if len(entries) > _MOST_NAMED else ""
    return "; ".join(entries[:_MOST_NAMED]) + more
