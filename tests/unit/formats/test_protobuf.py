import pytest

from auditor.errors import FormatError
from auditor.formats import protobuf
from auditor.formats.protobuf import Field, Wire
from tests.builders.bytes_file import BytesFile
from tests.builders.onnx import field, varint


def _fields(raw: bytes) -> list[Field]:
    return list(Wire(BytesFile(raw), "x").fields(0, len(raw)))


def test_fields_of_every_kind_are_read_and_their_bytes_stay_where_they_are() -> None:
    raw = (
        field(1, 2**64 - 1) + field(2, "hey") + varint(3 << 3 | 1) + bytes(8) + varint(4 << 3 | 5) + bytes(4)
    )
    found = _fields(raw)
    assert [(one.number, one.is_bytes) for one in found] == [(1, False), (2, True), (3, False), (4, False)]
    assert found[0].value == 2**64 - 1
    assert Wire(BytesFile(raw), "x").text(found[1], 2) == "he"


def test_fields_beyond_the_head_are_read_in_blocks() -> None:
    raw = b"".join(field(1, "x" * 1000) + field(2, n) for n in range(500))
    assert [one.value for one in _fields(raw) if one.number == 2] == list(range(500))


def test_numbers_are_signed_and_bounded() -> None:
    raw = field(1, varint(1) + varint(-1)) + field(2, -5)
    wire = Wire(BytesFile(raw), "x")
    packed, single = wire.fields(0, len(raw))
    assert (list(wire.numbers(packed, 2)), list(wire.numbers(single, 1))) == ([1, -1], [-5])
    with pytest.raises(FormatError, match="over 1 numbers"):
        list(wire.numbers(packed, 1))


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"\x00", "a field of number 0"),
        (b"\x0b", "wire type 3"),
        (b"\x0a\x05ab", "a field of 5 bytes, 2 are left"),
        (b"\x0d\0", "a field of 4 bytes, 1 are left"),
        (b"\x08\x80", "ends amid a number"),
    ],
)
def test_what_is_malformed_is_an_error(raw: bytes, message: str) -> None:
    with pytest.raises(FormatError, match=message):
        _fields(raw)


def test_too_many_fields_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protobuf, "MAX_FIELDS", 3)
    with pytest.raises(FormatError, match="over 3 fields"):
        _fields(field(1, 1) * 4)
