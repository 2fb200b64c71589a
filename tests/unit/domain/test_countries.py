from auditor.domain.countries import COUNTRIES, COUNTRY_SLIPS
from auditor.domain.european_union import EU_MEMBER_STATES


def test_codes_are_two_capitals_and_every_member_state_has_one() -> None:
    assert all(len(code) == 2 and code.isalpha() and code.isupper() for code in COUNTRIES)
    assert EU_MEMBER_STATES <= COUNTRIES


def test_what_people_write_instead_is_no_code_and_means_one() -> None:
    assert not COUNTRY_SLIPS.keys() & COUNTRIES
    assert set(COUNTRY_SLIPS.values()) <= COUNTRIES
