import pytest

from auditor.sources.code.sdks import LOCAL, PROVIDERS, Sdk, provider_in, routed, sdk_of
from auditor.sources.code.tokens import Dialect
from tests.unit.sources.code.reading import HOSTS


@pytest.mark.parametrize(
    ("module", "dialect", "sdk"),
    [
        ("openai", None, Sdk("openai", "openai", False)),
        ("google.genai.types", None, Sdk("google-genai", "google", True)),
        ("langchain_anthropic", None, Sdk("langchain-anthropic", "anthropic", True, is_wrapper=True)),
        ("llama_index.llms.groq", None, Sdk("llama-index", "groq", True, is_wrapper=True)),
        ("llama_index.llms.ollama", None, Sdk("llama-index", LOCAL, True, is_wrapper=True)),
        ("litellm", None, Sdk("litellm", "litellm", False, is_wrapper=True)),
        ("boto3", None, Sdk("boto3", "amazon-aws", False, is_general=True)),
        ("@ai-sdk/mistral/x", Dialect.SCRIPT, Sdk("@ai-sdk/mistral", "mistral", True, is_wrapper=True)),
        ("com.openai.client", Dialect.JAVA, Sdk("com.openai:openai-java", "openai", False)),
        ("OpenAI.Chat", Dialect.C_SHARP, Sdk("OpenAI", "openai", False)),
        ("github.com/tmc/langchaingo/llms/ollama", Dialect.GO, Sdk("github.com/tmc/langchaingo", None,
        False, is_wrapper=True)),
        ("pinecone", None, None),
        ("numpy", None, None),
        ("openai_helpers", None, None),
        ("com.openaiish.client", Dialect.JAVA, None),
    ],
)  # fmt: skip
def test_an_import_belongs_to_a_package(module: str, dialect: Dialect | None, sdk: Sdk | None) -> None:
    assert sdk_of(HOSTS, module, dialect) == sdk


@pytest.mark.parametrize(
    ("words", "entity"),
    [
        ("AzureChatOpenAI", "microsoft"),
        ("AnthropicBedrock", "amazon-aws"),
        ("ChatVertexAI", "google"),
        ("ChatOllama", LOCAL),
        ("OpenAiChatModel", "openai"),
        ("ChatPromptTemplate", None),
    ],
)
def test_a_wrappers_class_says_whom_it_calls(words: str, entity: str | None) -> None:
    assert provider_in(words) == entity


def test_a_model_id_may_begin_with_whom_it_is_asked_of() -> None:
    assert routed("bedrock/eu.anthropic.claude-3") == ("amazon-aws", "eu.anthropic.claude-3")
    assert routed("openrouter/anthropic/claude-3") == ("openrouter", "anthropic/claude-3")
    assert routed("openai:gpt-4o") == ("openai", "gpt-4o")
    assert routed("org/name") == (None, "org/name")
    assert routed("gpt-4o") == (None, "gpt-4o")


def test_every_provider_is_an_entity_of_the_catalogue_or_local() -> None:
    rows = [*HOSTS.hosts.values(), *(row for rows in HOSTS.packages.values() for row in rows.values())]
    assert set(PROVIDERS.values()) - {row.entity.value for row in rows} == {LOCAL}
