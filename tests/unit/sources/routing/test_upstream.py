from dataclasses import replace

import pytest

from auditor.catalogue.hosts import load_hosts
from auditor.domain.serving import (
    DeploymentState,
    Endpoint,
    InUse,
    ModelReference,
    ReferenceKind,
    Region,
    Runtime,
)
from auditor.domain.tri import Tri
from auditor.sources.routing.routes import ANYWHERE, LITELLM
from auditor.sources.routing.upstream import Asked, Upstream, in_use_of, is_elsewhere, upstream, variable_in

HOSTS = load_hosts()
HOSTED, STORE, OPEN = ReferenceKind.HOSTED, ReferenceKind.STORE, ReferenceKind.UNRESOLVED


def ask(word: str, model: str, address: str = "", region: str = "", base_model: str = "") -> Upstream:
    return upstream(Asked(LITELLM.get(word, ANYWHERE), model, address, region, base_model), HOSTS)


@pytest.mark.parametrize(
    ("model", "told", "name", "region"),
    [
        ("eu.anthropic.claude-x", "eu-central-1", "eu.anthropic.claude-x", "aws-bedrock eu."),
        ("us.amazon.nova-pro-v1:0", "", "us.amazon.nova-pro-v1:0", "aws-bedrock us."),
        ("apac.amazon.nova-pro-v1:0", "", "apac.amazon.nova-pro-v1:0", "aws-bedrock apac."),
        ("converse/global.anthropic.claude-x", "", "global.anthropic.claude-x", "aws-bedrock global."),
        ("anthropic.claude-v2", "eu-west-1", "anthropic.claude-v2", "aws eu-west-1"),
        ("us-west-2/6-month-commitment/anthropic.claude-v2", "", "anthropic.claude-v2", "aws us-west-2"),
        ("anthropic.claude-v2", "${REGION}", "anthropic.claude-v2", ""),
        (
            "arn:aws:bedrock:eu-west-3:111122223333:application-inference-profile/abc",
            "us-east-1",
            "arn:aws:bedrock:eu-west-3:111122223333:application-inference-profile/abc",
            "aws eu-west-3",
        ),
        (
            "arn:aws:bedrock:us-east-1:111122223333:inference-profile/us.anthropic.claude-x",
            "eu-west-1",
            "us.anthropic.claude-x",
            "aws-bedrock us.",
        ),
        (
            "arn:aws:bedrock:eu-west-3::foundation-model/anthropic.claude-v2",
            "us-east-1",
            "anthropic.claude-v2",
            "aws eu-west-3",
        ),
    ],
)  # fmt: skip
def test_a_profile_says_where_bedrock_computes_then_the_path_then_the_setting(
    model: str, told: str, name: str, region: str
) -> None:
    found = ask("bedrock", model, region=told)

    assert found.model == ModelReference(name, HOSTED)
    assert (found.operator, f"{found.region.provider} {found.region.code}" if found.region else "") == (
        "amazon-aws",
        region,
    )


def test_a_region_is_that_of_its_provider() -> None:
    assert ask("vertex_ai", "gemini-2.5-pro", region="europe-west1").region == Region("gcp", "europe-west1")
    assert ask("vertex_ai", "gemini-2.5-pro", region="eu-west-1").region is None


def test_an_address_comes_before_the_word() -> None:
    assert ask("openai", "mistral-small", "https://api.mistral.ai/v1").operator == "mistral"
    assert ask("openai", "x", "https://llm.example.com/v1") == Upstream(
        ModelReference("x", HOSTED), endpoint=Endpoint("https://llm.example.com/v1"), host="llm.example.com"
    )


def test_a_local_address_makes_it_local() -> None:
    found = ask("openai", "org/name", "http://10.0.0.7:8000/v1")

    assert found.model == ModelReference("org/name", ReferenceKind.REPOSITORY)
    assert found.endpoint == Endpoint("http://10.0.0.7:8000/v1", is_encrypted=Tri.FALSE)
    assert (found.operator, found.runtime) == (None, None)


def test_a_runtime_is_ones_own_wherever_it_answers() -> None:
    assert ask("hosted_vllm", "org/name", "https://llm.example.com").runtime == Runtime("vllm")
    assert ask("ollama", "llama3:8b") == Upstream(
        ModelReference("llama3:8b", STORE), runtime=Runtime("ollama")
    )


def test_a_cloud_model_of_ollama_is_not_run_here() -> None:
    found = ask("ollama", "kimi-k2:1t-cloud", "http://localhost:11434")
    assert (found.operator, found.runtime) == ("ollama", None)
    assert found.model == ModelReference("kimi-k2:1t-cloud", HOSTED)


