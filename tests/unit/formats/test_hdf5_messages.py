import struct

import pytest

from auditor.errors import FormatError
from auditor.formats import hdf5_messages
from auditor.formats.hdf5_messages import Link, Message, link_in, messages_of, shape_of
from tests.builders.bytes_file import BytesFile
from tests.builders.hdf5 import header_2, link, space


def test_a_header_goes_on_where_its_continuation_says() -> None:
    first = struct.pack("<BxHII4x", 1, 1, 1, 24) + struct.pack("<HHB3xQQ", 0x10, 16, 0, 48, 16)
    raw = first.ljust(48, b"\0") + struct.pack("<HHB3x", 0x7, 8, 0) + b"abcdefgh"
    assert messages_of(BytesFile(raw), 0) == (Message(0x7, b"abcdefgh", 56),)


def test_the_newer_header_has_a_mark_and_a_checksum_around_what_it_goes_on_with() -> None:
    first = header_2((0x10, struct.pack("<QQ", 40, 4 + 4 + 3 + 4)))
    raw = first.ljust(40, b"\0") + b"OCHK" + struct.pack("<BHB", 0x7, 3, 0) + b"abc" + bytes(4)
    assert messages_of(BytesFile(raw), 0) == (Message(0x7, b"abc", 48),)


def test_times_and_orders_in_a_header_are_passed_over() -> None:
    body = struct.pack("<BHBH", 0x7, 2, 0, 1) + b"ab"
    raw = b"OHDR" + struct.pack("<BB", 2, 0x34) + bytes(20) + bytes([len(body)]) + body + bytes(4)
    assert [one.raw for one in messages_of(BytesFile(raw), 0)] == [b"ab"]


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"\x05" + bytes(20), "no object's header where one should be: version 5"),
        (b"OHDR\x03\0" + bytes(20), "header of version 3"),
        (b"OHDR", "truncated"),
        (header_2((0x7, b"abc"))[:-8], "truncated"),
        (b"OHDR\x02\x00\x06" + struct.pack("<BHB", 7, 99, 0) + bytes(9), "a message ends beyond its header"),
        (b"OHDR\x02\x03" + struct.pack("<Q", 2**62) + bytes(9), "bytes of messages; over"),
        (header_2((0x10, struct.pack("<QQ", 9, 99))), "truncated"),
        (header_2((0x10, b"short")), "too short"),
    ],
)
def test_what_is_broken_is_named(raw: bytes, message: str) -> None:
    with pytest.raises(FormatError, match=message):
        messages_of(BytesFile(raw), 0)


def test_a_header_that_goes_on_in_itself_and_one_without_end_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    circle = struct.pack("<BxHII4x", 1, 1, 1, 24) + struct.pack("<HHB3xQQ", 0x10, 16, 0, 16, 24)
    with pytest.raises(FormatError, match="goes on where it has been"):
        messages_of(BytesFile(circle), 0)
    monkeypatch.setattr(hdf5_messages, "MAX_MESSAGES", 2)
    with pytest.raises(FormatError, match="over 2 messages"):
        messages_of(BytesFile(header_2(*[(7, b"")] * 3)), 0)


def test_shapes_of_both_versions_are_read() -> None:
    assert (
        shape_of(Message(1, space((2, 3)), 0)) == shape_of(Message(1, space((2, 3), version=2), 0)) == (2, 3)
    )
    assert shape_of(Message(1, space(()), 0)) == ()
    assert shape_of(Message(1, b"\2\0\0\2", 0)) is None
    with pytest.raises(FormatError, match="a data space of version 9"):
        shape_of(Message(1, b"\x09\0\0\0", 0))


def test_links_by_name_lead_nowhere() -> None:
    assert link_in(Message(6, link("w", 77), 5)) == Link("w", 77, 5)
    assert link_in(Message(6, link("w", 77, kind=1), 5)) == Link("w", None, 5)
    assert link_in(Message(6, link("w", 77, kind=64), 5)) == Link("w", None, 5, is_external=True)
