from dataclasses import replace

import pytest

from auditor.domain.serving import DeploymentState, Endpoint, InUse, ModelReference, ReferenceKind, Runtime
from auditor.identity.named_id import named_id

RUNNING, IN_CODE = DeploymentState.RUNNING, DeploymentState.USED_IN_CODE
LLAMA = ModelReference("meta-llama/Llama-3.1-8B", ReferenceKind.REPOSITORY)


def in_use(
    locator: str = "vllm",
    model: ModelReference = LLAMA,
    *,
    target: str = "process:",
    state: DeploymentState = RUNNING,
    address: str = "",
) -> InUse:
    return InUse(
        target=target,
        locator=locator,
        state=state,
        evidence=f"seen at {locator}",
        model=model,
        runtime=Runtime("vllm"),
        endpoint=Endpoint(address) if address else None,
        host="gpu-01",
    )


def id_of(seen: InUse) -> str | None:
    assert seen.model is not None
    return named_id(seen, seen.model)


@pytest.mark.parametrize(
    ("kind", "operator", "expected"),
    [
        (ReferenceKind.HOSTED, "openai", "api:openai/gpt-4o@2024-08-06"),
        (ReferenceKind.REPOSITORY, None, "name:repository/gpt-4o@2024-08-06"),
        (ReferenceKind.UNRESOLVED, None, None),
    ],
)
def test_a_model_of_which_only_the_name_is_known(
    kind: ReferenceKind, operator: str | None, expected: str | None
) -> None:
    seen = replace(in_use(model=ModelReference("GPT-4o", kind, "2024-08-06")), operator=operator)
    assert id_of(seen) == expected


@pytest.mark.parametrize(
    ("other", "n_models"),
    [
        (ModelReference("meta-llama/llama-3.1-8b", ReferenceKind.REPOSITORY, "main"), 1),
        (ModelReference("Meta-Llama/Llama-3.1-8B", ReferenceKind.REPOSITORY), 1),
        (replace(LLAMA, revision="v2"), 2),
    ],
)
def test_a_repository_is_one_in_any_case_and_its_main_branch_is_what_no_revision_means(
    other: ModelReference, n_models: int
) -> None:
    assert len({id_of(in_use(model=model)) for model in (LLAMA, other)}) == n_models


PROFILED = ModelReference("eu.anthropic.claude-3-haiku-20240307-v1:0", ReferenceKind.HOSTED)


@pytest.mark.parametrize(
    ("operator", "model", "expected"),
    [
        ("amazon-aws", PROFILED, "api:amazon-aws/anthropic.claude-3-haiku-20240307-v1:0"),
        ("openrouter", PROFILED, "api:openrouter/eu.anthropic.claude-3-haiku-20240307-v1:0"),
        (
            "amazon-aws",
            replace(PROFILED, written="arn:aws:bedrock:eu-west-3:1:inference-profile/eu.amazon.nova-v1:0"),
            "api:amazon-aws/arn:aws:bedrock:eu-west-3:1:inference-profile/eu.amazon.nova-v1:0",
        ),
    ],
)
def test_where_bedrock_computes_a_model_makes_it_no_other(
    operator: str, model: ModelReference, expected: str
) -> None:
    assert id_of(replace(in_use(model=model), operator=operator)) == expected


@pytest.mark.parametrize(
    ("within", "target", "expected"),
    [
        ("HR.openai.azure.com", "code:a", "api:microsoft/hr.openai.azure.com/gpt-4o-prod"),
        ("p1/europe-west4", "code:a", "api:microsoft/p1/europe-west4/gpt-4o-prod"),
        (None, "code:a", "api:microsoft/gpt-4o-prod"),
    ],
)
def test_a_name_that_a_customer_made_up_means_something_at_that_customer_only(
    within: str | None, target: str, expected: str
) -> None:
    model = ModelReference("gpt-4o-prod", ReferenceKind.HOSTED, within=within)
    seen = replace(in_use(model=model, target=target), operator="microsoft")
    assert id_of(seen) == expected


def test_the_names_of_customers_who_are_not_known_are_those_of_their_targets() -> None:
    model = ModelReference("gpt-4o-prod", ReferenceKind.HOSTED, within="")
    ids = {
        id_of(replace(in_use(model=model, target=target), operator="microsoft"))
        for target in ("code:a", "code:a", "code:b")
    }
    assert len(ids) == 2
    assert all(id_ and id_.startswith("api:microsoft/unknown-") for id_ in ids)


STORED = in_use(model=ModelReference("llama3:8b", ReferenceKind.STORE), address="http://gpu-01:11434")
CALLED = replace(
    in_use("a.py:1", ModelReference("gpt-4o", ReferenceKind.HOSTED), target="code:app", state=IN_CODE),
    host="llm.example.org",
)


@pytest.mark.parametrize(
    ("one", "other", "n_models"),
    [
        (STORED, replace(STORED, locator="elsewhere"), 1),
        (STORED, replace(STORED, target="endpoint:http://gpu-02:11434"), 2),
        (STORED, replace(STORED, endpoint=Endpoint("http://gpu-01:8080")), 2),
        (STORED, replace(STORED, host="gpu-02"), 2),
        (replace(STORED, endpoint=None, workload="a"), replace(STORED, endpoint=None, workload="b"), 2),
        (CALLED, replace(CALLED, target="code:other"), 1),
        (CALLED, replace(CALLED, host="LLM.example.org"), 1),
        (CALLED, replace(CALLED, host="api.llm.example.org"), 2),
        (replace(CALLED, host="{}"), replace(CALLED, host="{}"), 1),
        (replace(CALLED, host="{}"), replace(CALLED, host="{}", target="code:other"), 2),
        (replace(CALLED, host="llm"), replace(CALLED, host="llm", target="code:other"), 2),
        (replace(CALLED, host=None), replace(CALLED, host=None, target="code:other"), 2),
    ],
)
def test_a_name_that_means_something_at_one_place_only_is_one_model_there_only(
    one: InUse, other: InUse, n_models: int
) -> None:
    ids = {id_of(seen) for seen in (one, other)}
    assert len(ids) == n_models
    assert None not in ids
