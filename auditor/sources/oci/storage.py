"""Where the blobs of images lie: files of a folder, or members of an archive."""

import os
import posixpath
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from auditor.errors import FormatError
from auditor.sources.oci.tar_stream import entries
from auditor.sources.places import Unfollowed, real_file
from auditor.sources.reading import why

_MOST_LINKS: Final = 8


@dataclass(frozen=True, slots=True)
class Blob:
    """Bytes in a file.

    Attributes:
        path: The file.
        begin: Where in it they begin.
        size: How many they are.
    """

    path: str
    begin: int
    size: int

    def whole(self, limit: int) -> bytes:
        """Return them all.

        Raises:
            FormatError: they are more than ``limit``, or cannot be read.
        """
        if self.size > limit:
            raise FormatError(f"{self.size} bytes is too large for what it is")
        try:
            descriptor = os.open(self.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
            with os.fdopen(descriptor, "rb") as stream:
                stream.seek(self.begin)
                found = stream.read(self.size)
        except OSError as error:
            raise FormatError(why(error)) from error
        if len(found) != self.size:
            raise FormatError("cut off", offset=len(found))
        return found


class Storage(Protocol):
    """Blobs by the path they have in the layout."""

    def find(self, name: str) -> Blob | None:
        """Return the blob at a path; ``None`` if there is none.

        Raises:
            FormatError: there is one that is not opened.
        """
        ...


@dataclass(frozen=True, slots=True)
class Folder:
    """A layout in a folder, links resolved."""

    root: Path

    def find(self, name: str) -> Blob | None:
        """See `Storage.find`."""
        path = self.root / name
        if not os.path.lexists(path):
            return None
        real = real_file(str(path), (self.root,))
        if isinstance(real, Unfollowed):
            raise FormatError(real.reason)
        return Blob(real, 0, Path(real).stat().st_size)


@dataclass(frozen=True, slots=True)
class Archive:
    """A layout in a tar archive.

    Attributes:
        blobs: Its regular files by their paths.
        links: Where its links lead, by their paths.
        failure: What kept it from being read to its end; empty if nothing did.
    """

    blobs: dict[str, Blob]
    links: dict[str, str]
    failure: str = ""

    def find(self, name: str) -> Blob | None:
        """See `Storage.find`; older archives link one layer to another."""
        for _ in range(_MOST_LINKS):
            if name in self.blobs:
                return self.blobs[name]
            if name not in self.links:
                return None
            name = self.links[name]
        return None


class _Seeking:
    """A file of which what is skipped is not read."""

    def __init__(self, descriptor: int, size: int) -> None:
        self._descriptor, self._size, self._position = descriptor, size, 0

    def read(self, size: int, /) -> bytes:
        part = os.pread(self._descriptor, size, self._position)
        self._position += len(part)
        return part

    def skip(self, size: int) -> int:
        skipped = min(size, self._size - self._position)
        self._position += skipped
        return skipped


def read_archive(path: str) -> Archive:
    """Return what lies in an archive, by its headers, as far as it can be read.

    Raises:
        OSError: it cannot be opened.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    blobs: dict[str, Blob] = {}
    links: dict[str, str] = {}
    failure = ""
    try:
        for entry in entries(_Seeking(descriptor, os.fstat(descriptor).st_size)):
            info = entry.info
            name = plain(info.name)
            if name and info.isreg() and info.sparse is None:
                blobs[name] = Blob(path, info.offset_data, info.size)
            elif name and info.type == tarfile.SYMTYPE:
                links[name] = plain(posixpath.join(posixpath.dirname(name), info.linkname)) or ""
            elif name and info.type == tarfile.LNKTYPE:
                links[name] = plain(info.linkname) or ""
    except FormatError as error:
        failure = error.message
    finally:
        os.close(descriptor)
    return Archive(blobs, links, failure)


def plain(path: str) -> str | None:
    """Return a path within an archive without what only decorates it; ``None`` if it leads out of it."""
    found = posixpath.normpath(f"./{path.lstrip('/')}")
    return None if found == ".." or found.startswith("../") or found == "." else found
