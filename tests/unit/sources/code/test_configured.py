import pytest

from auditor.sources.code.configured import configured
from auditor.sources.code.settings import parse_environment, parse_properties, parse_yaml
from tests.unit.sources.code.reading import HOSTS, line


def _environment(text: str) -> list[str]:
    return [line(use) for use in configured(parse_environment(text), HOSTS, {})]


def _yaml(text: str) -> list[str]:
    return [line(use) for use in configured(parse_yaml(text), HOSTS, {})]


def test_variables_that_begin_alike_belong_together() -> None:
    text = """
OPENAI_API_KEY=sk-aaaaaaaaaaaaaaaaaaaa
OPENAI_BASE_URL="http://localhost:11434/v1"  # local
OPENAI_MODEL=llama3
export LLM_BASE_URL=https://api.deepseek.com/v1
LLM_MODEL=deepseek-chat
OLLAMA_HOST=gpu-01:11434
AZURE_OPENAI_ENDPOINT=https://acme.openai.azure.com/
AZURE_OPENAI_DEPLOYMENT_NAME=chat-prod
"""
    assert _environment(text) == [
        "4 request: llama3 (store) at http://localhost:11434/v1",
        "6 request: deepseek-chat (hosted) at https://api.deepseek.com/v1 by deepseek in deepseek "
        "api.deepseek.com",
        "7 request: at gpu-01:11434 on ollama",
        "9 request: as chat-prod at https://acme.openai.azure.com/ by microsoft",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "# ANTHROPIC_API_KEY=abc",
        "ANTHROPIC_API_KEY=",
        "ANTHROPIC_API_KEY=your-key-here",
        "OPENAI_API_KEY=ollama",
        "OPENAI_API_KEY=sk-no-key-required",
        "OPENAI_API_KEY=not-needed",
        "LITELLM_MASTER_KEY=sk-abcdefghijklmnop",
        "AWS_REGION=eu-central-1",
        "DATABASE_URL=postgres://u:p@db/x",
        "CAR_MODEL=golf",
        "SITE_URL=https://example.com",
        "PINECONE_API_KEY=abc",
        "OPENAI_MODEL=${MODEL}",
    ],
)
def test_what_tells_of_no_model_is_nothing(text: str) -> None:
    assert _environment(text) == []


def test_a_key_that_decides_tells_of_its_provider() -> None:
    assert _environment("ANTHROPIC_API_KEY=sk-ant-api03-x") == ["1 ANTHROPIC_API_KEY: by anthropic"]


def test_a_key_that_does_not_decide_tells_that_somebody_is_called_where_no_address_says_whom() -> None:
    assert _environment("OPENAI_API_KEY=sk-abcdefghijklmnop") == ["1 OPENAI_API_KEY:"]
    assert _environment("OPENAI_API_KEY=sk-abcdefghijklmnop\nOPENAI_BASE_URL=http://vllm:8000/v1") == [
        "2 request: at http://vllm:8000/v1"
    ]


def test_properties_of_spring_and_quarkus() -> None:
    text = """
spring.ai.openai.api-key=${OPENAI_API_KEY}
spring.ai.openai.chat.options.model=gpt-4o
spring.ai.ollama.base-url=${OLLAMA:http://localhost:11434}
spring.ai.ollama.chat.options.model=mistral
quarkus.langchain4j.openai.base-url=https://api.mistral.ai/v1
! spring.ai.anthropic.chat.options.model=claude-3-opus
server.url=https://example.com
"""
    assert [line(use) for use in configured(parse_properties(text), HOSTS, {})] == [
        "3 request: gpt-4o (hosted) by openai",
        "5 request: mistral (store) at http://localhost:11434 on ollama",
        "6 request: at https://api.mistral.ai/v1 by mistral",
    ]


def test_yaml_in_its_usual_forms() -> None:
    text = """
llm: {provider: openai, base_url: https://api.scaleway.ai/v1, model: llama-3.3-70b-instruct}
chat:
  provider: anthropic
  model: claude-3-5-haiku-latest
services:
  app:
    environment:
      - OPENAI_API_BASE=http://vllm:8000/v1
    env:
      - name: MISTRAL_MODEL
        value: mistral-small-latest
      - {name: GROQ_API_KEY, valueFrom: {secretKeyRef: {name: groq, key: token}}}
# model: gpt-4
vehicle: {model: golf}
bedrock: {region: eu-central-1, model_id: mistral.mistral-7b-instruct-v0:2}
---
spring: {ai: {mistralai: {chat: {options: {model: mistral-large}}}}}
"""
    assert _yaml(text) == [
        "2 request: llama-3.3-70b-instruct (hosted) at https://api.scaleway.ai/v1 by scaleway",
        "5 request: claude-3-5-haiku-latest (hosted) by anthropic",
        "9 request: at http://vllm:8000/v1",
        "12 request: mistral-small-latest (hosted) by mistral",
        "16 request: mistral.mistral-7b-instruct-v0:2 (hosted) by amazon-aws in aws eu-central-1",
        "18 request: mistral-large (hosted) by mistral",
    ]
