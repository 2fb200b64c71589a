from pathlib import Path

import pytest

from auditor.domain.observation import Covered, FileSeen
from auditor.errors import SourceError
from auditor.pipeline.looking import is_recorded, look, resolved
from auditor.settings import Settings
from auditor.sources import Target
from tests.builders.gguf import gguf_file


def _settings(folder: Path) -> Settings:
    return Settings(folder, None, (), folder / "declarations", (), f"sqlite:///{folder}/a.db")


def test_what_was_begun_yields_all_that_is_there_once(tmp_path: Path) -> None:
    gguf_file(tmp_path / "a.gguf")
    target = Target("dir", str(tmp_path))
    (begun,) = look(_settings(tmp_path), (target,))
    assert begun.target == target
    assert [type(seen) for seen in begun.seen] == [FileSeen, Covered]
    assert list(begun.seen) == []


def test_one_target_that_cannot_be_looked_at_refuses_all(tmp_path: Path) -> None:
    gone = Target("dir", str(tmp_path / "gone"))
    with pytest.raises(SourceError) as caught:
        look(_settings(tmp_path), (Target("dir", str(tmp_path)), gone))
    assert (caught.value.message, caught.value.hint) == (f"{gone}: no such file or folder", "Check the path.")


def test_a_place_below_the_root_folder_itself_is_not_answered_by_a_scan_of_the_whole_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("auditor.pipeline.looking.is_recorded", lambda *_: True)
    with pytest.raises(SourceError) as caught:
        look(_settings(tmp_path), (Target("dir", "/no-such-folder-here"),))
    assert "under targets in auditor.toml" in caught.value.hint


def test_what_is_no_database_holds_no_target(tmp_path: Path) -> None:
    settings, target = _settings(tmp_path), Target("dir", str(tmp_path))
    assert not is_recorded(settings, target)
    (tmp_path / "a.db").write_text("not a database")
    assert not is_recorded(settings, target)


def test_every_spelling_is_one_place(tmp_path: Path) -> None:
    assert resolved(Target("dir", f"{tmp_path}/./x/..")) == f"dir:{tmp_path}"
