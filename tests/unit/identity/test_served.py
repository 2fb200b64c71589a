import pytest

from auditor.domain.fact import Basis, Claim, Confidence, Silence
from auditor.domain.serving import (
    DeploymentState,
    Endpoint,
    Exposure,
    InUse,
    ModelReference,
    ReferenceKind,
    Region,
    Runtime,
)
from auditor.domain.subject import Deployment
from auditor.domain.tri import Tri
from auditor.identity.served import assess

CONFIGURED = InUse(
    target="kubernetes:m",
    locator="a.yaml:3",
    state=DeploymentState.CONFIGURED,
    evidence="Deployment ml/chat",
    model=ModelReference("Qwen/Qwen3-8B", ReferenceKind.REPOSITORY),
    runtime=Runtime("vllm", "0.8.1", "vllm/vllm-openai:v0.8.1"),
    endpoint=Endpoint("0.0.0.0:8000", Exposure.INTERNAL, Tri.FALSE, Tri.UNKNOWN),
    region=Region("aws", "eu-west-1"),
    settings=(("remote_code", "yes"),),
)
RUNNING = InUse(
    target="endpoint:http://gpu-01:8000",
    locator="",
    state=DeploymentState.RUNNING,
    evidence="GET /v1/models",
    model=ModelReference("qwen", ReferenceKind.HOSTED),
    endpoint=Endpoint("http://gpu-01:8000", Exposure.NETWORK, Tri.FALSE, Tri.FALSE),
)


def said(*seen: InUse) -> dict[str, list[Claim]]:
    deployment = Deployment("dep:1", None, "chat", seen[0].state, "x", "x#y", "seen", seen=seen)
    claims: dict[str, list[Claim]] = {}
    for one in assess(deployment):
        if isinstance(one, Claim):
            claims.setdefault(one.fact, []).append(one)
    return claims


def test_what_runs_is_measured_and_what_is_configured_is_declared() -> None:
    reach = said(RUNNING, CONFIGURED)["exposure.reach"]
    assert [(one.value, one.basis, one.confidence) for one in reach] == [
        ("network", Basis.MEASURED, Confidence.HIGH),
        ("internal", Basis.DECLARED, Confidence.MEDIUM),
    ]
    assert reach[1].locator == "kubernetes:m#a.yaml:3"


def test_a_region_is_said_with_whose_it_is_and_settings_by_name() -> None:
    claims = said(CONFIGURED)
    assert claims["deployment.region"][0].value == "aws:eu-west-1"
    assert claims["runtime.remote_code"][0].value is True
    assert claims["runtime.version"][0].value == "0.8.1"
    assert "exposure.needs_credentials" not in claims


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        (ModelReference("Qwen/Qwen3-8B", ReferenceKind.REPOSITORY), False),
        (ModelReference("Qwen/Qwen3-8B", ReferenceKind.REPOSITORY, "0123abc"), True),
        (ModelReference("llama3:8b", ReferenceKind.STORE, sha256="ab"), True),
        (ModelReference("/models/x.gguf", ReferenceKind.FILE), True),
    ],
)
def test_a_name_that_can_move_is_pinned_by_a_revision_or_digest(
    model: ModelReference, expected: bool
) -> None:
    seen = InUse("t:", "l", DeploymentState.CONFIGURED, "e", model)
    assert said(seen)["deployment.is_pinned"][0].value is expected


def test_of_a_file_in_a_place_nothing_is_said_that_a_use_would_tell() -> None:
    present = Deployment("dep:1", "m", "x", DeploymentState.PRESENT, "dir", "dir:m#x", "there")
    silent = {one.fact: one.unknown.reason for one in assess(present) if isinstance(one, Silence)}
    assert set(silent.values()) == {"nothing was seen that runs it"}
    assert "exposure.reach" in silent
