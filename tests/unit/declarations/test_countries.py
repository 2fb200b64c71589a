import json

import pytest

from auditor.declarations.countries import NAMES, country_code, plain
from auditor.domain.countries import COUNTRIES

LISTED = json.loads(NAMES.read_text(encoding="utf-8"))["names"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("DE", "DE"),
        (" de ", "DE"),
        ("DEU", "DE"),
        ("Deutschland", "DE"),
        ("GERMANY", "DE"),
        ("Allemagne", "DE"),
        ("USA", "US"),
        ("United States of America", "US"),
        ("etats-unis", "US"),
        ("Großbritannien", "GB"),
        ("GROSSBRITANNIEN", "GB"),
        ("Elfenbeinküste", "CI"),
        ("Cote d'Ivoire", "CI"),
        ("Bosnia and Herzegovina", "BA"),
        # Two letters are a code or nothing: this one is reserved, and asked about.
        ("UK", None),
        ("Atlantis", None),
        ("EU", None),
        ("", None),
    ],
)
def test_a_country_is_known_by_its_code_or_a_name(text: str, code: str | None) -> None:
    assert country_code(text) == code


def test_every_country_has_its_names_and_no_name_is_that_of_two() -> None:
    assert LISTED.keys() == COUNTRIES
    names = [plain(name) for code, names in LISTED.items() for name in {plain(one) for one in names}]
    assert len(set(names)) == len(names)
    assert [code for code, names in LISTED.items() if len(names) < 2] == []


def test_every_listed_name_leads_to_its_country() -> None:
    assert all(country_code(name) == code for code, names in LISTED.items() for name in names)


def test_the_data_say_where_they_are_from_and_carry_their_licence() -> None:
    found = json.loads(NAMES.read_text(encoding="utf-8"))
    assert (found["source"], found["license"]) == ("Unicode CLDR 48.2.0", "Unicode-3.0")
    assert "UNICODE LICENSE V3" in NAMES.with_suffix(".LICENSE").read_text(encoding="utf-8")
