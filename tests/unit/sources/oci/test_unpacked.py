import gzip
import hashlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.errors import FormatError
from auditor.sources.oci.storage import Blob
from auditor.sources.oci.unpacked import Layer, open_layer


def _layer(path: Path, raw: bytes, before: bytes = b"", *, is_archive: bool = True) -> Layer:
    path.write_bytes(before + raw + b"after")
    return open_layer(Blob(str(path), len(before), len(raw)), is_archive=is_archive)


@given(
    st.binary(max_size=5000), st.booleans(), st.binary(max_size=9), st.lists(st.integers(1, 900), max_size=5)
)
@settings(max_examples=40, deadline=None)
def test_bytes_and_digests_are_those_of_the_blob(
    tmp_path_factory: pytest.TempPathFactory, raw: bytes, is_gzip: bool, before: bytes, sizes: list[int]
) -> None:
    raw = b"." + raw
    stored = gzip.compress(raw) if is_gzip else raw
    layer = _layer(tmp_path_factory.mktemp("l") / "l", stored, before)
    found = b"".join(layer.read(size) for size in sizes)
    assert raw.startswith(found)
    assert layer.digests() == (hashlib.sha256(stored).hexdigest(), hashlib.sha256(raw).hexdigest())
    assert layer.read(10) == b""
    layer.close()


def test_two_streams_one_behind_the_other_are_one(tmp_path: Path) -> None:
    layer = _layer(tmp_path / "l", gzip.compress(b"one") + gzip.compress(b"two"))
    assert layer.read(3) + layer.read(3) == b"onetwo"


def test_what_swells_without_end_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auditor.sources.oci.unpacked._SMALLEST_BOMB_BYTES", 1 << 20)
    layer = _layer(tmp_path / "l", gzip.compress(bytes(64 << 20)))
    with pytest.raises(FormatError, match="swells"):
        layer.digests()
    assert layer.n_read < 8 << 20


def test_a_single_file_is_read_as_it_is(tmp_path: Path) -> None:
    stored = gzip.compress(b"x")
    assert _layer(tmp_path / "l", stored, is_archive=False).read(100) == stored


def test_only_what_is_not_compressed_can_be_read_anywhere(tmp_path: Path) -> None:
    assert _layer(tmp_path / "l", b"abcdef", b"__").direct(2, 3) == b"cde"
    assert _layer(tmp_path / "m", b"abcdef").direct(4, 3) is None
    assert _layer(tmp_path / "n", gzip.compress(b"abcdef")).direct(0, 1) is None


@pytest.mark.parametrize(("magic", "name"), [(b"\x28\xb5\x2f\xfd", "zstd"), (b"\xfd7zXZ\0", "xz")])
def test_another_compression_is_named(tmp_path: Path, magic: bytes, name: str) -> None:
    with pytest.raises(FormatError, match=f"compressed with {name}"):
        _layer(tmp_path / "l", magic + b"....")


def test_a_layer_that_became_shorter_is_a_problem(tmp_path: Path) -> None:
    layer = _layer(tmp_path / "l", b"abc")
    (tmp_path / "l").write_bytes(b"")
    with pytest.raises(FormatError, match="became shorter"):
        layer.digests()


def test_what_cannot_be_opened_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="no such file"):
        open_layer(Blob(str(tmp_path / "gone"), 0, 1), is_archive=True)
