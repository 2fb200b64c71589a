from auditor.domain.fact import Basis, Claim, Confidence, Silence
from auditor.licenses.assessing import assess
from auditor.licenses.catalogued import CatalogueDetector, sibling
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


TUNED = an_entry("Orca-9B-Instruct", license=a_cell("MIT"))


def test_the_licence_of_another_stage_is_no_claim_and_is_named() -> None:
    found, known = a_catalogue(TUNED), facts(joined(TUNED))
    assert [claim.value for claim in CatalogueDetector().detect(a_model("Orca-9B-it"), known, found)] == [
        "MIT"
    ]
    assert sibling(a_model("Orca-9B-it"), known, found) == ""
    base = a_model("Orca-9B", ("Orca-9B-Instruct", "config"))
    assert list(CatalogueDetector().detect(base, known, found)) == []
    assert sibling(base, known, found) == (
        "the catalogue has the licence of Orca-9B-Instruct alone (MIT), which need not be its own"
    )
    told = {one.fact: one for one in assess(base, known, found, (CatalogueDetector(),))}["license.concluded"]
    assert isinstance(told, Silence)
    assert told.unknown.reason.endswith(sibling(base, known, found))
