"""Audits to report on: empty, minimal, rich, huge and hostile; every part can be replaced by keyword."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from auditor.domain.artifact import Artifact, ArtifactFile
from auditor.domain.attestation import Attestation, Generation, Isolation, Machine, Outcome, Probe
from auditor.domain.audit import Audit, Exit, Inputs, Inventory, Run
from auditor.domain.authority import AppliedRule, LawFigure, Penalty
from auditor.domain.declaration import Acceptance
from auditor.domain.evidence import EvidenceRecord, EvidenceState
from auditor.domain.fact import Basis, Claim, Confidence, Fact, Settler, Unknown
from auditor.domain.facts import FACTS
from auditor.domain.finding import (
    Finding,
    Holding,
    LegalReference,
    Missing,
    Question,
    Reason,
    RuleKind,
    Severity,
    Tally,
    Verdict,
)
from auditor.domain.header import Header
from auditor.domain.mention import NameAt
from auditor.domain.observation import Covered, Problem, Skipped
from auditor.domain.policy_choice import (
    AppliedPack,
    AppliedParameter,
    Origin,
    PackOrigin,
    PolicyChoice,
    SeverityOverride,
)
from auditor.domain.resolving import resolve
from auditor.domain.scan import Scan
from auditor.domain.serving import DeploymentState, ModelReference, ReferenceKind
from auditor.domain.subject import Deployment, Model, Organisation, Strength, System
from auditor.domain.tri import Tri
from auditor.domain.values import FactValue, Range
from auditor.reports.document.result import result_sha256
from auditor.reports.document.shape import RESULT_FORM

TODAY = date(2026, 11, 22)
STARTED = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
TEXT = "02024R1689-20260727"
DECLARE_TRAINING = "auditor declare training"


LAW = (
    LawFigure("gpai_indicative_flop", 1e23, "C(2025) 7719", "G", "high"),
    LawFigure("systemic_presumption_flop", 1e25, TEXT, "C", "high", "not amended"),
    LawFigure("art50", date(2026, 8, 2), TEXT, "C", "high"),
)


PENALTIES = {
    "aia-50-1-disclosure": Penalty(
        "99(4)", 15_000_000, 0.03, ("micro", "sme", "smc"), date(2025, 8, 2), TEXT, "C", "high"
    ),
    "aia-53-1-d-training-summary": Penalty(
        "101", 15_000_000, 0.03, (), date(2026, 8, 2), "02024R1689-20240712", "C", "high"
    ),
}


def digest(seed: str) -> str:
    return hashlib.sha256(seed.encode("utf-8", "surrogatepass")).hexdigest()


def a_claim(
    name: str,
    value: FactValue,
    basis: Basis = Basis.MEASURED,
    confidence: Confidence = Confidence.HIGH,
    **more: Any,
) -> Claim:
    claim = Claim(name, value, basis, confidence, "gguf-header", "dir:/srv/models#model.gguf")
    return replace(claim, **more)


def a_fact(*claims: Claim) -> Fact:
    return resolve(FACTS[claims[0].fact], claims)


def not_known(name: str, reason: str, who: Settler = Settler.PROVIDER, how: str = DECLARE_TRAINING) -> Fact:
    return Fact(name, Unknown(reason, who, how))


def known(name: str, value: FactValue, basis: Basis = Basis.MEASURED, **more: Any) -> Fact:
    return a_fact(a_claim(name, value, basis, **more))


def catalogued(name: str, value: FactValue, confidence: Confidence = Confidence.MEDIUM) -> Fact:
    claim = a_claim(
        name,
        value,
        Basis.CATALOGUED,
        confidence,
        method="catalogue",
        locator="catalogue:families",
        citation="publisher's model card, checked 2026-11",
    )
    return a_fact(claim)


def a_header(**changes: Any) -> Header:
    made = Header(
        format="gguf",
        version="3",
        sha256=digest("header"),
        n_tensors=291,
        n_parameters=7_615_616_512,
        architecture="qwen2",
        quantization="Q4_K_M",
        context_length=32_768,
    )
    return replace(made, **changes)


def a_model(name: str = "Qwen2.5-7B-Instruct", **changes: Any) -> Model:
    seed = digest(name)
    locations = (f"dir:/srv/models#{name}.gguf",)
    made = Model(
        id=f"sha256:{seed}",
        strength=Strength.CONTENT,
        artifact=Artifact("gguf", (ArtifactFile(locations[0], 4_683_073_184, seed),), a_header()),
        names=(NameAt(name, "header", locations[0]),),
        documents=(),
        locations=locations,
    )
    return replace(made, **changes)


def a_deployment(model: Model, **changes: Any) -> Deployment:
    made = Deployment(
        id=f"dep:{digest(model.id)[:16]}",
        model_id=model.id,
        name=model.name,
        state=DeploymentState.PRESENT,
        scheme="dir",
        locator=model.locations[0],
        evidence="the file is there; nothing is known to run it",
    )
    return replace(made, **changes)


def a_leaf(text: str, value: Tri, fact: str = "", **more: Any) -> Reason:
    return Reason(text, value, fact, **more)


def a_finding(subject: Model | Deployment | System | Organisation, **changes: Any) -> Finding:
    made = Finding(
        rule="license-conflict",
        rule_version=1,
        pack="licensing",
        kind=RuleKind.PREFERENCE,
        title="Licence sources agree",
        role=(),
        subject_id=subject.id,
        subject_kind=subject.kind,
        subject_name=subject.name,
        verdict=Verdict.FAIL,
        severity=Severity.MEDIUM,
        sentence="two sources state different licences",
        reason=a_leaf("license.conflict is yes, must be no", Tri.FALSE, "license.conflict"),
        missing=(),
        legal=LegalReference("one licence per model"),
        remedy="Ask the publisher which licence holds and record the answer.",
    )
    return replace(made, **changes)


def inputs(**changes: Any) -> Inputs:
    made = Inputs(
        scans=(digest("scan"),),
        catalogue_sha256=digest("catalogue"),
        declarations_sha256=digest("declarations"),
        attestations=(),
        bundle_sha256=digest("bundle"),
        run_day=TODAY,
    )
    return replace(made, **changes)


def inventory(*models: Model, **changes: Any) -> Inventory:
    made = Inventory(
        models=tuple(sorted(models, key=lambda model: model.id)),
        deployments=tuple(sorted((a_deployment(m) for m in models), key=lambda place: place.id)),
        not_models=(),
        problems=(),
        skipped=(),
        covered=(Covered("dir:/srv/models", len(models), "every file below the folder was looked at"),),
    )
    return replace(made, **changes)


def an_audit(*models: Model, **changes: Any) -> Audit:
    made = Audit(
        as_of=TODAY,
        inputs=inputs(),
        organisation=Organisation("undeclared organisation"),
        systems=(),
        inventory=inventory(*models),
        facts={},
        findings=(),
        tallies=(),
        questions=(),
        evidence=(),
        attestations=(),
        rules=(
            AppliedRule("aia-4-1-literacy", 1, "eu-ai-act", RuleKind.DUTY, "AI literacy", _legal("4(1)")),
        ),
        law=LAW,
        license_titles={"LicenseRef-scancode-llama-4": "Llama 4 Community License"},
    )
    return replace(made, **changes)


def a_run(**changes: Any) -> Run:
    scan = Scan(
        "scan-0001",
        "dir:/srv/models",
        STARTED - timedelta(minutes=4),
        STARTED - timedelta(minutes=3),
        "full",
        digest("scan"),
        "dir:/srv/models",
    )
    made = Run(
        id="audit-0037",
        started_at=STARTED,
        tool="auditor 0.1.0",
        host="gpu-01",
        scans=(scan,),
        exit=Exit(10, "2 duties, 1 licence term and 1 preference fail"),
        result_sha256=digest("result"),
        result_form=RESULT_FORM,
        predecessor_sha256=digest("before"),
        ledger_sha256=digest("ledger"),
        database="auditor.db",
        timings_s={"scan": 1.25, "assess": 0.4},
    )
    return replace(made, **changes)


def run_of(audit: Audit, **changes: Any) -> Run:
    """The run that recorded just this audit."""
    return a_run(result_sha256=result_sha256(audit), **changes)


def empty() -> Audit:
    """Nothing was found."""
    return an_audit(left_out=("air-gapped inference was not run: extra llama is not installed",))


def minimal() -> Audit:
    """One model about which hardly anything is known."""
    model = a_model("mystery", id=f"header:{digest('mystery')}", strength=Strength.HEADER)
    facts = {
        model.id: {
            "identity.strength": known("identity.strength", "header"),
            "license.concluded": not_known("license.concluded", "no source states a licence"),
        }
    }
    return an_audit(model, facts=facts)


_LLAMA4 = a_model(
    "Llama-4-Scout-17B-16E-Instruct",
    id=f"set:{digest('scout')}",
    artifact=Artifact(
        "safetensors",
        tuple(
            ArtifactFile(
                f"hf-cache:#scout/model-0000{n}-of-00003.safetensors", 36_000_000_000, digest(f"s{n}")
            )
            for n in (1, 2, 3)
        ),
        a_header(
            format="safetensors", n_parameters=108_641_793_536, architecture="llama4", quantization=None
        ),
    ),
    locations=(
        "dir:/srv/models#scout",
        "hf-cache:#models--meta-llama--Llama-4-Scout",
        "ollama:#llama4:scout",
    ),
)
_CONFLICTED = a_model("EuroMed-7B")
_QWEN = a_model("Qwen2.5-7B-Instruct")
_OWN = a_model("triage-tune-8B")
_BY_HEADER = a_model("Mixtral-8x7B", id=f"header:{digest('mixtral')}", strength=Strength.HEADER)
_SYSTEM = System(
    "support-bot", "Support bot", "answers patients' questions", (f"dep:{digest(_LLAMA4.id)[:16]}",)
)


def _rich_models() -> Mapping[str, Mapping[str, Fact]]:
    flop = Range(4.0e24, 5.2e24, 4.1e24)
    small = Range(7.4e23, 9.6e23, 8.2e23)
    return {
        _LLAMA4.id: {
            "identity.strength": known("identity.strength", "content"),
            "identity.sha256": known("identity.sha256", tuple(sorted(digest(f"s{n}") for n in (1, 2, 3)))),
            "model.format": known("model.format", "safetensors"),
            "model.n_parameters": known("model.n_parameters", 108_641_793_536),
            "model.n_active_parameters": catalogued("model.n_active_parameters", 17_000_000_000),
            "model.size_bytes": known("model.size_bytes", 108_000_000_000),
            "model.family": catalogued("model.family", "Llama 4"),
            "model.modalities": catalogued("model.modalities", ("image-understanding", "text")),
            "model.gpai": known("model.gpai", True, Basis.INFERRED, method="gpai", citation="Art. 3(63)"),
            "model.systemic_risk": known(
                "model.systemic_risk", False, Basis.INFERRED, method="systemic-risk"
            ),
            "provider.name": catalogued("provider.name", "Meta Platforms, Inc."),
            "provider.country": catalogued("provider.country", "US"),
            "license.concluded": a_fact(
                a_claim(
                    "license.concluded",
                    "LicenseRef-scancode-llama-4",
                    Basis.DECLARED,
                    Confidence.MEDIUM,
                    method="model-card",
                    locator="hf-cache:#models--meta-llama--Llama-4-Scout/README.md#license",
                )
            ),
            "license.excludes_eu_licensees": catalogued(
                "license.excludes_eu_licensees", True, Confidence.HIGH
            ),
            "license.eu_exclusion_clause": catalogued(
                "license.eu_exclusion_clause", "Llama 4 Acceptable Use Policy"
            ),
            "license.foss_ai_act": catalogued("license.foss_ai_act", False),
            "compute.update_flop": catalogued("compute.update_flop", flop),
            "compute.update_bounds_flop": catalogued("compute.update_bounds_flop", Range(2.8e24, 6.8e24)),
            "compute.cumulative_flop": catalogued("compute.cumulative_flop", flop),
            "compute.cumulative_bounds_flop": catalogued(
                "compute.cumulative_bounds_flop", Range(2.8e24, 6.8e24)
            ),
            "role.gpai_provider": known("role.gpai_provider", False, Basis.INFERRED),
        },
        _CONFLICTED.id: {
            "identity.strength": known("identity.strength", "content"),
            "model.n_parameters": known("model.n_parameters", 7_615_616_512),
            "model.quantization": known("model.quantization", "Q4_K_M"),
            "license.concluded": a_fact(
                a_claim("license.concluded", "MIT", Basis.DECLARED, Confidence.MEDIUM, method="gguf-header"),
                a_claim(
                    "license.concluded",
                    "Apache-2.0",
                    Basis.CATALOGUED,
                    Confidence.MEDIUM,
                    method="catalogue",
                    locator="catalogue:families#Qwen2.5-7B",
                ),
            ),
            "license.conflict": known("license.conflict", True, Basis.INFERRED),
            "provider.name": a_fact(
                a_claim("provider.name", "EuroMed", Basis.DECLARED, Confidence.MEDIUM),
                a_claim("provider.name", "Alibaba Cloud", Basis.CATALOGUED, Confidence.MEDIUM),
            ),
            "compute.update_flop": not_known("compute.update_flop", "training tokens of the change"),
            "compute.cumulative_flop": not_known("compute.cumulative_flop", "training tokens of the change"),
        },
        _QWEN.id: {
            "identity.strength": known("identity.strength", "content"),
            "model.n_parameters": known("model.n_parameters", 7_615_616_512),
            "provider.name": catalogued("provider.name", "Alibaba Cloud"),
            "provider.country": catalogued("provider.country", "CN"),
            "license.concluded": known("license.concluded", "Apache-2.0", Basis.DECLARED),
            "license.foss_ai_act": catalogued("license.foss_ai_act", True),
            "compute.update_flop": catalogued("compute.update_flop", small),
            "compute.update_bounds_flop": catalogued("compute.update_bounds_flop", Range(5.7e23, 1.1e24)),
            "compute.cumulative_flop": catalogued("compute.cumulative_flop", small),
            "airgap.verified": known("airgap.verified", True, method="llama.cpp isolated run"),
            "airgap.isolation": known("airgap.isolation", "namespace+seccomp"),
            "airgap.age_days": known("airgap.age_days", 1),
        },
        _OWN.id: {
            "identity.strength": known("identity.strength", "content"),
            "model.n_parameters": known("model.n_parameters", 8_030_261_248),
            "model.base_models": known(
                "model.base_models", ("meta-llama/Llama-3.1-8B",), Basis.DECLARED, method="model-card"
            ),
            "model.gpai": known("model.gpai", True, Basis.INFERRED, method="gpai"),
            "role.gpai_provider": known("role.gpai_provider", True, Basis.ATTESTED),
            "license.concluded": not_known("license.concluded", "no source states a licence"),
            "compute.update_flop": not_known("compute.update_flop", "training tokens"),
        },
        _BY_HEADER.id: {
            "identity.strength": known("identity.strength", "header"),
            "model.n_parameters": known("model.n_parameters", 46_702_792_704),
            "license.concluded": known("license.concluded", "Apache-2.0", Basis.DECLARED),
            "compute.update_flop": not_known("compute.update_flop", "training tokens"),
        },
    }


def _legal(article: str, source: str = "C", confidence: str = "high") -> LegalReference:
    return LegalReference(article, source, TEXT, confidence)


def _a_duty(subject: Model | System | Organisation, **changes: Any) -> Finding:
    duty = a_finding(subject, pack="eu-ai-act", kind=RuleKind.DUTY, severity=Severity.HIGH)
    return replace(duty, **changes)


def _rich_findings() -> tuple[Finding, ...]:
    training = Missing(
        "compute.update_bounds_flop", "", "training tokens are not known", Settler.PROVIDER, DECLARE_TRAINING
    )
    disclosure = _a_duty(
        _SYSTEM,
        rule="aia-50-1-disclosure",
        title="Persons are told that they talk to a machine",
        role=("sys_provider",),
        sentence="fails Article 50(1): declared that users are not told that it is a machine",
        reason=Reason(
            "all of 2",
            Tri.FALSE,
            parts=(
                a_leaf("the role sys_provider is yes", Tri.TRUE, "role.sys_provider", subject_id=_SYSTEM.id),
                a_leaf(
                    "evidence of disclosure: declared absent by M. Keller on 1 November 2026",
                    Tri.FALSE,
                    evidence=("declarations/systems.yaml:12",),
                ),
            ),
        ),
        legal=_legal("50(1)"),
        remedy="Tell users at the start, then record it with `auditor declare evidence`.",
        applies_from=date(2026, 8, 2),
    )
    summary = _a_duty(
        _OWN,
        rule="aia-53-1-d-training-summary",
        title="Public summary of the training content",
        role=("gpai_provider",),
        severity=Severity.CRITICAL,
        sentence="fails Article 53(1)(d): the summary is declared absent by M. Keller on 1 November 2026",
        legal=_legal("53(1)(d)"),
        remedy="Publish the summary on the Commission's template and record its address.",
        applies_from=date(2025, 8, 2),
        note="a second reading of the guidelines would count the base model's provider",
    )
    excluded = a_finding(
        _LLAMA4,
        rule="license-eu-excluded",
        kind=RuleKind.TERM,
        severity=Severity.HIGH,
        title="The licence grants rights to EU licensees",
        sentence="its acceptable use policy grants no rights to licensees domiciled in the EU",
        legal=LegalReference("Llama 4 Acceptable Use Policy", "P", "2025-04-05", "high"),
        remedy="Stop using it, or replace it.",
        reason=a_leaf(
            "license.excludes_eu_licensees is yes, must be no",
            Tri.FALSE,
            "license.excludes_eu_licensees",
            subject_id=_LLAMA4.id,
            evidence=("catalogue:families",),
        ),
    )
    unknowns = tuple(
        _a_duty(
            model,
            rule="aia-53-1-a-documentation",
            title="Technical documentation of the model",
            role=("gpai_provider",),
            verdict=Verdict.UNKNOWN,
            sentence="unknown: whether it is a general-purpose model is not known",
            reason=a_leaf("model.gpai is not known", Tri.UNKNOWN, "model.gpai"),
            missing=(replace(training, subject_id=model.id),),
            legal=_legal("53(1)(a)"),
        )
        for model in (_OWN, _CONFLICTED, _BY_HEADER)
    )
    upcoming = _a_duty(
        _SYSTEM,
        rule="aia-5-1-ba",
        title="No non-consensual intimate material",
        role=("sys_provider", "deployer"),
        verdict=Verdict.UNKNOWN,
        severity=Severity.CRITICAL,
        upcoming=True,
        applies_from=date(2026, 12, 2),
        sentence="unknown: no evidence of safeguards is recorded",
        remedy="Record the safeguards with `auditor declare evidence`.",
        legal=_legal("5(1)(ba)"),
        missing=(
            Missing(
                "evidence:safeguards", _SYSTEM.id, "nothing is recorded", Settler.ORGANISATION, "auditor"
            ),
        ),
    )
    later = replace(
        upcoming,
        rule="aia-26-6-logs",
        title="Logs are kept",
        verdict=Verdict.FAIL,
        severity=Severity.HIGH,
        applies_from=date(2027, 12, 2),
        sentence="would fail Article 26(6): logs are kept for 30 days",
        legal=_legal("26(6)", "S", "medium"),
        missing=(),
    )
    gaps = tuple(
        a_finding(
            model,
            rule="vnd-53-d",
            pack="eu-ai-act",
            kind=RuleKind.VENDOR_GAP,
            title="Public summary of the training content, by the provider",
            verdict=Verdict.UNKNOWN,
            sentence="the provider has not shown its public summary of the training content",
            legal=_legal("53(1)(d)"),
            owed=model is _QWEN,
        )
        for model in (_LLAMA4, _QWEN)
    )
    return (
        a_finding(_CONFLICTED),
        disclosure,
        summary,
        excluded,
        *unknowns,
        upcoming,
        later,
        *gaps,
    )


def _attestations() -> tuple[Attestation, ...]:
    probes = (
        Probe("ipv4-connect", "EPERM", "reached", True),
        Probe("ipv6-connect", "EPERM", "", True),
        Probe("unix-abstract", "EPERM", "reached", True),
    )
    generation = Generation(9, 16, digest("tokens"), 0.21, 88.4, 92_000_000, 2, 512)
    passed = Attestation(
        artifact_sha256=digest("self-test"),
        file_name="self_test.gguf",
        is_self_test=True,
        engine="llama-cpp-python 0.3.36 (llama.cpp b7090)",
        isolation=Isolation.NAMESPACE_SECCOMP,
        outcome=Outcome.PASSED,
        reason="16 tokens were generated and 3 of 3 attempts to reach the network were refused",
        probes=probes,
        generation=generation,
        performed_at=STARTED - timedelta(seconds=40),
        machine=Machine("gpu-07", "Linux 6.12.9", "AMD EPYC 9354", ("avx2", "avx512f", "fma")),
    )
    crashed = replace(
        passed,
        artifact_sha256=digest("EuroMed-7B"),
        file_name="EuroMed-7B.gguf",
        is_self_test=False,
        outcome=Outcome.CRASHED,
        reason="the process died by SIGILL, also with one thread",
        generation=None,
    )
    return passed, replace(passed, artifact_sha256=digest("Qwen2.5-7B-Instruct"), is_self_test=False), crashed


def rich() -> Audit:
    """An estate with something of everything."""
    models = (_LLAMA4, _CONFLICTED, _QWEN, _OWN, _BY_HEADER)
    places = (
        a_deployment(
            _LLAMA4,
            state=DeploymentState.RUNNING,
            runtime="ollama",
            scheme="ollama",
            locator="ollama:#llama4:scout",
        ),
        a_deployment(_LLAMA4, id="dep:hub", state=DeploymentState.PRESENT, locator="hf-cache:#scout"),
        a_deployment(_QWEN, state=DeploymentState.CONFIGURED, locator="ollama:#qwen2.5:7b", runtime="ollama"),
        a_deployment(_CONFLICTED),
        a_deployment(_OWN),
        a_deployment(_BY_HEADER),
        a_deployment(
            _OWN,
            id="dep:gone",
            model_id=None,
            name="phi4:14b",
            state=DeploymentState.CONFIGURED,
            evidence="named by a script; no weights",
        ),
    )
    return an_audit(
        inputs=inputs(attestations=(digest("a1"), digest("a2"))),
        organisation=Organisation("Klinikum Musterstadt", date(2026, 11, 1)),
        systems=(_SYSTEM,),
        inventory=inventory(
            *models,
            deployments=places,
            problems=(
                Problem("dir:/srv/models", "broken.gguf", "tensor data ends before byte 4096", 1_024),
                Problem("ollama:", "llama3:8b", "a layer the manifest names is missing"),
            ),
            skipped=(Skipped("dir:/srv/models", ".git", "a version control folder"),),
            not_models=(("dir:/srv/models#ggml-vocab.gguf", "vocabulary only"),),
            covered=(
                Covered("dir:/srv/models", 214, "every file below the folder, links not followed"),
                Covered("ollama:", 3, "manifests and the layers they name"),
            ),
        ),
        facts={
            **_rich_models(),
            "organisation": {
                "organisation.country": known("organisation.country", "DE", Basis.ATTESTED),
                "airgap.self_test": known("airgap.self_test", True),
                "coverage.n_unreadable": known("coverage.n_unreadable", 1),
            },
            _SYSTEM.id: {
                "role.sys_provider": known("role.sys_provider", True, Basis.ATTESTED),
                "system.put_into_service_on": not_known(
                    "system.put_into_service_on", "the entry does not say", Settler.ORGANISATION, "auditor"
                ),
            },
        },
        findings=_rich_findings(),
        tallies=_rich_tallies(),
        questions=_rich_questions(),
        evidence=(
            EvidenceRecord(
                "disclosure",
                (_SYSTEM.id,),
                EvidenceState.ABSENT,
                "declarations/systems.yaml:12",
                "M. Keller",
                date(2026, 11, 1),
            ),
        ),
        attestations=_attestations(),
        accepted=(
            Acceptance(
                "ollama:llama3:8b",
                "deleted on purpose",
                "M. Keller",
                date(2026, 11, 1),
                date(2027, 1, 1),
                "declarations/gaps.yaml:3",
            ),
        ),
        rules=_rich_rules(),
        holding=(
            Holding("aia-4-1-literacy", False, date(2025, 2, 2), 41, (_SYSTEM.id, _QWEN.id)),
            Holding("aia-50-2-marking", True, date(2026, 12, 2), 3, (_LLAMA4.id, _QWEN.id, _OWN.id)),
        ),
        left_out=("endpoints were not asked: none was named",),
        not_covered=("The rules of the pack 'EU AI Act' do not check: Articles 23 and 24: importers.",),
        policy=PolicyChoice(
            profile="eu-finance",
            packs=(
                AppliedPack("eu-ai-act", "EU AI Act", "1", PackOrigin(Origin.SHIPPED)),
                AppliedPack("house", "House rules", "3", PackOrigin(Origin.TRUSTED_KEY, "8f14e45fceea167a")),
            ),
            parameters=(
                AppliedParameter(
                    "sovereignty", "airgap_max_age_days", "days a proof holds", 90, 183, "auditor.toml"
                ),
            ),
            severities=(SeverityOverride("no-digest", Severity.HIGH, Severity.MEDIUM, "profile eu-finance"),),
        ),
    )


def _rich_tallies() -> tuple[Tally, ...]:
    not_ours = (
        "does not apply: the organisation is not the provider of this model "
        "(not among the roles declared by M. Keller on 1 November 2026)"
    )
    counted = [
        Tally(f.rule, f.kind, f.verdict, f.upcoming, f.sentence, 1) for f in dict.fromkeys(_rich_findings())
    ]
    return (
        *counted,
        Tally("aia-53-1-d-training-summary", RuleKind.DUTY, Verdict.NOT_APPLICABLE, False, not_ours, 2),
        Tally("aia-4-1-literacy", RuleKind.DUTY, Verdict.PASS, False, "evidence of literacy is recorded", 41),
        Tally("license-stated", RuleKind.PREFERENCE, Verdict.PASS, False, "a licence is stated", 4),
        Tally("aia-50-2-marking", RuleKind.DUTY, Verdict.PASS, True, "marks what it generates", 3),
        Tally("gpai", RuleKind.CLASSIFICATION, Verdict.PASS, False, "classified", 5),
    )


def _rich_rules() -> tuple[AppliedRule, ...]:
    own = LegalReference("a licence is stated")
    seen = dict.fromkeys((f.rule, f.pack, f.kind, f.title, f.legal) for f in _rich_findings())
    return (
        AppliedRule("gpai", 1, "eu-ai-act", RuleKind.CLASSIFICATION, "General-purpose", _legal("3(63)")),
        AppliedRule("aia-4-1-literacy", 1, "eu-ai-act", RuleKind.DUTY, "AI literacy", _legal("4(1)")),
        AppliedRule("aia-50-2-marking", 1, "eu-ai-act", RuleKind.DUTY, "Marking", _legal("50(2)")),
        AppliedRule("license-stated", 1, "licensing", RuleKind.PREFERENCE, "A stated licence", own),
        *(
            AppliedRule(rule, 1, pack, kind, title, legal, PENALTIES.get(rule))
            for rule, pack, kind, title, legal in seen
        ),
    )


def _rich_questions() -> tuple[Question, ...]:
    return (
        Question(
            "How many tokens were these models trained on?",
            ("model.training_tokens", "compute.update_bounds_flop"),
            (_OWN.id, _CONFLICTED.id, _BY_HEADER.id),
            Settler.PROVIDER,
            DECLARE_TRAINING,
            84,
            ("aia-53-1-a-documentation",),
        ),
        Question(
            "When was “Support bot” put into service?",
            ("system.put_into_service_on",),
            (_SYSTEM.id,),
            Settler.ORGANISATION,
            "auditor declare system",
            12,
            ("aia-5-1-ba", "aia-26-6-logs"),
        ),
    )


def a_service(name: str, **changes: Any) -> Model:
    """A model of which only the name is known by which somebody else serves it."""
    made = a_model(
        name,
        id=f"api:{name}",
        strength=Strength.NAME,
        artifact=None,
        locations=(f"code:app#{name}.py:8",),
        reference=ModelReference(name, ReferenceKind.HOSTED),
    )
    return replace(made, **changes)


def serviced() -> Audit:
    """Two models called as a service, from three places in use and a list, and one whose weights are here."""
    own, ours, other = a_model(), a_service("gpt-4o"), a_service("nova-pro")
    places = tuple(
        a_deployment(model, id=f"dep:{n}", state=state, locator=locator)
        for n, (model, state, locator) in enumerate(
            (
                (ours, DeploymentState.USED_IN_CODE, "code:app#letters.py:8"),
                (ours, DeploymentState.USED_IN_CODE, "code:app#chat.py:5"),
                (ours, DeploymentState.DECLARED, "csv:list.csv#list.csv:2"),
                (other, DeploymentState.USED_IN_CODE, "code:app#chat.py:9"),
                (own, DeploymentState.PRESENT, own.locations[0]),
            )
        )
    )
    operated = {
        "deployment.hosted": known("deployment.hosted", True),
        "deployment.operator": known("deployment.operator", "microsoft"),
        "hosting.operator_country": catalogued("hosting.operator_country", "US"),
        "deployment.region": known("deployment.region", "azure:swedencentral"),
        "deployment.declared": known("deployment.declared", True),
    }
    elsewhere = {
        **operated,
        "deployment.operator": known("deployment.operator", "amazon-aws"),
        "deployment.region": known("deployment.region", "aws-bedrock:us."),
        "hosting.region_in_union": catalogued("hosting.region_in_union", False),
        "deployment.declared": known("deployment.declared", False),
    }
    facts = {"dep:0": operated, "dep:1": operated, "dep:2": operated, "dep:3": elsewhere}
    system = System("letters", "Letter writer", "drafts letters", ("dep:0", "dep:1"))
    return an_audit(
        own,
        ours,
        other,
        systems=(system,),
        facts=facts,
        inventory=inventory(own, ours, other, deployments=places),
    )


def huge(n: int = 300) -> Audit:
    """Very many models, a tenth of which fail one rule; everything about roles is unknown."""
    models = tuple(
        a_model(
            f"model-{i:04d}-{'instruct-' * (i % 5)}q4",
            locations=tuple(f"dir:/srv/models#{i}/{j}.gguf" for j in range(1 + i % 3)),
        )
        for i in range(n)
    )
    facts = {
        model.id: {
            "identity.strength": known("identity.strength", "content"),
            "model.n_parameters": known("model.n_parameters", 1_000_000_000 + i),
            "provider.name": catalogued("provider.name", f"Provider {i % 7}"),
            "provider.country": catalogued("provider.country", ("US", "CN", "FR")[i % 3]),
            "license.concluded": known("license.concluded", "Apache-2.0", Basis.DECLARED),
            "compute.update_flop": catalogued(
                "compute.update_flop", Range(10.0 ** (20 + i % 6), 4 * 10.0 ** (20 + i % 6))
            ),
        }
        for i, model in enumerate(models)
    }
    findings = tuple(
        a_finding(model)
        if i % 10 == 0
        else _a_duty(
            model,
            rule="aia-53-1-a-documentation",
            title="Technical documentation of the model",
            role=("gpai_provider",),
            verdict=Verdict.UNKNOWN,
            sentence="unknown: whether the organisation is its provider is not known",
            missing=(
                Missing("role.gpai_provider", model.id, "not declared", Settler.ORGANISATION, "auditor"),
            ),
            legal=_legal("53(1)(a)"),
        )
        for i, model in enumerate(models)
    )
    return an_audit(*models, facts=facts, findings=findings)


HOSTILE_NAMES = (
    "<script>alert(1)</script>",
    "\x1b[31mred\x1b[0m\x07",
    "line one\nline two\r\ttabbed",
    "\u202egnp.elif\u202c",
    "نموذج اللغة",
    "🤖🧪👩‍🔬-model",
    "{{ 7 * 7 }}{% raw %}",
    "x" * 10_000,
    "undecodable \udcff name",
    '" onmouseover="alert(1)',
    "/* */</style><img src=http://198.51.100.1/x>",
)


def hostile() -> Audit:
    """Models named by somebody who wants the report to misbehave."""
    models = tuple(
        a_model(name, names=(NameAt(name, "header", f"dir:/srv/models#{name}"),)) for name in HOSTILE_NAMES
    )
    facts = {
        model.id: {
            "identity.strength": known("identity.strength", "content"),
            "license.concluded": known("license.concluded", model.name, Basis.DECLARED),
            "provider.name": known("provider.name", model.name, Basis.DECLARED),
            "model.n_parameters": known("model.n_parameters", 2**63),
        }
        for model in models
    }
    return an_audit(
        *models,
        organisation=Organisation("<b>Evil & Sons</b>\x1b[2J"),
        facts=facts,
        findings=tuple(
            a_finding(model, sentence=f"states {model.name}", remedy=model.name) for model in models
        ),
        inventory=inventory(
            *models, problems=tuple(Problem("dir:/srv", name, f"bad {name}") for name in HOSTILE_NAMES)
        ),
        questions=tuple(
            Question(f"What is {name}?", ("model.name",), (), Settler.NOBODY, "", 1, ())
            for name in HOSTILE_NAMES
        ),
    )
