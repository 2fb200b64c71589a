from datetime import date

import pytest

from auditor.domain import phrasing
from auditor.domain.values import Range


@pytest.mark.parametrize(
    ("quantity", "worded"),
    [
        (Range(0, 12), "0 \u2013 12"),
        (Range(183, 183), "183"),
        (Range(0, 2.9005e18), "0 \u2013 2.901 \u00d7 10\u00b9\u2078"),
        (Range(0.5, 1.5), "0.5 \u2013 1.5 \u00d7 10\u2070"),
    ],
)
def test_a_range_of_counts_is_written_out_and_any_other_is_not(quantity: Range, worded: str) -> None:
    assert phrasing.plain_spaces(phrasing.quantity_range(quantity)) == worded


def test_words_in_a_row_have_one_and() -> None:
    assert [phrasing.series("abc"[:n]) for n in range(4)] == ["", "a", "a and b", "a, b and c"]


def test_a_recorded_sentence_has_the_spaces_of_a_keyboard() -> None:
    assert phrasing.day(date(2026, 11, 2)) == "2\u00a0November\u00a02026"
    assert phrasing.prose_day(date(2026, 11, 2)) == "2 November 2026"
    assert phrasing.plain_spaces(phrasing.counted(1_500, "model")) == "1 500 models"
