from dataclasses import replace

from auditor.declarations.stock import Stock
from auditor.domain.declaration import Selector
from auditor.domain.fact import SubjectKind
from auditor.domain.subject import Incident
from tests.builders.declarations import a_deployment, a_model, a_system, an_inventory
from tests.builders.observations import a_use

SCOUT, QWEN = a_model("meta-llama/Llama-4-Scout"), a_model("Qwen/Qwen3-8B")
CACHE, SERVED = a_deployment(SCOUT, "scout"), a_deployment(SCOUT, "ward-bot")
LOST = a_deployment(None, "gpt-5")
STOCK = Stock.of(an_inventory(SCOUT, QWEN, deployments=(CACHE, SERVED, LOST)), ())


def test_a_model_stands_for_its_places_and_a_place_for_itself() -> None:
    assert STOCK.used(Selector(None, "llama-4*")) == ((SCOUT.id,), (CACHE.id, SERVED.id))
    assert STOCK.used(Selector(None, "ward-bot")) == ((SERVED.id,), (SERVED.id,))
    assert STOCK.used(Selector(None, "gpt-5")) == ((LOST.id,), (LOST.id,))
    assert STOCK.used(Selector(None, "phi*")) == ((), ())


def test_what_a_selector_matches_without_binding_it_may_be_meant() -> None:
    several = a_system("triage", uses=(Selector(None, "*"),))
    exact = a_system("desk", uses=(Selector(None, "gpt-5"),))
    found = dict(STOCK.meant((several, exact)))
    assert found == dict.fromkeys((SCOUT.id, QWEN.id, CACHE.id, SERVED.id, LOST.id), "triage")
    assert dict(STOCK.meant((exact,))) == {}


def test_what_a_selector_does_not_match_is_named_as_a_person_would() -> None:
    systems = (a_system("triage", uses=(Selector(None, "phi*"), Selector(None, "gpt-5"))), a_system("desk"))
    assert list(STOCK.unmatched(systems)) == ["system 'triage': name phi*"]


def test_a_subject_is_known_by_its_whole_id_and_those_it_had() -> None:
    model = a_model("one", aliases=("header:old",))
    stock = Stock.of(an_inventory(model), (a_system(),))
    assert stock.known_as(SubjectKind.MODEL, model.id) == (model.id,)
    assert stock.known_as(SubjectKind.MODEL, "header:old") == (model.id,)
    assert stock.known_as(SubjectKind.MODEL, model.id[:20]) == ()
    assert stock.known_as(SubjectKind.SYSTEM, "triage") == ("triage",)
    assert stock.known_as(SubjectKind.ORGANISATION, "organisation") == ("organisation",)
    assert stock.known_as(SubjectKind.ORGANISATION, "triage") == ()


def test_an_incident_is_found_by_its_id_as_declared_and_as_reports_have_it() -> None:
    incident = Incident("incident:INC-1", "Wrong order", "triage")
    stock = Stock.of(an_inventory(), (), (incident, Incident("incident:INC-10", "Another", "triage")))
    for id_ in ("INC-1", "incident:INC-1"):
        assert stock.ids("incident", Selector(id_)) == (incident.id,)
        assert stock.known_as(SubjectKind.INCIDENT, id_) == (incident.id,)
    assert stock.ids("incident", Selector(None, "wrong*")) == (incident.id,)
    assert stock.ids("incident", Selector("INC-2")) == ()


def test_a_deployment_is_found_by_each_host_that_it_was_seen_at() -> None:
    seen = (a_use(locator="a.yaml:1", host="gpu-01"), a_use(locator="b.yaml:1", host=None))
    place = replace(SERVED, seen=seen)
    stock = Stock.of(an_inventory(SCOUT, deployments=(CACHE, place)), ())
    assert stock.ids("deployment", Selector(host="gpu-*")) == (place.id,)
    assert stock.ids("model", Selector(host="gpu-*")) == ()
