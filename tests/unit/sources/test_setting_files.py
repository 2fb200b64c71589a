from collections.abc import Iterable
from pathlib import Path

import pytest

from auditor.domain.observation import Covered, Observation, Problem, Skipped
from auditor.errors import FormatError, SourceError
from auditor.formats.yaml_stream import MAX_CHARACTERS
from auditor.sources.base import Target
from auditor.sources.code.source import MAX_BYTES as PROGRAM_BYTES
from auditor.sources.setting_files import MAX_BYTES, SettingFile, SettingKind, observe, place_of
from tests.builders.folders import folder_for_all, nobody


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

    assert seen(tmp_path / "in") == [("out.yaml", "link out of the folder, not followed")]


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
    with pytest.raises(SourceError, match="no such file or folder"):
        place_of(Target("kubernetes", str(tmp_path / "x")))
    (tmp_path / "a").symlink_to(tmp_path / "a")
    with pytest.raises(SourceError, match="kubernetes:"):
        place_of(Target("kubernetes", str(tmp_path / "a")))


def read(file: SettingFile) -> Iterable[Observation] | None:
    if file.text == "broken":
        raise FormatError("broken", offset=3)
    return [Problem(file.target, file.at(1), file.text)] if file.text.startswith("ours") else None


KIND = SettingKind("test file", lambda name: name.endswith(".conf"), read, max_bytes=64)


def look(place: Path) -> list[Observation]:
    return list(observe(Target("t", str(place)), KIND))


def test_files_below_a_folder_are_told_by_name_and_content(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / ".git").mkdir()
    for name, text in {"z.conf": "ours", "b/a.conf": "ours too", "c.conf": "other", "d.txt": "ours",
                       ".git/x.conf": "ours"}.items():  # fmt: skip
        (tmp_path / name).write_text(text)

    assert look(tmp_path) == [
        Problem(f"t:{tmp_path}", "b/a.conf:1", "ours too"),
        Problem(f"t:{tmp_path}", "z.conf:1", "ours"),
        Covered(
            f"t:{tmp_path}",
            0,
            "every test file below, told by name and content; links not followed out of the folder",
        ),
    ]


def test_a_file_that_is_named_must_be_one(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("other")
    problem, covered = look(tmp_path / "x.txt")
    assert problem == Problem(f"t:{tmp_path}/x.txt", "x.txt", "not a test file")
    assert isinstance(covered, Covered)


def test_what_cannot_be_read_is_a_problem_and_the_rest_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.conf").write_bytes(b"\0")
    (tmp_path / "b.conf").write_text("broken")
    (tmp_path / "c.conf").write_text("#" * 65)
    (tmp_path / "d.conf").write_bytes("ours".encode("utf-16"))

    found = [(one.locator, one.reason) for one in look(tmp_path) if isinstance(one, Problem)]

    assert found[:2] == [("a.conf", "not text: it has null bytes"), ("b.conf", "broken")]
    assert found[2][1].endswith("is too large for what its name says it is")
    assert found[3] == ("d.conf:1", "ours")


def test_a_link_that_leads_out_is_listed(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "x.conf").write_text("ours")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "x.conf").symlink_to(tmp_path / "out" / "x.conf")
    (tmp_path / "in" / "all.conf").symlink_to(tmp_path / "out")

    found = look(tmp_path / "in")

    assert found[:-1] == [
        Skipped(f"t:{tmp_path}/in", "all.conf", "link to a folder elsewhere, not followed"),
        Skipped(f"t:{tmp_path}/in", "x.conf", "link out of the folder, not followed"),
    ]


def test_a_file_with_several_names_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("ours")
    for name in ("a.conf", "b.conf"):
        (tmp_path / name).symlink_to(tmp_path / "x.txt")
    (tmp_path / "z.conf").write_text("ours too")
    (tmp_path / "y.conf").symlink_to(tmp_path / "z.conf")

    assert [one.locator for one in look(tmp_path) if isinstance(one, Problem)] == ["a.conf:1", "z.conf:1"]


def test_a_closed_folder_is_one_problem() -> None:
    with folder_for_all() as folder:
        (folder / "closed").mkdir(mode=0o700)
        (folder / "x.conf").write_text("ours")
        (folder / "x.conf").chmod(0o644)
        with nobody():
            found = look(folder)
    assert [one.locator for one in found if isinstance(one, Problem)] == ["x.conf:1", "closed"]


def test_a_path_is_absolute_or_below_the_root() -> None:
    file = SettingFile("t:/r", "a/x.conf", Path("/r/a/x.conf"), Path("/r"), "")

    assert file.paths("/m/x.gguf") == ("/m/x.gguf",)
    assert file.paths("../x.gguf") == ("/r/x.gguf",)
    assert file.paths("../../x.gguf") == file.paths("") == file.paths("a\0") == ()


def test_the_limits_are_those_of_the_documentation() -> None:
    said = " ".join(Path("docs/sources.md").read_text(encoding="utf-8").split())

    assert f"{MAX_BYTES // 1_000_000} MB of text" in said
    assert f"{PROGRAM_BYTES // 1_000_000} MB of a program" in said
    assert f"of each YAML document in it {MAX_CHARACTERS:,} characters" in said
