from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.domain.tri import Tri
from auditor.domain.values import FactValue, NoDay, Range
from auditor.policy.conditions import Operator
from auditor.policy.logic.comparison import Bound, compare

YES, NO, OPEN = Tri.TRUE, Tri.FALSE, Tri.UNKNOWN
DAY = date(2025, 8, 2)


@pytest.mark.parametrize(
    ("value", "operator", "bound", "expected"),
    [
        (True, "is", True, YES),
        (False, "is", True, NO),
        ("gguf", "is", "gguf", YES),
        ("gguf", "in", ("gguf", "onnx"), YES),
        ("gguf", "not_in", ("gguf", "onnx"), NO),
        ("pickle", "not_in", ("gguf", "onnx"), YES),
        (("a", "b"), "is", ("a", "b"), YES),
        ((), "is", ("a",), NO),
        (("a", "b"), "includes_any", ("b", "c"), YES),
        ((), "includes_any", ("b", "c"), NO),
        (("a",), "includes_none", ("b", "c"), YES),
        (("b",), "includes_none", ("b", "c"), NO),
        (183, "is", 183, YES),
        (183, "at_least", 183, YES),
        (182, "at_least", 183, NO),
        (183, "more_than", 183, NO),
        (184, "more_than", 183, YES),
        (183, "less_than", 183, NO),
        (182, "less_than", 183, YES),
        (183, "at_most", 183, YES),
        (184, "at_most", 183, NO),
        (Range(1e25, 1e25), "more_than", 1e25, NO),
        (Range(1e25, 1e25), "at_least", 1e25, YES),
        (Range(9e24, 2e25), "more_than", 1e25, OPEN),
        (Range(9e24, 1e25), "more_than", 1e25, NO),
        (Range(1e25, 2e25), "at_most", 1e25, OPEN),
        (Range(2e25, 3e25), "at_most", 1e25, NO),
        (Range(1e24, 2e24), "less_than", 1e25, YES),
        (Range(1e25, 2e25), "less_than", 1e25, NO),
        (date(2025, 8, 1), "before", DAY, YES),
        (DAY, "before", DAY, NO),
        (DAY, "on_or_after", DAY, YES),
        (date(2025, 8, 1), "on_or_after", DAY, NO),
        (DAY, "is", DAY, YES),
        (NoDay.NEVER, "before", DAY, NO),
        (NoDay.NEVER, "on_or_after", DAY, NO),
        (NoDay.NEVER, "is", DAY, NO),
        ("1.2.3", "older_than", "1.10", YES),
        ("1.10", "older_than", "1.2.3", NO),
        ("v1.2", "older_than", "1.2.0", NO),
        ("b4567", "older_than", "b5000", YES),
        ("1.2-rc1", "older_than", "1.2", OPEN),
        ("1.2-rc1", "older_than", "1.3", YES),
        ("latest", "older_than", "1.3", OPEN),
        ("1.3", "older_than", "latest", OPEN),
        ("0", "older_than", "0.0.1", YES),
    ],
)
def test_each_operator_compares_strictly_as_it_says(
    value: FactValue, operator: str, bound: Bound, expected: Tri
) -> None:
    assert compare(value, Operator(operator), bound) is expected


RANGES = st.tuples(st.floats(0, 1e27), st.floats(0, 1e27)).map(lambda ends: Range(min(ends), max(ends)))
ORDERED = st.sampled_from([Operator.MORE_THAN, Operator.AT_LEAST, Operator.LESS_THAN, Operator.AT_MOST])


@given(RANGES, ORDERED, st.floats(0, 1e27), st.floats(0, 1))
def test_a_range_decides_only_what_every_value_in_it_decides(
    value: Range, operator: Operator, bound: float, part: float
) -> None:
    inside = min(max(value.low + part * (value.high - value.low), value.low), value.high)
    decided = compare(value, operator, bound)
    assert decided is OPEN or decided is compare(inside, operator, bound)


@given(RANGES, st.floats(0, 1e27))
def test_opposite_operators_are_each_others_negation(value: Range, bound: float) -> None:
    assert compare(value, Operator.MORE_THAN, bound) is ~compare(value, Operator.AT_MOST, bound)
    assert compare(value, Operator.AT_LEAST, bound) is ~compare(value, Operator.LESS_THAN, bound)
