import gzip
import hashlib
import os
import struct
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from auditor.domain.observation import Access, Covered, DocumentSeen, FileSeen, Observation, Problem, Skipped
from auditor.errors import SourceError
from auditor.identity import HashMode, digest_files, group
from auditor.sources import SOURCES, Target, parse, planned
from auditor.sources.s3 import S3Source
from auditor.sources.s3.account import Account
from auditor.sources.s3.signing import Keys
from auditor.sources.s3.source import Limits
from auditor.sources.web.place import place_of
from tests.builders.buckets import Kept, bucket_serving, refused
from tests.builders.safetensors import safetensors_file
from tests.builders.servers import Asked, Reply, raw
from tests.builders.torch import torch_zip

pytestmark = pytest.mark.loopback

KEYS = Keys("AKIAPLANTED0000000", "planted-secret", "planted-token")


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    folder = tmp_path / "bucket"
    (folder / "llm" / "tiny").mkdir(parents=True)
    safetensors_file(folder / "llm" / "tiny" / "model.safetensors")
    (folder / "llm" / "tiny" / "README.md").write_text("---\nlicense: mit\n---\n# Tiny\n", encoding="utf-8")
    return Kept(folder)


def _source(asked: Asked, keys: Keys | None = None, limits: Limits | None = None) -> S3Source:
    account = Account(place_of(asked.url), keys=keys)
    return S3Source(account=lambda: account, time_limit_s=5.0, limits=limits or Limits())


def _observe(
    asked: Asked, place: str = "//models/llm", keys: Keys | None = None, limits: Limits | None = None
) -> list[Observation]:
    return list(_source(asked, keys, limits).observe(Target("s3", place)))


def _problems(observations: list[Observation]) -> Iterator[tuple[str, str]]:
    return ((seen.locator, seen.reason) for seen in observations if isinstance(seen, Problem))


def _listing(prefix: str = "llm%2F", token: str = "") -> str:
    return f"/models?{token}encoding-type=url&list-type=2&prefix={prefix}"


def test_a_prefix_is_its_weights_and_the_documents_beside_them(kept: Kept) -> None:
    with bucket_serving(kept) as asked:
        file, card, covered = _observe(asked)
    assert isinstance(file, FileSeen)
    assert (file.target, file.locator, file.bundle) == ("s3://models/llm", "tiny/model.safetensors", "tiny")
    assert (file.access, file.sha256, file.declared_sha256) == (Access.REMOTE, None, None)
    assert (file.header.n_parameters, file.root_name) == (32, "llm")
    assert file.path == f"{asked.url}/models/llm/tiny/model.safetensors"
    assert isinstance(card, DocumentSeen)
    assert (card.locator, card.bundle) == ("tiny/README.md", "tiny")
    assert isinstance(covered, Covered)
    assert covered.n_seen == 2
    assert asked.requests == [
        f"GET {_listing()}",
        "GET /models/llm/tiny/model.safetensors",
        "GET /models/llm/tiny/README.md",
    ]
    assert "Authorization" not in asked.headers[0]


def test_code_that_generates_in_a_model_s_stead_belongs_to_its_folder_and_is_not_asked_for(
    kept: Kept,
) -> None:
    for folder in ("tiny", "other"):
        (kept.folder / "llm" / folder / "custom_generate").mkdir(parents=True)
        (kept.folder / "llm" / folder / "custom_generate" / "generate.py").write_text("")
    with bucket_serving(kept) as asked:
        seen = _observe(asked)
    bundles = {one.locator: one.bundle for one in seen if isinstance(one, DocumentSeen)}
    assert bundles == {"tiny/README.md": "tiny", "tiny/custom_generate/generate.py": "tiny"}
    assert not any("generate.py" in request for request in asked.requests)


def test_a_gigabyte_costs_its_header(tmp_path: Path) -> None:
    header = b'{"w":{"dtype":"F32","shape":[250000000],"data_offsets":[0,1000000000]}}'
    path = tmp_path / "model.safetensors"
    path.write_bytes(struct.pack("<Q", len(header)) + header)
    os.truncate(path, 8 + len(header) + 1_000_000_000)
    kept = Kept(tmp_path)
    with bucket_serving(kept) as asked:
        file, _ = _observe(asked, "//models")
    assert isinstance(file, FileSeen)
    assert (file.header.n_parameters, file.file_id.size_bytes) == (250_000_000, path.stat().st_size)
    assert kept.n_bytes < 1_000_000
    assert len(asked.requests) == 2


def test_a_file_whose_directory_is_at_its_end_is_read_from_both_ends(tmp_path: Path) -> None:
    torch_zip(tmp_path / "pytorch_model.bin")
    with bucket_serving(Kept(tmp_path)) as asked:
        file, _ = _observe(asked, "//models/")
    assert isinstance(file, FileSeen)
    assert (file.header.format, file.root_name) == ("pytorch", "models")


