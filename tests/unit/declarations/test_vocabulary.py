from auditor.declarations.vocabulary import ANNEX_III, COUNTRIES, COUNTRY_SLIPS, EU_MEMBERS, PRACTICES


def test_the_union_has_27_member_states_with_assigned_codes() -> None:
    assert len(EU_MEMBERS) == 27
    assert EU_MEMBERS < COUNTRIES


def test_the_economic_area_is_not_the_union() -> None:
    assert not EU_MEMBERS & {"NO", "IS", "LI", "CH", "GB"}


def test_iso_3166_1_assigns_249_codes_of_two_capitals() -> None:
    assert len(COUNTRIES) == 249
    assert all(len(code) == 2 and code.isalpha() and code.isupper() for code in COUNTRIES)


def test_slips_mean_codes_that_exist_and_are_none_themselves() -> None:
    assert set(COUNTRY_SLIPS.values()) <= COUNTRIES
    assert not set(COUNTRY_SLIPS) & COUNTRIES


def test_annex_iii_has_eight_points() -> None:
    assert sorted({code[0] for code in ANNEX_III}) == list("12345678")
    assert len(set(ANNEX_III)) == len(ANNEX_III) == 25


def test_article_5_has_ten_practices() -> None:
    assert len(set(PRACTICES)) == len(PRACTICES) == 10
