import hashlib
import os
import struct
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from auditor.domain.document import CodeFile, ModelCard
from auditor.domain.observation import (
    Access,
    Covered,
    DocumentSeen,
    FileSeen,
    Observation,
    Problem,
    ProblemKind,
    Skipped,
    StoreEntry,
)
from auditor.errors import SourceError
from auditor.identity import HashMode, digest_files, group
from auditor.sources import SOURCES, Target, planned
from auditor.sources.directory import DirectorySource
from auditor.sources.hub import HubSource
from auditor.sources.stores.hf_cache import HfCacheSource
from tests.builders.arrays import npy
from tests.builders.hub import Published, hub_serving, sent_on
from tests.builders.safetensors import safetensors_file
from tests.builders.servers import Asked, Reply, raw, says, serving
from tests.builders.stores import REVISION, hub_repository
from tests.builders.torch import op_global, op_text, op_tuple, torch_zip

pytestmark = pytest.mark.loopback

TOKEN = "hf_planted0123456789"


@pytest.fixture
def published(tmp_path: Path) -> Published:
    folder = tmp_path / "repository"
    folder.mkdir()
    safetensors_file(folder / "model.safetensors")
    (folder / "README.md").write_text("---\nlicense: mit\n---\n# Tiny\n", encoding="utf-8")
    return Published(folder)


@pytest.fixture(autouse=True)
def _nobodys_hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HF_ENDPOINT", raising=False)
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", "https://hub.invalid")
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)


def _observe(asked: Asked, place: str = "acme/tiny", time_limit_s: float = 5.0) -> list[Observation]:
    os.environ["HF_ENDPOINT"] = asked.url
    try:
        source = HubSource(token=lambda: TOKEN, time_limit_s=time_limit_s)
        return list(source.observe(Target("hub", place)))
    finally:
        del os.environ["HF_ENDPOINT"]


def _problems(observations: list[Observation]) -> Iterator[tuple[str, str]]:
    for seen in observations:
        if isinstance(seen, Problem):
            yield seen.locator, seen.reason


def test_a_repository_is_its_name_its_weights_and_its_card(published: Published) -> None:
    with hub_serving(published) as asked:
        entry, card, file, covered = _observe(asked)
    digest = hashlib.sha256((published.folder / "model.safetensors").read_bytes()).hexdigest()
    assert entry == StoreEntry("hub:acme/tiny", ".", "hub", "acme/tiny", REVISION, ("main",))
    assert isinstance(card, DocumentSeen)
    assert isinstance(card.document, ModelCard)
    assert isinstance(file, FileSeen)
    assert (file.locator, file.access, file.sha256) == ("model.safetensors", Access.REMOTE, None)
    assert (file.declared_sha256, file.header.n_parameters) == (digest, 32)
    assert isinstance(covered, Covered)
    assert asked.requests == [
        "GET /api/models/acme/tiny/revision/main?blobs=true",
        f"GET {published.path('README.md')}",
        f"GET {published.path('model.safetensors')}",
    ]


def test_code_that_generates_in_a_model_s_stead_is_told_and_not_asked_for(published: Published) -> None:
    (published.folder / "custom_generate").mkdir()
    (published.folder / "custom_generate" / "generate.py").write_text("")
    with hub_serving(published) as asked:
        seen = _observe(asked)
    code = [one for one in seen if isinstance(one, DocumentSeen) and isinstance(one.document, CodeFile)]
    assert [(one.locator, one.bundle) for one in code] == [("custom_generate/generate.py", ".")]
    assert not any("generate.py" in request for request in asked.requests)


def test_a_file_that_is_no_model_is_nothing_unless_it_runs_code(published: Published) -> None:
    run = op_global("os", "system") + op_tuple(op_text("true")) + b"R"
    (published.folder / "array.npy").write_bytes(npy("<f4", (2,), bytes(8)))
    (published.folder / "graph.pb").write_bytes(b"\0\1\2")
    (published.folder / "page.xml").write_bytes(b"<page/>")
    torch_zip(published.folder / "scheduler.pt", tensors=[])
    torch_zip(published.folder / "optimizer.pt", tensors=[], body=run)
    with hub_serving(published) as asked:
        seen = _observe(asked)
    assert [one.locator for one in seen if isinstance(one, FileSeen)] == ["model.safetensors"]
    assert [one.locator for one in seen if isinstance(one, Skipped)] == []
    ((place, reason),) = _problems(seen)
    assert place == "optimizer.pt" and "os.system" in reason


def test_a_large_file_costs_its_header(tmp_path: Path) -> None:
    header = b'{"w":{"dtype":"F32","shape":[250000000],"data_offsets":[0,1000000000]}}'
    (tmp_path / "r").mkdir()
    path = tmp_path / "r" / "model.safetensors"
    path.write_bytes(struct.pack("<Q", len(header)) + header)
    os.truncate(path, 8 + len(header) + 1_000_000_000)
    published = Published(tmp_path / "r", stated={"model.safetensors": "ab" * 32})
    with hub_serving(published) as asked:
        _, file, _ = _observe(asked)
    assert isinstance(file, FileSeen)
    assert (file.header.n_parameters, file.file_id.size_bytes) == (250_000_000, path.stat().st_size)
    assert published.n_bytes < 1_000_000
    assert len(asked.requests) == 2