def test_one_object_may_be_named(kept: Kept) -> None:
    with bucket_serving(kept) as asked:
        file, covered = _observe(asked, "//models/llm/tiny/model.safetensors")
    assert isinstance(file, FileSeen)
    assert (file.locator, file.root_name) == ("model.safetensors", "tiny")
    assert isinstance(covered, Covered)
    assert covered.n_seen == 1


def test_a_prefix_is_a_folder_and_not_how_names_begin(kept: Kept) -> None:
    (kept.folder / "llm-old").mkdir()
    safetensors_file(kept.folder / "llm-old" / "model.safetensors")
    with bucket_serving(kept) as asked:
        seen = _observe(asked)
        gone = _observe(asked, "//models/ll")
    assert [one.locator for one in seen if isinstance(one, FileSeen)] == ["tiny/model.safetensors"]
    assert list(_problems(gone)) == [("", "nothing is there")]


def test_a_listing_is_read_page_by_page(kept: Kept) -> None:
    for number in range(7):
        safetensors_file(kept.folder / "llm" / f"m{number} ü&+.safetensors")
    kept.n_on_page = 3
    with bucket_serving(kept) as asked:
        seen = _observe(asked)
    names = [one.locator for one in seen if isinstance(one, FileSeen)]
    assert names == [*(f"m{number} ü&+.safetensors" for number in range(7)), "tiny/model.safetensors"]
    listings = [line for line in asked.requests if "list-type" in line]
    tokens = ("", "continuation-token=3&", "continuation-token=6&")
    assert listings == [f"GET {_listing(token=token)}" for token in tokens]


def test_documents_that_no_weights_are_near_are_not_asked_for(kept: Kept) -> None:
    for folder in ("llm", "llm/data/set", "llm/tiny/deep/er"):
        (kept.folder / folder).mkdir(parents=True, exist_ok=True)
        (kept.folder / folder / "LICENSE").write_text("MIT License", encoding="utf-8")
    with bucket_serving(kept) as asked:
        seen = _observe(asked)
    found = [(one.locator, one.bundle) for one in seen if isinstance(one, DocumentSeen)]
    assert found == [("LICENSE", "."), ("tiny/README.md", "tiny")]


def test_a_sha256_that_the_store_keeps_is_its_word(kept: Kept) -> None:
    raw_bytes = (kept.folder / "llm" / "tiny" / "model.safetensors").read_bytes()
    kept.stated = {"llm/tiny/model.safetensors": hashlib.sha256(raw_bytes).digest()}
    with bucket_serving(kept) as asked:
        seen = _observe(asked)
    file = seen[0]
    assert isinstance(file, FileSeen)
    assert (file.declared_sha256, file.sha256) == (hashlib.sha256(raw_bytes).hexdigest(), None)
    assert "HEAD /models/llm/tiny/model.safetensors" in asked.requests
    [model] = group(digest_files(seen, HashMode.FULL, known=lambda _: {}).observations).models
    # Nobody here read the bytes, so that the header speaks for them.
    assert model.id.startswith("header:")


def test_a_checksum_that_is_none_says_nothing(kept: Kept) -> None:
    kept.stated = {"llm/tiny/model.safetensors": b"short"}
    with bucket_serving(kept) as asked:
        file = _observe(asked)[0]
    assert isinstance(file, FileSeen)
    assert file.declared_sha256 is None


def test_requests_are_signed_with_the_keys_of_this_machine_and_show_no_secret(kept: Kept) -> None:
    with bucket_serving(kept) as asked:
        seen = _observe(asked, keys=KEYS)
    assert all("Credential=AKIAPLANTED0000000/" in said["Authorization"] for said in asked.headers)
    assert all(said["X-Amz-Security-Token"] == "planted-token" for said in asked.headers)
    assert "planted-secret" not in str(asked.headers)
    assert "planted" not in str(seen).lower()


@pytest.mark.parametrize(
    ("code", "status", "reason"),
    [
        ("NoSuchBucket", 404, "there is no such bucket"),
        ("AccessDenied", 403, "access is refused; no key was found on this machine to ask with"),
        ("InvalidAccessKeyId", 403, "the access key is not known there"),
        ("ExpiredToken", 400, "the session token has run out"),
        ("SlowDown", 503, "it takes no more requests for now"),
        ("Other", 418, "it answers with status 418"),
        ("TemporaryRedirect", 307, "it redirects, which is not followed"),
    ],
)
def test_a_refused_listing_is_a_problem(kept: Kept, code: str, status: int, reason: str) -> None:
    refusal = refused(code, status, Location="http://127.0.0.1:1/")
    with bucket_serving(kept, {f"GET {_listing()}": refusal}) as asked:
        problem, covered = _observe(asked)
    assert isinstance(problem, Problem)
    assert problem.reason.startswith(f"127.0.0.1: {reason}")
    assert "AKIA" not in problem.reason
    assert isinstance(covered, Covered)
    assert covered.how_far.startswith("nothing")
    assert len(asked.requests) == 1


