import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from auditor.domain.document import LicenseText
from auditor.domain.observation import (
    Covered,
    DocumentSeen,
    FileSeen,
    Observation,
    Problem,
    ProblemKind,
    SkipKind,
    Skipped,
    StoreEntry,
)
from auditor.errors import SourceError
from auditor.identity import HashMode, digest_files, group
from auditor.sources import Target
from auditor.sources.stores.ollama import OllamaSource
from tests.builders.folders import folder_for_all, nobody
from tests.builders.gguf import gguf_file
from tests.builders.stores import ollama_model

CLOUD = "registry.ollama.ai/library/tiny/cloud"
"""A manifest that is whole without weights."""


def _observe(store: Path) -> list[Observation]:
    return list(OllamaSource().observe(Target("ollama", str(store))))


@pytest.fixture
def weights(tmp_path: Path) -> bytes:
    return gguf_file(tmp_path / "w").read_bytes()


def test_a_manifest_names_weights_and_licence(tmp_path: Path, weights: bytes) -> None:
    path = ollama_model(tmp_path, layers={"model": weights, "license": b"MIT License", "params": b"{}"})
    entry, file, document, covered = _observe(tmp_path)
    target, revision = f"ollama:{tmp_path}", hashlib.sha256(path.read_bytes()).hexdigest()
    assert entry == StoreEntry(target, "tiny:latest", "ollama", "tiny:latest", revision)
    assert isinstance(file, FileSeen)
    assert (file.locator, file.declared_sha256) == ("tiny:latest", hashlib.sha256(weights).hexdigest())
    assert isinstance(document, DocumentSeen)
    assert isinstance(document.document, LicenseText)
    assert document.locator == "tiny:latest/license"
    assert isinstance(covered, Covered)


def test_two_names_on_one_blob_are_one_model_at_two_places(tmp_path: Path, weights: bytes) -> None:
    for name in ("one", "two"):
        ollama_model(tmp_path, f"registry.ollama.ai/library/{name}/latest", {"model": weights})
    hashed = digest_files(_observe(tmp_path), HashMode.FULL, known=lambda _: {})
    inventory = group(hashed.observations)
    assert len(inventory.models) == 1
    assert sorted(deployment.name for deployment in inventory.deployments) == ["one:latest", "two:latest"]


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("registry.ollama.ai/library/llama3/8b", "llama3:8b"),
        ("registry.ollama.ai/acme/llama3/8b", "acme/llama3:8b"),
        ("hf.co/acme/llama3-GGUF/Q4_K_M", "hf.co/acme/llama3-GGUF:Q4_K_M"),
    ],
)
def test_a_name_is_what_a_user_types(tmp_path: Path, place: str, name: str) -> None:
    ollama_model(tmp_path, place)
    assert [seen.name for seen in _observe(tmp_path) if isinstance(seen, StoreEntry)] == [name]


def test_several_licence_layers_are_all_read_and_older_blob_names_too(tmp_path: Path, weights: bytes) -> None:
    layers = {"model": weights, "license": b"MIT License", "license#2": b"Acceptable use"}
    ollama_model(tmp_path, layers=layers, separator=":")
    documents = [seen for seen in _observe(tmp_path) if isinstance(seen, DocumentSeen)]
    assert [seen.locator for seen in documents] == ["tiny:latest/license", "tiny:latest/license/2"]


def test_a_missing_blob_is_a_problem_and_the_name_is_kept(tmp_path: Path, weights: bytes) -> None:
    ollama_model(tmp_path, layers={"model": weights})
    next((tmp_path / "blobs").iterdir()).unlink()
    entry, problem, _ = _observe(tmp_path)
    assert isinstance(entry, StoreEntry)
    assert isinstance(problem, Problem)
    digest = hashlib.sha256(weights).hexdigest()
    assert problem.reason == f"its model blob sha256:{digest[:12]}... is missing"


def test_an_altered_blob_is_found_when_its_bytes_are_read(tmp_path: Path, weights: bytes) -> None:
    ollama_model(tmp_path, layers={"model": weights})
    blob = next((tmp_path / "blobs").iterdir())
    blob.write_bytes(weights[:-1] + b"\xff")
    hashed = digest_files(_observe(tmp_path), HashMode.FULL, known=lambda _: {})
    assert group(hashed.observations).problems[0].reason.startswith("altered: its store says")


