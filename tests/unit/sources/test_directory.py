import json
import os
from collections.abc import Iterator
from pathlib import Path
from socket import AF_UNIX, socket

import pytest

from auditor.domain.document import (
    AdapterConfig,
    ChatTemplate,
    CodeFile,
    LicenseText,
    LoaderConfig,
    ModelCard,
    ModelConfig,
    ShardIndex,
)
from auditor.domain.header import Anomaly, OnLoad
from auditor.domain.observation import (
    Covered,
    DocumentSeen,
    FileSeen,
    Observation,
    Problem,
    SkipKind,
    Skipped,
)
from auditor.domain.rights import Writer
from auditor.errors import SourceError
from auditor.sources import Target
from auditor.sources.directory import DirectorySource
from tests.builders.arrays import npy, zipped
from tests.builders.folders import folder_for_all, nobody
from tests.builders.gguf import gguf_file
from tests.builders.safetensors import safetensors_file
from tests.builders.stores import hub_repository
from tests.builders.torch import torch_zip


@pytest.fixture
def open_folder() -> Iterator[Path]:
    with folder_for_all() as folder:
        yield folder


def _observe(path: Path) -> list[Observation]:
    return list(DirectorySource().observe(Target("dir", str(path))))


def _files(path: Path) -> list[FileSeen]:
    return [seen for seen in _observe(path) if isinstance(seen, FileSeen)]


def test_every_folder_below_is_looked_at_in_the_order_of_names(tmp_path: Path) -> None:
    (tmp_path / "b" / "c").mkdir(parents=True)
    gguf_file(tmp_path / "z.gguf")
    safetensors_file(tmp_path / "b" / "model.safetensors")
    gguf_file(tmp_path / "b" / "c" / "a.GGUF")
    seen = [(file.locator, file.bundle, file.header.format) for file in _files(tmp_path)]
    assert seen == [
        ("z.gguf", ".", "gguf"),
        ("b/model.safetensors", "b", "safetensors"),
        ("b/c/a.GGUF", "b/c", "gguf"),
    ]


def test_the_last_observation_says_how_much_was_looked_at(tmp_path: Path) -> None:
    gguf_file(tmp_path / "a.gguf")
    (tmp_path / "notes.txt").write_text("x")
    last = _observe(tmp_path)[-1]
    assert isinstance(last, Covered)
    assert last.n_seen == 2


def test_one_file_may_be_named(tmp_path: Path) -> None:
    path = gguf_file(tmp_path / "a.gguf")
    seen, covered = _observe(path)
    assert isinstance(seen, FileSeen)
    assert seen.locator == "a.gguf"
    assert isinstance(covered, Covered)


@pytest.mark.parametrize("named", ["Tiny-8B", "Tiny-8B/model.gguf", "latest", "Tiny-8B/../Tiny-8B"])
def test_however_a_folder_of_one_model_is_named_its_own_name_is_kept(tmp_path: Path, named: str) -> None:
    (tmp_path / "Tiny-8B").mkdir()
    (tmp_path / "latest").symlink_to("Tiny-8B")
    gguf_file(tmp_path / "Tiny-8B" / "model.gguf")
    assert [(file.locator, file.root_name) for file in _files(tmp_path / named)] == [
        ("model.gguf", "Tiny-8B")
    ]


def test_the_folder_one_stands_in_is_known_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gguf_file(tmp_path / "model.gguf")
    monkeypatch.chdir(tmp_path)
    assert [file.root_name for file in _files(Path())] == [tmp_path.name]


def test_a_snapshot_that_is_named_is_known_by_its_repository(tmp_path: Path) -> None:
    snapshot = tmp_path / "models--acme--tiny" / "snapshots" / ("0a" * 20)
    snapshot.mkdir(parents=True)
    gguf_file(snapshot / "model.gguf")
    assert [file.root_name for file in _files(snapshot)] == ["acme/tiny"]


