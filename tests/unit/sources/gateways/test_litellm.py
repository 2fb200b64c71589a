from pathlib import Path

import pytest

from auditor.domain.observation import Covered, Problem, Skipped
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
from auditor.domain.tri import Tri
from auditor.sources.base import Target
from auditor.sources.gateways.litellm import LitellmSource
from tests.builders.configs import in_use, observed

SOURCE = LitellmSource()


def config(model: str, *params: str, more: str = "") -> str:
    lines = ["model_list:", "- model_name: chat", "  litellm_params:", f"    model: {model}"]
    return "\n".join([*lines, *(f"    {param}" for param in params), more])


def served(folder: Path, text: str) -> InUse:
    _, model = in_use(SOURCE, folder, {"config.yaml": text})
    return model


def test_an_entry_says_who_serves_it_upstream_and_what_it_is_called(tmp_path: Path) -> None:
    text = config("bedrock/eu.anthropic.claude-4-v1:0", "aws_region_name: eu-central-1")

    assert served(tmp_path, text) == InUse(
        target=f"litellm:{tmp_path}",
        locator="config.yaml:2",
        state=DeploymentState.CONFIGURED,
        evidence="a LiteLLM proxy passes requests for chat on to eu.anthropic.claude-4-v1:0 of amazon-aws",
        model=ModelReference("eu.anthropic.claude-4-v1:0", ReferenceKind.HOSTED),
        served_as="chat",
        operator="amazon-aws",
        region=Region("aws-bedrock", "eu."),
        region_written="eu-central-1",
        settings=(("through", "litellm"),),
    )


@pytest.mark.parametrize(
    ("more", "needs", "words"),
    [
        ("general_settings: {master_key: os.environ/KEY}", Tri.TRUE, "a master key is set"),
        ("environment_variables: {LITELLM_MASTER_KEY: abc}", Tri.TRUE, "a master key is set"),
        ("general_settings: {custom_auth: auth.check}", Tri.TRUE, "custom_auth is set"),
        (
            "general_settings: {enable_jwt_auth: false, master_key: null}",
            Tri.UNKNOWN,
            "no master key is set in the file; LITELLM_MASTER_KEY may be where it runs",
        ),
        ("", Tri.UNKNOWN, "no master key is set in the file"),
        (
            "general_settings: {dangerously_allow_unsafe_proxy: true}",
            Tri.FALSE,
            "no master key is set and dangerously_allow_unsafe_proxy is, so that all may call it",
        ),
        (
            "general_settings: {dangerously_allow_unsafe_proxy: true, master_key: os.environ/KEY}",
            Tri.TRUE,
            "a master key is set",
        ),
    ],
)
def test_the_proxy_says_whether_it_asks_for_a_key(tmp_path: Path, more: str, needs: Tri, words: str) -> None:
    proxy, _ = in_use(SOURCE, tmp_path, {"config.yaml": config("openai/gpt-4o", more=more)})

    assert (proxy.model, proxy.runtime) == (None, Runtime("litellm"))
    assert proxy.endpoint == Endpoint("0.0.0.0:4000", Exposure.NETWORK, needs_credentials=needs)
    assert f"a LiteLLM proxy for 1 model; {words}" in proxy.evidence


@pytest.mark.parametrize(
    ("model", "name", "operator"),
    [
        ("openai/gpt-4o", "gpt-4o", "openai"),
        ("gpt-4o", "gpt-4o", "openai"),
        ("claude-sonnet-4", "claude-sonnet-4", "anthropic"),
        ("openrouter/meta-llama/llama-4-scout", "meta-llama/llama-4-scout", "openrouter"),
        ("vertex_ai/gemini-2.5-pro", "gemini-2.5-pro", "google"),
        ("nobody/knows", "nobody/knows", None),
        ("something", "something", None),
    ],
)
def test_the_word_before_the_slash_says_whom_it_calls(
    tmp_path: Path, model: str, name: str, operator: str | None
) -> None:
    found = served(tmp_path, config(model))
    assert (found.model, found.operator) == (ModelReference(name, ReferenceKind.HOSTED), operator)


def test_a_provider_may_be_told_apart_from_the_model(tmp_path: Path) -> None:
    found = served(
        tmp_path, config("org/name", "custom_llm_provider: hosted_vllm", "api_base: http://gpu:8000")
    )
    assert found.model == ModelReference("org/name", ReferenceKind.REPOSITORY)
    assert (found.runtime, found.host) == (Runtime("vllm"), "gpu")


