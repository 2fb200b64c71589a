"""The wire format of protocol buffers: fields by number, without a schema.

Source:
    protobuf.dev, Encoding (tags, varints, length-delimited fields; groups are deprecated).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from auditor.errors import FormatError
from auditor.formats.base import RandomAccess

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_FIXED: Final = {_FIXED64: 8, _FIXED32: 4}
_MAX_VARINT_BYTES: Final = 10
_MAX_NUMBER: Final = 2**29 - 1
_BLOCK: Final = 16 * 1024

# A field costs microseconds; the graphs of the largest published models have some hundred thousand.
MAX_FIELDS: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a message.

    Attributes:
        number: Its number.
        value: What it holds, where that is a number; the length of its bytes otherwise.
        begin: Where its bytes begin in the file; 0 for a number.
        is_bytes: It holds bytes: a text, a message, or packed numbers.
    """

    number: int
    value: int
    begin: int
    is_bytes: bool

    @property
    def end(self) -> int:
        """Offset of the byte after its bytes."""
        return self.begin + self.value


class Wire:
    """Reads the fields of messages, wherever in the file they lie, one block at a time."""

    def __init__(self, file: RandomAccess, what: str) -> None:
        self._file = file
        self._what = what
        self._buffer = file.head
        self._base = 0
        self._fields_left = MAX_FIELDS

    def fields(self, begin: int, end: int) -> Iterator[Field]:
        """Yield the fields of the message that takes these bytes.

        Raises:
            FormatError: it is malformed, reaches beyond ``end``, or the file has too many fields.
        """
        at = begin
        while at < end:
            self._fields_left -= 1
            if self._fields_left < 0:
                raise self.error(f"over {MAX_FIELDS:,} fields, which are not read", at)
            field, at = self._field(at, end)
            yield field

    def text(self, field: Field, limit: int) -> str:
        """Return a field's first ``limit`` bytes as text."""
        return self.raw(field, limit).decode("utf-8", "replace")

    def raw(self, field: Field, limit: int) -> bytes:
        """Return a field's first ``limit`` bytes; none of a number."""
        return self._file.read(field.begin, min(field.value, limit)) if field.is_bytes else b""

    def numbers(self, field: Field, limit: int) -> Iterator[int]:
        """Yield a field's whole numbers, one or many packed ones, at most ``limit``.

        Raises:
            FormatError: they are malformed, or more.
        """
        if not field.is_bytes:
            yield _signed(field.value)
            return
        at = field.begin
        for n in range(limit + 1):
            if at >= field.end:
                return
            if n == limit:
                raise self.error(f"over {limit} numbers in one field", at)
            number, at = self._varint(at, field.end)
            yield _signed(number)

    def error(self, what: str, offset: int) -> FormatError:
        """Return an error at ``offset``."""
        return FormatError(f"{self._what}: {what}", offset=offset)

    def _field(self, at: int, end: int) -> tuple[Field, int]:
        tag, after = self._varint(at, end)
        number, kind = tag >> 3, tag & 7
        if not 1 <= number <= _MAX_NUMBER:
            raise self.error(f"a field of number {number}", at)
        if kind == _VARINT:
            value, after = self._varint(after, end)
            return Field(number, value, 0, is_bytes=False), after
        if kind in _FIXED:
            return Field(number, 0, 0, is_bytes=False), self._within(after, _FIXED[kind], end)
        if kind != _BYTES:
            raise self.error(f"a field of wire type {kind}, which is not in use", at)
        length, after = self._varint(after, end)
        return Field(number, length, after, is_bytes=True), self._within(after, length, end)

    def _within(self, at: int, length: int, end: int) -> int:
        if length > end - at:
            raise self.error(f"a field of {length:,} bytes, {end - at:,} are left: truncated", at)
        return at + length

    def _varint(self, at: int, end: int) -> tuple[int, int]:
        value = 0
        for n in range(_MAX_VARINT_BYTES):
            if at + n >= end:
                raise self.error("it ends amid a number: truncated", at)
            byte = self._byte(at + n)
            value |= (byte & 0x7F) << (7 * n)
            if byte < 0x80:
                return value & 0xFFFF_FFFF_FFFF_FFFF, at + n + 1
        raise self.error("a number of more than ten bytes", at)

    def _byte(self, at: int) -> int:
        if not self._base <= at < self._base + len(self._buffer):
            self._base, self._buffer = at, self._file.read(at, min(_BLOCK, self._file.size - at))
        return self._buffer[at - self._base]


def _signed(value: int) -> int:
    return value - 2**64 if value >= 2**63 else value