def test_a_folder_that_is_not_there_cannot_be_looked_at(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file or folder"):
        _observe(tmp_path / "nowhere")


def test_hard_links_are_two_places_of_one_file(tmp_path: Path) -> None:
    gguf_file(tmp_path / "a.gguf")
    os.link(tmp_path / "a.gguf", tmp_path / "b.gguf")
    one, other = _files(tmp_path)
    assert one.file_id == other.file_id


def test_a_link_inside_is_followed_and_is_the_same_file(tmp_path: Path) -> None:
    gguf_file(tmp_path / "a.gguf")
    (tmp_path / "link.gguf").symlink_to("a.gguf")
    one, other = _files(tmp_path)
    assert one.file_id == other.file_id


def test_a_link_out_of_the_folder_is_skipped_and_said(tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    gguf_file(tmp_path / "secret.gguf")
    (inside / "link.gguf").symlink_to("../secret.gguf")
    skipped = [seen for seen in _observe(inside) if isinstance(seen, Skipped)]
    assert [(seen.locator, seen.reason) for seen in skipped] == [
        ("link.gguf", "link out of the folder, not followed")
    ]


def test_a_link_to_a_folder_is_not_walked_into(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    gguf_file(tmp_path / "real" / "a.gguf")
    (tmp_path / "loop").symlink_to(".")
    assert [file.locator for file in _files(tmp_path)] == ["real/a.gguf"]


def test_a_broken_link_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "a.gguf").symlink_to("gone.gguf")
    problems = [seen for seen in _observe(tmp_path) if isinstance(seen, Problem)]
    assert [(seen.locator, seen.reason) for seen in problems] == [("a.gguf", "broken link")]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty file"),
        (b"GGUF\3\0", "truncated"),
        (b"<!DOCTYPE html><html></html>", "HTML"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n", "Git LFS"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_a_problem_and_the_scan_goes_on(
    tmp_path: Path, data: bytes, reason: str
) -> None:
    (tmp_path / "a.gguf").write_bytes(data)
    gguf_file(tmp_path / "b.gguf")
    problem, file, *_ = _observe(tmp_path)
    assert isinstance(problem, Problem)
    assert reason.lower() in problem.reason.lower()
    assert isinstance(file, FileSeen)


def test_a_pipe_named_like_a_model_does_not_hang_the_scan(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.gguf")
    problem, _ = _observe(tmp_path)
    assert isinstance(problem, Problem)


@pytest.mark.parametrize(
    ("name", "locator"),
    [
        (b"\xff.gguf", "\\udcff.gguf"),
        (b"a\nb.gguf", "a\\nb.gguf"),
        (b"-rf.gguf", "-rf.gguf"),
        (b"'\".gguf", "'\".gguf"),
        (b"x" * 250 + b".gguf", "x" * 250 + ".gguf"),
        ("r\u202efugg.gguf".encode(), "r\\u202efugg.gguf"),
    ],
)
def test_whatever_a_file_or_its_folder_is_called_it_is_seen(
    tmp_path: Path, name: bytes, locator: str
) -> None:
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name + b".d")[:240])
    folder.mkdir()
    path = gguf_file(Path(os.fsdecode(os.fsencode(folder) + b"/" + name)))
    (file,) = _files(tmp_path)
    assert file.locator.rpartition("/")[2] == locator
    assert (file.path, file.bundle) == (str(path), file.locator.rpartition("/")[0])


def test_a_name_that_spells_the_escape_of_another_is_another_place(tmp_path: Path) -> None:
    for name in (b"\xff.gguf", b"\\udcff.gguf"):
        gguf_file(Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)))
    assert {file.locator for file in _files(tmp_path)} == {"\\udcff.gguf", "\\\\udcff.gguf"}


@pytest.mark.parametrize("name", ["a.gguf", "LICENSE", "config.json"])
def test_what_is_no_file_is_not_opened(tmp_path: Path, name: str) -> None:
    gguf_file(tmp_path / "b.gguf")
    with socket(AF_UNIX) as listening:
        listening.bind(str(tmp_path / name))
    problems = [seen for seen in _observe(tmp_path) if isinstance(seen, Problem)]
    assert [(seen.locator, seen.reason) for seen in problems] == [(name, "not a regular file")]


