from auditor.domain.fact import Basis, Claim, Confidence
from auditor.licenses.catalogued import CatalogueDetector
from tests.unit.catalogue.building import a_catalogue, a_cell, a_claim, a_model, an_entry, facts, joined

ORCA = an_entry("Orca-2-7B", license=a_cell("MIT", Confidence.LOW))


def test_the_entrys_licence_is_no_better_than_its_cell() -> None:
    claims = list(CatalogueDetector(a_catalogue(ORCA)).detect(a_model(), facts(joined(ORCA))))

    assert claims == [
        Claim(
            "license.concluded",
            "MIT",
            Basis.CATALOGUED,
            Confidence.LOW,
            "catalogue",
            "catalogue:models/acme.json#Orca-2-7B",
            "a paper (as of 2026-01-01, unverified)",
        )
    ]


def test_a_model_that_was_joined_to_nothing_gets_no_licence() -> None:
    bare = an_entry("Orca-3")

    assert list(CatalogueDetector(a_catalogue(ORCA)).detect(a_model(), {})) == []
    assert list(CatalogueDetector(a_catalogue(bare)).detect(a_model(), facts(joined(bare)))) == []


def test_the_shipped_catalogue_is_the_default() -> None:
    known = facts(a_claim("model.catalogue_entry", "Qwen3-8B"))

    assert [claim.value for claim in CatalogueDetector().detect(a_model(), known)] == ["Apache-2.0"]
