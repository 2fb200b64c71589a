from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.catalogue.stamp import Stamp, take_stamp

DAYS = st.dates(date(2018, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("name", "rest", "stamp"),
    [
        ("gpt-4o-2024-08-06", "gpt-4o", Stamp("2024-08-06", 8, 2024, 6)),
        ("claude-3-5-sonnet-20241022", "claude-3-5-sonnet", Stamp("20241022", 10, 2024, 22)),
        ("claude-3-5-sonnet@20241022", "claude-3-5-sonnet", Stamp("20241022", 10, 2024, 22)),
        ("doubao-1-5-pro-32k-250115", "doubao-1-5-pro-32k", Stamp("250115", 1, 2025, 15)),
        ("command-a-03-2025", "command-a", Stamp("03-2025", 3, 2025)),
        ("qwen-max-2025-01", "qwen-max", Stamp("2025-01", 1, 2025)),
        ("mistral-large-2407", "mistral-large", Stamp("2407", 7, 2024)),
        ("gpt-4-0613", "gpt-4", Stamp("0613", 6, None, 13)),
        ("gpt-4-1106-preview", "gpt-4-preview", Stamp("1106", 11, None, 6)),
        ("gpt-4-0229", "gpt-4", Stamp("0229", 2, None, 29)),
        ("gemini-2.5-pro-preview-03-25", "gemini-2.5-pro-preview", Stamp("03-25", 3, None, 25)),
    ],
)
def test_a_day_is_read_as_far_as_an_id_says_it(name: str, rest: str, stamp: Stamp) -> None:
    assert take_stamp(name) == (rest, stamp)


@pytest.mark.parametrize(
    "name",
    [
        "claude-3-5-sonnet",
        "x-20241399",
        "x-2048",
        "x-4096",
        "x-131072",
        "gemini-1.5-pro-002",
        "x-0000",
        "20240620",
    ],
)
def test_what_is_no_day_stays_in_the_name(name: str) -> None:
    assert take_stamp(name) == (name, None)


@given(
    day=DAYS,
    other=DAYS,
    form=st.sampled_from(("%Y%m%d", "%Y-%m-%d", "%y%m%d", "%m-%Y", "%Y-%m", "%m-%d", "%m%d")),
)
def test_a_day_fits_those_that_are_written_alike(day: date, other: date, form: str) -> None:
    name, stamp = take_stamp(f"model-{day.strftime(form)}")
    assert stamp is not None
    assert name == "model"
    assert stamp.fits(day)
    assert stamp.fits(other) == (day.strftime(form) == other.strftime(form))
