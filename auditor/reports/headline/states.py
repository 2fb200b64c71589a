"""How far a model is from being used, in words; a word of the fact that people would misread is another here.

A row of a spreadsheet is no declaration of the organisation: its state is called listed.
"""

from typing import TYPE_CHECKING, Final

from auditor.domain.serving import DeploymentState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from auditor.domain.subject import Deployment

_STATES: Final = {
    DeploymentState.RUNNING: "running",
    DeploymentState.CONFIGURED: "configured",
    DeploymentState.USED_IN_CODE: "used in code",
    DeploymentState.DECLARED: "listed",
    DeploymentState.PRESENT: "present",
}
_MEANINGS: Final = {
    DeploymentState.RUNNING: "a process or server was seen that serves it",
    DeploymentState.CONFIGURED: "a setting or manifest would have it served",
    DeploymentState.USED_IN_CODE: "a program names or calls it",
    DeploymentState.DECLARED: "a spreadsheet, registry or bill of materials names it",
    DeploymentState.PRESENT: "its files are there, and nothing was seen that uses them",
}

LEGEND: Final = tuple((_STATES[state], _MEANINGS[state]) for state in DeploymentState)
"""Every state and what it means, the strongest first; a model has the strongest of its places."""


def state_words(state: DeploymentState) -> str:
    """Return a deployment state in words."""
    return _STATES[state]


def strongest_state(places: "Iterable[Deployment]") -> str:
    """Return the strongest state there is evidence for, in words."""
    order = list(DeploymentState)
    found = sorted(order.index(place.state) for place in places)
    return _STATES[order[found[0]]] if found else "in no known use"
