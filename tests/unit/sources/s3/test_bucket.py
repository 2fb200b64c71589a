from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.sources.s3.account import Account
from auditor.sources.s3.bucket import Bucket
from auditor.sources.s3.listing import Stored
from auditor.sources.s3.signing import Keys
from auditor.sources.web.client import NoAnswerError
from auditor.sources.web.place import Place, place_of
from tests.builders.buckets import Kept, bucket_serving, refused
from tests.builders.servers import raw, serving

pytestmark = pytest.mark.loopback


def test_addresses_are_written_without_the_usual_port() -> None:
    bucket = Bucket("models", Account(region="eu-west-1"))
    assert bucket.url("a b/ü.gguf") == "https://models.s3.eu-west-1.amazonaws.com/a%20b/%C3%BC.gguf"
    assert bucket.listing_url("llm/") == (
        "https://models.s3.eu-west-1.amazonaws.com/?encoding-type=url&list-type=2&prefix=llm%2F"
    )
    odd = Bucket("models", Account(Place("http", "::1", 80)))
    assert odd.url("x") == "http://[::1]/models/x"


@given(begin=st.integers(0, 99), length=st.integers(1, 100))
@settings(max_examples=20, deadline=None)
def test_a_part_is_what_the_object_holds(
    tmp_path_factory: pytest.TempPathFactory, begin: int, length: int
) -> None:
    folder, held = tmp_path_factory.mktemp("bucket"), bytes(range(100))
    (folder / "k").write_bytes(held)
    with bucket_serving(Kept(folder)) as asked:
        bucket = Bucket("models", Account(place_of(asked.url)))
        length = min(length, 100 - begin)
        assert bucket.part(Stored("k", 100), begin, length) == held[begin : begin + length]


def test_the_signature_holds_the_time(tmp_path: Path) -> None:
    (tmp_path / "k").write_bytes(b"x")
    with bucket_serving(Kept(tmp_path)) as asked:
        account = Account(place_of(asked.url), "eu-west-1", Keys("AKIA", "s"))
        bucket = Bucket("models", account, clock=lambda: datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
        assert bucket.whole(Stored("k", 1), 10) == b"x"
    [said] = asked.headers
    assert said["X-Amz-Date"] == "20260102T030405Z"
    assert "AKIA/20260102/eu-west-1/s3/aws4_request" in said["Authorization"]
    assert said["User-Agent"].startswith("auditor/")


def test_a_bucket_that_moves_on_and_on_is_asked_twice(tmp_path: Path) -> None:
    away = refused("PermanentRedirect", 301, x_amz_bucket_region="eu-west-1", Location="http://127.0.0.1:1/")
    with serving({}, away) as asked, pytest.raises(NoAnswerError, match="not followed"):
        Bucket("models", Account(place_of(asked.url))).page("", None)
    assert len(asked.requests) == 2


@pytest.mark.parametrize("region", ["us-east-1", "evil.example/", ""])
def test_a_region_that_is_none_or_the_same_is_not_asked(region: str) -> None:
    with (
        serving({}, refused("Other", 400, x_amz_bucket_region=region)) as asked,
        pytest.raises(NoAnswerError),
    ):
        Bucket("models", Account(place_of(asked.url))).page("", None)
    assert len(asked.requests) == 1


@pytest.mark.parametrize("checksum", ["", "no base64!", "c2hvcnQ=", "AAAA-2"])
def test_a_checksum_that_is_none_is_no_digest(checksum: str) -> None:
    with serving({}, raw(b"", x_amz_checksum_sha256=checksum)) as asked:
        bucket = Bucket("models", Account(place_of(asked.url)))
        assert bucket.sha256(Stored("k", 1)) is None


def test_a_checksum_of_checksums_is_no_digest() -> None:
    zeros = "A" * 43 + "="
    with serving({}, raw(b"", x_amz_checksum_sha256=zeros, x_amz_checksum_type="COMPOSITE")) as asked:
        assert Bucket("models", Account(place_of(asked.url))).sha256(Stored("k", 1)) is None
    with serving({}, raw(b"", x_amz_checksum_sha256=zeros)) as asked:
        assert Bucket("models", Account(place_of(asked.url))).sha256(Stored("k", 1)) == "00" * 32
