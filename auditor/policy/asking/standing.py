"""Whose a model is, and what there is to say where a figure of it is there and leaves the answer open."""

from collections.abc import Iterable
from typing import Final

from auditor.domain.fact import Confidence, Known, Unknown
from auditor.domain.finding import Missing
from auditor.policy.logic.world import Scene

IN_ALL: Final = "cumulative_flop"
"""Field of a training entry that states all compute."""
_STATED: Final = "model.stated_cumulative_flop"
_SHARE: Final = "modifier.share_of_base"
_ON_RECORD: Final = (
    "no declaration answers it: between the thresholds, a cumulative figure is what is on record and no more"
)
_STRADDLES: Final = (
    "no declaration answers it as it is declared: with the permitted error the figure lies on both sides"
)


def ours(asked: Iterable[Missing], scene: Scene) -> set[bool | None]:
    """Return whether the organisation provides these models; ``None`` among them where that is not known."""
    states = (scene.state("role.gpai_provider", missing.subject_id) for missing in asked)
    return {bool(state.value) if isinstance(state, Known) else None for state in states}


def standing(missing: Missing, scene: Scene) -> str:
    """Return what there is to say where a figure is there and leaves the answer open; empty where none is."""
    if _is_on_record(missing, scene):
        unstated = isinstance(scene.state(_STATED, missing.subject_id), Unknown)
        return IN_ALL if unstated and is_trained_by_us(missing, scene) else _ON_RECORD
    state = scene.state(missing.name, missing.subject_id) if missing.name == _SHARE else None
    bears = isinstance(state, Known) and state.confidence.rank >= Confidence.MEDIUM.rank
    return _STRADDLES if bears else ""


def is_trained_by_us(missing: Missing, scene: Scene) -> bool:
    """Say whether the organisation provides a model, or trained somebody else's further."""
    return ours((missing,), scene) == {True} or is_modified(missing, scene)


def is_modified(missing: Missing, scene: Scene) -> bool:
    """Say whether the organisation trained somebody else's model further, and so can tell how far."""
    state = scene.state("modifier.placed", missing.subject_id)
    return missing.name.startswith("modifier.") or (isinstance(state, Known) and state.value is True)


def _is_on_record(missing: Missing, scene: Scene) -> bool:
    """Say whether a cumulative figure is there but bears too little; tokens would only state it again."""
    is_cumulative = missing.name.startswith("compute.cumulative_")
    return is_cumulative and not isinstance(scene.state(missing.name, missing.subject_id), Unknown)
