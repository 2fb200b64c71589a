import pytest

from auditor.domain.fact import Confidence, Fact, Settler
from auditor.domain.finding import Missing
from auditor.domain.values import FactValue, Range
from auditor.policy.asking.advice import advice
from auditor.policy.asking.standing import IN_ALL, is_trained_by_us, standing
from tests.builders.policy import a_model, a_scene, an_organisation, known

TRAINING = "auditor declare training"
SHARE = "modifier.share_of_base"
CUMULATIVE = "compute.cumulative_bounds_flop"


def missing(name: str) -> Missing:
    return Missing(name, "m", "nobody says", Settler.PROVIDER, TRAINING)


@pytest.mark.parametrize(
    ("share", "level", "possible"),
    [
        (Range(0.2, 0.5), Confidence.MEDIUM, False),
        (Range(0.2, 0.5), Confidence.LOW, True),
        (None, Confidence.MEDIUM, True),
    ],
)
def test_what_the_permitted_error_alone_leaves_open_is_not_asked_for_again(
    share: Range | None, level: Confidence, *, possible: bool
) -> None:
    given = {} if share is None else {SHARE: known(SHARE, share, confidence=level)}
    asked = (missing(SHARE),)
    told = advice(asked, a_scene(an_organisation(), a_model(given=given)))
    assert told.can_be_done is possible
    assert told.fields == (("tokens",) if possible else ())


@pytest.mark.parametrize(
    ("given", "states_it"),
    [
        ({"role.gpai_provider": True}, True),
        ({"role.gpai_provider": False, "modifier.placed": True}, True),
        ({"role.gpai_provider": False, "modifier.placed": False}, False),
        ({}, False),
        ({"role.gpai_provider": True, "model.stated_cumulative_flop": 1e24}, False),
    ],
)
def test_only_who_trained_a_model_states_all_compute_and_once(
    given: dict[str, bool], *, states_it: bool
) -> None:
    scene = a_scene(an_organisation(), a_model(given={CUMULATIVE: Range(1e23, 2e24), **given}))
    assert (standing(missing(CUMULATIVE), scene) == IN_ALL) is states_it


def test_a_figure_that_is_not_there_leaves_nothing_to_say() -> None:
    scene = a_scene(an_organisation(), a_model(given={"role.gpai_provider": True}))
    assert (standing(missing(CUMULATIVE), scene), standing(missing(SHARE), scene)) == ("", "")
    assert is_trained_by_us(missing("model.modalities"), scene)


def test_where_only_the_base_is_not_known_all_compute_is_asked_for_and_not_the_tokens_again() -> None:
    run: dict[str, FactValue | Fact] = {
        "role.gpai_provider": False,
        "modifier.placed": True,
        "compute.update_flop": Range(1e23, 2e24),
    }
    assert standing(missing(CUMULATIVE), a_scene(an_organisation(), a_model(given=run))) == IN_ALL
    anothers: dict[str, FactValue | Fact] = {**run, "modifier.placed": False}
    assert standing(missing(CUMULATIVE), a_scene(an_organisation(), a_model(given=anothers))) == ""
