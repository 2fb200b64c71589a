import json
from pathlib import Path
from typing import Any

import pytest

from auditor.catalogue.runtime_reading import DATA, known_runtimes, read_runtimes
from auditor.catalogue.runtimes import (
    Command,
    Defaults,
    Image,
    ModelSetting,
    Purpose,
    RuntimeEntry,
    Setting,
    Takes,
)
from auditor.domain.fact import Confidence
from auditor.domain.serving import Activity, ReferenceKind
from auditor.domain.tri import Tri
from auditor.errors import CatalogueError

LEAST: dict[str, Any] = {
    "title": "Acme",
    "source": "acme/acme",
    "confidence": "high",
    "needs_credentials": "no",
    "remote_code": "unknown",
}
NAMED_BY_THE_MISSION = {"ollama", "vllm", "llama.cpp", "triton", "tensorrt-llm"}


def _read(tmp_path: Path, **columns: Any) -> RuntimeEntry:
    (tmp_path / "acme.json").write_text(json.dumps({**LEAST, **columns}), encoding="utf-8")
    return read_runtimes(tmp_path).entries["acme"]


def test_every_column_is_read(tmp_path: Path) -> None:
    assert _read(
        tmp_path,
        native={"host": "127.0.0.1", "port": 1},
        image={"port": 2},
        images=[
            {"repositories": ["acme/acme"], "entrypoint": "acme run", "arguments": "-x", "names_model": True}
        ],
        commands=[
            {"words": "acme run", "activity": "fetches", "models": "one", "kind": "store", "host": "::"}
        ],
        titles=["ACME"],
        models=[{"kind": "file", "flags": ["-m"], "is_further": True}],
        settings={"port": {"flags": ["--port"], "environment": ["PORT"]}},
        switches=["--y"],
    ) == RuntimeEntry(
        id="acme",
        title="Acme",
        source="acme/acme",
        confidence=Confidence.HIGH,
        commands=(Command(("acme", "run"), Activity.FETCHES, Takes.ONE, ReferenceKind.STORE, host="::"),),
        titles=("ACME",),
        images=(Image(("acme/acme",), ("acme", "run"), ("-x",), names_model=True),),
        models=(ModelSetting(Setting(("-m",)), ReferenceKind.FILE, is_further=True),),
        settings={Purpose.PORT: Setting(("--port",), ("PORT",))},
        switches=("--y",),
        native=Defaults("127.0.0.1", 1),
        in_image=Defaults(None, 2),
        needs_credentials=Tri.FALSE,
        remote_code=Tri.UNKNOWN,
    )


def test_an_image_has_the_programs_defaults_where_it_has_none_of_its_own(tmp_path: Path) -> None:
    assert _read(tmp_path, native={"host": "::1", "port": 1}).in_image == Defaults("::1", 1)


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"confidence": "sure"}, "'sure' is not a valid Confidence"),
        ({"title": 7}, "expected text"),
        ({"colour": "red"}, "colour is not a column"),
        ({"native": {"port": "80"}}, "a port is a number"),
        ({"settings": {"colour": {}}}, "'colour' is not a valid Purpose"),
        ({"settings": {"port": {"flags": ["--a_b"]}}}, "flags are written with dashes"),
        ({"settings": {"port": []}}, "expected a mapping"),
        ({"commands": {}}, "expected a list"),
        ({"commands": [{"words": "a", "program_is_model": 1}]}, "expected true or false"),
    ],
)
def test_what_is_malformed_is_named(tmp_path: Path, columns: dict[str, Any], message: str) -> None:
    with pytest.raises(CatalogueError, match=r"runtimes/acme\.json") as raised:
        _read(tmp_path, **columns)
    assert message in str(raised.value)


def test_without_a_file_there_is_no_catalogue(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="no runtimes"):
        read_runtimes(tmp_path)


def test_the_files_that_ship_are_whole() -> None:
    entries = known_runtimes().entries
    assert set(entries) == {path.stem for path in DATA.glob("*.json")} >= NAMED_BY_THE_MISSION
    for entry in entries.values():
        assert entry.commands or entry.images
        assert all(image.repositories for image in entry.images)
        flags = [flag for setting in _settings(entry) for flag in setting.flags]
        assert len(set(flags)) == len(flags)


def test_what_a_command_or_an_image_is_told_by_is_one_runtimes_alone() -> None:
    entries = known_runtimes().entries.values()
    words = [command.words for entry in entries for command in entry.commands]
    ends = [end for entry in entries for image in entry.images for end in image.repositories]
    assert len(set(words)) == len(words)
    assert len(set(ends)) == len(ends)


def test_what_an_image_starts_is_a_command_of_its_runtime() -> None:
    for entry in known_runtimes().entries.values():
        for image in entry.images:
            starts = (*image.entrypoint, *image.arguments)
            found = known_runtimes().of_command(starts) or known_runtimes().of_command((*starts, "v2"))
            assert not starts or (found is not None and found[0] is entry)


def _settings(entry: RuntimeEntry) -> list[Setting]:
    return [*entry.settings.values(), *(model.setting for model in entry.models)]
