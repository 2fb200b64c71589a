import math

import pytest

from auditor.compute import estimate, figure, threshold
from auditor.compute.calculator import FigureError, HardwareRun, architecture_flop, product
from auditor.domain.figures import Rounding
from auditor.domain.values import Range
from tests.builders.figures import FIGURES


@pytest.mark.parametrize(
    ("n_parameters", "n_tokens", "published"),
    [
        (3.8e9, 3.3e12, 7.5e22),
        (0.6e9, 36e12, 1.3e23),
        (1.54e9, 18e12, 1.7e23),
        (1.7e9, 36e12, 3.7e23),
        (2.5e9, 12e12, 1.8e23),
        (2.6e9, 61e9 * 164, 1.6e23),
    ],
)
def test_architecture_gives_the_guidelines_own_examples(
    n_parameters: float, n_tokens: float, published: float
) -> None:
    assert float(f"{architecture_flop(n_parameters, n_tokens):.1e}") == published


def test_the_guidelines_exact_figures() -> None:
    # Commission guidelines on GPAI models (July 2025 text), 135-144: two examples.
    assert architecture_flop(1.54e9, 18e12) == pytest.approx(1.66e23, rel=0.005)
    assert architecture_flop(2.6e9, 10e12) == pytest.approx(1.5e23, rel=0.05)


@pytest.mark.parametrize(
    ("unit_hours", "peak_flop_per_s", "published"), [(200_000, 300e12, 1.0e23), (370_000, 989e12, 6.5e23)]
)
def test_hardware_gives_the_guidelines_own_examples(
    unit_hours: int, peak_flop_per_s: float, published: float
) -> None:
    run = HardwareRun(unit_hours, 1, peak_flop_per_s, 0.5)

    assert run.flop == pytest.approx(published, rel=0.1)


def test_a_dense_model_is_a_point() -> None:
    flop = 7.2e23

    assert estimate(8e9, 15e12) == Range(flop, flop, flop)
    assert FIGURES.bounds(Range(flop, flop, flop)) == Range(0.7 * flop, 1.3 * flop, flop)


def test_a_mixture_counts_the_parameters_used_per_token() -> None:
    found = estimate(671e9, 14.8e12, 37e9)

    assert found is not None
    assert found.central == pytest.approx(3.2856e24)


def test_two_methods_span_a_range() -> None:
    for hardware, low, high in (
        (Range(3.0e24, 3.4e24, 3.1e24), 3.0e24, 3.4e24),
        (Range(3.4e24, 3.5e24), 3.2856e24, 3.5e24),
        (Range(1e24, 2e24), 1e24, 3.2856e24),
    ):
        found = estimate(671e9, 14.8e12, 37e9, hardware)

        assert found is not None
        assert (found.low, found.high) == pytest.approx((low, high))
        assert found.central == pytest.approx(3.2856e24)


def test_hardware_alone_is_enough() -> None:
    hardware = Range(1e24, 2e24, 1.5e24)

    assert estimate(hardware=hardware) == hardware


@pytest.mark.parametrize(
    "factors", [(1e308, 10.0), (1e200, 1e200, 0.0), (10**400,), (1.1e100,), (5e-324, 0.1), (float("nan"),)]
)
def test_a_product_that_cannot_be_computed_with_is_refused(factors: tuple[float, ...]) -> None:
    with pytest.raises(FigureError, match="this x that is no number that can be computed with"):
        product("this x that", *factors)


def test_a_product_is_that_of_its_factors() -> None:
    assert product("it", 6, 2.0, 10**20) == 1.2e21


def test_too_little_gives_nothing() -> None:
    assert estimate() is None
    assert estimate(n_parameters=8e9) is None
    assert estimate(n_tokens=15e12) is None


def test_bounds_without_a_figure_are_bounds() -> None:
    assert FIGURES.bounds(Range(0, 5)) == Range(0, 5)


def test_bounds_are_never_inside_the_range() -> None:
    assert FIGURES.bounds(Range(10, 100, 50)) == Range(10, 100, 50)


