from datetime import date

import pytest

from auditor.declarations.wording import error_at, shown_value
from auditor.errors import DeclarationError
from auditor.formats.yaml_node import Content, Node


def test_an_error_begins_with_file_and_line() -> None:
    error = error_at("declarations/a.yaml", 3, "what", "do this")
    assert (error.message, error.hint, error.exit_code) == ("declarations/a.yaml:3: what", "do this", 2)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (None, "null"),
        (True, "true"),
        (date(2026, 11, 1), "2026-11-01"),
        ("x" * 50, repr("x" * 40)),
        (5, "'5'"),
        ((), "a list"),
        ({}, "a mapping"),
    ],
)
def test_values_are_quoted_as_they_were_written(content: Content, text: str) -> None:
    assert shown_value(Node(content, "a.yaml", 1, DeclarationError)) == text
