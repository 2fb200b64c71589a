import pytest

from auditor.compute.omission import worth
from auditor.domain.fact import Confidence
from auditor.domain.values import Range


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
