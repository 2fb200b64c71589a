from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.domain.figures import Rounding, at_scale, exactly, rounded

FIGURES = st.floats(min_value=1e-300, max_value=1e300)
# What binary arithmetic adds to a product is taken for noise.
NOISE = Decimal("1e-11")


def _number(mantissa: str, exponent: int) -> Decimal:
    return Decimal(mantissa).scaleb(exponent)


@pytest.mark.parametrize(
    ("value", "nearest", "down", "up"),
    [
        (7.2e23, ("7.2", 23), ("7.2", 23), ("7.2", 23)),
        (7.2272351232e23, ("7.227", 23), ("7.227", 23), ("7.228", 23)),
        (0.7 * 7.2e23, ("5.04", 23), ("5.04", 23), ("5.04", 23)),
        (9.9996e22, ("1.0", 23), ("9.999", 22), ("1.0", 23)),
        (1e25, ("1.0", 25), ("1.0", 25), ("1.0", 25)),
        (0.0, ("0.0", 0), ("0.0", 0), ("0.0", 0)),
    ],
)
def test_a_figure_has_four_digits_at_most_and_a_direction(
    value: float, nearest: tuple[str, int], down: tuple[str, int], up: tuple[str, int]
) -> None:
    assert rounded(value) == nearest
    assert rounded(value, Rounding.DOWN) == down
    assert rounded(value, Rounding.UP) == up


@given(FIGURES)
def test_what_is_rounded_outwards_holds_the_figure(value: float) -> None:
    low, high = _number(*rounded(value, Rounding.DOWN)), _number(*rounded(value, Rounding.UP))

    assert low * (1 - NOISE) <= Decimal(value) <= high * (1 + NOISE)
    assert low <= _number(*rounded(value)) <= high
    assert high - low <= Decimal("0.001001") * high


@given(st.integers(min_value=0, max_value=2**53 - 1))
def test_a_count_keeps_every_digit(count: int) -> None:
    assert Decimal(exactly(count)) == Decimal(exactly(float(count))) == count


@given(FIGURES)
def test_what_is_no_count_keeps_twelve_digits(value: float) -> None:
    assert float(exactly(value)) == pytest.approx(value, rel=1e-11)


@pytest.mark.parametrize(
    ("value", "worded"),
    [
        (8_030_261_248, "8.030261248e9"),
        (15e12, "1.5e13"),
        (1e25, "1e25"),
        (999_999, "999999"),
        (1_000_000, "1e6"),
        (0.3, "3e-1"),
        (0, "0"),
    ],
)
def test_a_quantity_is_worded_as_it_may_be_typed_again(value: float, worded: str) -> None:
    assert exactly(value) == worded


@pytest.mark.parametrize(
    ("value", "rounding", "worded"),
    [
        (8.8919e23, Rounding.DOWN, "0.889"),
        (8.8919e23, Rounding.UP, "0.89"),
        (1.5714e24, Rounding.UP, "1.572"),
        (1.5714e24, Rounding.NEAREST, "1.571"),
    ],
)
def test_a_figure_is_worded_in_another_s_power_of_ten(value: float, rounding: Rounding, worded: str) -> None:
    assert at_scale(value, 24, rounding) == worded