def test_a_refusal_of_known_keys_does_not_say_that_there_are_none(kept: Kept) -> None:
    with bucket_serving(kept, {f"GET {_listing()}": refused("AccessDenied")}) as asked:
        problem = _observe(asked, keys=KEYS)[0]
    assert isinstance(problem, Problem)
    assert problem.reason == "127.0.0.1: access is refused"


def test_a_bucket_of_another_region_is_asked_there_once(kept: Kept) -> None:
    first = refused("AuthorizationHeaderMalformed", 400, x_amz_bucket_region="eu-central-1")
    with bucket_serving(kept, {f"GET {_listing()}": first}) as asked:
        seen = _observe(asked, keys=KEYS)
    assert len(asked.requests) == 2
    assert "/us-east-1/s3/" in asked.headers[0]["Authorization"]
    assert "/eu-central-1/s3/" in asked.headers[1]["Authorization"]
    assert next(iter(_problems(seen)))[1].endswith("it takes the request for a wrong one")


WEIGHTS = "GET /models/llm/tiny/model.safetensors"


def _slowly(request: BaseHTTPRequestHandler) -> None:
    request.send_response_only(206)
    request.send_header("Content-Length", "1000")
    request.end_headers()
    for _ in range(100):
        request.wfile.write(b"x")
        request.wfile.flush()
        time.sleep(0.05)


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (raw(b"x", 206), "does not say which part"),
        (raw(b"x", 206, Content_Range="bytes 0-0/1"), "it is listed with"),
        (raw(b"x" * 3000), "whole file instead"),
        (raw(b"x" * 2_000_000), "longer than"),
        (refused("AccessDenied"), "access is refused"),
        (refused("InvalidObjectState"), "would have to be restored"),
        (refused("NoSuchKey", 404), "it is gone since it was listed"),
        (raw(gzip.compress(b"x"), 206, Content_Encoding="gzip"), "compressed"),
        (_slowly, "no whole answer in time"),
    ],
)
def test_weights_that_do_not_come_are_a_problem_and_the_rest_is_read(
    kept: Kept, reply: Reply, reason: str
) -> None:
    path = kept.folder / "llm" / "tiny" / "model.safetensors"
    with path.open("ab") as stream:
        stream.truncate(200_000)
    with bucket_serving(kept, {WEIGHTS: reply}) as asked:
        account = Account(place_of(asked.url))
        seen = list(S3Source(account=lambda: account, time_limit_s=0.5).observe(Target("s3", "//models/llm")))
    [(locator, said)] = _problems(seen)
    assert (locator, reason in said) == ("tiny/model.safetensors", True), said
    assert any(isinstance(one, DocumentSeen) for one in seen)


def test_a_store_that_hangs_is_not_waited_for_at_every_object(kept: Kept) -> None:
    for number in range(30):
        safetensors_file(kept.folder / "llm" / "tiny" / f"{number}.safetensors")
    names = [path.name for path in (kept.folder / "llm" / "tiny").iterdir()]
    with bucket_serving(kept, {f"GET /models/llm/tiny/{name}": _slowly for name in names}) as asked:
        account = Account(place_of(asked.url))
        seen = list(S3Source(account=lambda: account, time_limit_s=0.1).observe(Target("s3", "//models/llm")))
    reasons = [said for _, said in _problems(seen)]
    assert len(reasons) == 32
    assert sum("asked no more" in said for said in reasons) >= 26
    assert len(asked.requests) <= 7


def test_what_changes_while_it_is_read_is_a_problem(kept: Kept) -> None:
    kept.changed = frozenset({"llm/tiny/model.safetensors"})
    with bucket_serving(kept) as asked:
        seen = _observe(asked)
    assert list(_problems(seen)) == [("tiny/model.safetensors", "it changed since it was listed")]
    assert all("If-Match" in said for said in asked.headers[1:])


def test_another_size_than_listed_is_a_problem(kept: Kept) -> None:
    kept.sizes = {"llm/tiny/model.safetensors": 10**12, "llm/tiny/README.md": 5}
    with bucket_serving(kept) as asked:
        seen = _observe(asked)
    assert [said.startswith("it is listed with") for _, said in _problems(seen)] == [True, True]