def test_a_file_whose_directory_is_at_its_end_is_read_from_both_ends(tmp_path: Path) -> None:
    (tmp_path / "r").mkdir()
    torch_zip(tmp_path / "r" / "pytorch_model.bin")
    with hub_serving(Published(tmp_path / "r")) as asked:
        _, file, _ = _observe(asked)
    assert isinstance(file, FileSeen)
    assert file.header.format == "pytorch"


def test_what_is_published_is_no_deployment_and_joins_what_is_here(
    published: Published, tmp_path: Path
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    (here / "copy.safetensors").write_bytes((published.folder / "model.safetensors").read_bytes())
    with hub_serving(published) as asked:
        seen = _observe(asked)
    local = list(DirectorySource().observe(Target("dir", str(here))))
    hashed = digest_files([*seen, *local], HashMode.FULL, known=lambda _: {})
    inventory = group(hashed.observations)
    (model,) = inventory.models
    assert model.id.startswith("sha256:")
    assert [place.partition("#")[2] for place in model.locations] == ["copy.safetensors", "model.safetensors"]
    assert [deployment.scheme for deployment in inventory.deployments] == ["dir"]
    assert model.artifact is not None
    assert model.artifact.files[0].declared_sha256 == model.artifact.files[0].sha256
    assert "acme/tiny" in {name.name for name in model.names}
    assert hashed.n_bytes == 0


def test_two_repositories_that_state_no_digest_are_two_models(published: Published) -> None:
    size = (published.folder / "model.safetensors").stat().st_size
    listing = {"sha": REVISION, "siblings": [{"rfilename": "model.safetensors", "size": size}]}
    other = {
        f"GET /api/models/acme/{name}/revision/main?blobs=true": says(listing) for name in ("one", "two")
    }
    files = {
        f"GET /acme/{name}/resolve/{REVISION}/model.safetensors": published.sends("model.safetensors")
        for name in ("one", "two")
    }
    with hub_serving(published, other | files) as asked:
        seen = [*_observe(asked, "acme/one"), *_observe(asked, "acme/two")]
    assert len(group(seen).models) == 2


def test_a_cached_copy_that_is_not_what_its_publisher_states_is_altered(
    published: Published, tmp_path: Path
) -> None:
    weights = bytearray((published.folder / "model.safetensors").read_bytes())
    weights[-1] ^= 1
    # Its blob has the name of its own bytes, as whoever swaps a file would see to.
    hub_repository(tmp_path / "hub", files={"model.safetensors": bytes(weights)})
    with hub_serving(published) as asked:
        seen = _observe(asked)
    cached = list(HfCacheSource().observe(Target("hf-cache", str(tmp_path / "hub"))))
    alone = digest_files(cached, HashMode.FULL, known=lambda _: {}).observations
    assert group(alone).problems == ()
    (problem,) = group([*alone, *seen]).problems
    assert problem.category is ProblemKind.ALTERED
    assert problem.target.startswith("hf-cache:")


def test_the_token_goes_to_its_hub_and_not_where_that_keeps_its_files(published: Published) -> None:
    with serving({"GET /cdn/file?Signature=x": published.sends("model.safetensors")}) as cdn:
        to = {f"GET {published.path('model.safetensors')}": sent_on(f"{cdn.url}/cdn/file?Signature=x")}
        with hub_serving(published, to) as asked:
            seen = _observe(asked)
    assert [type(one) for one in seen] == [StoreEntry, DocumentSeen, FileSeen, Covered]
    assert {headers.get("Authorization") for headers in asked.headers} == {f"Bearer {TOKEN}"}
    assert [headers.get("Authorization") for headers in cdn.headers] == [None]
    assert TOKEN not in repr(seen)
    assert "Signature" not in repr(seen)


def test_a_hub_that_a_target_names_is_not_shown_the_token_of_another(published: Published) -> None:
    with hub_serving(published) as asked:
        source = HubSource(token=lambda: TOKEN)
        seen = list(source.observe(Target("hub", f"{asked.url}/acme/tiny")))
    assert len(seen) == 4
    assert {headers.get("Authorization") for headers in asked.headers} == {None}


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("http://10.0.0.1:9/file", "redirects to a host that does not take TLS"),
        ("http://user:planted@127.0.0.1/x", "redirects to what is no address"),
        ("file:///etc/passwd", "redirects to what is no address"),
        ("", "redirects to what is no address"),
    ],
)
def test_a_download_is_not_sent_anywhere(published: Published, location: str, reason: str) -> None:
    to = {f"GET {published.path('model.safetensors')}": sent_on(location)}
    with hub_serving(published, to) as asked:
        seen = _observe(asked)
    ((locator, said),) = _problems(seen)
    assert locator == "model.safetensors"
    assert reason in said
    assert "planted" not in said


