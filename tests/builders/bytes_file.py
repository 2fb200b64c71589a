"""Bytes in memory that are read like an open file."""

from dataclasses import dataclass

from auditor.errors import FormatError


@dataclass(frozen=True)
class BytesFile:
    """What formats need of a file."""

    raw: bytes
    name: str = "m"

    @property
    def size(self) -> int:
        return len(self.raw)

    @property
    def head(self) -> bytes:
        return self.raw[: 64 * 1024]

    def read(self, offset: int, length: int) -> bytes:
        if offset < 0 or offset + length > len(self.raw):
            raise FormatError("file: it became shorter while it was read", offset=offset)
        return self.raw[offset : offset + length]
