import pytest

from auditor.sources.code import words
from tests.unit.sources.code.reading import HOSTS


@pytest.mark.parametrize(
    ("written", "plain"),
    [("base_url", "baseurl"), ("WithBaseURL", "baseurl"), ("setModel", "model"), ("base-url", "baseurl"),
     ("settings", "settings"), ("without", "without")],
)  # fmt: skip
def test_a_key_without_case_signs_and_verbs(written: str, plain: str) -> None:
    assert words.plain(written) == plain


@pytest.mark.parametrize(
    ("address", "serves"),
    [
        ("https://api.openai.com/v1", True),
        ("https://openrouter.ai/api/v1/chat/completions", True),
        ("https://openrouter.ai/docs/quick-start", False),
        ("https://huggingface.co/meta-llama/Llama-3.1-8B", False),
        ("https://sessions.cloud.langfuse.com/api", False),
        ("https://api.cloudflare.com/client/v4/accounts/x/ai/run/m", True),
        ("https://api.cloudflare.com/client/v4/zones", False),
        ("https://bedrock-runtime.eusc-de-east-1.amazonaws.eu", True),
        ("https://s3.eusc-de-east-1.amazonaws.eu/bucket", False),
        ("http://localhost:8000/v1/chat/completions", True),
        ("http://localhost:3000/", False),
        ("https://llm.example.com/v1/chat/completions", True),
        ("https://llm.example.com/openai/deployments/chat/chat/completions", True),
        ("https://llm.example.com/v1beta/models/gemini-2.0-flash:generateContent", True),
        ("https://mail.example.com/v1/messages", False),
        ("https://shop.example.com/v1/images/7", False),
    ],
)
def test_where_models_answer(address: str, serves: bool) -> None:
    found = words.url(address)
    assert found is not None
    assert words.serves_models(HOSTS, found) is serves


def test_a_path_may_name_the_model_or_its_deployment() -> None:
    def named(text: str) -> tuple[str | None, str | None]:
        found = words.url(text)
        assert found is not None
        return words.model_in(found)

    assert named("https://x.openai.azure.com/openai/deployments/chat/chat/completions") == (None, "chat")
    assert named("https://bedrock-runtime.eu-west-1.amazonaws.com/model/a.b-v1/invoke") == ("a.b-v1", None)
    assert named("https://api.openai.com/v1/models") == (None, None)
    assert words.url("ftp://x") is None