@pytest.mark.parametrize(
    ("tag", "config"),
    [
        ("latest", b'{"remote_host": "https://ollama.com:443"}'),
        ("latest", b'{"remote_model": "kimi-k2:1t"}'),
        ("cloud", None),
        ("1t-cloud", None),
    ],
)
def test_a_cloud_model_has_no_weights_here_and_says_so(
    tmp_path: Path, tag: str, config: bytes | None
) -> None:
    ollama_model(tmp_path, f"registry.ollama.ai/library/tiny/{tag}", {"template": b"x"}, config=config)
    seen = _observe(tmp_path)
    assert [one.locator for one in seen if isinstance(one, Skipped)] == [f"tiny:{tag}"]
    assert [one for one in seen if isinstance(one, Problem)] == []


NO_WEIGHTS = Problem(
    "",
    "tiny:latest",
    "its manifest names no weights, and neither its name nor its configuration a cloud model",
    category=ProblemKind.INCOMPLETE,
)


@pytest.mark.parametrize(
    "config", [None, b"{}", b"[]", b"{", b'{"remote_host": ""}', b'{"remote_host": 3}', b"x" * 4_000_001]
)
@pytest.mark.parametrize("layers", [{}, {"template": b"x"}])
def test_a_manifest_without_weights_that_is_of_no_cloud_model_is_incomplete(
    tmp_path: Path, layers: dict[str, bytes], config: bytes | None
) -> None:
    ollama_model(tmp_path, layers=layers, config=config)
    problems = [one for one in _observe(tmp_path) if isinstance(one, Problem)]
    assert problems == [replace(NO_WEIGHTS, target=f"ollama:{tmp_path}")]


@pytest.mark.parametrize("is_there", [True, False])
def test_a_configuration_without_its_digest_makes_no_cloud_model(tmp_path: Path, is_there: bool) -> None:
    config = b'{"remote_host": "https://ollama.com:443"}'
    ollama_model(tmp_path, config=b"{}" if is_there else config)
    (blob,) = (tmp_path / "blobs").iterdir()
    blob.write_bytes(config)
    if not is_there:
        blob.unlink()
    problems = [one for one in _observe(tmp_path) if isinstance(one, Problem)]
    assert problems == [replace(NO_WEIGHTS, target=f"ollama:{tmp_path}")]


@pytest.mark.parametrize(
    ("kind", "locator", "bundle"),
    [("model", "tiny:latest", None), ("license", "tiny:latest/license", "tiny:latest")],
)
@pytest.mark.parametrize(("more", "fault"), [(1, ProblemKind.INCOMPLETE), (-1, ProblemKind.ALTERED)])
def test_a_blob_that_is_not_as_large_as_its_manifest_says_is_a_problem(
    tmp_path: Path, weights: bytes, kind: str, locator: str, bundle: str | None, more: int, fault: ProblemKind
) -> None:
    layers = {"model": weights, "license": b"MIT License"}
    path = ollama_model(tmp_path, layers=layers)
    size = len(layers[kind])
    path.write_text(path.read_text().replace(f'"size": {size}', f'"size": {size + more}'))
    seen = _observe(tmp_path)
    reason = f"{fault.value}: its manifest says {size + more:,} bytes, its blob has {size:,}"
    assert [one for one in seen if isinstance(one, Problem)] == [
        Problem(f"ollama:{tmp_path}", locator, reason, category=fault, bundle=bundle)
    ]
    assert len([one for one in seen if isinstance(one, FileSeen | DocumentSeen)]) == 2


def test_a_size_that_is_left_out_is_not_compared(tmp_path: Path, weights: bytes) -> None:
    path = ollama_model(tmp_path, layers={"model": weights})
    path.write_text(path.read_text().replace(f', "size": {len(weights)}', ""))
    assert [one for one in _observe(tmp_path) if isinstance(one, Problem)] == []


@pytest.mark.parametrize(
    "manifest",
    ["", "{", "[]", '{"layers": 3}', '{"layers": [{"mediaType": "x"}]}'],
)
def test_a_broken_manifest_is_a_problem(tmp_path: Path, manifest: str) -> None:
    ollama_model(tmp_path).write_text(manifest)
    problem, _ = _observe(tmp_path)
    assert isinstance(problem, Problem)
    assert "not a manifest" in problem.reason


def test_a_digest_cannot_lead_out_of_the_store(tmp_path: Path) -> None:
    path = ollama_model(tmp_path)
    layer = {"mediaType": "application/vnd.ollama.image.model", "digest": "sha256:../../../etc/passwd"}
    path.write_text(json.dumps({"layers": [layer]}))
    problem, _ = _observe(tmp_path)
    assert isinstance(problem, Problem)


def test_a_store_in_the_usual_place_of_the_variable(
    tmp_path: Path, weights: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    ollama_model(tmp_path, layers={"model": weights})
    monkeypatch.setenv("OLLAMA_MODELS", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path / "nobody"))
    assert any(isinstance(seen, FileSeen) for seen in OllamaSource().observe(Target("ollama", "")))


