"""A file that passes by in a layer, read like one that is open."""

import hashlib
import tempfile
from collections.abc import Callable
from types import TracebackType
from typing import IO, Final, Self

from auditor.errors import FormatError
from auditor.formats.weight_file import HEAD_BYTES
from auditor.sources.oci.tar_stream import Readable

_CHUNK_BYTES: Final = 1 << 20
_MOST_IN_MEMORY_BYTES: Final = 16 << 20
_MOST_HELD_BYTES: Final = 1 << 30


class Streamed:
    """See ``RandomAccess``; what passed by is held, in an unnamed temporary file where it is much.

    Args:
        name: File name without its directory.
        size: Size in bytes, as its archive says.
        data: Its bytes, forwards.
        direct: Returns bytes from anywhere in it, where it lies in the archive as it is.
    """

    def __init__(
        self, name: str, size: int, data: Readable, direct: Callable[[int, int], bytes | None] | None = None
    ) -> None:
        self.name, self.size = name, size
        self.failure = ""
        self._data, self._direct = data, direct
        self._sha256 = hashlib.sha256()
        self._n_passed = self._n_held = 0
        # It has no name anywhere.
        self._held: IO[bytes] = tempfile.SpooledTemporaryFile(_MOST_IN_MEMORY_BYTES)  # noqa: SIM115 - closed in __exit__
        self.head = b""

    def __enter__(self) -> Self:
        """Read the head.

        Raises:
            FormatError: the archive ends before.
        """
        self.head = self._from_held(0, min(self.size, HEAD_BYTES))
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        """Let go of what is held."""
        self._held.close()

    def read(self, offset: int, length: int) -> bytes:
        """See ``RandomAccess.read``."""
        if offset < 0 or length < 0 or offset + length > self.size:
            raise FormatError(f"{self.name}: it ends before that", offset=offset)
        if self._direct is not None and offset + length > self._n_held:
            found = self._direct(offset, length)
            if found is not None and len(found) == length:
                return found
        return self._from_held(offset, length)

    def digest(self) -> str:
        """Return the digest of all its bytes; those that have not passed yet pass now.

        Raises:
            FormatError: the archive ends before.
        """
        while self._n_passed < self.size:
            self._pass(min(_CHUNK_BYTES, self.size - self._n_passed))
        return self._sha256.hexdigest()

    def _from_held(self, offset: int, length: int) -> bytes:
        if offset + length > _MOST_HELD_BYTES:
            gib = _MOST_HELD_BYTES >> 30
            self.failure = f"its header lies more than {gib} GiB into it, in a compressed layer"
            raise FormatError(self.failure, offset=offset)
        while self._n_held < offset + length:
            part = self._pass(min(_CHUNK_BYTES, self.size - self._n_passed))
            self._held.seek(self._n_held)
            self._held.write(part)
            self._n_held += len(part)
        self._held.seek(offset)
        return self._held.read(length)

    def _pass(self, length: int) -> bytes:
        try:
            part = self._data.read(length)
        except FormatError as error:
            self.failure = error.message
            raise
        if not part:
            self.failure = "the layer ends within it"
            raise FormatError(self.failure, offset=self._n_passed)
        self._n_passed += len(part)
        self._sha256.update(part)
        return part
