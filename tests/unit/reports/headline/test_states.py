import pytest

from auditor.domain.serving import DeploymentState
from auditor.reports.headline.states import LEGEND, state_words, strongest_state
from tests.builders.audit import a_deployment, a_model


@pytest.mark.parametrize("state", DeploymentState)
def test_every_state_has_a_word_and_a_meaning(state: DeploymentState) -> None:
    assert dict(LEGEND)[state_words(state)]


def test_what_a_list_names_is_not_called_declared() -> None:
    """A declaration is what the organisation signs; a row of a spreadsheet is none."""
    assert state_words(DeploymentState.DECLARED) == "listed"


def test_a_model_has_the_strongest_of_its_states() -> None:
    places = [
        a_deployment(a_model(), state=state) for state in (DeploymentState.PRESENT, DeploymentState.RUNNING)
    ]
    assert strongest_state(places) == "running"
    assert strongest_state([]) == "in no known use"
