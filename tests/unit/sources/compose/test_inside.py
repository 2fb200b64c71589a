"""A proxy and the server behind it, of one project, are one place of one model."""

from pathlib import Path

import pytest

from auditor.domain.observation import Observation
from auditor.identity import group
from tests.unit.sources.compose.reading import observed

PROXY = """  proxy:
    image: ghcr.io/berriai/litellm:main
    command: --config /app/config.yaml
    volumes: ["./config.yaml:/app/config.yaml"]
"""
SERVER = """  llm:
    image: vllm/vllm-openai:v0.8.5
    command: --model org/name --served-model-name chat
"""


def _config(host: str) -> str:
    return f"model_list: [{{model_name: chat, litellm_params: {{model: openai/chat, api_base: 'http://{host}/v1'}}}}]"


def _names(seen: list[Observation]) -> list[str]:
    return [model.name for model in group(seen).models]


@pytest.mark.parametrize("host", ["llm:8000", "LLM:8000", "model-server:8000", "gpu:8000", "short:8000"])
@pytest.mark.parametrize("ports", ["", "    ports: ['9000:8000']\n", "    ports: ['8000']\n"])
def test_a_service_is_called_by_any_of_its_names_on_its_own_port(
    tmp_path: Path, host: str, ports: str
) -> None:
    named = "    container_name: model-server\n    hostname: gpu\n    networks: {ai: {aliases: [short]}}\n"
    text = f"services:\n{PROXY}{SERVER}{named}{ports}"
    assert _names(observed(tmp_path, text, config_yaml=_config(host))) == ["org/name"]


@pytest.mark.parametrize("host", ["llm:9000", "other:8000", "llm:8001"])
def test_another_port_or_name_is_another_server(tmp_path: Path, host: str) -> None:
    text = f"services:\n{PROXY}{SERVER}    ports: ['9000:8000']\n"
    assert len(_names(observed(tmp_path, text, config_yaml=_config(host)))) == 2


def test_two_projects_have_two_networks(tmp_path: Path) -> None:
    text = f"services:\n{SERVER}"
    (tmp_path / "compose.other.yaml").write_text(f"services:\n{PROXY}")
    assert len(_names(observed(tmp_path, text, config_yaml=_config("llm:8000")))) == 2