def test_links_in_a_circle_are_problems_and_links_to_folders_elsewhere_are_said(tmp_path: Path) -> None:
    (tmp_path / "in" / "sub").mkdir(parents=True)
    (tmp_path / "out").mkdir()
    (tmp_path / "in" / "a.gguf").symlink_to("a.gguf")
    (tmp_path / "in" / "elsewhere").symlink_to("../out")
    (tmp_path / "in" / "inside").symlink_to("sub")
    (tmp_path / "in" / "circle").symlink_to("circle")
    target = f"dir:{tmp_path / 'in'}"
    assert _observe(tmp_path / "in")[:-1] == [
        Problem(target, "a.gguf", "broken link: it leads in a circle"),
        Skipped(target, "circle", "link that leads in a circle, not followed"),
        Skipped(target, "elsewhere", "link to a folder elsewhere, not followed"),
    ]


def test_a_link_to_a_document_inside_is_followed_and_one_out_is_said(tmp_path: Path) -> None:
    inside = tmp_path / "in"
    inside.mkdir()
    gguf_file(inside / "a.gguf")
    (tmp_path / "LICENSE").write_text("MIT License")
    (inside / "card").write_text("---\nlicense: mit\n---\n")
    (inside / "README.md").symlink_to("card")
    (inside / "LICENSE").symlink_to("../LICENSE")
    seen = _observe(inside)
    assert [s.document for s in seen if isinstance(s, DocumentSeen)] == [ModelCard(licenses=("mit",))]
    assert [s.locator for s in seen if isinstance(s, Skipped)] == ["LICENSE"]


def test_a_folder_that_cannot_be_listed_is_a_problem_and_the_rest_is_seen(open_folder: Path) -> None:
    (open_folder / "closed").mkdir()
    gguf_file(open_folder / "a.gguf").chmod(0o644)
    (open_folder / "closed").chmod(0)
    with nobody():
        seen = _observe(open_folder)
    assert [s.locator for s in seen if isinstance(s, FileSeen)] == ["a.gguf"]
    assert [(s.locator, s.reason) for s in seen if isinstance(s, Problem)] == [
        ("closed", "permission denied")
    ]


def test_an_unfinished_download_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "a.gguf.part").write_bytes(b"GG")
    (tmp_path / "notes.part").write_bytes(b"x")
    problems = [(s.locator, s.reason) for s in _observe(tmp_path) if isinstance(s, Problem)]
    assert problems == [("a.gguf.part", "download not finished")]


def test_an_index_is_read_even_where_no_file_of_its_set_is(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors.index.json").write_text(
        '{"weight_map": {"w": "m-00001-of-00001.safetensors"}}'
    )
    documents = [seen.document for seen in _observe(tmp_path) if isinstance(seen, DocumentSeen)]
    assert documents == [ShardIndex(("m-00001-of-00001.safetensors",))]


def test_thousands_of_other_files_are_passed_by(tmp_path: Path) -> None:
    gguf_file(tmp_path / "a.gguf")
    for n in range(10_000):
        (tmp_path / f"{n}.log").touch()
    assert _observe(tmp_path)[-1] == Covered(
        f"dir:{tmp_path}",
        10_001,
        "every folder below, headers of models, links not followed out of it",
    )


def test_documents_beside_weights_speak_and_others_do_not(tmp_path: Path) -> None:
    gguf_file(tmp_path / "a.gguf")
    (tmp_path / "README.md").write_text("---\nlicense: mit\n---\n")
    (tmp_path / "config.json").write_text('{"model_type": "llama"}')
    (tmp_path / "adapter_config.json").write_text('{"peft_type": "LORA"}')
    (tmp_path / "LICENSE.txt").write_text("MIT License")
    (tmp_path / "modeling_acme.py").write_text("")
    (tmp_path / "train.py").write_text("")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "README.md").write_text("no weights here")
    documents = {s.locator: type(s.document) for s in _observe(tmp_path) if isinstance(s, DocumentSeen)}
    assert documents == {
        "LICENSE.txt": LicenseText,
        "README.md": ModelCard,
        "adapter_config.json": AdapterConfig,
        "config.json": ModelConfig,
        "modeling_acme.py": CodeFile,
    }


