from dataclasses import replace
from datetime import date

from auditor.domain.artifact import Artifact, ArtifactFile
from auditor.domain.fact import Basis, Claim, Confidence, Conflict, Fact
from auditor.domain.facts import FACTS
from auditor.domain.resolving import resolve
from auditor.domain.subject import Incident, Organisation, PossibleSame, System
from auditor.domain.values import FactValue
from auditor.reports.document.subject_blocks import (
    deployment_block,
    model_blocks,
    organisation_block,
    system_block,
)
from tests.builders.audit import a_deployment, a_header, a_model, an_audit, known, rich
from tests.builders.declarations import attested


def by_name(name: str) -> dict[str, object]:
    return dict(next(block for block in model_blocks(rich()) if block["name"] == name))


def test_the_license_block_keeps_sources_apart() -> None:
    assert by_name("EuroMed-7B")["license"] == {
        "concluded": None,
        "kind": None,
        "declared": [{"expression": "MIT", "method": "gguf-header", "locator": "dir:/srv/models#model.gguf"}],
        "inherited": [],
        "conflict": "yes",
        "terms": {
            "commercial_use": None,
            "monthly_users_limit": None,
            "excludes_eu_licensees": None,
            "eu_exclusion_clause": None,
            "users_clause": None,
            "outputs_clause": None,
            "naming_clause": None,
            "use_policy": None,
            "governing_law": None,
        },
        "foss_ai_act": "unknown",
    }


def test_the_compute_block_is_a_view_of_the_facts() -> None:
    update = {
        "low_flop": 4.0e24,
        "central_flop": 4.1e24,
        "high_flop": 5.2e24,
        "bounds_low_flop": 2.8e24,
        "bounds_high_flop": 6.8e24,
        "method": "catalogue",
    }
    assert by_name("Llama-4-Scout-17B-16E-Instruct")["training_compute"] == {
        "update": update,
        "cumulative": update,
    }


def test_a_set_with_missing_shards_says_how_many_it_should_have() -> None:
    artifact = Artifact("gguf", (ArtifactFile("dir:/m#1.gguf", 5, None),), a_header(), n_missing=2)
    (block,) = model_blocks(an_audit(a_model(artifact=artifact)))
    assert block["artifacts"] == [
        {"path": "dir:/m#1.gguf", "format": "gguf", "sha256": None, "size_bytes": 5, "shards": 3}
    ]


def test_a_base_model_in_the_inventory_is_linked() -> None:
    base, tuned = a_model("base"), a_model("tuned")
    relations = known("model.base_relations", ("finetune of base",))
    named = known("model.base_models", ("base", "elsewhere"))
    facts = {tuned.id: {"model.base_models": named, "model.base_relations": relations}}
    blocks = model_blocks(an_audit(base, tuned, facts=facts))
    found = next(block["base_models"] for block in blocks if block["name"] == "tuned")
    assert found == [
        {"name": "base", "relation": "finetune", "id": base.id, "not_linked": None},
        {
            "name": "elsewhere",
            "relation": None,
            "id": None,
            "not_linked": "no model of this name was found",
        },
    ]


def test_a_model_without_facts_shows_what_its_header_says() -> None:
    (block,) = model_blocks(an_audit(a_model()))
    shown = (block["architecture"], block["quantization"], block["context_length"], block["n_parameters"])
    assert shown == ("qwen2", "Q4_K_M", 32_768, None)


def test_a_deployment_names_its_state_and_the_evidence_for_it() -> None:
    model = a_model()
    block = deployment_block(a_deployment(model), {})
    assert (block["model_id"], block["state"], block["source"]) == (model.id, "present", "dir")
    assert block["evidence"] == "the file is there; nothing is known to run it"
    assert block["operator"] is None


def _conflict(name: str, *values: FactValue) -> Fact:
    said = (Claim(name, one, Basis.DECLARED, Confidence.MEDIUM, "told", f"place {one}") for one in values)
    return Fact(name, Conflict(tuple(said)))


def test_what_sources_contradict_has_no_value_in_the_typed_parts_and_is_named() -> None:
    values: dict[str, tuple[FactValue, FactValue]] = {
        "model.architecture": ("llama", "qwen2"),
        "model.context_length": (4096, 8192),
        "model.quantization": ("Q4_K", "Q8_0"),
    }
    model = a_model()
    audit = an_audit(model)
    facts = {name: _conflict(name, *both) for name, both in values.items()}
    (block, *_) = model_blocks(replace(audit, facts={model.id: facts}))
    assert (block["architecture"], block["context_length"], block["quantization"]) == (None, None, None)
    assert block["conflicts"] == sorted(values)
    assert "conflict" in block["facts"]["model.architecture"]