@pytest.mark.parametrize(
    ("flop", "side"),
    [(1.43e23, "above"), (1.4285e23, "undetermined"), (1e23, "undetermined"), (7.6e22, "below")],
)
def test_only_a_range_wholly_on_one_side_decides(flop: float, side: str) -> None:
    assert threshold(FIGURES.bounds(Range(flop, flop, flop)), 1e23) == side


def test_exactly_the_threshold_is_not_above_it() -> None:
    assert threshold(Range(1e25, 1e25), 1e25) == "below"


@pytest.mark.parametrize(
    ("flop", "worded"),
    [(7.2e23, "7.2e23"), (1e25, "1.0e25"), (9.99951e22, "1.0e23"), (7.2272351e23, "7.227e23"), (0.0, "0")],
)
def test_figures_are_worded_with_four_digits_at_most(flop: float, worded: str) -> None:
    assert figure(flop) == worded


def test_bounds_are_worded_so_that_they_hold_what_they_bound() -> None:
    within = FIGURES.bounds(Range(7.2272351e23, 7.2272351e23, 7.2272351e23))

    assert figure(within.low, Rounding.DOWN) == "5.059e23"
    assert figure(within.high, Rounding.UP) == "9.396e23"


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf, -1.0, 0.0])
def test_what_is_no_number_above_0_is_refused_wherever_it_stands(number: float) -> None:
    for n_parameters, n_tokens, n_active in ((number, 1, None), (1, number, None), (2, 1, number)):
        with pytest.raises(ValueError, match="numbers above 0"):
            estimate(n_parameters, n_tokens, n_active)
    for units, hours, peak in ((number, 1.0, 1.0), (1, number, 1.0), (1, 1.0, number)):
        with pytest.raises(ValueError, match="numbers above 0"):
            HardwareRun(units, hours, peak, 0.5)  # type: ignore[arg-type] # a float is no count
    with pytest.raises(ValueError, match="utilisation"):
        HardwareRun(1, 1.0, 1.0, number)


@pytest.mark.parametrize("number", [1e200, 1e-200, 5e153])
def test_a_product_that_no_number_holds_is_refused(number: float) -> None:
    with pytest.raises(ValueError, match="no number that can be computed with"):
        estimate(number, number)


def test_impossible_inputs_are_refused() -> None:
    with pytest.raises(ValueError, match="above 0"):
        architecture_flop(0, 1)
    with pytest.raises(ValueError, match="no more active"):
        estimate(8e9, 15e12, 9e9)
    with pytest.raises(ValueError, match="utilisation"):
        HardwareRun(8, 12, 989e12, 1.2)


@pytest.mark.parametrize("wrong", [0.0, -1.0, math.inf, math.nan])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_what_is_no_number_above_nothing_is_refused_by_name(wrong: float, place: int) -> None:
    numbers: list[float] = [2.0, 3.0, 1.0]
    numbers[place] = wrong
    with pytest.raises(ValueError, match=r"^parameters and tokens are numbers above 0$"):
        estimate(numbers[0], numbers[1], numbers[2])
    if place < 2:
        with pytest.raises(ValueError, match=r"^parameters and tokens are numbers above 0$"):
            architecture_flop(numbers[0], numbers[1])


def test_a_network_may_use_all_its_parameters_and_no_more() -> None:
    assert estimate(2.0, 3.0, 2.0) == Range(36.0, 36.0, 36.0)
    with pytest.raises(ValueError, match=r"^a network has no more active parameters than parameters$"):
        estimate(2.0, 3.0, 2.5)


@pytest.mark.parametrize("n_tokens", [1e300, 1e-323])
def test_a_product_beyond_numbers_is_refused(n_tokens: float) -> None:
    with pytest.raises(ValueError, match=r"^parameters x tokens is no number that can be computed with$"):
        architecture_flop(1e-10 if n_tokens < 1 else 1e10, n_tokens)


def test_the_smallest_training_is_a_figure() -> None:
    assert architecture_flop(0.25, 0.25) == 0.375
