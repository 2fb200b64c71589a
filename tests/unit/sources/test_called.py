from dataclasses import replace

import pytest

from auditor.domain.serving import DeploymentState, InUse
from auditor.sources.called import calls
from auditor.sources.launching.configured import Written
from auditor.sources.launching.invocation import Invocation

WRITTEN = Written("compose:x", "compose.yaml", 2, "service app", settings={"profiles": "ai"})
SECRET = "sk-ant-api03-planted-planted-planted"


def called(
    environment: dict[str, str | None], written: Written = WRITTEN, image: str = "a/app:1"
) -> list[InUse]:
    return list(calls(Invocation(environment=environment, image=image), written))


def test_a_model_and_its_operator_are_told_by_variables() -> None:
    (seen,) = called({"ANTHROPIC_MODEL": "claude-sonnet-4-20250514", "ANTHROPIC_API_KEY": SECRET})
    assert (seen.model and seen.model.written, seen.operator) == ("claude-sonnet-4-20250514", "anthropic")
    assert (seen.state, seen.workload) == (DeploymentState.CONFIGURED, "service app")
    assert seen.evidence == (
        "service app is configured: configures claude-sonnet-4-20250514; "
        "ANTHROPIC_API_KEY is set (compose.yaml:2)"
    )
    assert seen.settings == (("profiles", "ai"),)
    assert SECRET not in str(seen)


def test_a_deployment_is_called_at_the_endpoint_beside_it() -> None:
    (seen,) = called(
        {"AZURE_OPENAI_ENDPOINT": "https://k.openai.azure.com", "AZURE_OPENAI_DEPLOYMENT": "gpt-4o"}
    )
    assert (seen.operator, seen.host, seen.served_as) == ("microsoft", "k.openai.azure.com", "gpt-4o")


@pytest.mark.parametrize("value", [None, "${MISTRAL_API_KEY}", "planted"])
def test_a_key_alone_tells_whose_models_are_called_wherever_its_value_comes_from(value: str | None) -> None:
    (seen,) = called({"MISTRAL_API_KEY": value})
    assert (seen.operator, seen.model) == ("mistral", None)
    assert seen.evidence == "service app is configured: MISTRAL_API_KEY is set"


def test_a_key_that_many_take_tells_that_somebody_is_called() -> None:
    (seen,) = called({"OPENAI_API_KEY": "planted"})
    assert (seen.operator, seen.model, seen.endpoint) == (None, None, None)
    assert seen.evidence == "service app is configured: OPENAI_API_KEY is set"


@pytest.mark.parametrize(
    ("environment", "image"),
    [
        ({}, "a/app:1"),
        ({"PATH": "/bin", "DATABASE_URL": "postgres://db/x"}, "a/app:1"),
        # A server of one's own is seen where it is started.
        ({"OPENAI_BASE_URL": "http://vllm:8000/v1", "OPENAI_MODEL": "qwen"}, "a/app:1"),
        # What is not known here is not told.
        ({"ANTHROPIC_MODEL": "${MODEL}"}, "a/app:1"),
        # What serves says itself whom it passes requests on to.
        ({"OPENAI_API_KEY": "planted"}, "ghcr.io/open-webui/open-webui:main"),
    ],
)
def test_what_calls_nobody_else_is_not_told(environment: dict[str, str | None], image: str) -> None:
    assert called(environment, image=image) == []


def test_the_line_is_that_of_the_variable_and_an_object_of_a_cluster_has_none() -> None:
    (seen,) = called({"MISTRAL_API_KEY": "x1"}, replace(WRITTEN, lines={"MISTRAL_API_KEY=x1": 7}))
    assert seen.locator == "compose.yaml:7"
    (seen,) = called({"MISTRAL_API_KEY": "x1"}, replace(WRITTEN, locator="Deployment a/b", line=None))
    assert seen.locator == "Deployment a/b"