def test_variables_that_the_file_sets_are_known_and_others_are_not(tmp_path: Path) -> None:
    more = "environment_variables: {BASE: 'https://api.mistral.ai/v1'}"
    known = served(tmp_path, config("openai/x", "api_base: os.environ/BASE", more=more))
    assert known.operator == "mistral"

    unknown = served(tmp_path, config("os.environ/MODEL", "api_base: os.environ/ELSE"))
    assert unknown.model == ModelReference("os.environ/MODEL", ReferenceKind.UNRESOLVED)
    assert (unknown.operator, unknown.endpoint) == (None, None)
    assert dict(unknown.settings)["address_variable"] == "ELSE"


def test_openai_may_be_elsewhere_for_all(tmp_path: Path) -> None:
    more = "environment_variables: {OPENAI_BASE_URL: 'http://vllm:8000/v1'}"
    assert served(tmp_path, config("openai/gpt-4o", more=more)).host == "vllm"


def test_credentials_that_entries_share_say_where_too(tmp_path: Path) -> None:
    more = (
        "credential_list:\n- credential_name: eu\n  credential_values:\n"
        "    api_base: https://x.openai.azure.com\n    api_key: planted-0000-secret"
    )
    found = served(tmp_path, config("azure/gpt-4o", "litellm_credential_name: eu", more=more))
    assert (found.host, found.operator) == ("x.openai.azure.com", "microsoft")


def test_a_wildcard_stands_for_whatever_is_served(tmp_path: Path) -> None:
    found = served(tmp_path, config("anthropic/*"))
    assert found.model == ModelReference("*", ReferenceKind.UNRESOLVED)
    assert (found.operator, dict(found.settings)["wildcard"]) == ("anthropic", "yes")


def test_anchors_and_merge_keys_are_read(tmp_path: Path) -> None:
    text = "x: &eu {api_base: 'http://gpu:1/v1'}\n" + config("openai/org/name", "<<: *eu")
    assert served(tmp_path, text).host == "gpu"


def test_where_copies_of_prompts_go_is_said(tmp_path: Path) -> None:
    more = "litellm_settings: {success_callback: [langfuse], callbacks: prometheus}"
    proxy, _ = in_use(SOURCE, tmp_path, {"c.yaml": config("openai/x", more=more)})
    assert dict(proxy.settings)["callbacks"] == "langfuse,prometheus"


def test_other_yaml_is_passed_by_and_a_broken_entry_is_a_problem(tmp_path: Path) -> None:
    files = {
        "a.yaml": "kind: Pod",
        "b.yml": "model_list:\n- model_name: x\n",
        "c.yaml": "model_list: [",
        "d.txt": config("openai/x"),
    }
    found = observed(SOURCE, tmp_path, files)

    assert [one for one in found if isinstance(one, Problem)] == [
        Problem(f"litellm:{tmp_path}", "b.yml:2", "an entry of model_list without litellm_params"),
        Problem(
            f"litellm:{tmp_path}",
            "c.yaml",
            "line 1: not YAML: expected the node content, but found '<stream end>'",
        ),
    ]
    assert isinstance(found[-1], Covered)
    assert found[-1].n_seen == 1


def test_a_file_that_is_named_may_keep_its_models_elsewhere(tmp_path: Path) -> None:
    text = "litellm_settings: {drop_params: true}\ninclude: [models.yaml]\n"
    proxy, skipped, _ = observed(SOURCE, tmp_path, {"config": text}, "config")

    assert isinstance(proxy, InUse)
    assert skipped == Skipped(
        f"litellm:{tmp_path}/config",
        "config:2",
        "it includes models.yaml, which is read if the folder is named",
    )
    problem, _ = observed(SOURCE, tmp_path, {"other": "a: b"}, "other")
    assert problem == Problem(f"litellm:{tmp_path}/other", "other", "not a LiteLLM configuration")


def test_no_key_is_kept(tmp_path: Path) -> None:
    text = config(
        "openai/planted-0000-secret", "api_key: planted-0000-secret", "api_base: 'https://u:p4ss@h/v1'"
    )
    found = repr(observed(SOURCE, tmp_path, {"config.yaml": text}))
    assert "planted" not in found
    assert "p4ss" not in found


def test_a_target_is_the_same_for_every_spelling(tmp_path: Path) -> None:
    assert SOURCE.resolve(Target("litellm", f"{tmp_path}/../{tmp_path.name}")) == Target(
        "litellm", str(tmp_path)
    )


@pytest.mark.parametrize("written", ["foo", "{model_name: a}"])
def test_a_list_of_models_that_is_none_is_a_problem(tmp_path: Path, written: str) -> None:
    found = observed(LitellmSource(), tmp_path, {"c.yaml": f"a: b\nmodel_list: {written}\n"}, "c.yaml")

    assert [(one.locator, one.reason) for one in found if isinstance(one, Problem)] == [
        ("c.yaml:2", "model_list is not a list: its models are not known")
    ]
