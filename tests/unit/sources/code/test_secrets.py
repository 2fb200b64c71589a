import pytest

from auditor.sources.code.secrets import looks_secret


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
     "text-embedding-3-small", ""],
)  # fmt: skip
def test_what_people_call_models_does_not(text: str) -> None:
    assert not looks_secret(text)