def test_code_that_generates_in_a_model_s_stead_lies_in_a_folder_of_its_own(tmp_path: Path) -> None:
    for folder in ("m", "other"):
        (tmp_path / folder / "custom_generate").mkdir(parents=True)
        (tmp_path / folder / "custom_generate" / "generate.py").write_text("")
    (tmp_path / "m" / "generate.py").write_text("")
    gguf_file(tmp_path / "m" / "a.gguf")
    (found,) = [seen for seen in _observe(tmp_path) if isinstance(seen, DocumentSeen)]
    assert (found.locator, found.bundle) == ("m/custom_generate/generate.py", "m")
    assert found.document == CodeFile("generate.py")
    target = Target("dir", f"{tmp_path}?ignore=generate.py")
    (left_out,) = [seen for seen in DirectorySource().observe(target) if isinstance(seen, Skipped)]
    assert (left_out.locator, left_out.bundle) == ("m/custom_generate/generate.py", "m")


def test_a_broken_document_is_a_problem_and_its_weights_are_kept(tmp_path: Path) -> None:
    gguf_file(tmp_path / "a.gguf")
    (tmp_path / "config.json").write_text("{")
    kinds = [type(seen).__name__ for seen in _observe(tmp_path)]
    assert kinds == ["FileSeen", "Problem", "Covered"]


def test_formats_that_are_not_read_yet_are_named_instead_of_passed_over(tmp_path: Path) -> None:
    for name in ("a.pte", "b.NEMO", "c.bin", "optimizer.pt", "notes.txt", "beans.xml", "sound.model"):
        (tmp_path / name).write_bytes(b"x")
    skipped = [(seen.locator, seen.reason) for seen in _observe(tmp_path) if isinstance(seen, Skipped)]
    assert skipped == [
        ("a.pte", "format not read: ExecuTorch"),
        ("b.NEMO", "format not read: PyTorch"),
        ("c.bin", "format not read: PyTorch, or another binary format"),
    ]


def test_a_file_whose_name_says_little_is_what_its_content_is(tmp_path: Path) -> None:
    gguf_file(tmp_path / "a.bin")
    torch_zip(tmp_path / "b.ckpt")
    (tmp_path / "c.pkl").write_bytes(b"cos\nsystem\n.")
    (tmp_path / "d.bin").write_bytes(b"version https://git-lfs.github.com/spec/v1\n")
    seen = {one.locator: one for one in _observe(tmp_path) if isinstance(one, FileSeen | Skipped | Problem)}
    read = {place: one.header.format for place, one in seen.items() if isinstance(one, FileSeen)}
    assert read == {"a.bin": "gguf", "b.ckpt": "pytorch"}
    assert seen["c.pkl"] == Problem(
        f"dir:{tmp_path}",
        "c.pkl",
        "pickle: loading it imports os.system, which weights do not need",
        0,
        on_load=OnLoad.RUNS,
    )
    assert isinstance(problem := seen["d.bin"], Problem)
    assert "a Git LFS pointer" in problem.reason


def test_archives_and_arrays_are_nothing_unless_they_hold_what_may_be_a_model(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped({"notes.txt": b"words"}))
    (tmp_path / "b.zip").write_bytes(zipped({"m.pkl": b"cos\nsystem\n."}))
    (tmp_path / "c.7z").write_bytes(b"7z\xbc\xaf\x27\x1c\0\4")
    (tmp_path / "d.npy").write_bytes(npy("<f4", (2,), bytes(8)))
    seen = _observe(tmp_path)
    assert {one.locator: one for one in seen if isinstance(one, FileSeen | Skipped | Problem)} == {
        "b.zip": Problem(
            f"dir:{tmp_path}",
            "b.zip",
            "zip: it holds m.pkl: pickle: loading it imports os.system, which weights do not need",
            0,
            on_load=OnLoad.RUNS,
        ),
        "c.7z": Skipped(
            f"dir:{tmp_path}", "c.7z", "format not read: 7z archive, which is not opened", SkipKind.FORMAT
        ),
    }


