"""The entries of a tar archive that can be read forwards only, by the standard library's reader.

That reader takes whatever length a header states into memory, keeps every entry, and ends without a word
where a header in the middle is broken. A guard stands between it and the bytes; the rest is seen to here.
"""

import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Final, Protocol, cast

from auditor.errors import FormatError

_MOST_HEADER_BYTES: Final = 8 * 1024 * 1024
_MOST_ENTRIES: Final = 5_000_000
_CHUNK_BYTES: Final = 1 << 20


class Readable(Protocol):
    """What gives bytes, forwards."""

    def read(self, size: int, /) -> bytes:
        """Return at most so many bytes; none at the end."""
        ...


class Skippable(Readable, Protocol):
    """What can also leave out some."""

    def skip(self, size: int, /) -> int:
        """Leave out at most so many bytes, and return how many; none at the end."""
        ...


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of an archive.

    Attributes:
        info: What its header says.
        data: Its bytes, of a regular file; to be read before the next entry is asked for.
    """

    info: tarfile.TarInfo
    data: Readable | None


@dataclass(frozen=True, slots=True)
class _Data:
    """The bytes of one regular file."""

    stream: IO[bytes]

    def read(self, size: int = -1, /) -> bytes:
        try:
            return self.stream.read(size)
        except (tarfile.TarError, ValueError) as error:
            raise FormatError("tar: it is broken or cut off") from error


class _Guarded:
    """What the library reads through: forwards, and no more of headers than a bound."""

    def __init__(self, stream: Skippable) -> None:
        self._stream = stream
        self._position = 0
        self.last = b""
        self.header_bytes: int | None = 0

    def read(self, size: int) -> bytes:
        if self.header_bytes is not None:
            self.header_bytes += size
            if self.header_bytes > _MOST_HEADER_BYTES:
                raise FormatError(
                    f"tar: a header of more than {_MOST_HEADER_BYTES} bytes", offset=self._position
                )
        parts = []
        while size and (part := self._stream.read(min(size, _CHUNK_BYTES))):
            parts.append(part)
            size -= len(part)
            self._position += len(part)
        found = b"".join(parts)
        if self.header_bytes is not None:
            self.last = found
        return found

    def seek(self, position: int) -> None:
        if position < self._position:
            raise FormatError(
                "tar: an entry that begins before the one before it ends", offset=self._position
            )
        while skipped := self._stream.skip(position - self._position):
            self._position += skipped

    def tell(self) -> int:
        return self._position


def entries(stream: Skippable) -> Iterator[Entry]:
    """Yield the entries of an archive, in their order.

    Raises:
        FormatError: the archive is broken or cut off, or made to be too much for whoever reads it.
    """
    guard = _Guarded(stream)
    try:
        # Links and numbers of any size are what the headers say; nothing of it is ever extracted.
        archive = tarfile.TarFile(fileobj=guard, errors="surrogateescape")  # type: ignore[arg-type] # forwards
        for _ in range(_MOST_ENTRIES):
            guard.header_bytes = 0
            info = archive.next()
            guard.header_bytes = None
            if info is None:
                break
            data = archive.extractfile(info) if info.isreg() and _is_sound(info) else None
            yield Entry(info, _Data(data) if data is not None else None)
            # The library keeps each entry for those who ask for one by name.
            archive.members = []  # type: ignore[attr-defined] # what typeshed leaves out
        else:
            raise FormatError(f"tar: more than {_MOST_ENTRIES} entries")
    except tarfile.ReadError as error:
        if str(error) == "empty file":
            return
        raise FormatError(f"tar: {error}", offset=guard.tell()) from error
    except (tarfile.TarError, ValueError, OverflowError, IndexError) as error:
        raise FormatError("tar: its headers are broken", offset=guard.tell()) from error
    if guard.last.strip(b"\0") or 0 < len(guard.last) < tarfile.BLOCKSIZE:
        raise FormatError("tar: it is broken or cut off", offset=guard.tell())


def _is_sound(info: tarfile.TarInfo) -> bool:
    """Say that a file's size and holes can be; of holes that overlap the library never finds an end.

    Raises:
        FormatError: they cannot.
    """
    end = 0
    for offset, size in cast("list[tuple[int, int]]", info.sparse or []):
        if offset < end or size < 0:
            raise FormatError("tar: a file whose holes overlap", offset=info.offset)
        end = offset + size
    if end > info.size or info.size < 0:
        raise FormatError("tar: a file of a size that cannot be", offset=info.offset)
    return True
