from dataclasses import replace

import pytest

from auditor.domain.fact import Basis, Confidence
from auditor.domain.mention import Listing
from auditor.licenses.listing import ListingDetector, stated_licence
from tests.unit.catalogue.building import a_catalogue, a_model


def test_a_list_states_a_licence_with_its_row_and_column() -> None:
    rows = (Listing("csv:list.csv#list.csv:2", "a spreadsheet lists it", "MIT"), Listing("csv:x#3", "it", ""))
    (claim,) = ListingDetector().detect(replace(a_model(), listings=rows), {}, a_catalogue())
    assert (claim.value, claim.basis, claim.confidence) == ("MIT", Basis.DECLARED, Confidence.MEDIUM)
    assert (claim.locator, claim.citation) == ("csv:list.csv#list.csv:2@license", "a spreadsheet lists it")


@pytest.mark.parametrize(
    ("written", "expression"),
    [
        ("mit", "MIT"),
        ("MIT, Apache-2.0", "Apache-2.0 AND MIT"),
        ("apache-2.0; mit", "Apache-2.0 AND MIT"),
        ("Acme Terms, version 2", "LicenseRef-acme-terms-version-2"),
        ("MIT, Acme Terms", "LicenseRef-mit-acme-terms"),
        ("proprietär", "LicenseRef-scancode-proprietary-license"),
        (" Proprietary ", "LicenseRef-scancode-proprietary-license"),
        ("unbekannt", None),
        ("", None),
    ],
)
def test_several_licences_apply_together_where_each_is_known(written: str, expression: str | None) -> None:
    assert stated_licence(written) == expression
