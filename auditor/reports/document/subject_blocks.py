"""Models, deployments, systems and the organisation as JSON; the typed parts are views of facts."""

from collections.abc import Mapping
from typing import Final

from auditor.domain.artifact import Artifact
from auditor.domain.audit import Audit
from auditor.domain.fact import Basis
from auditor.domain.lineage import link, names_of, relation_to
from auditor.domain.subject import Deployment, Incident, Model, System
from auditor.reports.document.fact_blocks import (
    FactsOf,
    claims_of,
    conflicts,
    count_or,
    facts_block,
    known,
    known_count,
    known_range,
    known_text,
    known_words,
    text_or,
    tri_word,
    value_block,
)
from auditor.reports.document.subject_shape import (
    ArtifactBlock,
    BaseModelBlock,
    ComputeBlock,
    DeploymentBlock,
    HostingBlock,
    IncidentBlock,
    LicenseBlock,
    ModelBlock,
    OrganisationBlock,
    SystemBlock,
    UnsafeBlock,
    ValueBlock,
)

_TERMS: Final = (
    "license.commercial_use",
    "license.monthly_users_limit",
    "license.excludes_eu_licensees",
    "license.eu_exclusion_clause",
    "license.users_clause",
    "license.outputs_clause",
    "license.naming_clause",
    "license.use_policy",
    "license.governing_law",
)


def model_blocks(audit: Audit) -> list[ModelBlock]:
    """Return one block per model, in the inventory's order."""
    models = audit.inventory.models
    by_name, called = names_of(models), {model.id: model.name for model in models}
    return [_model_block(model, audit.facts.get(model.id, {}), by_name, called) for model in models]


def _model_block(
    model: Model, facts: FactsOf, by_name: Mapping[str, frozenset[str]], called: Mapping[str, str]
) -> ModelBlock:
    header, artifact = model.header, model.artifact
    return {
        "id": model.id,
        "name": model.name,
        "aliases": list(model.aliases),
        "same_as": [
            {
                "id": one.model_id,
                "name": called.get(one.model_id, one.model_id),
                "confidence": one.confidence.value,
                "reason": one.reason,
            }
            for one in model.same_as
        ],
        "declared_same": model.declared_same,
        "format": artifact.format if artifact else None,
        "architecture": text_or(facts, "model.architecture", header.architecture if header else None),
        "family": known_text(facts, "model.family"),
        "version": known_text(facts, "model.catalogue_entry"),
        "n_parameters": known_count(facts, "model.n_parameters"),
        "n_active_parameters": known_count(facts, "model.n_active_parameters"),
        "quantization": text_or(facts, "model.quantization", header.quantization if header else None),
        "context_length": count_or(facts, "model.context_length", header.context_length if header else None),
        "size_bytes": artifact.size_bytes if artifact else None,
        "artifacts": _artifact_blocks(artifact),
        "provider": {
            "name": known_text(facts, "provider.name"),
            "country": known_text(facts, "provider.country"),
            "parent": known_text(facts, "provider.parent"),
            "parent_country": known_text(facts, "provider.parent_country"),
        },
        "license": _license_block(facts),
        "base_models": _base_blocks(model, facts, by_name),
        "training_compute": {
            "update": _compute_block(facts, "update"),
            "cumulative": _compute_block(facts, "cumulative"),
        },
        "gpai": tri_word(facts, "model.gpai"),
        "systemic_risk": tri_word(facts, "model.systemic_risk"),
        "unsafe": _unsafe_block(facts),
        "conflicts": conflicts(facts),
        "facts": facts_block(facts),
        "locations": list(model.locations),
        "problems": list(model.problems),
    }


def _artifact_blocks(artifact: Artifact | None) -> list[ArtifactBlock]:
    if artifact is None:
        return []
    return [
        {
            "path": file.locator,
            "format": artifact.format,
            "sha256": file.sha256,
            "size_bytes": file.size_bytes,
            "shards": len(artifact.files) + artifact.n_missing,
        }
        for file in artifact.files
    ]


def _license_block(facts: FactsOf) -> LicenseBlock:
    terms: dict[str, ValueBlock | None] = {}
    for name in _TERMS:
        found = known(facts, name)
        terms[name.removeprefix("license.")] = None if found is None else value_block(found)
    return {
        "concluded": known_text(facts, "license.concluded"),
        "kind": known_text(facts, "license.kind"),
        "declared": [
            {"expression": str(claim.value), "method": claim.method, "locator": claim.locator}
            for claim in claims_of(facts, "license.concluded")
            if claim.basis in {Basis.DECLARED, Basis.MEASURED}
        ],
        "inherited": list(known_words(facts, "license.inherited")),
        "conflict": tri_word(facts, "license.conflict"),
        "terms": terms,
        "foss_ai_act": tri_word(facts, "license.foss_ai_act"),
    }


def _base_blocks(model: Model, facts: FactsOf, by_name: Mapping[str, frozenset[str]]) -> list[BaseModelBlock]:
    relations = known_words(facts, "model.base_relations")
    blocks: list[BaseModelBlock] = []
    for name in known_words(facts, "model.base_models"):
        found, relation = link(name, model.id, by_name), relation_to(name, relations)
        word = relation.value if relation else None
        blocks.append({"name": name, "relation": word, "id": found.id, "not_linked": found.reason or None})
    return blocks


