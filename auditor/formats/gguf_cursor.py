"""Read forward through a GGUF header, in bounded blocks, hashing what was passed."""

import hashlib
import struct
from typing import Final, NoReturn

from auditor.errors import FormatError
from auditor.formats.base import RandomAccess

# The largest published headers (a 262,144-token vocabulary with merges and scores) take about 20 MB;
# beyond ten times that a header is not describing a model. It also bounds the time spent on a file.
MAX_HEADER_BYTES: Final = 256 * 1024 * 1024

# Eight times the largest published vocabulary and merges together; skipping them takes about a second.
MAX_ARRAY_STRINGS: Final = 8 * 1024 * 1024

_BLOCK: Final = 256 * 1024


class Cursor:
    """A position in a header that only moves forward.

    Holds one block of the file at a time. No length that the file states is believed before it is
    compared with what is left of the file, so memory is bounded by the block and the largest ``take``.

    Attributes:
        order: Byte order of its numbers, as ``struct`` spells it.
        count_bytes: What counts and lengths take: 8 bytes, 4 in version 1.
    """

    def __init__(self, file: RandomAccess) -> None:
        self._file = file
        self._limit = min(file.size, MAX_HEADER_BYTES)
        self._buffer = file.head[: self._limit]
        self._base = 0
        self._at = 0
        self._hash = hashlib.sha256()
        self._strings_left = MAX_ARRAY_STRINGS
        self.lay_out(is_big_endian=False, count_bytes=8)

    def lay_out(self, *, is_big_endian: bool, count_bytes: int) -> None:
        """Say how the numbers from here on are written."""
        self.order = ">" if is_big_endian else "<"
        self.count_bytes = count_bytes
        self._u32 = struct.Struct(f"{self.order}I")
        self._u64 = struct.Struct(f"{self.order}Q")
        self._count = self._u64 if count_bytes == self._u64.size else self._u32

    @property
    def offset(self) -> int:
        """Byte offset in the file."""
        return self._base + self._at

    def take(self, length: int, what: str) -> bytes:
        """Return the next ``length`` bytes; the caller bounds ``length``.

        Raises:
            FormatError: the header ends before that.
        """
        end = self._at + length
        if end > len(self._buffer):
            self._fill(length, what)
            end = length
        taken = self._buffer[self._at : end]
        self._at = end
        return taken

    def u32(self, what: str) -> int:
        """Return the next four bytes as a number.

        Raises:
            FormatError: the header ends before that.
        """
        return int(self._u32.unpack(self.take(4, what))[0])

    def u64(self, what: str) -> int:
        """Return the next eight bytes as a number.

        Raises:
            FormatError: the header ends before that.
        """
        return int(self._u64.unpack(self.take(8, what))[0])

    def count(self, what: str) -> int:
        """Return a count or a length.

        Raises:
            FormatError: the header ends before that.
        """
        return int(self._count.unpack(self.take(self.count_bytes, what))[0])

    def skip(self, length: int, what: str) -> None:
        """Pass over ``length`` bytes.

        Raises:
            FormatError: the header ends before that.
        """
        if length > self._limit - self.offset:
            self._beyond(length, what)
        self._at += length
        while self._at > len(self._buffer):
            self._next_block()

    def skip_strings(self, count: int, what: str) -> None:
        """Pass over ``count`` strings, each a length and as many bytes.

        Raises:
            FormatError: the header ends before that, or the file holds too many strings.
        """
        self.spend_strings(count, what)
        todo = iter(range(count))
        while True:
            at, buffer, unpack, width = self._at, self._buffer, self._count.unpack_from, self.count_bytes
            try:
                # The hot loop: a vocabulary and its merges are hundreds of thousands of strings.
                for _ in todo:
                    at += width + unpack(buffer, at)[0]
            except (struct.error, OverflowError):
                # The string at `at` begins outside this block: move there and read it the long way.
                self.skip(at - self._at, what)
                self.skip(self.count(what), what)
            else:
                self.skip(at - self._at, what)
                return

    def spend_strings(self, count: int, what: str) -> None:
        """Take ``count`` strings off what the whole file may hold in arrays.

        Raises:
            FormatError: that is more than is left.
        """
        if count > self._strings_left:
            raise self.error(f"{what} has {count:,} elements; no vocabulary needs that many")
        self._strings_left -= count

    def finish(self, end: int) -> str:
        """Pass over the padding up to ``end``, or to the end of the file, and return the SHA-256 so far."""
        self.skip(max(0, min(end, self._limit) - self.offset), "padding")
        self._hash.update(memoryview(self._buffer)[: self._at])
        self._buffer, self._base, self._at = self._buffer[self._at :], self.offset, 0
        return self._hash.hexdigest()

    def error(self, what: str, *, offset: int | None = None) -> FormatError:
        """Return an error at ``offset``, by default where the cursor is."""
        return FormatError(f"gguf: {what}", offset=self.offset if offset is None else offset)

    def _fill(self, needed: int, what: str) -> None:
        if needed > self._limit - self.offset:
            self._beyond(needed, what)
        tail = self._buffer[self._at :]
        self._hash.update(memoryview(self._buffer)[: self._at])
        self._base, self._at = self.offset, 0
        begin = self._base + len(tail)
        length = min(max(needed - len(tail), _BLOCK), self._limit - begin)
        self._buffer = tail + self._file.read(begin, length)

    def _next_block(self) -> None:
        self._hash.update(self._buffer)
        self._base += len(self._buffer)
        self._at -= len(self._buffer)
        self._buffer = self._file.read(self._base, min(_BLOCK, self._limit - self._base))

    def _beyond(self, length: int, what: str) -> NoReturn:
        if self._limit < self._file.size:
            raise self.error(f"{what} takes {length:,} bytes; headers over {MAX_HEADER_BYTES:,} are not read")
        left = self._limit - self.offset
        raise self.error(f"{what} takes {length:,} bytes, {left:,} are left in the file: truncated header")
