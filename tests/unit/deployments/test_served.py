from dataclasses import replace

import pytest

from auditor.deployments.served import assess
from auditor.domain.fact import Basis, Claim, Confidence, Silence
from auditor.domain.serving import (
    Contact,
    DeploymentState,
    Endpoint,
    Exposure,
    InUse,
    ModelReference,
    OpenFile,
    ReferenceKind,
    Region,
    Runtime,
)
from auditor.domain.subject import Deployment
from auditor.domain.tri import Tri
from auditor.sources import SOURCES

CONFIGURED = InUse(
    target="kubernetes:m",
    locator="a.yaml:3",
    state=DeploymentState.CONFIGURED,
    evidence="Deployment ml/chat",
    model=ModelReference("Qwen/Qwen3-8B", ReferenceKind.REPOSITORY),
    runtime=Runtime("vllm", "0.8.1", "vllm/vllm-openai:v0.8.1"),
    endpoint=Endpoint("0.0.0.0:8000", Exposure.INTERNAL, Tri.FALSE, Tri.UNKNOWN),
    region=Region("aws", "eu-west-1"),
    remote_code=Tri.TRUE,
)
RUNNING = InUse(
    target="endpoint:http://gpu-01:8000",
    locator="",
    state=DeploymentState.RUNNING,
    evidence="GET /v1/models",
    model=ModelReference("qwen", ReferenceKind.HOSTED),
    endpoint=Endpoint("http://gpu-01:8000", Exposure.NETWORK, Tri.FALSE, Tri.FALSE, Contact.ANSWERS),
    runtime=Runtime("vllm", "0.9"),
    open_files=(OpenFile(1, 7),),
)


def said(*seen: InUse, model_id: str | None = None) -> dict[str, list[Claim]]:
    deployment = Deployment("dep:1", model_id, "chat", seen[0].state, "x", "x#y", "seen", seen=seen)
    claims: dict[str, list[Claim]] = {}
    for one in assess(deployment, SOURCES.starts):
        if isinstance(one, Claim):
            claims.setdefault(one.fact, []).append(one)
    return claims


def test_the_address_that_answered_is_measured_and_one_that_is_configured_is_declared() -> None:
    address = said(RUNNING, CONFIGURED)["exposure.address"]
    assert [(one.value, one.basis, one.confidence) for one in address] == [
        ("http://gpu-01:8000", Basis.MEASURED, Confidence.HIGH),
        ("0.0.0.0:8000", Basis.DECLARED, Confidence.MEDIUM),
    ]
    assert address[1].locator == "kubernetes:m#a.yaml:3"


COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.mark.parametrize(
    ("contact", "measured"),
    [
        (Contact.WRITTEN, set()),
        (Contact.LISTENS, {"exposure.address", "exposure.reach", "exposure.is_own"}),
        (
            Contact.ANSWERS,
            {
                "exposure.address",
                "exposure.reach",
                "exposure.encrypted",
                "exposure.needs_credentials",
                "exposure.is_own",
            },
        ),
    ],
)
def test_only_addresses_answers_and_open_files_are_measured(contact: Contact, measured: set[str]) -> None:
    assert RUNNING.endpoint is not None
    seen = replace(RUNNING, endpoint=replace(RUNNING.endpoint, contact=contact), open_files=())
    claims = [one for ones in said(seen).values() for one in ones]
    assert {one.fact for one in claims if one.basis is Basis.MEASURED} == measured
    assert {one.confidence for one in claims if one.basis is not Basis.MEASURED} == {Confidence.MEDIUM}
    with_files = said(replace(seen, open_files=(OpenFile(1, 7),)))
    assert with_files["deployment.hosted"][0].basis is Basis.MEASURED
    assert with_files["runtime.version"][0].basis is Basis.DECLARED


def test_a_region_is_said_with_whose_it_is_and_settings_by_name() -> None:
    claims = said(CONFIGURED)
    assert claims["deployment.region"][0].value == "aws:eu-west-1"
    assert claims["runtime.version"][0].value == "0.8.1"
    assert "exposure.needs_credentials" not in claims


