"""What answers a question: a command and the field to fill, a file to put beside the weights, or nobody here.

A command is named only where what it records becomes the fact that is asked for; the words after ``#`` say
which field, so that the line can be pasted as it stands.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from auditor.domain.fact import Known, Settler
from auditor.domain.facts import FACTS
from auditor.domain.finding import Missing
from auditor.policy.leaves import EVIDENCE
from auditor.policy.world import Scene

_DECLARE: Final = "auditor declare"
_TRAINING: Final = f"{_DECLARE} training"
_ORGANISATION: Final = f"{_DECLARE} organisation"
_ROLE: Final = "role."
_NOT_OURS: Final = "only its provider can tell; there is nothing to declare"
_ALSO_NOT_OURS: Final = "of somebody else's model only its provider can tell"
_CARD: Final = "name them in a model card (README.md, base_model) beside the weights and scan again"
_CONFIG: Final = "put its config.json beside the weights and scan again"

# Facts that a scan reads from files which anybody can put beside the weights, by family or whole name.
_BESIDE: Final[Mapping[str, str]] = {
    "license": "put the licence's text (LICENSE) beside the weights and scan again",
    "license.inherited": _CARD,
    "license.base_conflict": _CARD,
    "license.base_excludes_eu_licensees": _CARD,
    "model.base_models": _CARD,
    "model.modalities": _CONFIG,
    "unsafe.custom_code": _CONFIG,
    "provider": "only an entry of the catalogue can tell; there is nothing to declare",
}
_FIELDS: Final[Mapping[str, str]] = {
    "model.training_tokens": "tokens",
    "compute.update_flop": "tokens",
    "compute.update_bounds_flop": "tokens",
    "compute.cumulative_flop": "tokens",
    "compute.cumulative_bounds_flop": "tokens",
    "organisation.eu_established": "country",
}
"""Fields of a declaration that are not called what the fact is called."""

_BY_WHO: Final[Mapping[Settler, str]] = {
    Settler.PROVIDER: _NOT_OURS,
    Settler.OPERATOR: "ask its operator; no declaration answers it",
    Settler.ORGANISATION: "the organisation can tell, and this version records no answer",
    Settler.FILE_OWNER: "complete or replace the file, and scan again",
    Settler.NOBODY: "nobody can tell yet",
}


def advice(names: Iterable[str], first: Missing, subject_ids: Iterable[str], scene: Scene) -> str:
    """Return what would answer a question.

    Args:
        names: The facts or kinds of evidence it is about.
        first: The first of what is missing.
        subject_ids: Whom it is about.
        scene: Who provides which model, as far as that is known.

    Returns:
        A command with the fields to fill, or in words what else to do.
    """
    if first.name.startswith(EVIDENCE):
        kind = first.name.removeprefix(EVIDENCE)
        return f"{first.how}  # evidence: {kind}"
    if first.how == _TRAINING:
        return _of_training(names, subject_ids, scene)
    if first.how == _ORGANISATION:
        return of_organisation(names)
    if first.how.startswith(_DECLARE):
        return f"{first.how}{_filling(_not_roles(names))}"
    return first.how or _beside(first.name) or _BY_WHO[first.who]


def of_organisation(names: Iterable[str]) -> str:
    """Return the declaration that answers everything about the organisation, its roles first."""
    return f"{_ORGANISATION}{_filling(names)}"


def _of_training(names: Iterable[str], subject_ids: Iterable[str], scene: Scene) -> str:
    """A training entry says that the organisation trained the model, so it is for models of its own only."""
    ours = [_is_ours(id_, scene) for id_ in subject_ids]
    if all(one is False for one in ours):
        return _NOT_OURS
    others = _not_roles(names)
    # Whose models they are may be all that is asked.
    note = "" if not others or all(one is True for one in ours) else _ALSO_NOT_OURS
    return f"{_TRAINING}{_filling(others, note)}"


def _is_ours(subject_id: str, scene: Scene) -> bool | None:
    state = scene.state("role.gpai_provider", subject_id)
    return bool(state.value) if isinstance(state, Known) else None


def _not_roles(names: Iterable[str]) -> tuple[str, ...]:
    """Return names without those of roles, for which no declaration but the organisation's has a field."""
    return tuple(name for name in names if not name.startswith(_ROLE))


def _filling(names: Iterable[str], note: str = "") -> str:
    fields = dict.fromkeys(field for name in sorted(names) if (field := _field(name)))
    said = "; ".join(filter(None, (", ".join(fields), note)))
    return f"  # {said}" if said else ""


def _field(name: str) -> str:
    """Return the field of a declaration that becomes a fact; empty for what rules or assessors conclude."""
    if name.startswith(_ROLE):
        return "roles"
    is_declared = name in FACTS and FACTS[name].producer == "declarations"
    return _FIELDS.get(name) or (name.partition(".")[2] if is_declared else "")


def _beside(name: str) -> str:
    return _BESIDE.get(name) or _BESIDE.get(name.partition(".")[0], "")
