import pytest

from auditor.sources.code.constants import spelled


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("ChatModelGPT4o", "gpt-4o"),
        ("ChatModelGPT4_1Mini", "gpt-4.1-mini"),
        ("ChatModelGPT4o2024_08_06", "gpt-4o-2024-08-06"),
        ("ChatModelChatgpt4oLatest", "chatgpt-4o-latest"),
        ("ChatModelO3Mini", "o3-mini"),
        ("GPT_4_O_MINI", "gpt-4o-mini"),
        ("GPT_3_5_TURBO_16K", "gpt-3.5-turbo-16k"),
        ("GPT_4_32K", "gpt-4-32k"),
        ("GPT_4_0613", "gpt-4-0613"),
        ("GPT4Dot1Mini20250414", "gpt-4.1-mini-2025-04-14"),
        ("EmbeddingModelTextEmbeddingAda002", "text-embedding-ada-002"),
        ("TEXT_EMBEDDING_3_SMALL", "text-embedding-3-small"),
        ("ModelClaude3_7SonnetLatest", "claude-3-7-sonnet-latest"),
        ("CLAUDE_SONNET_4_20250514", "claude-sonnet-4-20250514"),
        ("ModelClaude3", None),
        ("DEFAULT_MODEL", None),
        ("Model", None),
        ("O", None),
        ("OK_3", None),
        ("", None),
    ],
)
def test_a_constant_spells_a_model_of_a_known_family(name: str, model: str | None) -> None:
    assert spelled(name) == model
