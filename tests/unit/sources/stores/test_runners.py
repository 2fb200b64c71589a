import json
import os
from pathlib import Path

import pytest

from auditor.domain.observation import (
    Covered,
    DocumentSeen,
    FileSeen,
    Observation,
    Problem,
    Skipped,
    StoreEntry,
)
from auditor.errors import SourceError
from auditor.identity import group
from auditor.sources.base import Target
from auditor.sources.stores.runners import StoresSource
from auditor.sources.stores.usual_stores import KINDS
from tests.builders.folders import folder_for_all, nobody
from tests.builders.gguf import gguf_file
from tests.builders.safetensors import safetensors_file

SOURCE = StoresSource()


def look(home: Path) -> list[Observation]:
    return list(SOURCE.observe(Target("stores", str(home))))


def weights(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return gguf_file(path) if path.suffix == ".gguf" else safetensors_file(path)


@pytest.mark.parametrize(
    ("place", "entry", "locator"),
    [
        (
            ".lmstudio/models/pub/repo/x.gguf",
            ("lmstudio/pub/repo", "lmstudio", "pub/repo"),
            "lmstudio/pub/repo/x.gguf",
        ),
        (
            ".cache/gpt4all/a.Q4_0.gguf",
            ("gpt4all/.cache/gpt4all/a.Q4_0.gguf", "gpt4all", "a.Q4_0.gguf"),
            "gpt4all/.cache/gpt4all/a.Q4_0.gguf",
        ),
        (
            ".config/Jan/data/llamacpp/models/org/qwen/model.gguf",
            ("jan/llamacpp/models/org/qwen", "jan", "org/qwen"),
            "jan/llamacpp/models/org/qwen/model.gguf",
        ),
        (
            ".cache/modelscope/hub/models/Qwen/Qwen2___5-7B/model.safetensors",
            ("modelscope/hub/models/Qwen/Qwen2___5-7B", "modelscope", "Qwen/Qwen2.5-7B"),
            "modelscope/hub/models/Qwen/Qwen2___5-7B/model.safetensors",
        ),
        (
            ".cache/modelscope/hub/Qwen/Q/sub/model.safetensors",
            ("modelscope/hub/Qwen/Q", "modelscope", "Qwen/Q"),
            "modelscope/hub/Qwen/Q/sub/model.safetensors",
        ),
    ],
)
def test_a_store_gives_its_own_name(
    tmp_path: Path, place: str, entry: tuple[str, str, str], locator: str
) -> None:
    path = weights(tmp_path / place)
    found = look(tmp_path)
    (file,) = [one for one in found if isinstance(one, FileSeen)]

    assert [one for one in found if isinstance(one, StoreEntry)] == [StoreEntry(f"stores:{tmp_path}", *entry)]
    assert (file.locator, file.bundle, file.path) == (locator, entry[0], str(path))
    assert entry[2] in [name.name for model in group(found).models for name in model.names]


def test_llama_cpp_tells_the_repository_by_a_manifest(tmp_path: Path) -> None:
    cache = tmp_path / ".cache" / "llama.cpp"
    for name in ("org_my_repo_x-Q4.gguf", "local.gguf"):
        weights(cache / name)
    (cache / "manifest=org=my_repo=Q4.json").write_text(json.dumps({}))

    names = [(one.bundle, one.name) for one in look(tmp_path) if isinstance(one, StoreEntry)]

    assert names == [
        ("llama.cpp/local.gguf", "local.gguf"),
        ("llama.cpp/org_my_repo_x-Q4.gguf", "org/my_repo"),
    ]


def test_modelscope_notes_the_revision_and_what_is_loading_is_no_model(tmp_path: Path) -> None:
    hub = tmp_path / ".cache" / "modelscope" / "hub"
    weights(hub / "models" / "org" / "name" / "model.safetensors")
    weights(hub / "models" / "._____temp" / "org" / "name" / "model.safetensors")
    (hub / "models" / "org" / "name" / ".mv").write_text("Revision:v1.0.1,CreatedAt:1718246400")
    (hub / "models" / "org" / "name" / "README.md").write_text("---\nlicense: mit\n---\n")

    found = look(tmp_path)

    (entry,) = [one for one in found if isinstance(one, StoreEntry)]
    assert (entry.name, entry.revision) == ("org/name", "v1.0.1")
    (card,) = [one for one in found if isinstance(one, DocumentSeen)]
    assert card.bundle == entry.bundle


def test_what_is_not_read_is_listed_and_what_is_not_all_there_is_a_problem(tmp_path: Path) -> None:
    checkpoints = tmp_path / ".cache" / "torch" / "hub" / "checkpoints"
    checkpoints.mkdir(parents=True)
    (checkpoints / "resnet50-0676ba61.t7").write_bytes(b"x")
    (checkpoints.parent / "code_of_somebody").mkdir()
    (checkpoints.parent / "code_of_somebody" / "weights.pth").write_bytes(b"")
    (tmp_path / ".lmstudio/models/p/r").mkdir(parents=True)
    (tmp_path / ".lmstudio/models/p/r/x.gguf.part").write_bytes(b"")
    (tmp_path / ".lmstudio/models/p/r/broken.gguf").write_bytes(b"no")
    (tmp_path / ".lmstudio/models/loose.gguf").write_bytes(b"no")

    found = look(tmp_path)

    assert [one.locator for one in found if isinstance(one, Skipped)] == [
        "torch-hub/checkpoints/resnet50-0676ba61.t7"
    ]
    assert [one.name for one in found if isinstance(one, StoreEntry)] == ["p/r", "resnet50-0676ba61.t7"]
    assert [one.locator for one in found if isinstance(one, Problem)] == [
        "lmstudio/p/r/broken.gguf",
        "lmstudio/p/r/x.gguf.part",
    ]
    assert isinstance(found[-1], Covered)
    assert found[-1].how_far.startswith("2 names in lmstudio, torch-hub; looked for: lmstudio, gpt4all, jan")


def test_no_link_is_followed_out_of_a_store(tmp_path: Path) -> None:
    home, out = tmp_path / "home", weights(tmp_path / "out" / "x.gguf")
    folder = home / ".lmstudio/models/p/r"
    weights(folder / "a.gguf")
    (folder / "x.gguf").symlink_to(out)
    (folder / "gone.gguf").symlink_to(tmp_path / "nowhere")
    (folder / "README.md").symlink_to(out)
    (folder / "all").symlink_to(out.parent)
    (folder / "same").symlink_to(folder)

    found = look(home)

    assert [one.locator for one in found if isinstance(one, FileSeen)] == ["lmstudio/p/r/a.gguf"]
    assert sorted(one.locator for one in found if isinstance(one, Skipped)) == [
        "lmstudio/p/r/README.md",
        "lmstudio/p/r/all",
        "lmstudio/p/r/x.gguf",
    ]
    assert [(one.locator, one.reason) for one in found if isinstance(one, Problem)] == [
        ("lmstudio/p/r/gone.gguf", "broken link")
    ]


def test_a_closed_store_is_a_problem_and_the_others_are_seen() -> None:
    with folder_for_all() as home:
        (home / ".lmstudio").mkdir()
        (home / ".lmstudio" / "models").mkdir(mode=0o700)
        weights(home / ".cache" / "gpt4all" / "x.gguf")
        for path in home.rglob("*"):
            path.chmod(0o700 if path.name == "models" else 0o755)
        with nobody():
            found = look(home)
    assert [one.locator for one in found if isinstance(one, Problem)] == ["lmstudio"]
    assert [one.name for one in found if isinstance(one, StoreEntry)] == ["x.gguf"]


def test_a_home_without_stores_is_covered_and_one_that_is_not_there_an_error(tmp_path: Path) -> None:
    (covered,) = look(tmp_path)
    assert isinstance(covered, Covered)
    assert covered.how_far.startswith("nothing: there is no store in the usual places (lmstudio")
    with pytest.raises(SourceError, match="no such file or folder"):
        look(tmp_path / "nowhere")


def test_a_target_is_a_home_and_where_variables_put_stores_of_ones_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in (name for kind in KINDS for name in kind.variables):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert SOURCE.resolve(Target("stores", "")) == SOURCE.resolve(Target("stores", f"{tmp_path}/."))
    monkeypatch.setenv("LLAMA_CACHE", "/elsewhere")
    assert SOURCE.resolve(Target("stores", "")) == Target("stores", f"{tmp_path}{os.pathsep}/elsewhere")
    assert SOURCE.resolve(Target("stores", str(tmp_path))) == Target("stores", str(tmp_path))
