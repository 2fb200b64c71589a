import pytest

from auditor.sources.launching.requests import pulling

URL = "http://ollama:11434/api/pull"


@pytest.mark.parametrize(
    "arguments",
    [
        ["-X", "POST", URL, "-d", '{"name": "llama3.2:3b"}'],
        ["-sf", URL, "--data", '{"stream":false,"model":"llama3.2:3b"}'],
        [f"{URL}/", "-d", "{'model': 'llama3.2:3b'}"],
        ["ollama:11434/api/pull", "model=llama3.2:3b"],
    ],
)
def test_a_request_for_a_model_is_a_pull(arguments: list[str]) -> None:
    assert pulling("curl", arguments) == ("ollama", "pull", "llama3.2:3b")


@pytest.mark.parametrize(
    ("program", "arguments"),
    [
        ("curl", ["http://ollama:11434/api/tags"]),
        ("curl", [URL]),
        ("curl", ["http://ollama:11434/api/pull/other", "-d", '{"model": "a"}']),
        ("echo", [URL, '{"model": "a"}']),
        ("curl", []),
    ],
)
def test_any_other_command_is_none(program: str, arguments: list[str]) -> None:
    assert pulling(program, arguments) is None
