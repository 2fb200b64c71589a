import pytest

from auditor.compute import LawFigures
from auditor.domain.fact import Confidence
from auditor.domain.values import Range
from tests.builders.figures import FIGURES


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
    assert FIGURES.worth(within, Confidence.HIGH) is level


def test_the_figures_are_those_handed_in() -> None:
    stricter = LawFigures(permitted_error=0.5, general_purpose_flop=10, presumed_flop=1000)
    assert stricter.bounds(Range(100, 100, 100)) == Range(50, 150, 100)
    assert stricter.widened(Range(100, 200)) == Range(50, 300)
    assert stricter.worth(Range(11, 20), Confidence.HIGH) is Confidence.LOW
    assert stricter.worth(Range(1001, 2000), Confidence.HIGH) is Confidence.HIGH
