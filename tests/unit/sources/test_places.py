import os
from pathlib import Path

import pytest

from auditor.errors import SourceError
from auditor.sources import Target
from auditor.sources.places import (
    Unfollowed,
    absolute,
    is_folder,
    named_folder,
    real_file,
    unfollowed_folder,
    walk,
)
from tests.builders.folders import folder_for_all, nobody

NAMES = ("a", "own", "other", "gone", "loop", "pipe")


def test_a_home_is_spelled_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert named_folder(Target("dir", "~/models")) == tmp_path / "models"


@pytest.mark.parametrize("place", ["~nobody-is-called-this/models", "a\0b"])
def test_what_is_no_path_is_refused(place: str) -> None:
    with pytest.raises(SourceError) as caught:
        named_folder(Target("dir", place))
    assert caught.value.hint == "Write the path out."


def test_a_folder_a_file_and_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert [is_folder(tmp_path), is_folder(tmp_path / "file"), is_folder(tmp_path / "no")] == [
        True, False, False,
    ]  # fmt: skip
    assert is_folder(tmp_path / "file" / "below") is False


def test_behind_a_closed_folder_it_is_not_known() -> None:
    with folder_for_all() as folder:
        (folder / "closed" / "below").mkdir(parents=True)
        (folder / "link").symlink_to("closed/below")
        (folder / "closed").chmod(0)
        with nobody():
            found = is_folder(folder / "closed" / "below")
            named = named_folder(Target("dir", str(folder / "closed" / "below")))
            behind = (
                real_file(str(folder / "link"), (folder,)),
                unfollowed_folder(str(folder / "link"), folder),
            )
    assert isinstance(found, PermissionError)
    assert named == folder / "closed" / "below"
    assert behind == (Unfollowed("permission denied"), "link not followed: permission denied")


def test_a_file_is_opened_where_it_lies_inside(tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out"
    for folder in (inside, outside):
        folder.mkdir()
        (folder / "a").touch()
    (inside / "own").symlink_to("a")
    (inside / "other").symlink_to("../out/a")
    (inside / "gone").symlink_to("nowhere")
    (inside / "loop").symlink_to("loop")
    os.mkfifo(inside / "pipe")
    found = {name: real_file(str(inside / name), (inside,)) for name in NAMES}
    assert found == {
        "a": str(inside / "a"),
        "own": str(inside / "a"),
        "other": Unfollowed("link out of its place, not followed", leads_out=True),
        "gone": Unfollowed("broken link"),
        "loop": Unfollowed("broken link: it leads in a circle"),
        "pipe": Unfollowed("not a regular file"),
    }


def test_links_to_folders_are_named_unless_their_folder_is_looked_at_anyway(tmp_path: Path) -> None:
    (tmp_path / "in" / "releases" / "v3").mkdir(parents=True)
    (tmp_path / "out").mkdir()
    (tmp_path / "in" / "file").touch()
    links = {
        "current": "releases/v3", "self": ".", "file-link": "file", "elsewhere": "../out", "gone": "no",
        "loop": "loop",
    }  # fmt: skip
    for name, leads_to in links.items():
        (tmp_path / "in" / name).symlink_to(leads_to)
    assert {name: unfollowed_folder(str(tmp_path / "in" / name), tmp_path / "in") for name in links} == {
        "current": None,
        "self": None,
        "file-link": None,
        "elsewhere": "link to a folder elsewhere, not followed",
        "gone": "broken link, not followed",
        "loop": "link that leads in a circle, not followed",
    }


def test_a_walk_gives_files_and_linked_folders_in_the_order_of_names(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "x").touch()
    (tmp_path / "a").touch()
    (tmp_path / "c").symlink_to("b")
    found = walk(tmp_path, lambda _: None)
    assert found == [(tmp_path / "a", False), (tmp_path / "b" / "x", False), (tmp_path / "c", True)]


def test_a_relative_path_stays_as_it_is_spelled_where_the_current_folder_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    assert absolute(Path("models")) == f"{tmp_path}/gone/models"
    (tmp_path / "gone").rmdir()
    assert absolute(Path("models")) == "models"
    assert absolute(tmp_path / "models") == f"{tmp_path}/models"
