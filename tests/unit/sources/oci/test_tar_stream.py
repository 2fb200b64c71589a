import io
import random
import tarfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.errors import FormatError
from auditor.sources.oci.tar_stream import entries
from tests.builders.images import layer


class Bytes:
    """Bytes that are read forwards, in parts as they come."""

    def __init__(self, raw: bytes) -> None:
        self.stream = io.BytesIO(raw)

    def read(self, size: int, /) -> bytes:
        return self.stream.read(min(size, 700))

    def skip(self, size: int, /) -> int:
        return len(self.read(size))


def _read(raw: bytes) -> dict[str, bytes | None]:
    return {entry.info.name: entry.data.read(9999) if entry.data else None for entry in entries(Bytes(raw))}


_NAMES = st.text(st.characters(codec="utf-8", exclude_characters="/\0"), min_size=1, max_size=120).filter(
    lambda name: name not in (".", "..")
)


@given(st.dictionaries(_NAMES, st.binary(max_size=1500), max_size=6))
@settings(max_examples=40, deadline=None)
def test_an_archive_gives_back_what_was_put_in(files: dict[str, bytes]) -> None:
    assert _read(layer(files)) == files


@given(st.binary(max_size=1200), st.integers(0, 3000), st.binary(min_size=1, max_size=40))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_an_archive_or_refused(raw: bytes, place: int, change: bytes) -> None:
    whole = bytearray(layer({"a": raw, "b" * 150: raw}))
    place %= len(whole)
    whole[place : place + len(change)] = change
    for candidate in (raw, bytes(whole), bytes(whole[:place])):
        try:
            _read(candidate)
        except FormatError as error:
            assert error.message.startswith("tar: ")


def test_an_entry_may_be_passed_over() -> None:
    raw = layer({"a": random.Random(1).randbytes(5000), "b": b"b"})
    read = [entry.data.read(9999) for entry in entries(Bytes(raw)) if entry.data and entry.info.name == "b"]
    assert read == [b"b"]


def test_a_header_of_any_size_is_not_taken_into_memory() -> None:
    info = tarfile.TarInfo("pax")
    info.type, info.size = tarfile.XHDTYPE, 1 << 40
    with pytest.raises(FormatError, match="a header of more than"):
        _read(info.tobuf(tarfile.GNU_FORMAT) + bytes(20_000_000))


def test_a_header_broken_in_the_middle_does_not_end_the_archive_in_silence() -> None:
    raw = bytearray(layer({"a": b"a", "b": b"b"}))
    raw[1024 + 150] ^= 0xFF
    with pytest.raises(FormatError, match="broken or cut off"):
        _read(bytes(raw))


def _sparse(*numbers: int) -> bytes:
    """Build a file with holes: version 1.0 of GNU's way, its map before its data."""
    info = tarfile.TarInfo("s.gguf")
    info.pax_headers = {
        "GNU.sparse.major": "1",
        "GNU.sparse.minor": "0",
        "GNU.sparse.name": "s.gguf",
        "GNU.sparse.realsize": "8192",
    }
    body = "".join(f"{number}\n" for number in numbers).encode().ljust(512, b"\0") + b"GGUF"
    info.size = len(body)
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as archive:
        archive.addfile(info, io.BytesIO(body))
    return stream.getvalue()


def test_a_sparse_file_has_its_holes() -> None:
    (found,) = _read(_sparse(1, 4096, 4)).values()
    assert found == bytes(4096) + b"GGUF" + bytes(4092)


@pytest.mark.parametrize("numbers", [(2, 4096, 4, 0, 4), (1, 0, 10_000), (2, 0, 4, 2, 4)])
def test_holes_that_cannot_be_are_refused(numbers: tuple[int, ...]) -> None:
    with pytest.raises(FormatError, match=r"holes overlap|cannot be"):
        _read(_sparse(*numbers))


def test_an_empty_archive_has_no_entries() -> None:
    assert _read(layer({})) == {}
    assert _read(b"") == {}
