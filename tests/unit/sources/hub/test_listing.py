import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.errors import FormatError
from auditor.sources.hub.listing import Listed, Listing, parse

COMMIT = "0123456789abcdef0123456789abcdef01234567"


def _raw(*siblings: object, sha: object = COMMIT) -> bytes:
    return json.dumps({"sha": sha, "siblings": siblings}).encode()


def test_files_come_with_size_and_digest_by_name() -> None:
    lfs = {"rfilename": "b.gguf", "size": 1, "lfs": {"sha256": "AB" * 32, "size": 9}}
    found = parse(_raw(lfs, {"rfilename": "a.md", "size": 3}, lfs))
    assert found == Listing(COMMIT, (Listed("a.md", 3, None), Listed("b.gguf", 9, "ab" * 32)))


@pytest.mark.parametrize("name", ["", "../x", "/etc/passwd", "a//b", "a/../b", 5, None])
def test_a_name_that_leads_elsewhere_is_left_out(name: object) -> None:
    assert parse(_raw({"rfilename": name, "size": 1})).files == ()


@pytest.mark.parametrize("size", [-1, True, "9", None, 2**70, 1.5])
def test_a_size_that_is_none_is_not_known(size: object) -> None:
    assert parse(_raw({"rfilename": "a.bin", "size": size})).files == (Listed("a.bin", None, None),)


@pytest.mark.parametrize("sha", [None, "main", "../../x", "g" * 40, 5])
def test_without_a_commit_it_is_no_listing(sha: object) -> None:
    with pytest.raises(FormatError, match="commit"):
        parse(_raw(sha=sha))


def test_a_listing_has_so_many_files() -> None:
    with pytest.raises(FormatError, match="more than 20000 files"):
        parse(_raw(*[{}] * 20_001))


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["rfilename", "size", "lfs", "sha256", "oid", "siblings", "sha"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(st.lists(_JSON, max_size=5))
def test_odd_entries_break_nothing(siblings: list[object]) -> None:
    names = [file.name for file in parse(_raw(*siblings)).files]
    assert names == sorted(set(names))


@given(_JSON.map(lambda value: json.dumps(value).encode()) | st.binary(max_size=60))
def test_any_bytes_are_a_listing_or_none(raw: bytes) -> None:
    try:
        parse(raw)
    except FormatError as error:
        assert error.message.startswith("its listing")
