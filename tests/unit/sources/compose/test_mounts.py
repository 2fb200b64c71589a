from pathlib import Path

import pytest

from tests.unit.sources.compose.reading import in_use

SERVICE = """services:
  chat:
    image: vllm/vllm-openai:v0.8.5
    command: ["--model", "/models/llm/a.gguf"]
    volumes:
"""


def paths(folder: Path, *volumes: str) -> tuple[str, ...]:
    text = SERVICE + "".join(f"      - {volume}\n" for volume in volumes)
    (seen,) = in_use(folder, text)
    return seen.paths


@pytest.mark.parametrize(
    ("volume", "expected"),
    [
        ("./weights:/models:ro", "{here}/weights/llm/a.gguf"),
        ("../weights:/models/llm", "{above}/weights/a.gguf"),
        ("/srv/a.gguf:/models/llm/a.gguf", "/srv/a.gguf"),
        ("{type: bind, source: ./weights, target: /models/}", "{here}/weights/llm/a.gguf"),
    ],
)
def test_a_file_of_a_container_lies_where_it_is_mounted_from(
    tmp_path: Path, volume: str, expected: str
) -> None:
    assert paths(tmp_path, volume) == (expected.format(here=tmp_path, above=tmp_path.parent),)


def test_the_nearest_mount_counts(tmp_path: Path) -> None:
    assert paths(tmp_path, "./all:/", "./near:/models/llm", "./far:/models") == (f"{tmp_path}/near/a.gguf",)


@pytest.mark.parametrize(
    "volume",
    [
        "weights:/models",
        "/models",
        "./weights:/mod",
        '"$WEIGHTS:/models"',
        "{type: volume, source: ./weights, target: /models}",
        "{type: bind, target: /models}",
    ],
)
def test_what_is_no_folder_of_this_machine_leads_nowhere(tmp_path: Path, volume: str) -> None:
    assert paths(tmp_path, volume) == ()


def test_a_folder_that_is_a_link_is_told_by_what_it_leads_to_as_well(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    (tmp_path / "weights").symlink_to("store")
    expected = (f"{tmp_path}/weights/llm/a.gguf", f"{tmp_path}/store/llm/a.gguf")
    assert paths(tmp_path, "./weights:/models") == expected
