import bz2
import gzip
import lzma
import random
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.errors import FormatError
from auditor.formats import compressed
from auditor.formats.base import NotReadError
from auditor.formats.compressed import Unpacked, compression_of
from tests.builders.bytes_file import BytesFile

Packer = Callable[[bytes], bytes]
PACKERS: dict[str, Packer] = {
    "gzip": gzip.compress,
    "zlib": zlib.compress,
    "xz": lzma.compress,
    "bzip2": bz2.compress,
}
# What no compression makes smaller, and what all of them do, over many blocks.
RAW = random.Random(1).randbytes(700_000) + bytes(3_000_000)


def _unpacked(raw: bytes) -> Unpacked:
    return Unpacked(BytesFile(raw, "x"), compression_of(raw) or "")


@pytest.mark.parametrize("pack", PACKERS.values(), ids=PACKERS)
def test_what_is_in_a_file_is_read_forward(pack: Packer) -> None:
    unpacked = _unpacked(pack(RAW))
    assert unpacked.read(0, 10) == RAW[:10]
    assert unpacked.read(5, 300_000) == RAW[5:300_005]
    assert unpacked.read(650_000, 100_000) == RAW[650_000:750_000]
    assert unpacked.read(len(RAW) - 3, 9) == RAW[-3:]
    assert unpacked.read(len(RAW) + 3, 9) == b""


@given(st.binary(max_size=2_000), st.sampled_from(sorted(PACKERS)))
def test_what_was_packed_is_unpacked(raw: bytes, kind: str) -> None:
    assert _unpacked(PACKERS[kind](raw)).read(0, len(raw) + 1) == raw


def test_files_of_gzip_follow_each_other_and_padding_does_not_count() -> None:
    assert _unpacked(gzip.compress(b"a") + gzip.compress(b"b") + bytes(9)).read(0, 9) == b"ab"


@pytest.mark.parametrize("pack", PACKERS.values(), ids=PACKERS)
@pytest.mark.parametrize("damage", [lambda raw: raw[:-9], lambda raw: raw[:9] + bytes(len(raw) - 9)])
def test_what_is_cut_off_or_broken_is_an_error(pack: Packer, damage: Packer) -> None:
    unpacked = _unpacked(damage(pack(b"words " * 100)))
    with pytest.raises(FormatError, match="it is broken"):
        unpacked.read(0, 1_000)


@pytest.mark.parametrize("pack", PACKERS.values(), ids=PACKERS)
def test_a_bomb_is_not_unpacked_to_its_end(pack: Packer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compressed, "MAX_BYTES", 1_000_000)
    unpacked = _unpacked(pack(bytes(10_000_000)))
    assert unpacked.read(0, 9) == bytes(9)
    with pytest.raises(NotReadError, match="not looked through to its end"):
        unpacked.read(5_000_000, 9)


def test_a_large_file_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compressed, "MAX_BYTES", 300_000)
    with pytest.raises(NotReadError):
        _unpacked(gzip.compress(RAW[:600_000])).read(0, 290_000 + 100_000)


def test_a_header_without_end_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compressed, "MAX_BYTES", 300_000)
    endless_name = b"\x1f\x8b\x08\x08" + bytes(6) + b"n" * 600_000
    with pytest.raises(NotReadError):
        _unpacked(endless_name).read(0, 1)


@pytest.mark.parametrize(("head", "kind"), [(b"\x04\x22\x4d\x18", "LZ4"), (b"\x28\xb5\x2f\xfd", "Zstandard")])
def test_what_is_not_opened_is_told(head: bytes, kind: str) -> None:
    with pytest.raises(NotReadError, match=f"compressed with {kind}, which is not opened"):
        _unpacked(head + bytes(9))


@pytest.mark.parametrize("head", [b"", b"x", b"xy", b"PK\3\4", b"\x80\x04"])
def test_other_files_are_not_compressed(head: bytes) -> None:
    assert compression_of(head) is None
