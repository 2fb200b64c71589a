from dataclasses import replace

from auditor.domain.observation import Access, FileSeen, StoreEntry
from auditor.identity.artifacts import occurrences
from auditor.identity.published import content_id, vouched
from auditor.identity.sorting import by_kind
from tests.builders.observations import a_file

A, B = "a" * 64, "b" * 64
COMMIT = "0123456789abcdef0123456789abcdef01234567"


def _remote(locator: str = "w.gguf", sha256: str | None = A) -> FileSeen:
    file = a_file(locator, target="hub:acme/tiny")
    return replace(
        file, bundle=".", access=Access.REMOTE, declared_sha256=sha256, path=f"https://hub.example/{locator}"
    )


ENTRY = StoreEntry("hub:acme/tiny", ".", "hub", "acme/tiny", COMMIT)


def _cached(revision: str = COMMIT) -> tuple[FileSeen, StoreEntry]:
    bundle = f"models--acme--tiny/snapshots/{revision}"
    file = replace(a_file(f"{bundle}/w.gguf", target="hf-cache:"), bundle=bundle, sha256=B, declared_sha256=B)
    return file, StoreEntry("hf-cache:", bundle, "hf-cache", "acme/tiny", revision)


def test_the_publisher_speaks_for_a_cached_copy_of_the_same_commit() -> None:
    cached, entry = _cached()
    found = vouched(by_kind((_remote(), ENTRY, cached, entry)))
    assert [file.declared_sha256 for file in found if file.target == "hf-cache:"] == [A]


def test_another_commit_is_another_matter() -> None:
    cached, entry = _cached("f" * 40)
    found = vouched(by_kind((_remote(), ENTRY, cached, entry)))
    assert [file.declared_sha256 for file in found if file.target == "hf-cache:"] == [B]


def test_bytes_with_a_published_digest_are_vouched_for_wherever_they_lie() -> None:
    here, other = (
        replace(a_file(name, target="dir:/m"), sha256=digest) for name, digest in (("x", A), ("y", B))
    )
    found = vouched(by_kind((_remote(), ENTRY, here, other)))
    stated = {file.locator: file.declared_sha256 for file in found}
    assert stated == {"x": A, "y": None, "w.gguf": A}


def test_without_a_hub_nothing_changes() -> None:
    files = (replace(a_file("x", target="dir:/m"), sha256=A),)
    assert vouched(by_kind(files)) == files


def test_a_place_on_a_hub_joins_bytes_that_were_read_and_nothing_else() -> None:
    (place,) = occurrences([_remote()])
    assert content_id(place, {f"sha256:{A}"}) == f"sha256:{A}"
    assert content_id(place, {f"sha256:{B}"}) is None
    (silent,) = occurrences([_remote(sha256=None)])
    assert content_id(silent, {f"sha256:{A}"}) is None
    (local,) = occurrences([replace(_remote(), access=Access.OPENED)])
    assert content_id(local, {f"sha256:{A}"}) is None