def _compute_block(facts: FactsOf, quantity: str) -> ComputeBlock:
    estimate = known_range(facts, f"compute.{quantity}_flop")
    bounds = known_range(facts, f"compute.{quantity}_bounds_flop")
    claims = claims_of(facts, f"compute.{quantity}_flop") or claims_of(
        facts, f"compute.{quantity}_bounds_flop"
    )
    return {
        "low_flop": estimate.low if estimate else None,
        "central_flop": estimate.central if estimate else None,
        "high_flop": estimate.high if estimate else None,
        "bounds_low_flop": bounds.low if bounds else None,
        "bounds_high_flop": bounds.high if bounds else None,
        "method": claims[0].method if claims else None,
    }


def _unsafe_block(facts: FactsOf) -> UnsafeBlock:
    on_load = "unsafe.executes_code_on_load"
    runs = {claim.method for claim in claims_of(facts, on_load) if claim.value is True}
    return {
        "executes_code_on_load": tri_word(facts, on_load),
        "asks_for_custom_code": tri_word(facts, "unsafe.custom_code"),
        "reasons": [*sorted(runs), *known_words(facts, "unsafe.header_anomalies")],
    }


def _hosting_block(facts: FactsOf) -> HostingBlock:
    tested, access = known(facts, "hosting.exit_tested_on"), known(facts, "hosting.support_access")
    return {
        "mode": known_text(facts, "hosting.mode"),
        "country": known_text(facts, "hosting.country"),
        "keys": known_text(facts, "hosting.keys"),
        "prompt_retention_days": known_count(facts, "hosting.prompt_retention_days"),
        "training_on_inputs": tri_word(facts, "hosting.training_on_inputs"),
        "telemetry": tri_word(facts, "hosting.telemetry"),
        # Nowhere is an answer, and no answer is none.
        "support_access": list(access) if isinstance(access, tuple) else None,
        "exit_tested_on": None if tested is None else str(tested),
    }


def deployment_block(place: Deployment, facts: FactsOf) -> DeploymentBlock:
    """Return a deployment with everything that was seen of it in use."""
    return {
        "id": place.id,
        "model": place.name,
        "model_id": place.model_id,
        "state": place.state.value,
        "runtime": text_or(facts, "runtime.name", place.runtime),
        "runtime_version": known_text(facts, "runtime.version"),
        "image": known_text(facts, "runtime.image"),
        "remote_code": tri_word(facts, "runtime.remote_code"),
        "reference": known_text(facts, "deployment.reference"),
        "served_as": known_text(facts, "deployment.served_as"),
        "pinned": tri_word(facts, "deployment.is_pinned"),
        "workload": known_text(facts, "deployment.workload"),
        "host": known_text(facts, "deployment.host"),
        "endpoint": known_text(facts, "exposure.address"),
        "exposure": known_text(facts, "exposure.reach"),
        "encrypted": tri_word(facts, "exposure.encrypted"),
        "needs_credentials": tri_word(facts, "exposure.needs_credentials"),
        "drift": list(known_words(facts, "exposure.drift")),
        "hosted": tri_word(facts, "deployment.hosted"),
        "operator": known_text(facts, "deployment.operator"),
        "operator_name": known_text(facts, "hosting.operator_name"),
        "operator_country": known_text(facts, "hosting.operator_country"),
        "region": known_text(facts, "deployment.region"),
        "region_in_union": tri_word(facts, "hosting.region_in_union"),
        "hosting": _hosting_block(facts),
        "declared": tri_word(facts, "deployment.declared"),
        "seen": [
            {"state": seen.state.value, "locator": f"{seen.target}#{seen.locator}", "evidence": seen.evidence}
            for seen in place.seen
        ],
        "source": place.scheme,
        "locator": place.locator,
        "evidence": place.evidence,
        "conflicts": conflicts(facts),
        "facts": facts_block(facts),
    }


def system_block(system: System, audit: Audit) -> SystemBlock:
    """Return a declared system with its incidents."""
    facts = audit.facts.get(system.id, {})
    own = (incident for incident in audit.incidents if incident.system_id == system.id)
    return {
        "id": system.id,
        "name": system.name,
        "purpose": system.purpose,
        "deployments": list(system.deployment_ids),
        "incidents": [_incident_block(incident, audit.facts.get(incident.id, {})) for incident in own],
        "conflicts": conflicts(facts),
        "facts": facts_block(facts),
    }


def _incident_block(incident: Incident, facts: FactsOf) -> IncidentBlock:
    return {
        "id": incident.id,
        "name": incident.name,
        "conflicts": conflicts(facts),
        "facts": facts_block(facts),
    }


def organisation_block(audit: Audit) -> OrganisationBlock:
    """Return who audits itself."""
    declared_on = audit.organisation.declared_on
    facts = audit.facts.get(audit.organisation.id, {})
    return {
        "name": audit.organisation.name,
        "declared_on": declared_on.isoformat() if declared_on else None,
        "conflicts": conflicts(facts),
        "facts": facts_block(facts),
    }