def test_two_runtimes_at_one_place_are_neither() -> None:
    place = replace(a_deployment(a_model()), runtime="vllm")
    block = deployment_block(place, {"runtime.name": _conflict("runtime.name", "vllm", "sglang")})
    assert (block["runtime"], block["conflicts"]) == (None, ["runtime.name"])
    assert deployment_block(place, {})["runtime"] == "vllm"
    assert deployment_block(place, {})["conflicts"] == []


def test_what_was_measured_otherwise_than_it_is_set_stands_with_the_endpoint() -> None:
    drift = {"exposure.drift": known("exposure.drift", ("credentials",))}
    assert deployment_block(a_deployment(a_model()), drift)["drift"] == ["credentials"]


def test_systems_and_the_organisation_carry_their_facts() -> None:
    system = System("bot", "Bot", "answers", ("dep:1",))
    facts = {"system.profiling": known("system.profiling", False)}
    incident = Incident("incident:INC-1", "a wrong order", system.id)
    late = {"incident.reported_after_days": known("incident.reported_after_days", 19)}
    audit = an_audit(
        systems=(system,),
        incidents=(incident, Incident("incident:INC-2", "of another", "other")),
        facts={system.id: facts, incident.id: late},
    )
    block = system_block(system, audit)
    assert block["facts"]["system.profiling"]["value"] == "no"
    assert [(one["id"], one["name"], *one["facts"]) for one in block["incidents"]] == [
        ("incident:INC-1", "a wrong order", "incident.reported_after_days")
    ]
    audit = an_audit(organisation=Organisation("Klinik", date(2026, 11, 1)))
    assert organisation_block(audit) == {
        "name": "Klinik",
        "declared_on": "2026-11-01",
        "conflicts": [],
        "facts": {},
    }
    assert organisation_block(an_audit())["declared_on"] is None


def test_what_runs_on_loading_is_a_view_of_its_fact_and_the_reasons_agree() -> None:
    model = a_model()
    on_load = "unsafe.executes_code_on_load"
    claim = Claim(on_load, True, Basis.MEASURED, Confidence.HIGH, "imports-code", "dir:/m#m.bin")
    facts = {
        on_load: resolve(FACTS[on_load], [claim]),
        "unsafe.custom_code": known("unsafe.custom_code", False),
        "unsafe.header_anomalies": known("unsafe.header_anomalies", ("trailing-data",)),
    }
    (block,) = model_blocks(an_audit(model, facts={model.id: facts}))
    assert block["unsafe"] == {
        "executes_code_on_load": "yes",
        "asks_for_custom_code": "no",
        "reasons": ["imports-code", "trailing-data"],
    }
    (silent,) = model_blocks(an_audit(model))
    assert silent["unsafe"]["executes_code_on_load"] == "unknown"


def test_what_a_model_may_be_is_named_with_what_speaks_for_it() -> None:
    other = a_model("llama")
    alike = PossibleSame(other.id, Confidence.LOW, "hf-cache holds acme/llama")
    model = replace(a_model("acme/llama", id="name:repository/acme/llama"), same_as=(alike,))
    block = next(one for one in model_blocks(an_audit(model, other)) if one["id"] == model.id)
    assert block["same_as"] == [
        {"id": other.id, "name": other.name, "confidence": "low", "reason": "hf-cache holds acme/llama"}
    ]
    assert [one["same_as"] for one in model_blocks(an_audit(other))] == [[]]


def test_how_a_deployment_is_hosted_is_told_and_what_is_not_known_is_not() -> None:
    said: dict[str, FactValue] = {
        "hosting.mode": "api",
        "hosting.country": "DE",
        "hosting.keys": "provider",
        "hosting.prompt_retention_days": 30,
        "hosting.training_on_inputs": False,
        "hosting.support_access": (),
        "hosting.exit_tested_on": date(2026, 6, 1),
    }
    facts = {name: resolve(FACTS[name], (attested(name, value, "d:1#x"),)) for name, value in said.items()}
    assert deployment_block(a_deployment(a_model()), facts)["hosting"] == {
        "mode": "api",
        "country": "DE",
        "keys": "provider",
        "prompt_retention_days": 30,
        "training_on_inputs": "no",
        "telemetry": "unknown",
        "support_access": [],
        "exit_tested_on": "2026-06-01",
    }
    nothing = deployment_block(a_deployment(a_model()), {})["hosting"]
    assert (nothing["support_access"], nothing["exit_tested_on"], nothing["training_on_inputs"]) == (
        None,
        None,
        "unknown",
    )
