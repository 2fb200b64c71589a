import pytest

from auditor.formats.yaml_stream import read
from auditor.sources.credentials import (
    is_secret_name,
    looks_secret,
    secrets_below,
    secrets_in,
    without_credentials,
)
from tests.builders.effort import n_calls


@pytest.mark.parametrize(
    "name",
    [
        "--api-key",
        "--api_keys",
        "--apikey",
        "OPENAI_API_KEY",
        "HF_TOKEN",
        "--hf-token",
        "HUGGING_FACE_HUB_TOKEN",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_ACCESS_KEY_ID",
        "LITELLM_MASTER_KEY",
        "LITELLM_SALT_KEY",
        "NGC_API_KEY",
        "--password",
        "PGPASSWORD",
        "DB_PASSWD",
        "token",
        "key",
        "sig",
        "X-Amz-Signature",
        "X-Amz-Security-Token",
        "Authorization",
        "WEBUI_SECRET_KEY",
        "AZURE_STORAGE_ACCOUNT_KEY",
        "GITHUB_PAT",
    ],
)
def test_names_of_secrets(name: str) -> None:
    assert is_secret_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "--max-num-batched-tokens",
        "MAX_TOTAL_TOKENS",
        "--tokenizer",
        "TOKENIZER_MODE",
        "--api-key-file",
        "--ssl-keyfile",
        "MONKEY",
        "KEYBOARD",
        "--served-model-name",
        "--model",
        "OLLAMA_HOST",
        "--port",
        "AUTHOR",
        "PATH",
        "--stop-token-ids",
        "--keepalive",
    ],
)
def test_names_of_what_is_none(name: str) -> None:
    assert not is_secret_name(name)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://user:pw@h/x", "https://h/x"),
        ("s3://AKID:SECRET@bucket/m", "s3://bucket/m"),
        ("https://h/x?a=1&token=t&download=true#frag", "https://h/x?a=1&download=true"),
        ("https://h/x?X-Amz-Date=1&X-Amz-Signature=s", "https://h/x"),
        ("https://h/x?sv=1&se=2&sig=3", "https://h/x"),
        ("org/name", "org/name"),
        ("a hf_abcdefghijkl b", "a *** b"),
        ("sk-proj-abcdefgh12", "***"),
        ("eyJhbGciOiJI.eyJzdWIiOiIx.c2ln", "***"),
        ("x/gsk_abcdefghijkl/y", "x/***/y"),
        ("hf-internal-testing/tiny", "hf-internal-testing/tiny"),
        ("/srv/hf_downloads/x", "/srv/hf_downloads/x"),
        ("task-vectors/risk-model-large", "task-vectors/risk-model-large"),
        ("/m/@x/y", "/m/@x/y"),
        ("user:pw@h/x.gguf?key=s&x=1", "h/x.gguf?key=***&x=1"),
        ("user:pw@models.example", "models.example"),
        ("user:pw@localhost", "localhost"),
        ("/cwd/docker:/user:pw@r/x", "/cwd/docker:/r/x"),
        ("s3:/AKID:pw@bucket", "s3:/bucket"),
        ("./x?token=s", "./x?token=***"),
        ("--api-key=s --port=80", "--api-key=*** --port=80"),
        ("vllm/vllm-openai:v1@sha256:0a1b", "vllm/vllm-openai:v1@sha256:0a1b"),
        ("me/assistant:v1@main", "me/assistant:v1@main"),
        ("a model: org/name@v1.0/x", "a model: org/name@v1.0/x"),
    ],
)
def test_credentials_are_taken_out_and_nothing_else(text: str, expected: str) -> None:
    assert without_credentials(text) == expected


def test_known_secrets_are_taken_out_where_they_are_no_common_word() -> None:
    assert without_credentials("/m/s3cr3t-9/x", ["s3cr3t-9"]) == "/m/***/x"
    assert without_credentials("/ollama/x", ["ollama"]) == "/ollama/x"
    assert without_credentials("ollama", ["ollama", ""]) == "***"
    assert without_credentials("https://h/a%2Fb%2Fc12345", ["a/b/c12345"]) == "https://h/***"


def test_secrets_that_overlap_leave_nothing_behind() -> None:
    assert without_credentials("x-abcdefgh12345678-y", ["abcdefgh1234", "gh12345678"]) == "x-***-y"
    assert without_credentials("abcdefgh1abcdefgh1z", ["abcdefgh1", "abcdefgh1z"]) == "******"


def test_many_secrets_cost_no_more_than_few() -> None:
    def effort(n_secrets: int) -> int:
        secrets = frozenset(f"s3cr3t-of-{number}" for number in range(n_secrets))
        texts = [f"a text with s3cr3t-of-{number} in it" for number in range(n_secrets)]
        return n_calls(lambda: [without_credentials(text, secrets) for text in texts])

    assert effort(800) < 3 * effort(400)


def test_secrets_are_the_values_of_variables_with_such_names() -> None:
    assert secrets_in({"HF_TOKEN": "a", "MODEL": "b", "API_KEY": None, "X_TOKEN": ""}) == frozenset({"a"})


def test_secrets_of_a_document_are_the_words_below_such_names() -> None:
    root = read("a: &a {api_key: hunter2-hunter2, keys: [x]}\nb: [*a, {token: t0ken-t0ken}]\nmodel: m\n")
    assert secrets_below(root) == {"hunter2-hunter2", "t0ken-t0ken", "x"}


@pytest.mark.parametrize(
    "text",
    ["sk-proj-abcdefgh12", "hf_abcdefghijklmnop", "AKIAIOSFODNN7EXAMPLE", "x/gsk_abcdefghijkl/y",
    "eyJhbGciOiJIU.eyJz",
     "AIzaSyD-1234567890abcdefghijkl", "0123456789abcdef0123456789abcdef",
     "3f2504e0-4f89-11d3-9a0c-0305e82c3301"],
)  # fmt: skip
def test_what_providers_issue_looks_secret(text: str) -> None:
    assert looks_secret(text)


@pytest.mark.parametrize(
    "text",
    ["gpt-4o-2024-08-06", "meta-llama/Llama-3.1-8B-Instruct", "eu.anthropic.claude-3-5-sonnet-20240620-v1:0",
     "disk-encryption-model", "accounts/fireworks/models/llama-v3p1-405b-instruct",
     "text-embedding-3-small", "hf-internal-testing/tiny-random-gpt2", "pplx-70b-online", ""],
)  # fmt: skip
def test_what_people_call_models_does_not(text: str) -> None:
    assert not looks_secret(text)
