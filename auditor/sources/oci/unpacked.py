"""The bytes of a layer: read from its blob, gunzipped, digested as they pass."""

import gzip
import hashlib
import os
import zlib
from dataclasses import dataclass, field
from typing import Final

from auditor.errors import FormatError
from auditor.sources.oci.storage import Blob
from auditor.sources.reading import why

_GZIP: Final = b"\x1f\x8b"
_OTHERS: Final = ((b"\x28\xb5\x2f\xfd", "zstd"), (b"\xfd7zXZ", "xz"), (b"BZh", "bzip2"))
_CHUNK_BYTES: Final = 1 << 20
# Layers of programs and weights shrink to a half or a tenth; what swells like this is made to.
_MOST_FOLD: Final = 200
_SMALLEST_BOMB_BYTES: Final = 1 << 30


class _Raw:
    """The blob's own bytes, digested."""

    def __init__(self, blob: Blob, descriptor: int) -> None:
        self._descriptor, self._begin, self._left = descriptor, blob.begin, blob.size
        self.n_read = 0
        self.sha256 = hashlib.sha256()

    def read(self, size: int = -1, /) -> bytes:
        wanted = self._left if size < 0 else min(size, self._left)
        part = os.pread(self._descriptor, min(wanted, _CHUNK_BYTES), self._begin + self.n_read)
        if not part and wanted:
            raise FormatError("it became shorter while it was read", offset=self.n_read)
        self.n_read += len(part)
        self._left -= len(part)
        self.sha256.update(part)
        return part

    def seek(self, *_: int) -> int:
        raise OSError("read forwards only")


@dataclass(slots=True)
class Layer:
    """A layer that is open; to be closed.

    Attributes:
        blob: Where it lies.
        descriptor: The open file that it lies in.
        compression: ``gzip``, or ``None``.
        n_read: Bytes that were read, decompressed.
    """

    blob: Blob
    descriptor: int
    compression: str | None
    n_read: int
    _raw: _Raw
    _inflated: gzip.GzipFile | None
    _sha256: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    def read(self, size: int, /) -> bytes:
        """Return at most so many of its bytes, decompressed; none at the end.

        Raises:
            FormatError: they cannot be decompressed, or are made to be too many.
        """
        if self._inflated is None:
            part = self._raw.read(size)
            self.n_read += len(part)
            return part
        try:
            part = self._inflated.read(min(size, _CHUNK_BYTES))
        except (OSError, EOFError, zlib.error) as error:
            raise FormatError("gzip: it is broken or cut off", offset=self._raw.n_read) from error
        self.n_read += len(part)
        self._sha256.update(part)
        if self.n_read > max(_SMALLEST_BOMB_BYTES, _MOST_FOLD * self._raw.n_read):
            raise FormatError(f"gzip: it swells more than {_MOST_FOLD}-fold", offset=self._raw.n_read)
        return part

    def skip(self, size: int, /) -> int:
        """Let bytes pass; they are digested all the same."""
        return len(self.read(min(size, _CHUNK_BYTES)))

    def digests(self) -> tuple[str, str]:
        """Read what is left; return the digest of the blob, and that of its bytes decompressed.

        Raises:
            FormatError: as in `read`.
        """
        while self.read(_CHUNK_BYTES):
            pass
        while self._raw.read(_CHUNK_BYTES):
            pass
        stored = self._raw.sha256.hexdigest()
        return stored, stored if self._inflated is None else self._sha256.hexdigest()

    def direct(self, offset: int, length: int) -> bytes | None:
        """Return bytes from anywhere in it; ``None`` if it can be read forwards only."""
        if self._inflated is not None or offset + length > self.blob.size:
            return None
        parts = []
        while length and (part := os.pread(self.descriptor, length, self.blob.begin + offset)):
            parts.append(part)
            offset, length = offset + len(part), length - len(part)
        return b"".join(parts)

    def close(self) -> None:
        """Close it."""
        os.close(self.descriptor)


def open_layer(blob: Blob, *, is_archive: bool) -> Layer:
    """Open a layer; one that is a single file is read as it is.

    Raises:
        FormatError: it cannot be opened, or is compressed in a way that is not read.
    """
    try:
        descriptor = os.open(blob.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise FormatError(why(error)) from error
    head = os.pread(descriptor, min(8, blob.size), blob.begin)
    other = next((name for magic, name in _OTHERS if head.startswith(magic)), None)
    if other and is_archive:
        os.close(descriptor)
        raise FormatError(f"compressed with {other}, which is not read")
    raw = _Raw(blob, descriptor)
    is_gzip = is_archive and head.startswith(_GZIP)
    inflated = gzip.GzipFile(fileobj=raw, mode="rb") if is_gzip else None
    return Layer(blob, descriptor, "gzip" if is_gzip else None, 0, raw, inflated)
