"""The bytes of a pickle, read forward in blocks and no further than instructions ever are.

An argument larger than those of instructions is data that were pickled whole: it is passed over, unread.
"""

from typing import Final

from auditor.formats.base import RandomAccess

# The instructions of a checkpoint; tensors lie elsewhere. More is data that were pickled whole.
MAX_BYTES: Final = 64 * 1024 * 1024
_MAX_ARGUMENT_BYTES: Final = 1024 * 1024
_BLOCK: Final = 64 * 1024


class TooLargeError(Exception):
    """A line, or all that was read together, is larger than instructions ever are."""


class _PassedOver(bytes):
    """What stands for an argument that is not read: ``pickletools`` compares lengths alone."""

    length = 0

    def __len__(self) -> int:
        return self.length


class PickleStream:
    """A file as ``pickletools`` reads it, in blocks, and never more of it than ``MAX_BYTES``."""

    def __init__(self, file: RandomAccess, offset: int, size: int) -> None:
        self._file = file
        self._file_size = file.size
        self._base = offset
        self._end = min(file.size, offset + min(size, MAX_BYTES))
        self._is_cut = size >= MAX_BYTES and self._end < file.size
        self._buffer = b""
        self._at = 0

    def tell(self) -> int:
        """Return the offset in the file."""
        return self._base + self._at

    def read(self, length: int) -> bytes:
        """Return the next ``length`` bytes, fewer where the file ends.

        Raises:
            TooLargeError: all that was read is more than instructions are.
        """
        if length > _MAX_ARGUMENT_BYTES:
            return self._pass_over(length)
        while len(self._buffer) - self._at < length and self._more():
            pass
        return self._take(min(self._at + length, len(self._buffer)))

    def readline(self) -> bytes:
        """Return the next line with its end, if it has one.

        Raises:
            TooLargeError: it is longer than instructions are.
        """
        searched = self._at
        while (found := self._buffer.find(b"\n", searched)) < 0:
            searched = len(self._buffer)
            if searched - self._at > _MAX_ARGUMENT_BYTES:
                raise TooLargeError
            size, shift = searched, self._at
            if not self._more():
                return self._take(size - (shift - self._at))
            searched = size - shift
        return self._take(found + 1)

    def _pass_over(self, length: int) -> bytes:
        end = self.tell() + length
        if end > (self._file_size if self._is_cut else self._end):
            return b""
        # What is not read does not count as read.
        self._end = min(self._file_size, self._end + length) if self._is_cut else self._end
        self._is_cut = self._is_cut and self._end < self._file_size
        self._base, self._buffer, self._at = end, b"", 0
        passed = _PassedOver()
        passed.length = length
        return passed

    def _more(self) -> bool:
        """Read one more block, and drop what was taken."""
        position = self._base + len(self._buffer)
        length = min(_BLOCK, self._end - position)
        if length <= 0:
            if self._is_cut:
                raise TooLargeError
            return False
        self._base, self._buffer, self._at = (
            self.tell(),
            self._buffer[self._at :] + self._file.read(position, length),
            0,
        )
        return True

    def _take(self, end: int) -> bytes:
        taken, self._at = self._buffer[self._at : end], end
        return taken
