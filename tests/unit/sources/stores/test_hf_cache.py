import hashlib
import os
from pathlib import Path

import pytest

from auditor.domain.document import CodeFile, LoaderConfig, ModelCard
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
from auditor.identity import HashMode, digest_files, group
from auditor.sources import Target
from auditor.sources.stores.hf_cache import HfCacheSource
from tests.builders.folders import folder_for_all, nobody
from tests.builders.safetensors import safetensors_file
from tests.builders.stores import REVISION, hub_repository

BUNDLE = f"models--acme--tiny/snapshots/{REVISION}"


def _observe(hub: Path) -> list[Observation]:
    return list(HfCacheSource().observe(Target("hf-cache", str(hub))))


@pytest.fixture
def weights(tmp_path: Path) -> bytes:
    return safetensors_file(tmp_path / "w").read_bytes()


@pytest.mark.parametrize("links", ["symlink", "text"])
def test_a_blob_behind_a_link_is_one_file_with_the_stores_digest(
    tmp_path: Path, weights: bytes, links: str
) -> None:
    hub_repository(tmp_path / "hub", files={"model.safetensors": weights}, links=links)
    entry, file, covered = _observe(tmp_path / "hub")
    target = f"hf-cache:{tmp_path / 'hub'}"
    assert entry == StoreEntry(target, BUNDLE, "hf-cache", "acme/tiny", REVISION, ("main",))
    assert isinstance(file, FileSeen)
    assert file.locator == f"{BUNDLE}/model.safetensors"
    assert file.declared_sha256 == hashlib.sha256(weights).hexdigest()
    assert isinstance(covered, Covered)


def test_a_cache_without_links_holds_copies(tmp_path: Path, weights: bytes) -> None:
    hub_repository(tmp_path / "hub", files={"model.safetensors": weights}, links="copy")
    files = [seen for seen in _observe(tmp_path / "hub") if isinstance(seen, FileSeen)]
    assert [(file.declared_sha256, file.header.n_tensors) for file in files] == [(None, 1)]


def test_card_and_code_belong_to_the_revision(tmp_path: Path, weights: bytes) -> None:
    files = {
        "model.safetensors": weights,
        "README.md": b"---\nlicense: mit\n---\n",
        "custom_generate/generate.py": b"",
        "modeling_x.py": b"",
    }
    hub_repository(tmp_path / "hub", files=files)
    documents = [seen for seen in _observe(tmp_path / "hub") if isinstance(seen, DocumentSeen)]
    assert [(seen.bundle, seen.document) for seen in documents] == [
        (BUNDLE, ModelCard(licenses=("mit",))),
        (BUNDLE, CodeFile("generate.py")),
        (BUNDLE, CodeFile("modeling_x.py")),
    ]


def test_a_broken_link_is_a_problem_and_the_repository_is_kept(tmp_path: Path, weights: bytes) -> None:
    repository = hub_repository(tmp_path / "hub", files={"model.safetensors": weights})
    next((repository / "blobs").iterdir()).unlink()
    entry, problem, _ = _observe(tmp_path / "hub")
    assert isinstance(entry, StoreEntry)
    assert isinstance(problem, Problem)
    assert problem.reason == "broken link: its blob is not here"


def test_a_link_out_of_the_repository_is_not_followed(tmp_path: Path, weights: bytes) -> None:
    repository = hub_repository(tmp_path / "hub", files={})
    (tmp_path / "secret.safetensors").write_bytes(weights)
    (repository / "snapshots" / REVISION / "model.safetensors").symlink_to("../../../../secret.safetensors")
    problems = [seen.reason for seen in _observe(tmp_path / "hub") if isinstance(seen, Problem)]
    assert problems == ["link out of its repository, not followed"]


