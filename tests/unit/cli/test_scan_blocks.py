import json
from pathlib import Path

from tests.builders.gguf import gguf_file
from tests.unit.cli.conftest import Cli


def test_models_and_places_in_use_are_named_for_programs_too(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text(
        "services:\n"
        "  app: {image: house/app, environment: {MISTRAL_API_KEY: x}}\n"
        "  llm: {image: ollama/ollama, command: [run, 'tiny:1b']}\n",
        encoding="utf-8",
    )
    (tmp_path / "list.csv").write_text("model,Cloud,Region\ngpt-4o,Azure,swedencentral\n", encoding="utf-8")
    compose, listed = json.loads(cli("scan", "compose:compose.yaml", "csv:list.csv", "--json").out)
    assert (compose["n_by_state"], compose["n_unnamed_by_state"]) == ({"configured": 1}, {"configured": 1})
    assert compose["seen"][0] == {
        "place": "compose:compose.yaml/compose.yaml:2",
        "state": "configured",
        "operator": "mistral",
        "workload": "service app",
    }
    assert compose["seen"][1]["model"] == "tiny:1b"
    assert listed["seen"] == [
        {
            "place": "csv:list.csv/list.csv:2",
            "state": "declared",
            "model": "gpt-4o",
            "operator": "microsoft",
            "region": "azure:swedencentral",
        }
    ]
    said = cli("scan", "compose:compose.yaml").out.partition("  (scan")[0]
    assert said == "compose:compose.yaml: 1 model configured, 1 place configured whose model is not known"


def test_what_is_no_model_says_what_it_is(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "m").mkdir()
    gguf_file(tmp_path / "m" / "a.gguf")
    gguf_file(tmp_path / "m" / "mmproj.gguf", architecture="clip")
    (block,) = json.loads(cli("scan", "m", "--json").out)
    assert [one.get("role") for one in block["seen"]] == [None, "projector"]


def test_nothing_and_several_are_lists_too(cli: Cli, tmp_path: Path) -> None:
    for name in ("empty", "models"):
        (tmp_path / name).mkdir()
    gguf_file(tmp_path / "models" / "a.gguf")
    gguf_file(tmp_path / "models" / "b.gguf")
    blocks = json.loads(cli("scan", "empty", "models", "--json").out)
    assert [[one["place"] for one in block["seen"]] for block in blocks] == [
        [],
        ["dir:models/a.gguf", "dir:models/b.gguf"],
    ]
