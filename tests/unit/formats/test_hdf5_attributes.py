import struct

import pytest

from auditor.errors import FormatError
from auditor.formats import hdf5_attributes as reader
from auditor.formats.hdf5 import root_messages
from auditor.formats.hdf5_attributes import attributes_in, text_of
from auditor.formats.hdf5_messages import Message, UnreadLayoutError
from tests.builders.bytes_file import BytesFile
from tests.builders.hdf5 import attribute, hdf5, hdf5_new, header_2, space

# A sequence of a kind of text, whose bytes lie in the heap.
TEXT_IN_HEAP = struct.pack("<B3sI", 0x19, b"\x01\0\0", 16) + struct.pack("<B3sI", 0x13, b"\0\0\0", 1)


def _third(name: bytes, kind: bytes, value: bytes, *, flags: int = 0) -> bytes:
    """An attribute as newer libraries write it, with nothing between its parts."""
    parts = (name, kind, space((), version=2))
    return struct.pack("<BBHHHB", 3, flags, *map(len, parts), 1) + b"".join(parts) + value


def _heap(*texts: bytes) -> bytes:
    entries = b"".join(
        struct.pack("<HH4xQ", n, 1, len(text)) + text + bytes(-len(text) % 8)
        for n, text in enumerate(texts, 1)
    )
    return b"GCOL" + struct.pack("<B3xQ", 1, 16 + len(entries) + 16) + entries + bytes(16)


def _in_heap(heap: bytes, *, index: int = 2, length: int = 3) -> bytes:
    def root(at: int) -> bytes:
        return header_2((0x0C, _third(b"a\0", TEXT_IN_HEAP, struct.pack("<IQI", length, at, index))))

    return hdf5_new(root(48 + len(root(0))), heap)


def _text(raw: bytes) -> bytes:
    file = BytesFile(raw)
    (found,) = attributes_in(root_messages(file)).values()
    return text_of(file, found)


def test_texts_of_a_fixed_length_are_read_without_their_padding() -> None:
    assert _text(hdf5(attribute=attribute("a", b"{}\0\0"))) == b"{}"
    fixed = struct.pack("<B3sI", 0x13, b"\0\0\0", 2)
    assert _text(hdf5_new(header_2((0x0C, _third(b"a\0", fixed, b"{}more"))))) == b"{}"


def test_texts_of_any_length_are_read_from_the_heap() -> None:
    assert _text(_in_heap(_heap(b"first", b"{ }", b"last"))) == b"{ }"


def test_what_is_kept_elsewhere_or_is_no_text_is_refused_by_name() -> None:
    fixed = struct.pack("<B3sI", 0x13, b"\0\0\0", 2)
    number = struct.pack("<B3sIHH", 0x10, b"\x08\0\0", 8, 0, 64)
    for message in (_third(b"a\0", number, bytes(8)), _third(b"a\0", fixed, b"{}", flags=1)):
        with pytest.raises(UnreadLayoutError, match="a is no plain text"):
            _text(hdf5_new(header_2((0x0C, message))))
    with pytest.raises(UnreadLayoutError, match="in a heap of their own"):
        attributes_in([Message(0x15, struct.pack("<BBHQ", 0, 1, 9, 48), 0)])
    assert attributes_in([Message(0x15, struct.pack("<BBQ", 0, 0, 2**64 - 1), 0)]) == {}
    with pytest.raises(UnreadLayoutError, match="kept elsewhere"):
        attributes_in([Message(0x0C, bytes(16), 0, is_shared=True)])


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (_in_heap(b"HEAP" + bytes(40)), "no heap where an attribute's text should be"),
        (_in_heap(_heap(b"first")), "a text that is not in its heap"),
        (_in_heap(_heap(b"first", b"second")[:-20]), "truncated"),
        (_in_heap(b"GCOL" + struct.pack("<B3xQ", 1, 2**40)), "over 4,194,304 are not read"),
        (hdf5_new(header_2((0x0C, b"\x09" + bytes(20)))), "version 9, which is unknown"),
        (hdf5_new(header_2((0x0C, b"\x03\0\xff\xff" + bytes(20)))), "too short"),
        (hdf5_new(header_2((0x0C, _third(b"a\0", TEXT_IN_HEAP, b"short")))), "ends before its text"),
    ],
)
def test_what_is_broken_is_named(raw: bytes, message: str) -> None:
    with pytest.raises(FormatError, match=message):
        _text(raw)


def test_no_collection_is_larger_than_what_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MAX_TEXT_BYTES", 8)
    with pytest.raises(FormatError, match="over 8 are not read"):
        _text(_in_heap(_heap(b"first", b"{ }")))
