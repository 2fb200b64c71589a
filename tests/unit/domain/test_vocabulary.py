import pytest

from auditor import policy
from auditor.domain.countries import COUNTRIES, COUNTRY_SLIPS
from auditor.domain.european_union import EU_MEMBER_STATES
from auditor.domain.vocabulary import ANNEX_III, PRACTICES
from auditor.policy.asking.screens import screens


def test_the_member_states_have_assigned_codes() -> None:
    assert EU_MEMBER_STATES < COUNTRIES


def test_iso_3166_1_assigns_249_codes_of_two_capitals() -> None:
    assert len(COUNTRIES) == 249
    assert all(len(code) == 2 and code.isalpha() and code.isupper() for code in COUNTRIES)


def test_slips_mean_codes_that_exist_and_are_none_themselves() -> None:
    assert set(COUNTRY_SLIPS.values()) <= COUNTRIES
    assert not set(COUNTRY_SLIPS) & COUNTRIES


@pytest.mark.parametrize(("key", "words"), [("practices_art_5", PRACTICES), ("annex_iii", ANNEX_III)])
def test_the_points_that_may_be_declared_are_those_that_are_gone_through(
    key: str, words: tuple[str, ...]
) -> None:
    (screen,) = (one for one in screens(policy.load()) if one.key == key)
    assert tuple(point.code for point in screen.points) == words


def test_annex_iii_has_eight_points() -> None:
    assert sorted({code[0] for code in ANNEX_III}) == list("12345678")
    assert len(set(ANNEX_III)) == len(ANNEX_III) == 25


def test_article_5_has_ten_practices() -> None:
    assert len(set(PRACTICES)) == len(PRACTICES) == 10
