from dataclasses import replace
from datetime import date

import pytest

from auditor.declarations.screen import SCREENED
from auditor.errors import PolicyError
from auditor.policy import load
from auditor.policy.asking.screens import Point, first_day, screens

FILE = "eu-ai-act/screens.yaml"
BUNDLE = load()
ACT = ("02024R1689-20240712", "02024R1689-20260727")


def test_the_shipped_screens_have_every_point_that_a_declaration_can_list() -> None:
    found = {screen.key: tuple(point.code for point in screen.points) for screen in screens(BUNDLE)}
    assert found == SCREENED


@pytest.mark.parametrize(
    ("day", "practices", "applies_from"),
    [
        (date(2026, 7, 23), "a b c d e f g h", date(2026, 8, 2)),
        (date(2026, 7, 24), "a b ba bb c d e f g h", date(2027, 12, 2)),
    ],
)
def test_points_and_days_are_those_of_the_law_of_the_day(
    day: date, practices: str, applies_from: date
) -> None:
    first, second = (screen.on(day, BUNDLE.law) for screen in screens(BUNDLE))
    assert [point.code for point in first.points] == practices.split()
    assert len(second.points) == 25
    assert first_day(second.applies_from, BUNDLE.law, day) == applies_from


def test_before_the_act_nothing_is_asked() -> None:
    assert all(not screen.on(date(2024, 7, 11), BUNDLE.law).areas for screen in screens(BUNDLE))


def test_a_point_has_the_texts_and_day_of_its_screen_unless_it_has_its_own() -> None:
    points = {point.code: point for screen in screens(BUNDLE) for point in screen.points}
    assert points["4b"].texts == ACT
    assert points["4b"].applies_from == "high_risk_annex_iii"
    assert isinstance(points["ba"], Point)
    assert (points["ba"].texts, points["ba"].applies_from) == (("32026R1744", ACT[1]), "art5_ba_bb")


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("field: system.annex_iii", "field: system.practices_art_5", "there already is a screen for"),
        ("field: system.annex_iii", "field: system.own_name", "'system.own_name' is no list"),
        ("field: system.annex_iii", "field: system.nothing", "'system.nothing' is no list"),
        ("point: 1b", "point: 1a", "the point '1a' is there twice"),
        ("source: O", "source: X", "'X' is none of"),
        ("{law: art5_ba_bb}", "{law: systemic_presumption_flop}", "law.yaml has no date"),
        ("{law: art5_ba_bb}", "{law: nothing}", "law.yaml has no date 'nothing'"),
        ("[32026R1744, ", "[32026R1745, ", "unknown text '32026R1745'"),
        ("asks: Emotion", "ask: Emotion", "unknown key 'ask'"),
    ],
)
def test_a_screen_that_does_not_hold_together_is_refused(old: str, new: str, what: str) -> None:
    text = (
        BUNDLE.files[FILE].replace('asks: "Emotion', "asks: Emotion").replace('recognition"}', "recognition}")
    )
    assert old in text
    files = {**BUNDLE.files, FILE: text.replace(old, new)}
    with pytest.raises(PolicyError) as caught:
        screens(replace(BUNDLE, files=files))
    assert caught.value.message.startswith(FILE)
    assert what in caught.value.message


def test_a_pack_without_screens_asks_nothing() -> None:
    assert screens(replace(BUNDLE, files={})) == ()
