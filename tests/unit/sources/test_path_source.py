from pathlib import Path

import pytest

from auditor.errors import SourceError
from auditor.sources.base import PlaceKind, Target
from auditor.sources.path_source import PathSource

SOURCE = PathSource("compose", "models that compose files have containers serve")


def test_a_path_must_be_named_and_is_a_target_of_its_own() -> None:
    assert (SOURCE.needs_place, SOURCE.place_kind) == (True, PlaceKind.PATH)


def test_every_spelling_of_a_place_is_one_target(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "link").symlink_to(tmp_path / "deploy")
    (tmp_path / "deploy").mkdir()
    found = {SOURCE.resolve(Target("compose", place)) for place in ("deploy", "./deploy/", "link")}
    assert found == {Target("compose", str((tmp_path / "deploy").resolve()))}


def test_what_is_no_path_is_refused() -> None:
    with pytest.raises(SourceError, match="not a path"):
        SOURCE.resolve(Target("compose", "a\0b"))
