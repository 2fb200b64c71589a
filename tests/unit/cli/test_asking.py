import click
import pytest
from click.testing import CliRunner

from auditor.cli.asking import Person, StoppedError
from auditor.declarations.screen import Reply
from auditor.formats.yaml_writing import Value


def a_person(*lines: str, said: list[str] | None = None) -> Person:
    answers = iter(lines)
    return Person(lambda _: next(answers), (said if said is not None else []).append)


@pytest.mark.parametrize(
    ("lines", "reply"),
    [
        (("yes",), Reply.YES),
        (("N",), Reply.NO),
        (("nein",), Reply.NO),
        (("",), Reply.UNKNOWN),
        (("?",), Reply.UNKNOWN),
        (("don't know",), Reply.UNKNOWN),
        (("perhaps", "oui"), Reply.YES),
    ],
)
def test_a_reply_is_yes_no_or_not_known(lines: tuple[str, ...], reply: Reply) -> None:
    assert a_person(*lines).reply("Is it?") is reply


@pytest.mark.parametrize(
    ("key", "lines", "value"),
    [
        ("own_name", ("no",), False),
        ("own_name", ("",), Reply.UNKNOWN),
        ("log_retention_days", ("many", "183"), 183),
        ("annex_iii", ("9z", "none"), ()),
    ],
)
def test_a_value_is_asked_for_until_it_can_be_one(key: str, lines: tuple[str, ...], value: Value) -> None:
    assert a_person(*lines).value("system", key, "What?") == value


def test_a_wrong_answer_is_told_with_what_would_be_right() -> None:
    said: list[str] = []
    a_person("9z", "5d", said=said).value("system", "annex_iii", "Which?")
    assert said[0].startswith("  annex_iii does not know '9z'. Known: 1a, ")


def test_what_is_needed_is_asked_for_again() -> None:
    said: list[str] = []
    assert a_person("", " ", "?", "Unknown", " A. Officer ", said=said).needed("Your name") == "A. Officer"
    assert said == ["  This one is needed."] * 4


def test_whoever_says_stop_is_asked_no_more() -> None:
    with pytest.raises(StoppedError):
        a_person("STOP").reply("Is it?")


def test_what_is_shown_cannot_steer_the_terminal() -> None:
    said: list[str] = []
    a_person(said=said).told("a\x1b[2Jb\nc")
    assert said == ["a\\x1b[2Jb", "c"]


def test_a_real_prompt_takes_a_line_and_an_empty_one() -> None:
    @click.command()
    def asks() -> None:
        click.echo(repr([Person().line("One?"), Person().line("Two?")]))

    ended = CliRunner().invoke(asks, input="first\n\n")
    assert ended.output == "One? first\nTwo? \n['first', '']\n"
