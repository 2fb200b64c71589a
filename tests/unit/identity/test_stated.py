from dataclasses import replace

from auditor.catalogue import Entity
from auditor.domain.fact import Basis, Claim, Confidence
from auditor.domain.mention import Listing
from auditor.identity.stated import assess
from tests.unit.catalogue.building import a_catalogue, a_cell, a_model, resolved, value

ACME = Entity("acme", name=a_cell("Acme SAS"), country=a_cell("FR"))
CATALOGUE = a_catalogue(entities=[ACME])


def test_a_maker_whom_the_catalogue_knows_is_its_entity_however_spelled() -> None:
    model = replace(a_model(), listings=(Listing("csv:l#l:2", "it is listed", publisher="ACME SAS"),))
    found = resolved(assess(model, CATALOGUE))
    assert (value(found, "provider.name"), value(found, "provider.country")) == ("Acme SAS", "FR")
    said = [one for one in assess(model, CATALOGUE) if isinstance(one, Claim)]
    assert (said[0].basis, said[0].confidence, said[0].locator) == (
        Basis.DECLARED,
        Confidence.MEDIUM,
        "csv:l#l:2@publisher",
    )
    assert {one.basis for one in said[1:]} == {Basis.CATALOGUED}


def test_any_other_maker_is_as_written_and_purposes_add_up() -> None:
    rows = (Listing("a", "it", publisher="MedSoft", purpose="letters"), Listing("b", "it", purpose="triage"))
    found = resolved(assess(replace(a_model(), listings=rows), CATALOGUE))
    assert value(found, "provider.name") == "MedSoft"
    assert value(found, "model.purposes") == ("letters", "triage")
    assert "provider.country" not in found
