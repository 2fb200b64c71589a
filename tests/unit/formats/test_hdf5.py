import struct

import pytest

from auditor.errors import FormatError
from auditor.formats import hdf5 as reader
from auditor.formats.hdf5 import read_contents
from auditor.formats.hdf5_messages import UnreadLayoutError
from tests.builders import hdf5 as build
from tests.builders.bytes_file import BytesFile
from tests.builders.hdf5 import F16, F32, NOWHERE, hdf5, hdf5_new, header_2, link, space


def _shapes(raw: bytes) -> dict[str, tuple[str, tuple[int, ...]]]:
    found = read_contents(BytesFile(raw)).tensors
    return {name: (one.dtype, one.shape) for name, one in found.items()}


def test_data_sets_are_found_through_groups_of_the_older_layout() -> None:
    assert _shapes(hdf5()) == {
        "model_weights/dense/bias:0": ("F32", (8,)),
        "model_weights/dense/kernel:0": ("F32", (4, 8)),
        "optimizer_weights/iter": ("I64", ()),
        "optimizer_weights/m": ("F32", (4, 8)),
    }


def test_every_number_type_is_told_and_texts_are_left_out() -> None:
    types = {"a": build.F16, "b": build.BF16, "c": build.U8, "d": build.BOOL, "e": build.OPAQUE_2}
    found = _shapes(hdf5({**{name: (kind, (2,)) for name, kind in types.items()}, "t": (build.TEXT, ())}))
    assert {name: dtype for name, (dtype, _) in found.items()} == {
        "a": "F16",
        "b": "BF16",
        "c": "U8",
        "d": "BOOL",
        "e": "BF16",
    }


def test_links_of_the_newer_layout_are_followed_and_those_into_other_files_are_anomalies() -> None:
    data = header_2((0x01, space((3, 5), version=2)), (0x03, F16))
    info = (0x02, struct.pack("<BBQQ", 0, 0, NOWHERE, NOWHERE))

    def root(at: int) -> bytes:
        return header_2(info, (0x06, link("w", at)), (0x06, link("out", 0, kind=64)))

    found = read_contents(BytesFile(hdf5_new(root(48 + len(root(0))), data)))
    assert [(name, one.dtype, one.shape) for name, one in found.tensors.items()] == [("w", "F16", (3, 5))]
    assert [(one.code, one.detail) for one in found.anomalies] == [
        ("external-link", "out is a link into another file")
    ]


@pytest.mark.parametrize(
    ("message", "codes"),
    [
        ((0x07, bytes(16)), ["external-data-outside"]),
        ((0x08, b"\x04\x03" + bytes(12)), ["external-data-outside"]),
        ((0x08, b"\x03\x01" + bytes(16)), []),
        # In older layouts the second byte is the rank.
        ((0x08, b"\x02\x03" + bytes(16)), []),
    ],
)
def test_data_that_lie_in_other_files_are_anomalies(message: tuple[int, bytes], codes: list[str]) -> None:
    def root(at: int) -> bytes:
        return header_2((0x06, link("w", at)))

    data = header_2((0x01, space((3,), version=2)), (0x03, F16), message)
    found = read_contents(BytesFile(hdf5_new(root(48 + len(root(0))), data)))
    assert [one.code for one in found.anomalies] == codes
    assert list(found.tensors) == ["w"]


def test_a_group_that_holds_itself_is_visited_once() -> None:
    raw = hdf5_new(header_2((0x06, link("again", 48)), (0x06, link("and", 48))))
    assert _shapes(raw) == {}


def test_groups_in_a_heap_of_their_own_and_odd_widths_are_no_fault_and_not_read() -> None:
    dense = hdf5_new(header_2((0x02, struct.pack("<BBQQ", 0, 0, 48, 48))))
    narrow = bytearray(hdf5())
    narrow[13] = 4
    for raw in (dense, bytes(narrow)):
        with pytest.raises(UnreadLayoutError, match="not read"):
            read_contents(BytesFile(raw))


def _with(raw: bytes, find: bytes, shift: int, value: bytes) -> bytes:
    at = raw.index(find) + shift
    return raw[:at] + value + raw[at + len(value) :]


_WHOLE = hdf5()
_TREE = _WHOLE.rindex(b"TREE")


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (_with(_WHOLE, build.MAGIC, 8, b"\x09"), "superblock version 9 is unknown"),
        (_WHOLE[:40], "it ends amid its superblock: truncated"),
        (_WHOLE[:-8], "it should end at byte .*: truncated"),
        (
            _WHOLE[:_TREE] + _with(_WHOLE[_TREE:], b"TREE", 32, struct.pack("<Q", _TREE)),
            "leads back into itself",
        ),
        (_with(_WHOLE, b"HEAP", 8, struct.pack("<Q", 2**40)), "names of 1,099,511,627,776 bytes"),
        (_with(_WHOLE, b"HEAP", 0, b"PEAH"), "no heap with the names"),
        (_with(_WHOLE, b"SNOD", 8, struct.pack("<Q", 2**50)), "the name of a link does not end"),
        (_with(_WHOLE, b"SNOD", 16, struct.pack("<Q", 2**50)), "beyond the end of the file: truncated"),
        (_with(_WHOLE, b"SNOD", 0, b"DONS"), "neither a node of a group's tree nor its symbols"),
        (hdf5({"w": (F32, (2**40, 2**40))}), "more elements than 63 bits count"),
    ],
)
def test_what_is_broken_is_named_with_its_place(raw: bytes, message: str) -> None:
    with pytest.raises(FormatError, match=message) as caught:
        read_contents(BytesFile(raw))
    assert not isinstance(caught.value, UnreadLayoutError)
    assert caught.value.offset is not None


@pytest.mark.parametrize(
    ("bound", "value", "message"),
    [
        ("MAX_OBJECTS", 3, "over 3 objects"),
        ("MAX_DEPTH", 1, "nest deeper than 1"),
        ("MAX_MESSAGES", 2, "over 2 messages"),
        ("MAX_READ_BYTES", 500, "headers of over 500 bytes"),
    ],
)
def test_what_a_file_costs_is_bounded(
    monkeypatch: pytest.MonkeyPatch, bound: str, value: int, message: str
) -> None:
    monkeypatch.setattr(reader, bound, value)
    with pytest.raises(FormatError, match=message):
        read_contents(BytesFile(_WHOLE))
