from datetime import date

import pytest

from auditor.declarations.entry import Entry
from auditor.declarations.screen import SCREENED, Reply, Screened, kept, list_of, read_screen
from auditor.errors import DeclarationError
from auditor.formats import yaml12


def entry(text: str) -> Entry:
    return Entry.of(yaml12.read(text, "f", DeclarationError), what="system")


ANSWERED = (
    "screen:\n- {annex_iii: 5d, answer: yes, reason: triage, by: N, on: 2026-11-01}\n"
    "- {annex_iii: 2, answer: no, reason: no grid}\n- {practices_art_5: a, answer: unknown}\n"
)


def test_an_answer_has_its_point_reason_and_who_gave_it() -> None:
    assert read_screen(entry(f"annex_iii: [5d]\n{ANSWERED}")) == (
        Screened("annex_iii", "5d", Reply.YES, "triage", "N", date(2026, 11, 1)),
        Screened("annex_iii", "2", Reply.NO, "no grid"),
        Screened("practices_art_5", "a", Reply.UNKNOWN, ""),
    )


def test_what_is_kept_comes_back() -> None:
    answered = read_screen(entry(ANSWERED))
    assert kept(tuple(one.as_fields() for one in answered)) == answered
    assert kept(()) == ()


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("annex_iii: []", "annex_iii contradicts screen: 5d is answered yes there"),
        ("annex_iii: ['2', 5d]", "annex_iii contradicts screen: 2 is answered no there"),
        ("practices_art_5: []", "practices_art_5 contradicts screen: a is open there"),
    ],
)
def test_a_list_that_says_otherwise_is_refused_at_its_line(text: str, what: str) -> None:
    with pytest.raises(DeclarationError) as caught:
        read_screen(entry(f"{text}\n{ANSWERED}"))
    assert caught.value.message == f"f:1: {what}"


@pytest.mark.parametrize(
    ("item", "what"),
    [
        ("{annex_iii: 9z, answer: no, reason: r}", "annex_iii does not know '9z'"),
        ("{annex_iii: 5d, answer: maybe, reason: r}", "answer does not know 'maybe'"),
        ("{annex_iii: 5d, answer: true, reason: r}", "answer must be text, not true"),
        ("{annex_iii: 5d, answer: no}", "answer no has no reason"),
        ("{annex_iii: 5d, practices_art_5: a, answer: no, reason: r}", "answer stands alone"),
        ("{answer: no, reason: r}", "answer stands alone"),
        ("{annex_iii: 5d, answer: no, why: r}", "unknown key 'why'"),
        (
            "{annex_iii: 5d, answer: no, reason: r}, {annex_iii: 5d, answer: no, reason: r}",
            "annex_iii 5d is answered twice",
        ),
    ],
)
def test_an_answer_that_is_none_is_refused(item: str, what: str) -> None:
    with pytest.raises(DeclarationError) as caught:
        read_screen(entry(f"screen: [{item}]"))
    assert caught.value.message.startswith(f"f:1: {what}")


def test_a_list_is_complete_once_no_point_is_open() -> None:
    points = SCREENED["practices_art_5"]
    answered = tuple(
        Screened("practices_art_5", point, Reply.YES if point == "f" else Reply.NO, "r") for point in points
    )
    assert list_of(answered, "practices_art_5", points) == ("f",)
    assert list_of(answered[:-1], "practices_art_5", points) is None
    # A point that the law does not have on the day is not waited for.
    assert list_of(answered[:-1], "practices_art_5", points[:-1]) == ("f",)
    assert list_of(answered, "annex_iii", ("5d",)) is None
