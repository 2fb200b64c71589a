from dataclasses import replace

import pytest

from auditor.domain.fact import Settler
from auditor.domain.finding import Question
from auditor.reports.headline.answers import answer_lines, answered_with

SYSTEM = "auditor declare system --by YOUR-NAME --set id={} --set {} --write"


def a_question(fields: tuple[str, ...], *commands: str, n_subjects: int = 1) -> Question:
    subjects = tuple(f"s{n}" for n in range(n_subjects))
    return Question(
        "?", ("f",), subjects, Settler.ORGANISATION, "", 1, ("r",), fields=fields, commands=commands
    )


def test_what_no_declaration_answers_has_no_lines() -> None:
    assert answer_lines(a_question(("workplace",))) == ()


def test_in_a_line_stands_the_command_with_its_fields_or_kinds_of_evidence() -> None:
    asked = a_question(("workplace", "profiling"), SYSTEM.format("s1", "workplace=YES-OR-NO"))
    assert answered_with(asked) == "auditor declare system: workplace, profiling"
    proven = replace(asked, names=("evidence:output-marking",), commands=("auditor declare evidence --by X",))
    assert answered_with(proven) == "auditor declare evidence: output-marking"
    screened = replace(asked, fields=(), commands=("auditor declare system --interactive --set id=s1",))
    assert answered_with(screened) == "auditor declare system"
    assert answered_with(replace(asked, how="scan again", commands=())) == "scan again"


def test_the_commands_after_the_first_are_below_it_and_of_many_a_few() -> None:
    every = tuple(SYSTEM.format(f"s{n}", "workplace=YES-OR-NO") for n in range(10))
    asked = a_question(("workplace",), *every[:3], n_subjects=3)
    assert answer_lines(asked) == every[1:3]
    assert answer_lines(a_question(("workplace",), *every, n_subjects=1_204)) == (
        *every[1:3],
        "and for 1\N{NARROW NO-BREAK SPACE}201 more, with their ids",
    )
    assert answer_lines(replace(asked, commands=every[:1])) == ()


def test_every_command_is_there_where_all_are_asked_for() -> None:
    every = tuple(SYSTEM.format(f"s{n}", "workplace=YES-OR-NO") for n in range(10))
    assert answer_lines(a_question(("workplace",), *every, n_subjects=10), 10) == every[1:]
    more = (*every[1:], "and for 2 more, with their ids")
    assert answer_lines(a_question(("workplace",), *every, n_subjects=12), 10) == more


@pytest.mark.parametrize(
    ("field", "example"),
    [
        ("country", "e.g. country=DE"),
        ("generates", "e.g. generates=text"),
        ("opt_out_6_3", "e.g. opt_out_6_3=none"),
        ("supplied", "e.g. supplied=none"),
        ("tokens", "e.g. tokens=5e7"),
        ("owner", "e.g. owner=Quality management"),
        # A comment of one line must not swallow the next.
        ("biometric_categorisation", "e.g. biometric_categorisation=no"),
    ],
)
def test_an_example_is_as_one_says_it_on_the_command_line(field: str, example: str) -> None:
    assert answer_lines(a_question((field,), SYSTEM.format("s0", f"{field}=YOUR-ANSWER"))) == (example,)


@pytest.mark.parametrize("field", ["uses", "hardware", "no_such_field"])
def test_what_no_line_can_show_has_no_example(field: str) -> None:
    assert answer_lines(a_question((field,), SYSTEM.format("s0", f"{field}=YOUR-ANSWER"))) == ()


def test_a_list_of_points_can_be_gone_through() -> None:
    asked = a_question(("annex_iii",), SYSTEM.format("s0", "annex_iii=YOUR-ANSWER"))
    assert answer_lines(asked) == (
        "e.g. annex_iii=none",
        "point by point: auditor declare system --interactive --set id=s0",
    )
