from datetime import date

import pytest

from auditor.domain.tri import Tri
from auditor.domain.values import FactValue, Range, ValueType, set_of


@pytest.mark.parametrize(
    ("low", "high", "bound", "exceeds", "reaches"),
    [
        (2.0, 3.0, 1.0, Tri.TRUE, Tri.TRUE),
        (2.0, 3.0, 2.0, Tri.UNKNOWN, Tri.TRUE),
        (2.0, 3.0, 2.5, Tri.UNKNOWN, Tri.UNKNOWN),
        (2.0, 3.0, 3.0, Tri.FALSE, Tri.UNKNOWN),
        (2.0, 3.0, 4.0, Tri.FALSE, Tri.FALSE),
        (2.0, 2.0, 2.0, Tri.FALSE, Tri.TRUE),
    ],
)
def test_a_range_decides_only_when_both_ends_agree(
    low: float, high: float, bound: float, exceeds: Tri, reaches: Tri
) -> None:
    assert (Range(low, high).exceeds(bound), Range(low, high).reaches(bound)) == (exceeds, reaches)


@pytest.mark.parametrize(("low", "high"), [(-1.0, 1.0), (2.0, 1.0), (0.0, float("inf")), (float("nan"), 1.0)])
def test_what_is_no_range_is_refused(low: float, high: float) -> None:
    with pytest.raises(ValueError, match="a range needs"):
        Range(low, high)


def test_the_central_figure_lies_inside() -> None:
    assert Range(1.0, 3.0, 1.0).central == 1.0
    with pytest.raises(ValueError, match=r"the central figure 4\.0 lies outside"):
        Range(1.0, 3.0, 4.0)


SAMPLES: dict[ValueType, FactValue] = {
    ValueType.TRI: True,
    ValueType.COUNT: 0,
    ValueType.NUMBER: 1.5,
    ValueType.TEXT: "x",
    ValueType.SET: ("a",),
    ValueType.DATE: date(2026, 1, 1),
    ValueType.RANGE: Range(0.0, 1.0),
}


@pytest.mark.parametrize("kind", ValueType)
def test_a_type_admits_its_own_values_and_no_others(kind: ValueType) -> None:
    admitted = {other for other, value in SAMPLES.items() if kind.admits(value)}
    assert admitted == ({kind, ValueType.COUNT} if kind is ValueType.NUMBER else {kind})
    assert not ValueType.COUNT.admits(-1)


def test_a_set_is_sorted_and_has_no_repeats() -> None:
    assert set_of(["b", "a", "b"]) == ("a", "b")