def test_shards_carry_the_key_of_their_set(tmp_path: Path) -> None:
    for n in (1, 2):
        safetensors_file(tmp_path / f"model-0000{n}-of-00002.safetensors")
    assert {file.shard_set for file in _files(tmp_path)} == {"model-of-00002.safetensors"}


def test_what_lies_one_folder_above_weights_is_read_once(tmp_path: Path) -> None:
    for folder in ("repo/gguf", "repo/original", "other"):
        (tmp_path / folder).mkdir(parents=True)
    gguf_file(tmp_path / "repo" / "gguf" / "a.gguf")
    safetensors_file(tmp_path / "repo" / "original" / "model.safetensors")
    for folder in ("repo", "other", "."):
        (tmp_path / folder / "README.md").write_text("---\nlicense: mit\n---\n")
    documents = [(s.locator, s.bundle) for s in _observe(tmp_path) if isinstance(s, DocumentSeen)]
    assert documents == [("repo/README.md", "repo")]


def test_a_document_that_is_not_read_says_what_it_would_speak_about(tmp_path: Path) -> None:
    (tmp_path / "in" / "x").mkdir(parents=True)
    gguf_file(tmp_path / "in" / "x" / "a.gguf")
    (tmp_path / "config.json").write_text("{}")
    (tmp_path / "in" / "x" / "config.json").symlink_to("../../config.json")
    (tmp_path / "in" / "tokenizer_config.json").write_text("{")
    unread = [(s.locator, s.bundle) for s in _observe(tmp_path / "in") if isinstance(s, Problem | Skipped)]
    assert unread == [("x/config.json", "x"), ("tokenizer_config.json", ".")]


def test_a_snapshot_whose_documents_are_links_inside_the_root_is_read_with_them(tmp_path: Path) -> None:
    weights = safetensors_file(tmp_path / "w").read_bytes()
    files = {"model.safetensors": weights, "tokenizer_config.json": b'{"auto_map": {"AutoTokenizer": "x.X"}}'}
    hub_repository(tmp_path / "hub", files=files)
    documents = [s.document for s in _observe(tmp_path / "hub") if isinstance(s, DocumentSeen)]
    assert documents == [LoaderConfig(has_auto_map=True)]


def test_chat_templates_beside_weights_are_looked_at_and_not_kept(tmp_path: Path) -> None:
    safetensors_file(tmp_path / "model.safetensors")
    template = "{{ x.__class__ }}"
    (tmp_path / "chat_template.jinja").write_text(template)
    (tmp_path / "chat_template.json").write_text("{}")
    (tmp_path / "tokenizer_config.json").write_text(json.dumps({"chat_template": "{{ x }}"}))
    seen = [(s.locator, s.document) for s in _observe(tmp_path) if isinstance(s, DocumentSeen)]
    detail = "chat_template.jinja reaches outside its sandbox: __class__"
    assert seen == [
        ("chat_template.jinja", ChatTemplate(1, (Anomaly("escaping-template", 0, detail),))),
        ("chat_template.json", ChatTemplate(0)),
        ("tokenizer_config.json", LoaderConfig(template=ChatTemplate(1))),
    ]


def test_a_file_comes_with_its_rights_and_those_of_the_folder_it_really_lies_in(tmp_path: Path) -> None:
    (tmp_path / "open").mkdir()
    gguf_file(tmp_path / "open" / "a.gguf").chmod(0o644)
    (tmp_path / "open").chmod(0o777)
    (tmp_path / "links").mkdir()
    (tmp_path / "links" / "b.gguf").symlink_to("../open/a.gguf")
    files = [s for s in _observe(tmp_path) if isinstance(s, FileSeen)]
    assert [file.locator for file in files] == ["links/b.gguf", "open/a.gguf"]
    for file in files:
        assert file.rights is not None
        assert Writer.OTHERS not in file.rights.file.writers
        assert Writer.OTHERS in file.rights.folder.writers