@pytest.mark.parametrize(("told", "value"), [(Tri.TRUE, True), (Tri.FALSE, False), (Tri.UNKNOWN, None)])
def test_that_it_is_not_known_whether_it_runs_code_of_a_repository_is_no_denial(
    told: Tri, value: bool | None
) -> None:
    claims = said(replace(CONFIGURED, remote_code=told)).get("runtime.remote_code", [])
    assert [claim.value for claim in claims] == ([] if value is None else [value])


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        (ModelReference("Qwen/Qwen3-8B", ReferenceKind.REPOSITORY), False),
        (ModelReference("Qwen/Qwen3-8B", ReferenceKind.REPOSITORY, COMMIT), True),
        (ModelReference("Qwen/Qwen3-8B", ReferenceKind.REPOSITORY, "main"), False),
        (ModelReference("Qwen/Qwen3-8B", ReferenceKind.REPOSITORY, "v1.0"), False),
        (ModelReference("Qwen/Qwen3-8B", ReferenceKind.REPOSITORY, "0123abc"), False),
        (ModelReference(f"oci://r.example/m@sha256:{'ab' * 32}", ReferenceKind.LOCATION), True),
        (ModelReference("oci://r.example/m:v1", ReferenceKind.LOCATION), False),
        (ModelReference("llama3:8b", ReferenceKind.STORE, sha256="ab"), True),
        (ModelReference("Befundhelfer", ReferenceKind.STORE, "1.2"), False),
        (ModelReference("Befundhelfer", ReferenceKind.STORE, "20240620"), False),
        (ModelReference("Befundhelfer", ReferenceKind.STORE, COMMIT), True),
    ],
)
def test_a_name_that_can_move_is_pinned_by_a_revision_or_digest(
    model: ModelReference, expected: bool
) -> None:
    seen = InUse("t:", "l", DeploymentState.CONFIGURED, "e", model)
    assert said(seen)["deployment.is_pinned"][0].value is expected


@pytest.mark.parametrize(
    ("state", "contact", "expected"),
    [
        (DeploymentState.CONFIGURED, Contact.WRITTEN, True),
        (DeploymentState.RUNNING, Contact.LISTENS, False),
        (DeploymentState.RUNNING, Contact.ANSWERS, False),
    ],
)
def test_the_digest_that_a_name_has_today_pins_it_only_where_a_setting_states_it(
    state: DeploymentState, contact: Contact, expected: bool
) -> None:
    model = ModelReference("llama3:latest", ReferenceKind.STORE, sha256="ab" * 32)
    seen = InUse("t:", "l", state, "e", model, endpoint=Endpoint("gpu-01:11434", contact=contact))
    assert said(seen)["deployment.is_pinned"][0].value is expected


def test_a_server_that_names_a_repository_does_not_say_which_revision_it_was_told_to_load() -> None:
    model = ModelReference("Qwen/Qwen3-8B", ReferenceKind.REPOSITORY)
    endpoint = Endpoint("gpu-01:8000", contact=Contact.ANSWERS)
    seen = InUse("endpoint:x", "l", DeploymentState.RUNNING, "e", model, endpoint=endpoint)
    assert "deployment.is_pinned" not in said(seen)


def test_a_path_is_pinned_where_the_file_it_leads_to_was_hashed() -> None:
    path = ModelReference("/models/x.gguf", ReferenceKind.FILE)
    seen = InUse("t:", "l", DeploymentState.CONFIGURED, "e", path)
    assert "deployment.is_pinned" not in said(seen, model_id="name:file/0/models/x.gguf")
    assert said(seen, model_id="sha256:ab")["deployment.is_pinned"][0].value is True


def test_of_a_file_in_a_place_nothing_is_said_that_a_use_would_tell() -> None:
    present = Deployment("dep:1", "m", "x", DeploymentState.PRESENT, "dir", "dir:m#x", "there")
    silent = {
        one.fact: one.unknown.reason for one in assess(present, SOURCES.starts) if isinstance(one, Silence)
    }
    assert set(silent.values()) == {
        "a place where the model lies does not say it; what runs the model is a deployment of its own"
    }
    assert "exposure.reach" in silent


@pytest.mark.parametrize(
    ("images", "pins"),
    [
        (("vllm/vllm-openai:v0.8.1",), ["version"]),
        (("vllm/vllm-openai",), ["moving"]),
        (("vllm/vllm-openai:prod-42",), []),
        ((None,), ["none"]),
        ((None, "vllm/vllm-openai:latest"), ["moving"]),
    ],
)
def test_by_what_an_image_is_named_is_read_where_one_was_seen(
    images: tuple[str | None, ...], pins: list[str]
) -> None:
    seen = (replace(CONFIGURED, runtime=Runtime("vllm", None, image)) for image in images)
    assert [one.value for one in said(*seen).get("runtime.image_pin", [])] == pins


def test_of_a_server_of_unknown_runtime_no_image_was_seen() -> None:
    (pin,) = said(replace(CONFIGURED, runtime=None))["runtime.image_pin"]
    assert pin.value == "none"