def test_a_card_of_a_gigabyte_is_not_asked_for(kept: Kept) -> None:
    kept.sizes = {"llm/tiny/README.md": 10**9}
    with bucket_serving(kept) as asked:
        seen = _observe(asked)
    assert "too large" in dict(_problems(seen))["tiny/README.md"]
    assert not any("README" in line for line in asked.requests)


@pytest.mark.parametrize(
    ("limits", "reason", "n_weights"),
    [
        (Limits(n_objects=3), "127.0.0.1: it lists more than 3 objects: name a prefix", 3),
        (Limits(n_read=2), "more than 2 files to read: name a prefix", 2),
    ],
)
def test_a_huge_bucket_is_looked_at_so_far(kept: Kept, limits: Limits, reason: str, n_weights: int) -> None:
    for number in range(5):
        safetensors_file(kept.folder / "llm" / f"{number}.safetensors")
    with bucket_serving(kept) as asked:
        seen = _observe(asked, limits=limits)
    assert list(_problems(seen)) == [("", reason)]
    assert sum(isinstance(one, FileSeen) for one in seen) == n_weights
    assert isinstance(seen[-1], Covered)


def test_a_listing_that_goes_on_for_ever_is_left(kept: Kept) -> None:
    on = b"<IsTruncated>true</IsTruncated><NextContinuationToken>1</NextContinuationToken>"
    page = b"<ListBucketResult>" + on + b"</ListBucketResult>"
    routes = {f"GET {_listing()}": raw(page), f"GET {_listing(token='continuation-token=1&')}": raw(page)}
    with bucket_serving(kept, routes) as asked:
        problem, _ = _observe(asked, limits=Limits(n_objects=500))
    assert isinstance(problem, Problem)
    assert problem.reason.endswith("its listing does not end")
    assert len(asked.requests) == 6


def test_what_lies_elsewhere_is_not_taken_for_listed(kept: Kept) -> None:
    page = b"<ListBucketResult><Contents><Key>other/x.gguf</Key><Size>9</Size></Contents></ListBucketResult>"
    with bucket_serving(kept, {f"GET {_listing()}": raw(page)}) as asked:
        problem, _ = _observe(asked)
    assert isinstance(problem, Problem)
    assert problem.reason.endswith("it lists what lies elsewhere")


def test_a_format_that_is_only_told_a_note_and_an_unfinished_download(kept: Kept) -> None:
    folder = kept.folder / "llm"
    (folder / "a.safetensors.part").write_bytes(b"x")
    (folder / "b.mnn").write_bytes(b"x" * 100)
    (folder / "notes.xml").write_bytes(b"<notes/>")
    (folder / "notes.txt").write_bytes(b"x")
    with bucket_serving(kept) as asked:
        seen = _observe(asked)
        lone = _observe(asked, "//models/llm/notes.txt")
    assert [(locator, said) for locator, said in _problems(seen)] == [
        ("a.safetensors.part", "download not finished")
    ]
    assert [one.locator for one in seen if isinstance(one, Skipped)] == ["b.mnn"]
    assert not any("notes" in line for line in asked.requests if "xml" not in line and "list" not in line)
    assert list(_problems(lone)) == [("notes.txt", "not weights of a known format")]


def test_a_token_is_not_sent_in_the_clear_to_another_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: [(2, 1, 6, "", ("192.0.2.1", 80))])
    account = Account(place_of("http://store.example"), keys=KEYS)
    problem, _ = S3Source(account=lambda: account).observe(Target("s3", "//models"))
    assert isinstance(problem, Problem)
    assert problem.reason == (
        "store.example: its session token is not sent over plain HTTP to another machine"
    )


def test_the_target_is_read_as_it_is_written_and_planned_without_a_connection(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "https://store.example:9000")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    target = parse("s3://models/llm/", SOURCES, tmp_path)
    assert target == Target("s3", "//models/llm/")
    file = "https://store.example:9000/models/llm/FILE"
    listing = "https://store.example:9000/models?encoding-type=url&list-type=2&prefix=llm"
    assert planned(target, SOURCES) == (
        f"GET {listing}%2F (and its further pages)",
        f"GET {listing} (if nothing is in there)",
        f"GET {file} (a range of bytes, for each file of weights)",
        f"HEAD {file} (for each of those that the store keeps a SHA-256 of)",
        f"GET {file} (for each model card, licence and configuration beside or above weights)",
    )


def test_a_password_in_a_target_is_not_repeated() -> None:
    target = Target("s3", "//me:planted@models/llm")
    with pytest.raises(SourceError) as caught:
        next(S3Source().observe(target))
    assert "planted" not in str(caught.value) + caught.value.hint
    assert "planted" not in S3Source().resolve(target).place
