from dataclasses import replace

import pytest

from auditor.catalogue import Entity
from auditor.domain.fact import Basis, Claim, Confidence
from auditor.domain.mention import Listing
from auditor.identity.stated import assess
from tests.unit.catalogue.building import a_catalogue, a_cell, a_model, facts, resolved, value

ACME = Entity("acme", name=a_cell("Acme SAS"), country=a_cell("FR"))
CATALOGUE = a_catalogue(entities=[ACME])


def test_a_maker_whom_the_catalogue_knows_is_its_entity_however_spelled() -> None:
    model = replace(a_model(), listings=(Listing("csv:l#l:2", "it is listed", publisher="ACME SAS"),))
    found = resolved(assess(model, {}, CATALOGUE))
    assert (value(found, "provider.name"), value(found, "provider.country")) == ("Acme SAS", "FR")
    said = [one for one in assess(model, {}, CATALOGUE) if isinstance(one, Claim)]
    assert (said[0].basis, said[0].confidence, said[0].locator) == (
        Basis.DECLARED,
        Confidence.MEDIUM,
        "csv:l#l:2@publisher",
    )
    assert {one.basis for one in said[1:]} == {Basis.CATALOGUED}


def test_any_other_maker_is_as_written_and_purposes_add_up() -> None:
    rows = (Listing("a", "it", publisher="MedSoft", purpose="letters"), Listing("b", "it", purpose="triage"))
    found = resolved(assess(replace(a_model(), listings=rows), {}, CATALOGUE))
    assert value(found, "provider.name") == "MedSoft"
    assert value(found, "model.purposes") == ("letters", "triage")
    assert "provider.country" not in found


@pytest.mark.parametrize("task", ["text-generation", "Text Generation", "text_generation"])
def test_a_task_that_hubs_know_says_what_a_model_takes_and_gives_where_nothing_else_does(task: str) -> None:
    model = replace(a_model(), listings=(Listing("csv:l#l:2", "it is listed", purpose=task),))
    assert value(resolved(assess(model, {}, CATALOGUE)), "model.modalities") == ("text",)
    known = facts(model__modalities=("code", "text"))
    assert "model.modalities" not in resolved(assess(model, known, CATALOGUE))


def test_a_purpose_in_other_words_says_nothing_of_it() -> None:
    model = replace(a_model(), listings=(Listing("csv:l#l:2", "it is listed", purpose="letters"),))
    assert "model.modalities" not in resolved(assess(model, {}, CATALOGUE))
