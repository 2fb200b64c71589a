from dataclasses import replace
from datetime import date

import pytest

from auditor.declarations.exclusion import Exclusion, exclusion
from auditor.domain.values import FactValue
from auditor.domain.vocabulary import EXCLUDED
from tests.builders.declarations import a_system

TODAY = date(2026, 11, 22)
PLACED, LATER = date(2026, 9, 1), date(2027, 1, 1)
ON_MARKET = "placed on the Union market on 1 September 2026"
OWN = "provided under the organisation's own name"


def excluded(word: str | None, **fields: FactValue | None) -> Exclusion | None:
    given = () if word is None else (("excluded_by_art_2", word),)
    return exclusion(replace(a_system(), fields=(*given, *fields.items())), TODAY)


@pytest.mark.parametrize("word", EXCLUDED)
def test_a_system_is_left_out_by_the_word_of_its_entry(word: str) -> None:
    found = excluded(word)
    assert found is not None
    assert found.reason.startswith(EXCLUDED[word])
    assert found.reason.endswith(" declared")
    assert found.against == ""


def test_a_system_that_no_entry_leaves_out_is_not() -> None:
    assert excluded(None, union_placed_on=PLACED) is None


@pytest.mark.parametrize(
    ("word", "fields", "against"),
    [
        ("military", {"union_placed_on": PLACED, "own_name": True}, ""),
        ("research", {"union_placed_on": PLACED}, ON_MARKET),
        ("research", {"union_placed_on": LATER}, ""),
        ("research", {"union_placed_on": None}, ""),
        ("research", {"own_name": True, "put_into_service_on": PLACED}, ""),
        ("personal", {"union_placed_on": PLACED}, ON_MARKET),
        ("personal", {"own_name": True}, OWN),
        ("personal", {"own_name": False, "put_into_service_on": PLACED}, ""),
        ("personal", {"union_placed_on": PLACED, "own_name": True}, f"{ON_MARKET} and {OWN}"),
    ],
)
def test_the_market_speaks_against_research_alone_and_the_own_name_against_personal_use(
    word: str, fields: dict[str, FactValue | None], against: str
) -> None:
    found = excluded(word, **fields)
    assert found is not None
    assert found.against == against


USES = {
    "workplace": "used at the workplace",
    "decides_about_persons": "used to decide about persons, or to help with it",
    "adverse_decisions": "used for decisions that adversely affect persons",
    "for_public_authorities": "intended for public authorities",
}


@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize(
    ("word", "is_contradicted"), [("research", True), ("personal", True), ("military", False)]
)
def test_a_use_towards_others_speaks_against_research_alone_and_personal_use(
    word: str, use: str, is_contradicted: bool
) -> None:
    found = excluded(word, **{use: True})
    assert found is not None
    assert found.against == (USES[use] if is_contradicted else "")
    unsaid = excluded(word, **{use: False})
    assert unsaid is not None
    assert unsaid.against == ""