def test_a_pipe_named_like_a_document_does_not_hang_the_scan(tmp_path: Path) -> None:
    gguf_file(tmp_path / "a.gguf")
    os.mkfifo(tmp_path / "config.json")
    assert [s for s in _observe(tmp_path) if isinstance(s, Problem)] == [
        Problem(f"dir:{tmp_path}", "config.json", "not a regular file", bundle=".")
    ]


def test_a_release_that_a_link_points_to_is_seen_once_and_a_link_to_nowhere_is_named(tmp_path: Path) -> None:
    (tmp_path / "releases" / "v3").mkdir(parents=True)
    gguf_file(tmp_path / "releases" / "v3" / "a.gguf")
    (tmp_path / "current").symlink_to("releases/v3")
    (tmp_path / "next").symlink_to("/mnt/not/mounted")
    seen = _observe(tmp_path)
    assert [s.locator for s in seen if isinstance(s, FileSeen)] == ["releases/v3/a.gguf"]
    assert [(s.locator, s.reason) for s in seen if isinstance(s, Skipped)] == [
        ("next", "broken link, not followed")
    ]


@pytest.mark.parametrize("place", ["~nobody-is-called-this", "{}/loop.gguf"])
def test_a_place_that_is_none_is_refused(tmp_path: Path, place: str) -> None:
    (tmp_path / "loop.gguf").symlink_to("loop.gguf")
    with pytest.raises(SourceError) as caught:
        list(DirectorySource().observe(Target("dir", place.format(tmp_path))))
    assert caught.value.hint


def test_a_closed_folder_that_is_named_is_a_problem_of_the_target_itself(open_folder: Path) -> None:
    open_folder.chmod(0)
    with nobody():
        problems = [s for s in _observe(open_folder) if isinstance(s, Problem)]
    assert [(p.place, p.reason) for p in problems] == [(f"dir:{open_folder}", "permission denied")]


def test_one_file_in_a_format_that_is_not_read_is_named_as_such(tmp_path: Path) -> None:
    (tmp_path / "a.pte").write_bytes(b"x")
    assert _observe(tmp_path / "a.pte")[0] == Skipped(
        f"dir:{tmp_path / 'a.pte'}", "a.pte", "format not read: ExecuTorch", SkipKind.FORMAT
    )


def test_what_a_target_says_to_leave_out_is_a_line_of_coverage_each(tmp_path: Path) -> None:
    for name in ("a.gguf", "b.bak.gguf", "old/c.gguf", "keep/old/d.gguf", "keep/e.gguf"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        gguf_file(tmp_path / name)
    (tmp_path / "keep" / "README.md").write_text("---\nlicense: mit\n---\n")
    seen = list(
        DirectorySource().observe(
            Target("dir", f"{tmp_path}?ignore=*.bak.gguf&ignore=keep/old&ignore=README.md")
        )
    )
    assert [one.locator for one in seen if isinstance(one, FileSeen)] == [
        "a.gguf",
        "keep/e.gguf",
        "old/c.gguf",
    ]
    assert [(one.locator, one.reason) for one in seen if isinstance(one, Skipped)] == [
        ("b.bak.gguf", "the target says to leave it out: *.bak.gguf"),
        ("keep/old", "the target says to leave it out: keep/old"),
        ("keep/README.md", "the target says to leave it out: README.md"),
    ]


def test_links_are_followed_out_only_if_the_target_says_so(tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out"
    (outside / "deep").mkdir(parents=True)
    inside.mkdir()
    gguf_file(outside / "deep" / "a.gguf")
    gguf_file(outside / "b.gguf")
    (inside / "folder").symlink_to(outside)
    (inside / "b.gguf").symlink_to(outside / "b.gguf")
    (outside / "back").symlink_to(inside)
    (outside / "deep" / "circle").symlink_to(outside)

    def found(place: str) -> list[str]:
        seen = DirectorySource().observe(Target("dir", place))
        return [one.locator for one in seen if isinstance(one, FileSeen)]

    assert found(str(inside)) == []
    assert found(f"{inside}?follow=links") == ["b.gguf", "folder/b.gguf", "folder/deep/a.gguf"]
    with pytest.raises(SourceError):
        found(f"{inside}?follow=everything")
