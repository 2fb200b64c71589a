"""A part of a file, read like a file of its own."""

from dataclasses import dataclass

from auditor.errors import FormatError
from auditor.formats.base import RandomAccess


@dataclass(frozen=True, slots=True)
class Slice:
    """``size`` bytes of a file from ``begin`` on; see ``RandomAccess``."""

    file: RandomAccess
    name: str
    begin: int
    size: int
    head: bytes

    def read(self, offset: int, length: int) -> bytes:
        """See ``RandomAccess.read``."""
        if offset < 0 or offset + length > self.size:
            raise FormatError(f"{self.name}: it ends before that", offset=offset)
        return self.file.read(self.begin + offset, length)


def slice_of(file: RandomAccess, name: str, begin: int, size: int) -> Slice:
    """Return a part of a file with its head read.

    Raises:
        FormatError: the file ends before it does.
    """
    if begin < 0 or begin + size > file.size:
        raise FormatError(f"{name}: it ends beyond the end of the file: truncated", offset=file.size)
    return Slice(file, name, begin, size, file.read(begin, min(size, len(file.head))))


@dataclass(frozen=True, slots=True)
class _Bytes:
    """Bytes at hand; see ``RandomAccess``."""

    name: str
    head: bytes

    @property
    def size(self) -> int:
        return len(self.head)

    def read(self, offset: int, length: int) -> bytes:
        return self.head[offset : offset + length]


def bytes_as_file(raw: bytes, name: str) -> Slice:
    """Return bytes at hand, read like a file."""
    return slice_of(_Bytes(name, raw), name, 0, len(raw))
