from datetime import date

import pytest

from auditor.declarations.wording import did_you_mean, error_at, shown_value
from auditor.declarations.yaml_lines import Items, Node, Pairs, Scalar


def test_an_error_begins_with_file_and_line() -> None:
    error = error_at("declarations/a.yaml", 3, "what", "do this")
    assert (error.message, error.hint, error.exit_code) == ("declarations/a.yaml:3: what", "do this", 2)


def test_a_slip_of_the_pen_is_recognised() -> None:
    assert did_you_mean("Purpse", ["purpose", "uses"]) == "Did you mean 'purpose'?"


def test_a_word_like_none_of_the_known_gets_them_all() -> None:
    assert did_you_mean("zzz", ["purpose", "uses"]) == "Known: purpose, uses."


@pytest.mark.parametrize(
    ("node", "text"),
    [
        (Scalar(None, 1), "null"),
        (Scalar(True, 1), "true"),
        (Scalar(date(2026, 11, 1), 1), "2026-11-01"),
        (Scalar("x" * 50, 1), repr("x" * 40)),
        (Scalar(5, 1), "'5'"),
        (Items((), 1), "a list"),
        (Pairs((), 1), "a mapping"),
    ],
)
def test_values_are_quoted_as_they_were_written(node: Node, text: str) -> None:
    assert shown_value(node) == text
