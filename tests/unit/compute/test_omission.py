import pytest

from auditor.compute import omission
from auditor.compute.calculator import PERMITTED_ERROR
from auditor.compute.omission import worth
from auditor.domain.fact import Confidence
from auditor.domain.values import Range
from auditor.policy import load as load_policies


@pytest.mark.parametrize(
    ("within", "level"),
    [
        (Range(1e18, 2e18), Confidence.HIGH),
        (Range(7e22, 1e23), Confidence.HIGH),
        (Range(7e22, 1.1e23), Confidence.LOW),
        (Range(0, 9e25), Confidence.LOW),
        (Range(1e25, 2e25), Confidence.LOW),
        (Range(1.1e25, 2e25), Confidence.HIGH),
    ],
)
def test_what_is_left_out_matters_between_the_two_thresholds(within: Range, level: Confidence) -> None:
    assert worth(within, Confidence.HIGH) is level


@pytest.mark.parametrize(
    ("name", "figure"),
    [
        ("gpai_indicative_flop", omission._GENERAL_PURPOSE_FLOP),
        ("systemic_presumption_flop", omission._PRESUMED_FLOP),
        ("estimate_error", PERMITTED_ERROR),
    ],
)
def test_the_figures_reckoned_with_are_those_of_every_version_of_the_law(name: str, figure: float) -> None:
    assert {version.value for version in load_policies().law.values[name]} == {figure}