def test_a_folder_that_is_no_store_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no Ollama store"):
        _observe(tmp_path)


def test_a_download_that_was_not_finished_is_a_problem(tmp_path: Path, weights: bytes) -> None:
    ollama_model(tmp_path, layers={"model": weights})
    for ending in ("-partial", "-partial-0", "-partial-1"):
        (tmp_path / "blobs" / f"sha256-{'a' * 64}{ending}").touch()
    problems = [(s.locator, s.reason) for s in _observe(tmp_path) if isinstance(s, Problem)]
    assert problems == [(f"blobs/sha256-{'a' * 64}-partial", "download not finished")]


def test_a_hidden_file_of_a_file_manager_is_no_manifest(tmp_path: Path) -> None:
    ollama_model(tmp_path, CLOUD)
    (tmp_path / "manifests" / ".DS_Store").touch()
    assert [s for s in _observe(tmp_path) if isinstance(s, Problem)] == []


def test_a_media_type_with_parameters_is_of_its_kind(tmp_path: Path, weights: bytes) -> None:
    path = ollama_model(tmp_path, layers={"model": weights})
    path.write_text(path.read_text().replace("image.model", "image.model; format=gguf"))
    assert [seen.locator for seen in _observe(tmp_path) if isinstance(seen, FileSeen)] == ["tiny:latest"]


def test_folders_of_manifests_that_cannot_be_listed_are_problems() -> None:
    with folder_for_all() as store:
        ollama_model(store, CLOUD)
        closed = ollama_model(store, "registry.ollama.ai/acme/x/latest").parent.parent
        closed.chmod(0)
        with nobody():
            seen = _observe(store)
    assert [(s.locator, s.reason) for s in seen if isinstance(s, Problem)] == [
        ("manifests/registry.ollama.ai/acme", "permission denied")
    ]


def test_a_licence_layer_that_cannot_be_read_is_a_problem(tmp_path: Path, weights: bytes) -> None:
    ollama_model(tmp_path, layers={"model": weights, "license": b""})
    problems = [(s.locator, s.reason) for s in _observe(tmp_path) if isinstance(s, Problem)]
    assert problems == [("tiny:latest/license", "licence text: it is an empty file")]


@pytest.mark.parametrize("kind", ["license", "template", "params", "system"])
def test_an_altered_layer_is_a_problem_and_what_it_says_is_not_used(
    tmp_path: Path, weights: bytes, kind: str
) -> None:
    ollama_model(tmp_path, layers={"model": weights, kind: b"MIT License"})
    digest = hashlib.sha256(b"MIT License").hexdigest()
    (tmp_path / "blobs" / f"sha256-{digest}").write_bytes(b"Apache License")
    seen = _observe(tmp_path)
    assert [s for s in seen if isinstance(s, DocumentSeen)] == []
    assert [s for s in seen if isinstance(s, Problem)] == [
        Problem(
            f"ollama:{tmp_path}",
            f"tiny:latest/{kind}",
            f"altered: its store says sha256 {digest[:12]}..., "
            f"its bytes {hashlib.sha256(b'Apache License').hexdigest()[:12]}...",
            category=ProblemKind.ALTERED,
            bundle="tiny:latest",
        )
    ]


def test_a_layer_without_tensors_that_is_missing_is_a_problem(tmp_path: Path, weights: bytes) -> None:
    ollama_model(tmp_path, layers={"model": weights, "template": b"x"})
    digest = hashlib.sha256(b"x").hexdigest()
    (tmp_path / "blobs" / f"sha256-{digest}").unlink()
    problems = [(s.locator, s.reason) for s in _observe(tmp_path) if isinstance(s, Problem)]
    assert problems == [("tiny:latest/template", f"its template blob sha256:{digest[:12]}... is missing")]


def test_a_layer_too_large_for_its_kind_is_said_to_be_unchecked(tmp_path: Path, weights: bytes) -> None:
    ollama_model(tmp_path, layers={"model": weights, "other": b"x" * 4_000_001})
    skipped = [(s.locator, s.reason) for s in _observe(tmp_path) if isinstance(s, Skipped)]
    assert skipped == [
        (
            "tiny:latest/other",
            "not compared with its digest: 4000001 bytes is too large for what its name says it is",
        )
    ]


def test_weights_in_layers_of_single_tensors_are_a_format_that_is_not_read(tmp_path: Path) -> None:
    ollama_model(tmp_path, layers={"tensor": b"x", "tensor#2": b"y"})
    assert [s for s in _observe(tmp_path) if isinstance(s, Skipped)] == [
        Skipped(
            f"ollama:{tmp_path}",
            "tiny:latest",
            "format not read: weights in layers of single tensors",
            SkipKind.FORMAT,
        )
    ]


