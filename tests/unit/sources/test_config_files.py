from collections.abc import Iterable
from pathlib import Path

import pytest

from auditor.domain.observation import Covered, Observation, Problem, Skipped
from auditor.domain.serving import DeploymentState, Endpoint, InUse, ModelReference, ReferenceKind
from auditor.errors import FormatError, SourceError
from auditor.formats import yaml_stream
from auditor.sources.base import Target
from auditor.sources.config_files import (
    MAX_BYTES,
    ConfigFile,
    ConfigKind,
    existing,
    observe,
    secrets_in,
    settings_of,
    stated,
)
from tests.builders.folders import folder_for_all, nobody


def read(file: ConfigFile) -> Iterable[Observation] | None:
    if file.text == "broken":
        raise FormatError("broken", offset=3)
    return [Problem(file.target, file.at(1), file.text)] if file.text.startswith("ours") else None


KIND = ConfigKind("test file", lambda name: name.endswith(".conf"), read)


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
        Covered(f"t:{tmp_path}", 0, "every test file below, told by name and content; links not followed"),
    ]


def test_a_file_that_is_named_must_be_one(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("other")
    problem, covered = look(tmp_path / "x.txt")
    assert problem == Problem(f"t:{tmp_path}/x.txt", "x.txt", "not a test file")
    assert isinstance(covered, Covered)


def test_what_cannot_be_read_is_a_problem_and_the_rest_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.conf").write_bytes(b"\0")
    (tmp_path / "b.conf").write_text("broken")
    (tmp_path / "c.conf").write_text("#" * (MAX_BYTES + 1))
    (tmp_path / "d.conf").write_bytes("ours".encode("utf-16"))

    found = [(one.locator, one.reason) for one in look(tmp_path) if isinstance(one, Problem)]

    assert found[:2] == [("a.conf", "not text: it has null bytes"), ("b.conf", "broken")]
    assert found[2][1].endswith("is too large for what its name says it is")
    assert found[3] == ("d.conf:1", "ours")


def test_links_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "x.conf").write_text("ours")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "x.conf").symlink_to(tmp_path / "out" / "x.conf")
    (tmp_path / "in" / "all.conf").symlink_to(tmp_path / "out")

    found = look(tmp_path / "in")

    assert found[:-1] == [Skipped(f"t:{tmp_path}/in", "x.conf", "link, not followed")]


def test_a_closed_folder_is_one_problem() -> None:
    with folder_for_all() as folder:
        (folder / "closed").mkdir(mode=0o700)
        (folder / "x.conf").write_text("ours")
        (folder / "x.conf").chmod(0o644)
        with nobody():
            found = look(folder)
    assert [one.locator for one in found if isinstance(one, Problem)] == ["x.conf:1", "closed"]


def test_what_is_not_there_stops_the_source(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file or folder"):
        existing(Target("t", str(tmp_path / "nowhere")))
    (tmp_path / "a").symlink_to(tmp_path / "a")
    with pytest.raises(SourceError, match="t:"):
        existing(Target("t", str(tmp_path / "a")))


def test_a_path_is_absolute_or_below_the_root() -> None:
    file = ConfigFile("t:/r", "a/x.conf", Path("/r/a/x.conf"), Path("/r"), "", is_named=False)

    assert file.paths("/m/x.gguf") == ("/m/x.gguf",)
    assert file.paths("../x.gguf") == ("/r/x.gguf",)
    assert file.paths("../../x.gguf") == file.paths("") == file.paths("a\0") == ()


def test_nothing_secret_is_kept() -> None:
    root = yaml_stream.read(
        "a: &a {api_key: hunter2-hunter2, keys: [x]}\nb: [*a, {token: t0ken-t0ken}]\nmodel: m\n"
    )
    secrets = secrets_in(root)
    assert secrets == {"hunter2-hunter2", "t0ken-t0ken", "x"}

    seen = InUse(
        "t:x", "x:1", DeploymentState.CONFIGURED, "calls hunter2-hunter2",
        ModelReference("m-t0ken-t0ken", ReferenceKind.HOSTED, "hunter2-hunter2"), served_as="t0ken-t0ken",
        adapters=(ModelReference("hunter2-hunter2", ReferenceKind.FILE),),
        endpoint=Endpoint("https://user:pw@host/hunter2-hunter2?api_key=1"),
        settings=(("a", "t0ken-t0ken"), ("b", "")),
        paths=("/m/x", "/m/t0ken-t0ken"),
    )  # fmt: skip

    assert stated(seen, secrets) == InUse(
        "t:x", "x:1", DeploymentState.CONFIGURED, "calls ***",
        ModelReference("m-***", ReferenceKind.HOSTED, "***"), served_as="***",
        adapters=(ModelReference("***", ReferenceKind.FILE),), endpoint=Endpoint("https://host/***"),
        settings=(("a", "***"),), paths=("/m/x",),
    )  # fmt: skip


def test_settings_are_those_that_are_told_in_order() -> None:
    assert settings_of({"b": "1", "a": "2", "c": "", "d": None}) == (("a", "2"), ("b", "1"))