def test_a_text_that_points_out_of_the_repository_is_not_followed(tmp_path: Path) -> None:
    repository = hub_repository(tmp_path / "hub", files={})
    (repository / "snapshots" / REVISION / "model.safetensors").write_text(f"../../../../blobs/{'0' * 64}")
    problems = [seen for seen in _observe(tmp_path / "hub") if isinstance(seen, Problem)]
    assert len(problems) == 1


def test_a_ref_to_a_revision_that_is_not_here_is_a_problem(tmp_path: Path) -> None:
    repository = hub_repository(tmp_path / "hub")
    (repository / "refs" / "pr").mkdir()
    (repository / "refs" / "pr" / "1").write_text("f" * 40)
    problems = [
        (seen.locator, seen.reason) for seen in _observe(tmp_path / "hub") if isinstance(seen, Problem)
    ]
    assert problems == [
        ("models--acme--tiny/refs/pr/1", "points to revision ffffffffffff, which is not here")
    ]


def test_an_unfinished_download_is_a_problem(tmp_path: Path) -> None:
    repository = hub_repository(tmp_path / "hub")
    (repository / "blobs" / "ab.incomplete").write_bytes(b"x")
    problems = [
        (seen.locator, seen.reason) for seen in _observe(tmp_path / "hub") if isinstance(seen, Problem)
    ]
    assert problems == [("models--acme--tiny/blobs/ab.incomplete", "download not finished")]


def test_two_revisions_of_one_blob_are_two_places(tmp_path: Path, weights: bytes) -> None:
    for revision in (REVISION, "f" * 40):
        hub_repository(tmp_path / "hub", files={"model.safetensors": weights}, revision=revision)
    files = [seen for seen in _observe(tmp_path / "hub") if isinstance(seen, FileSeen)]
    assert len({file.file_id for file in files}) == 1
    assert len({file.locator for file in files}) == 2


def test_a_name_without_an_organisation_and_one_with_dashes(tmp_path: Path) -> None:
    (tmp_path / "hub" / "models--gpt2" / "snapshots" / "aa").mkdir(parents=True)
    (tmp_path / "hub" / "models--a--b--c" / "snapshots" / "bb").mkdir(parents=True)
    names = [seen.name for seen in _observe(tmp_path / "hub") if isinstance(seen, StoreEntry)]
    assert names == ["a/b--c", "gpt2"]


def test_data_sets_are_counted_and_left_out_and_unread_formats_are_named(tmp_path: Path) -> None:
    hub_repository(tmp_path / "hub", files={"pytorch_model.bin": b"x"})
    (tmp_path / "hub" / "datasets--acme--data").mkdir()
    (tmp_path / "hub" / "kernels--acme--flash").mkdir()
    seen = _observe(tmp_path / "hub")
    assert [s.reason for s in seen if isinstance(s, Skipped)] == [
        "format not read: PyTorch, or another binary format"
    ]
    assert [s.how_far for s in seen if isinstance(s, Covered)] == [
        "1 model repository, all revisions; 2 data sets, spaces and kernels left out"
    ]


def test_the_home_of_the_cache_may_be_named_instead(tmp_path: Path, weights: bytes) -> None:
    hub_repository(tmp_path / "home" / "hub", files={"model.safetensors": weights})
    assert any(isinstance(seen, FileSeen) for seen in _observe(tmp_path / "home"))


