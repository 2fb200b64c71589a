"""Whose a model is, and what there is to say where a figure of it is there and leaves the answer open."""

from collections.abc import Iterable
from typing import Final

from auditor.domain.fact import Confidence, Known, Unknown
from auditor.domain.finding import Missing
from auditor.policy.logic.world import Scene

IN_ALL: Final = "cumulative_flop"
"""Field of a training entry that states all compute."""
_STATED: Final = "model.stated_cumulative_flop"
_CUMULATIVE: Final = "compute.cumulative_"
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
    unstated = isinstance(scene.state(_STATED, missing.subject_id), Unknown)
    could_state = unstated and is_trained_by_us(missing, scene)
    if _is_on_record(missing, scene):
        return IN_ALL if could_state else _ON_RECORD
    if could_state and missing.name.startswith(_CUMULATIVE) and _knows_run(missing, scene):
        return IN_ALL
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
    is_cumulative = missing.name.startswith(_CUMULATIVE)
    return is_cumulative and not isinstance(scene.state(missing.name, missing.subject_id), Unknown)


def _knows_run(missing: Missing, scene: Scene) -> bool:
    """Say whether its own run is known, so that tokens add nothing where its base is what is not."""
    return not isinstance(scene.state("compute.update_flop", missing.subject_id), Unknown)
