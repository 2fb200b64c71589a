from dataclasses import replace

import pytest

from auditor.domain.fact import Basis, Confidence
from auditor.domain.serving import DeploymentState
from auditor.domain.subject import Strength
from auditor.domain.values import Range
from auditor.reports.headline.rows import (
    Mark,
    ModelRow,
    compute_words,
    findings_by_model,
    model_rows,
    where,
)
from tests.builders.audit import (
    a_claim,
    a_deployment,
    a_fact,
    a_finding,
    a_model,
    a_service,
    an_audit,
    catalogued,
    inventory,
    known,
    rich,
    serviced,
)


def test_what_to_look_at_first_is_on_top() -> None:
    assert [row.name for row in model_rows(rich())] == [
        "triage-tune-8B",
        "Llama-4-Scout-17B-16E-Instruct",
        "EuroMed-7B",
        "Qwen2.5-7B-Instruct",
        "Mixtral-8x7B",
    ]


def test_a_model_is_told_in_one_line() -> None:
    row = next(row for row in model_rows(rich()) if row.name.startswith("Llama"))
    assert row == ModelRow(
        id=row.id,
        anchor=row.anchor,
        name="Llama-4-Scout-17B-16E-Instruct",
        marks=(Mark("1 failing", "bad"), Mark("EU excluded", "bad")),
        where="dir:/srv/models, hf-cache: and 1 more (3\u00a0places)",
        made_by="Meta Platforms, Inc., US",
        license="Llama 4 Community License",
        compute="4.0 \u2013 5.2\u00a0\u00d7\u00a010²⁴",
        state="running",
        n_failing=1,
    )


def test_every_warning_has_its_word() -> None:
    model = a_model(strength=Strength.NAME, problems=("trailing data",))
    facts = {
        model.id: {
            "unsafe.custom_code": known("unsafe.custom_code", True),
            "model.systemic_risk": known("model.systemic_risk", True),
        }
    }
    (row,) = model_rows(an_audit(model, facts=facts))
    assert row.marks == (
        Mark("runs its own code", "bad"),
        Mark("systemic risk", "bad"),
        Mark("known by name only", "warn"),
        Mark("file problems", "warn"),
    )
    by_header = replace(model, strength=Strength.HEADER, problems=())
    assert model_rows(an_audit(by_header))[0].marks == (Mark("bytes not read", "warn"),)


@pytest.mark.parametrize(
    ("fact", "words"),
    [("model.systemic_risk", "systemic risk"), ("license.excludes_eu_licensees", "EU excluded")],
)
@pytest.mark.parametrize(
    ("strength", "confidence", "why"),
    [
        (Strength.CONTENT, Confidence.HIGH, ""),
        (Strength.CONTENT, Confidence.MEDIUM, ""),
        (Strength.CONTENT, Confidence.LOW, "on low-confidence evidence alone"),
        (Strength.NAME, Confidence.LOW, "by its name alone"),
    ],
)
def test_what_rests_on_low_confidence_is_marked_as_possible(
    fact: str, words: str, strength: Strength, confidence: Confidence, why: str
) -> None:
    model = a_model(strength=strength)
    held = known(fact, True, Basis.INFERRED, confidence=confidence)
    (row,) = model_rows(an_audit(model, facts={model.id: {fact: held}}))
    wanted = Mark(f"possibly {words}: {why}", "warn") if why else Mark(words, "bad")
    assert [one for one in row.marks if words in one.text] == [wanted]


def test_an_unknown_maker_is_not_given_a_country() -> None:
    model = a_model()
    facts = {model.id: {"provider.country": catalogued("provider.country", "US")}}
    assert model_rows(an_audit(model, facts=facts))[0].made_by == "unknown"


def test_a_place_is_told_by_its_targets() -> None:
    assert where(a_model()) == "dir:/srv/models"
    assert where(a_model(locations=("dir:/a#1", "dir:/a#2"))) == "dir:/a (2\u00a0places)"


def test_compute_is_a_range_or_a_named_bound_or_a_reason() -> None:
    name, bounds = "compute.update_flop", "compute.update_bounds_flop"
    assert (
        compute_words({bounds: known(bounds, Range(0, 3e22))}) == "unknown; at most 3.0\u00a0\u00d7\u00a010²²"
    )
    assert compute_words({}) == "unknown"
    conflict = a_fact(
        a_claim(name, Range(1e23, 2e23)), a_claim(name, Range(1e25, 2e25), Basis.CATALOGUED, method="other")
    )
    assert compute_words({name: conflict}).startswith("conflict: 1.0")
    assert compute_words(rich().facts[model_rows(rich())[0].id]) == "unknown (training tokens)"


def test_what_fails_at_a_place_is_told_of_the_model_that_it_holds() -> None:
    model = a_model()
    place = a_deployment(model)
    lost = replace(a_deployment(model), id="dep:lost", model_id=None)
    findings = tuple(a_finding(subject) for subject in (model, place, lost))
    audit = an_audit(model, inventory=inventory(model, deployments=(place, lost)), findings=findings)
    assert findings_by_model(audit) == {model.id: [findings[0], findings[1]], "dep:lost": [findings[2]]}
    (row,) = model_rows(audit)
    assert row.n_failing == 2


def test_of_two_that_fail_alike_the_one_in_use_comes_first() -> None:
    idle, used = a_model("idle", strength=Strength.NAME), a_model("used")
    places = (a_deployment(idle), a_deployment(used, state=DeploymentState.CONFIGURED))
    audit = an_audit(inventory=inventory(idle, used, deployments=places))
    assert [row.name for row in model_rows(audit)] == ["used", "idle"]


def test_what_is_only_called_as_a_service_is_marked_so_and_not_as_a_fault() -> None:
    audit = serviced()
    assert {row.name: (row.is_service, row.marks) for row in model_rows(audit)} == {
        "gpt-4o": (True, ()),
        "nova-pro": (True, ()),
        "Qwen2.5-7B-Instruct": (False, ()),
    }
    not_told = {row.name: row.is_service for row in model_rows(replace(audit, facts={}))}
    assert not any(not_told.values())


def test_what_nothing_but_a_list_names_is_told_apart() -> None:
    model = a_service("Sepsis-Score", id="name:store/sepsis")
    listed = a_deployment(model, state=DeploymentState.DECLARED, locator="csv:list.csv#list.csv:2")
    used = replace(listed, id="dep:used", state=DeploymentState.USED_IN_CODE)
    for places, is_listed in (((listed,), True), ((listed, used), False)):
        (row,) = model_rows(an_audit(model, inventory=inventory(model, deployments=places)))
        assert row.is_listed is is_listed
    here = a_model()
    (row,) = model_rows(
        an_audit(here, inventory=inventory(here, deployments=(replace(listed, model_id=here.id),)))
    )
    assert not row.is_listed


def test_what_is_declared_to_be_another_has_no_line_of_its_own() -> None:
    whole, part = (
        a_model("notes"),
        a_model("Clinic Notes", id="name:store/x", declared_same=a_model("notes").id),
    )
    places = (
        a_deployment(whole, id="dep:1", state=DeploymentState.PRESENT),
        a_deployment(part, id="dep:2", state=DeploymentState.RUNNING),
    )
    (row,) = model_rows(an_audit(whole, part, inventory=inventory(whole, part, deployments=places)))
    assert (row.name, row.state, row.is_listed) == ("notes", "running", False)