@pytest.mark.parametrize(
    ("word", "variable", "operator"),
    [("openai", "LLM_BASE", None),
     ("azure", "X_BASE", "microsoft"), ("openai", "AZURE_API_BASE", "microsoft")],
)  # fmt: skip
def test_an_address_in_a_variable_leaves_the_operator_unknown_unless_the_provider_always_has_one(
    word: str, variable: str, operator: str | None
) -> None:
    found = ask(word, "gpt-4o", f"os.environ/{variable}")
    assert (found.operator, found.endpoint) == (operator, None)


def test_a_deployment_is_the_model_that_it_is_said_to_be() -> None:
    assert ask("azure", "chat-prod", base_model="azure/gpt-4o").model == ModelReference("gpt-4o", HOSTED)
    assert ask("azure", "gpt-4o-eu").model == ModelReference("gpt-4o-eu", HOSTED, within="")
    assert ask("azure", "chat-prod").model == ModelReference("chat-prod", OPEN)
    assert ask("azure", "chat-prod").deployment == "chat-prod"


@pytest.mark.parametrize(
    ("word", "model", "address", "account", "within"),
    [
        ("azure", "gpt-4o", "https://HR.openai.azure.com", "", "hr.openai.azure.com"),
        ("azure", "gpt-4o", "os.environ/AZURE_API_BASE", "", ""),
        ("azure_ai", "gpt-4o", "https://acme.services.ai.azure.com/models", "", "acme.services.ai.azure.com"),
        ("vertex_ai", "1234567890123456789", "", "p1", "p1/europe-west4"),
        ("vertex_ai", "1234567890123456789", "", "os.environ/PROJECT", ""),
        ("vertex_ai", "1234567890123456789", "", "", ""),
        ("vertex_ai", "gemini-2.5-pro", "", "p1", None),
        ("databricks", "gpt-chat", "https://dbc-1.cloud.databricks.com", "", "dbc-1.cloud.databricks.com"),
        ("databricks", "databricks-claude-3-7-sonnet", "https://dbc-1.cloud.databricks.com", "", None),
        ("sagemaker", "llama-3-eu", "", "", ""),
        ("openai", "gpt-4o", "", "", None),
    ],
)  # fmt: skip
def test_a_name_that_a_customer_made_up_is_told_from_the_operators_own(
    word: str, model: str, address: str, account: str, within: str | None
) -> None:
    asked = Asked(LITELLM[word], model, address, "europe-west4", account=account)
    found = upstream(asked, HOSTS)
    assert found.model == ModelReference(model, HOSTED, within=within)
    base = upstream(replace(asked, base_model="gpt-4o"), HOSTS).model
    assert base == ModelReference(model if within is None else "gpt-4o", HOSTED)


@pytest.mark.parametrize("model", ["*", "gpt-*", "os.environ/MODEL", "${{ secrets.MODEL }}"])
def test_what_stands_for_others_names_no_model(model: str) -> None:
    assert ask("openai", model).model == ModelReference(model, OPEN)


def test_nothing_asked_is_nothing_named() -> None:
    found = ask("openai", "")
    assert (found.model, found.words) == (None, "whatever is served of openai")


@pytest.mark.parametrize(
    ("text", "name"),
    [("os.environ/A_B", "A_B"),
     ("${A}", "A"), ("$A", "A"), ("${{ secrets.A }}", "A"), ("a", ""), ("{{a}}", "a")],
)  # fmt: skip
def test_the_variable_that_words_stand_for(text: str, name: str) -> None:
    assert variable_in(text) == name
    assert is_elsewhere(text) is bool(name)


def test_what_was_seen_is_filled_in() -> None:
    seen = InUse("litellm:x", "x:1", DeploymentState.CONFIGURED, "seen", None, served_as="chat")
    found = in_use_of(ask("ollama", "llama3", "http://gpu:11434"), seen)

    assert (found.served_as, found.host, found.runtime) == ("chat", "gpu", Runtime("ollama"))
    assert found.model == ModelReference("llama3", STORE)


def test_a_key_in_the_path_of_an_address_is_not_kept() -> None:
    found = ask("openai", "gpt-4o", "https://gw.example.com/v1/planted0123456789abcdef0123456789abcdef")

    assert found.endpoint is not None and found.endpoint.address == "https://gw.example.com"
    assert "planted" not in repr(found)
    assert ask("openai", "a", "https://planted0123456789abcdef0123456789abcdef.example/v1").endpoint is None
