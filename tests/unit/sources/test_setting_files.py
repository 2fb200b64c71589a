from pathlib import Path

import pytest

from auditor.domain.observation import Problem
from auditor.errors import SourceError
from auditor.sources.base import Target
from auditor.sources.setting_files import MAX_BYTES, SettingFile, place_of


def seen(place: Path) -> list[tuple[str, str]]:
    files = place_of(Target("kubernetes", str(place))).files(lambda name: name.endswith(".yaml"))
    return [(one.locator, one.text if isinstance(one, SettingFile) else one.reason) for one in files]


def test_files_come_in_the_order_of_their_paths(tmp_path: Path) -> None:
    for name in ("b.yaml", "a/z.yaml", "a/c.txt", ".git/x.yaml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)

    assert seen(tmp_path) == [("a/z.yaml", "a/z.yaml"), ("b.yaml", "b.yaml")]
    assert seen(tmp_path / "a" / "c.txt") == [("c.txt", "a/c.txt")]


def test_a_link_is_not_followed_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_text("password")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "out.yaml").symlink_to(tmp_path / "secret.yaml")

    assert seen(tmp_path / "in") == [("out.yaml", "link out of its place, not followed")]


def test_what_is_no_text_or_too_large_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"a\0b")
    (tmp_path / "b.yaml").write_bytes(b"#" * (MAX_BYTES + 1))
    (tmp_path / "c.yaml").write_text("a: b\r\n", encoding="utf-16")

    assert [text for _, text in seen(tmp_path)] == [
        "not text: it has null bytes",
        f"{MAX_BYTES + 1} bytes is too large for what its name says it is",
        "a: b\n",
    ]


def test_what_cannot_be_opened_is_a_problem(tmp_path: Path) -> None:
    found = place_of(Target("kubernetes", str(tmp_path))).read(tmp_path / "missing.yaml")

    assert found == Problem(f"kubernetes:{tmp_path}", "missing.yaml", "not there")


@pytest.mark.parametrize("name", ["a\0b", "\ud800"])
def test_a_name_that_no_file_has_is_a_problem(tmp_path: Path, name: str) -> None:
    found = place_of(Target("kubernetes", str(tmp_path))).read(tmp_path / name)

    assert isinstance(found, Problem) and found.reason == "not a path"


def test_a_place_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file or directory"):
        place_of(Target("kubernetes", str(tmp_path / "x")))