def test_a_cache_that_is_not_there_cannot_be_looked_at(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such folder"):
        _observe(tmp_path / "nowhere")


def test_a_blob_in_the_store_that_repositories_share_has_the_digest_that_its_own_repository_says(
    tmp_path: Path, weights: bytes
) -> None:
    hub = tmp_path / "hub"
    shared = hub / "blobs" / "ab" / ("ab" * 32)
    shared.parent.mkdir(parents=True)
    shared.write_bytes(weights)
    for name in ("acme/tiny", "acme/other"):
        repository = hub_repository(hub, name, files={"model.safetensors": weights})
        blob = next((repository / "blobs").iterdir())
        blob.unlink()
        blob.symlink_to(f"../../blobs/ab/{shared.name}")
    seen = _observe(hub)
    files = [one for one in seen if isinstance(one, FileSeen)]
    assert [one for one in seen if isinstance(one, Problem)] == []
    assert {file.path for file in files} == {str(shared)}
    assert {file.declared_sha256 for file in files} == {hashlib.sha256(weights).hexdigest()}
    inventory = group(digest_files(seen, HashMode.FULL, known=lambda _: {}).observations)
    assert ([len(model.locations) for model in inventory.models], inventory.problems) == ([2], ())


def test_what_the_library_keeps_beside_the_blobs_is_no_model(tmp_path: Path, weights: bytes) -> None:
    hub = tmp_path / "hub"
    repository = hub_repository(hub, files={"model.safetensors": weights})
    for place in (f".no_exist/{REVISION}/model.gguf", f"trees/{REVISION}.json", ".locks/x.lock"):
        (repository / place).parent.mkdir(parents=True)
        (repository / place).touch()
    (hub / ".locks" / "models--acme--tiny").mkdir(parents=True)
    (hub / "CACHEDIR.TAG").write_text("Signature: 8a477f597d28d172789f06886806bc55")
    (hub / "version.txt").write_text("1")
    kinds = [type(seen).__name__ for seen in _observe(hub)]
    assert kinds == ["StoreEntry", "FileSeen", "Covered"]


def test_a_name_in_a_ref_that_cannot_be_a_revision_is_a_problem(tmp_path: Path) -> None:
    repository = hub_repository(tmp_path / "hub")
    (repository / "refs" / "broken").write_bytes(b"\xff\n../..")
    (repository / "refs" / "gone").symlink_to("nowhere")
    problems = [(s.locator, s.reason) for s in _observe(tmp_path / "hub") if isinstance(s, Problem)]
    assert problems == [
        ("models--acme--tiny/refs/broken", "names no revision"),
        ("models--acme--tiny/refs/gone", "names no revision"),
    ]


def test_links_in_a_circle_are_a_problem(tmp_path: Path) -> None:
    repository = hub_repository(tmp_path / "hub")
    (repository / "snapshots" / REVISION / "a.gguf").symlink_to("a.gguf")
    problems = [s.reason for s in _observe(tmp_path / "hub") if isinstance(s, Problem)]
    assert problems == ["broken link: it leads in a circle"]


def test_a_pipe_in_place_of_a_file_is_a_problem_and_does_not_hang(tmp_path: Path) -> None:
    repository = hub_repository(tmp_path / "hub")
    os.mkfifo(repository / "snapshots" / REVISION / "a.gguf")
    assert [s.locator for s in _observe(tmp_path / "hub") if isinstance(s, Problem)] == [f"{BUNDLE}/a.gguf"]


def test_folders_that_cannot_be_listed_are_problems_and_the_rest_is_seen(weights: bytes) -> None:
    with folder_for_all() as hub:
        hub_repository(hub, "acme/open", files={"model.safetensors": weights})
        part = hub_repository(hub, "acme/part") / "snapshots" / REVISION / "sub"
        part.mkdir()
        closed = hub_repository(hub, "acme/closed") / "snapshots"
        for folder in (part, closed):
            folder.chmod(0)
        with nobody():
            seen = _observe(hub)
    assert [s.reason for s in seen if isinstance(s, Problem)] == ["permission denied", "permission denied"]
    assert [s.locator for s in seen if isinstance(s, Problem)] == [
        "models--acme--closed",
        f"models--acme--part/snapshots/{REVISION}/sub",
    ]
    assert sum(isinstance(s, FileSeen) for s in seen) == 1


def test_a_cache_that_cannot_be_listed_is_refused() -> None:
    with folder_for_all() as hub:
        hub.chmod(0o311)
        with nobody(), pytest.raises(SourceError, match="permission denied"):
            _observe(hub)


def test_a_pipe_in_place_of_a_document_is_a_problem_and_does_not_hang(tmp_path: Path) -> None:
    repository = hub_repository(tmp_path / "hub")
    os.mkfifo(repository / "snapshots" / REVISION / "config.json")
    assert [s for s in _observe(tmp_path / "hub") if isinstance(s, Problem)] == [
        Problem(f"hf-cache:{tmp_path / 'hub'}", f"{BUNDLE}/config.json", "not a regular file", bundle=BUNDLE)
    ]


def test_one_closed_repository_does_not_hide_a_good_one(weights: bytes) -> None:
    with folder_for_all() as hub:
        hub_repository(hub, "acme/open", files={"model.safetensors": weights})
        hub_repository(hub, "acme/closed").chmod(0)
        with nobody():
            seen = _observe(hub)
    assert sum(isinstance(s, FileSeen) for s in seen) == 1
    assert [(s.locator, s.reason) for s in seen if isinstance(s, Problem)] == [
        ("models--acme--closed", "permission denied")
    ]


def test_closed_blobs_and_refs_are_problems_and_what_can_be_seen_is_seen(weights: bytes) -> None:
    with folder_for_all() as hub:
        repository = hub_repository(hub, files={"model.safetensors": weights})
        (repository / "refs" / "pr").mkdir()
        for folder in (repository / "blobs", repository / "refs" / "pr"):
            folder.chmod(0)
        with nobody():
            seen = _observe(hub)
    assert [(s.locator, s.reason) for s in seen if isinstance(s, Problem)] == [
        ("models--acme--tiny/refs/pr", "permission denied"),
        (f"{BUNDLE}/model.safetensors", "permission denied"),
        ("models--acme--tiny/blobs", "permission denied"),
    ]
    assert any(isinstance(s, StoreEntry) for s in seen)


def test_a_cache_in_the_usual_place_that_is_closed_is_a_problem_and_no_reason_to_stop(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with folder_for_all() as home:
        (home / "hub").mkdir()
        monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(home / "hub"))
        home.chmod(0)
        with nobody():
            seen = list(HfCacheSource().observe(Target("hf-cache", "")))
    assert seen == [
        Problem("hf-cache:", "", "permission denied"),
        Covered("hf-cache:", 0, "0 model repositories, all revisions"),
    ]


def test_linked_repositories_revisions_and_folders_elsewhere_are_named(tmp_path: Path) -> None:
    hub = tmp_path / "hub"
    repository = hub_repository(hub)
    (tmp_path / "elsewhere").mkdir()
    (hub / "models--acme--moved").symlink_to("../elsewhere")
    (hub / "models--acme--alias").symlink_to("models--acme--tiny")
    (repository / "snapshots" / "linked").symlink_to("../../../elsewhere")
    (repository / "snapshots" / REVISION / "below").symlink_to("../../../../elsewhere")
    (repository / "snapshots" / REVISION / "self").symlink_to(".")
    skipped = [(s.locator, s.reason) for s in _observe(hub) if isinstance(s, Skipped)]
    alias = "models--acme--alias/snapshots"
    assert sorted(skipped) == [
        (f"{alias}/{REVISION}/below", "link to a folder elsewhere, not followed"),
        (f"{alias}/linked", "link to a folder elsewhere, not followed"),
        ("models--acme--moved", "link to a folder elsewhere, not followed"),
        (f"{BUNDLE}/below", "link to a folder elsewhere, not followed"),
        ("models--acme--tiny/snapshots/linked", "link to a folder elsewhere, not followed"),
    ]


def test_code_that_a_processor_names_is_seen(tmp_path: Path) -> None:
    for name in ("tokenizer_config.json", "processor_config.json", "preprocessor_config.json"):
        hub_repository(tmp_path / name, files={name: b'{"auto_map": {"AutoProcessor": "x.X"}}'})
        documents = [s.document for s in _observe(tmp_path / name) if isinstance(s, DocumentSeen)]
        assert documents == [LoaderConfig(has_auto_map=True)]
