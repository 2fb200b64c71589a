import pytest

from auditor.domain.countries import COUNTRIES
from auditor.domain.facts import FACTS
from auditor.policy.country import code_meant, codes_of


@pytest.mark.parametrize(
    ("fact", "holds", "holds_not"),
    [
        ("hosting.country", "ZZ", "EU"),
        ("system.provider_country", "GR", "EL"),
        ("hosting.support_access", "GB", "ZZ"),
        ("organisation.hosting_countries", "EU", "UK"),
    ],
)
def test_a_fact_that_is_a_country_holds_codes(fact: str, holds: str, holds_not: str) -> None:
    codes = codes_of(FACTS[fact])
    assert codes > COUNTRIES or codes == COUNTRIES
    assert holds in codes
    assert holds_not not in codes


def test_any_other_fact_holds_none() -> None:
    # Whether something lies in a country is no country.
    assert [
        codes_of(FACTS[name]) for name in ("system.owner", "hosting.third_country", "model.purposes")
    ] == [frozenset()] * 3


@pytest.mark.parametrize(("word", "code"), [("de", "DE"), ("UK", "GB"), ("el", "GR"), ("XX", ""), ("", "")])
def test_what_is_meant_by_no_code_is_offered(word: str, code: str) -> None:
    assert code_meant(word) == code
