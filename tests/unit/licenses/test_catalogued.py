from auditor.domain.fact import Basis, Claim, Confidence
from auditor.licenses.catalogued import CatalogueDetector
from tests.unit.catalogue.building import a_catalogue, a_cell, a_model, an_entry, facts, joined

ORCA = an_entry("Orca-2-7B", license=a_cell("MIT", Confidence.LOW))


def test_the_entrys_licence_is_no_better_than_its_cell() -> None:
    claims = list(CatalogueDetector().detect(a_model(), facts(joined(ORCA)), a_catalogue(ORCA)))

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

    assert list(CatalogueDetector().detect(a_model(), {}, a_catalogue(ORCA))) == []
    assert list(CatalogueDetector().detect(a_model(), facts(joined(bare)), a_catalogue(bare))) == []