def test_a_listing_moves_within_its_hub_and_nowhere_else(published: Published) -> None:
    moved = "GET /api/models/old/name/revision/main?blobs=true"
    here = sent_on("/api/models/acme/tiny/revision/main?blobs=true", 307)
    files = {
        f"GET /old/name/resolve/{REVISION}/{name}": published.sends(name)
        for name in ("README.md", "model.safetensors")
    }
    with hub_serving(published, files | {moved: here}) as asked:
        assert len(_observe(asked, "old/name")) == 4
        away = {moved: sent_on("https://elsewhere.invalid/listing")}
    with hub_serving(published, away) as asked:
        assert "redirects to another host" in next(_problems(_observe(asked, "old/name")))[1]


def test_redirects_come_to_an_end(published: Published) -> None:
    path = published.path("model.safetensors")
    with hub_serving(published, {f"GET {path}": sent_on(path)}) as asked:
        assert next(_problems(_observe(asked)))[1] == "it redirects again and again"
    assert asked.requests.count(f"GET {path}") == 4


@pytest.mark.parametrize(
    ("status", "reason"),
    [(401, "asks for a token"), (403, "access is refused"), (404, "no such repository"), (500, "status 500")],
)
def test_a_repository_that_is_not_shown_is_a_problem(published: Published, status: int, reason: str) -> None:
    listing = {"GET /api/models/acme/tiny/revision/main?blobs=true": says({"error": "planted"}, status)}
    with hub_serving(published, listing) as asked:
        problem, covered = _observe(asked)
    assert isinstance(problem, Problem)
    assert reason in problem.reason
    assert "planted" not in problem.reason
    assert isinstance(covered, Covered)
    assert covered.n_seen == 0


def test_a_gated_file_is_a_problem_and_the_card_is_read(published: Published) -> None:
    gated = {f"GET {published.path('model.safetensors')}": says({}, 403)}
    with hub_serving(published, gated) as asked:
        _, card, problem, _ = _observe(asked)
    assert isinstance(card, DocumentSeen)
    assert isinstance(problem, Problem)
    assert "gated" in problem.reason


def _endless(request: BaseHTTPRequestHandler) -> None:
    request.send_response_only(200)
    request.end_headers()
    while True:
        request.wfile.write(b"x" * 65536)


def _hangs(request: BaseHTTPRequestHandler) -> None:
    time.sleep(1.5)


def _other_part(request: BaseHTTPRequestHandler) -> None:
    request.send_response_only(206)
    request.send_header("Content-Range", "bytes 5-9/152")
    request.send_header("Content-Length", "5")
    request.end_headers()
    request.wfile.write(b"xxxxx")


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (_endless, "longer than"),
        (_hangs, "no whole answer in time"),
        (raw(b"x", 206), "does not say which part"),
        (raw(b"", 204), "status 204"),
        (_other_part, "it is listed with"),
        (raw(b"x" * 20, Content_Encoding="gzip"), "compressed"),
        (raw(b"<html>"), "it is listed with"),
    ],
)
def test_an_answer_that_is_not_what_was_asked_for_is_a_problem(
    published: Published, reply: Reply, reason: str
) -> None:
    wrong = {f"GET {published.path('model.safetensors')}": reply}
    with hub_serving(published, wrong) as asked:
        seen = _observe(asked, time_limit_s=0.5 if reply is _hangs else 5.0)
    ((locator, said),) = _problems(seen)
    assert locator == "model.safetensors"
    assert reason in said
    assert any(isinstance(one, DocumentSeen) for one in seen)


def test_a_listing_that_lies_about_a_size_is_a_problem(published: Published) -> None:
    with hub_serving(Published(published.folder, sizes={"model.safetensors": 10**12})) as asked:
        assert next(_problems(_observe(asked)))[1].startswith(
            "it is listed with 1,000,000,000,000 bytes, and"
        )


@pytest.mark.parametrize(
    "listing",
    [
        b"[]",
        b"{",
        b'{"sha":"x","siblings":[]}',
        b"[" * 100_000,
        b'{"sha":"' + b"a" * 40 + b'"}',
        b"x" * 17_000_000,
    ],
    ids=["list", "cut", "no commit", "deep", "no files", "huge"],
)
def test_what_is_no_listing_is_a_problem(published: Published, listing: bytes) -> None:
    reply = {"GET /api/models/acme/tiny/revision/main?blobs=true": raw(listing)}
    with hub_serving(published, reply) as asked:
        problem, _ = _observe(asked)
    assert isinstance(problem, Problem)


def test_what_would_be_asked_is_told_and_not_asked(published: Published) -> None:
    with hub_serving(published) as asked:
        lines = planned(Target("hub", f"{asked.url}/acme/tiny@v1"), SOURCES)
    assert lines[0] == f"GET {asked.url}/api/models/acme/tiny/revision/v1?blobs=true"
    assert len(lines) == 3
    assert asked.requests == []


def test_offline_means_that_no_hub_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(SourceError, match="HF_HUB_OFFLINE"):
        next(HubSource().observe(Target("hub", "acme/tiny")))
