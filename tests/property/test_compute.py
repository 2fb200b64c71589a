from hypothesis import given
from hypothesis import strategies as st

from auditor.compute import estimate, threshold
from auditor.domain.values import Range
from tests.builders.figures import FIGURES

COUNTS = st.floats(min_value=1, max_value=1e15, allow_nan=False)


@given(COUNTS, COUNTS, st.floats(min_value=1, max_value=10))
def test_more_tokens_never_make_less_compute(n_parameters: float, n_tokens: float, times: float) -> None:
    few, many = estimate(n_parameters, n_tokens), estimate(n_parameters, n_tokens * times)

    assert few is not None
    assert many is not None
    assert many.low >= few.low


@given(COUNTS, COUNTS)
def test_bounds_contain_the_range_they_are_of(n_parameters: float, n_tokens: float) -> None:
    found = estimate(n_parameters, n_tokens)

    assert found is not None
    outer = FIGURES.bounds(found)
    assert outer.low <= found.low <= found.high <= outer.high


@given(COUNTS, COUNTS, COUNTS)
def test_a_range_is_on_exactly_one_side_or_undetermined(low: float, width: float, flop: float) -> None:
    within = Range(low, low + width)

    side = threshold(within, flop)

    assert (side == "above") == (within.low > flop)
    assert (side == "below") == (within.high <= flop)