def test_nothing_that_leads_out_of_the_store_is_read(tmp_path: Path, weights: bytes) -> None:
    store = tmp_path / "store"
    path = ollama_model(store, layers={"model": weights, "license": b"MIT License"})
    for blob in list((store / "blobs").iterdir()):
        blob.rename(tmp_path / blob.name)
        blob.symlink_to(tmp_path / blob.name)
    (tmp_path / "manifest").write_bytes(path.read_bytes())
    (path.parent / "linked").symlink_to(tmp_path / "manifest")
    (store / "manifests" / "elsewhere").symlink_to(tmp_path)
    seen = _observe(store)
    out = "link out of its place, not followed"
    assert [(s.locator, s.reason) for s in seen if isinstance(s, Problem)] == [
        ("tiny:latest", f"its model blob {out}"),
        ("tiny:latest/license", f"its license blob {out}"),
        ("tiny:linked", out),
    ]
    assert [s.locator for s in seen if isinstance(s, Skipped)] == ["manifests/elsewhere"]
    assert [s for s in seen if isinstance(s, FileSeen | DocumentSeen)] == []


def test_a_store_whose_blobs_were_moved_to_another_disk_is_read(tmp_path: Path, weights: bytes) -> None:
    store = tmp_path / "store"
    ollama_model(store, layers={"model": weights})
    (store / "blobs").rename(tmp_path / "disk")
    (store / "blobs").symlink_to(tmp_path / "disk")
    assert [s.locator for s in _observe(store) if isinstance(s, FileSeen)] == ["tiny:latest"]


def test_two_usual_stores_with_one_name_are_two_places(
    tmp_path: Path, weights: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    ollama_model(tmp_path / "home" / ".ollama" / "models", layers={"model": weights})
    ollama_model(tmp_path / "named", layers={"model": weights})
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("OLLAMA_MODELS", str(tmp_path / "named"))
    seen = list(OllamaSource().observe(Target("ollama", "")))
    files = [(s.locator, s.bundle) for s in seen if isinstance(s, FileSeen)]
    assert files == [("tiny:latest", "tiny:latest"), ("OLLAMA_MODELS/tiny:latest",) * 2]
    assert [s.name for s in seen if isinstance(s, StoreEntry)] == ["tiny:latest", "tiny:latest"]
    monkeypatch.setenv("OLLAMA_MODELS", str(tmp_path / "home" / ".ollama" / "models"))
    again = list(OllamaSource().observe(Target("ollama", "")))
    assert [s.locator for s in again if isinstance(s, FileSeen)] == ["tiny:latest"]


def test_a_usual_store_that_is_closed_is_a_problem_and_the_others_are_seen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with folder_for_all() as folder:
        ollama_model(folder / "home" / ".ollama" / "models")
        ollama_model(folder / "named", CLOUD)
        monkeypatch.setenv("HOME", str(folder / "home"))
        monkeypatch.setenv("OLLAMA_MODELS", str(folder / "named"))
        (folder / "home" / ".ollama").chmod(0)
        with nobody():
            seen = list(OllamaSource().observe(Target("ollama", "")))
            with pytest.raises(SourceError, match="permission denied"):
                _observe(folder / "home" / ".ollama" / "models")
    assert [s for s in seen if isinstance(s, Problem)] == [Problem("ollama:", "", "permission denied")]
    assert [s.bundle for s in seen if isinstance(s, StoreEntry)] == ["OLLAMA_MODELS/tiny:cloud"]


def test_closed_blobs_are_a_problem(weights: bytes) -> None:
    with folder_for_all() as store:
        ollama_model(store, layers={"model": weights})
        (store / "blobs").chmod(0)
        with nobody():
            seen = _observe(store)
    assert [(s.locator, s.reason) for s in seen if isinstance(s, Problem)] == [
        ("tiny:latest", "its model blob permission denied"),
        ("blobs", "permission denied"),
    ]


def test_a_manifest_in_a_place_of_its_own_has_a_name_of_its_own(tmp_path: Path) -> None:
    ollama_model(tmp_path)
    ollama_model(tmp_path, "tiny/latest")
    names = sorted(s.name for s in _observe(tmp_path) if isinstance(s, StoreEntry))
    assert names == ["manifests/tiny/latest", "tiny:latest"]


def test_with_no_store_in_the_usual_places_nothing_is_covered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("OLLAMA_MODELS", raising=False)
    covered = Covered("ollama:", 0, "nothing: there is no store in the usual places")
    assert list(OllamaSource().observe(Target("ollama", ""))) == [covered]
