"""Open a file with tensors: a regular file, read-only, never followed, never waited for."""

import errno
import hashlib
import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Final

from auditor.domain.header import Anomaly, FileRole, Header, OnLoad
from auditor.errors import FormatError
from auditor.formats.base import OnLoadError, RandomAccess, UnknownFormatError, WeightFormat, answering
from auditor.formats.content import looks_like
from auditor.formats.data_beside import describing
from auditor.formats.unread import unread_header

# Larger than nearly every safetensors header, so that one read serves the common case.
HEAD_BYTES: Final = 64 * 1024

# O_NONBLOCK: opening a FIFO must not wait for its writer. O_NOFOLLOW: sources resolve links and
# record both ends; a link that appears in between is not followed.
_FLAGS: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


@dataclass(frozen=True, slots=True)
class OpenFile:
    """An open regular file; whoever opened it closes it.

    Attributes:
        name: File name without its directory.
        descriptor: File descriptor.
        size: Size in bytes when it was opened; nothing beyond it is read.
        head: Its first bytes, at most ``HEAD_BYTES``.
    """

    name: str
    descriptor: int
    size: int
    head: bytes

    def read(self, offset: int, length: int) -> bytes:
        """Return exactly ``length`` bytes from ``offset``.

        Raises:
            FormatError: the file ends before that; it was cut since it was opened.
        """
        parts = []
        while length:
            part = os.pread(self.descriptor, length, offset)
            if not part:
                raise FormatError("file: it became shorter while it was read", offset=offset)
            parts.append(part)
            offset, length = offset + len(part), length - len(part)
        return b"".join(parts)


@dataclass(frozen=True, slots=True)
class WasRead:
    """What one look at a file told, whatever lies there by now.

    Attributes:
        header: Its header.
        status: The status of the very file that was open.
        sha256: Digest of its bytes, if it is so small that looking at its header was reading all of it.
    """

    header: Header
    status: os.stat_result
    sha256: str | None = None


def read_with(path: str, formats: Sequence[WeightFormat]) -> WasRead:
    """Read the header of ``path`` with the first format that recognises it, else with its suffix's.

    Raises:
        FormatError: see ``auditor.formats.read_header``.
    """
    try:
        descriptor = os.open(path, _FLAGS)
    except (OSError, ValueError) as error:
        raise _unreadable(error) from error
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise FormatError("file: not a regular file", hint="Only regular files can hold weights.")
        name = os.path.basename(path)  # noqa: PTH119 - the speed of a scan is made of these
        head = os.read(descriptor, min(status.st_size, HEAD_BYTES))
        file = OpenFile(name, descriptor, status.st_size, head)
        try:
            header = header_of(file, formats)
        except UnknownFormatError as error:
            described = None if error.is_spoiled else _described(file, path, formats)
            if described is None:
                raise
            header = described
        is_whole = len(head) == status.st_size
        return WasRead(header, status, hashlib.sha256(head).hexdigest() if is_whole else None)
    except OSError as error:
        raise _unreadable(error) from error
    finally:
        os.close(descriptor)


def header_of(file: RandomAccess, formats: Sequence[WeightFormat]) -> Header:
    """Read the header of what is open already, as `read_with` does.

    Raises:
        FormatError: see ``auditor.formats.read_header``; nothing else, whatever the bytes are.
    """
    with answering():
        return _header_of(file, formats)


def _header_of(file: RandomAccess, formats: Sequence[WeightFormat]) -> Header:
    name = file.name.lower()
    named = next((known for known in formats if name.endswith(known.suffixes)), None)
    for known in formats:
        if known.recognises(file):
            header = known.read_header(file)
            return header if named in (known, None) else _renamed(header, file.name, named)
    # What most files are never needs them.
    from auditor.formats.identified import identify
    from auditor.formats.plain_archive import look_into

    if told := identify(file):
        return told if named is None else _renamed(told, file.name, named)
    if named is None:
        look_into(file, formats)
    _refuse_foreign(file, named)
    if named is None:
        raise UnknownFormatError(
            f"file: not weights of a known format: it begins with {file.head[:8].hex(' ')}"
        )
    return named.read_header(file)


def _described(file: OpenFile, path: str, formats: Sequence[WeightFormat]) -> Header | None:
    """Return the header of a file of numbers alone, if the file that describes it lies beside it."""
    beside = describing(path)
    if beside is None:
        return None
    place, wanted = beside
    try:
        found = read_with(place, formats).header.format
    except FormatError:
        return None
    why = f"{os.path.basename(place)} describes what is in it"  # noqa: PTH119 - as above
    return unread_header(file, wanted, why=why, role=FileRole.DATA) if found == wanted else None


def _refuse_foreign(file: RandomAccess, named: WeightFormat | None) -> None:
    content = looks_like(file.head, file.size)
    if content is None:
        return
    if named is None:
        what = f"file: not weights of a known format: it is {content.phrase}"
        raise UnknownFormatError(what, hint=content.hint, is_spoiled=bool(content.hint))
    what = f"{named.name}: not a {named.name} file: it is {content.phrase}"
    raise FormatError(what, offset=0, hint=content.hint)


def _renamed(header: Header, name: str, named: WeightFormat) -> Header:
    """Return the header of a file that is in another format than its name says.

    Raises:
        FormatError: that format is read no further, so what the name promises is not there.
    """
    if header.unread:
        what = "; ".join([header.format, *(anomaly.detail for anomaly in header.anomalies)])
        what = f"{named.name}: not a {named.name} file: its format is {what}"
        raise OnLoadError(what, OnLoad.worst(one.on_load for one in header.anomalies), offset=0)
    detail = f"the content is {header.format}, the name says {PurePath(name).suffix}"
    return replace(header, anomalies=(*header.anomalies, Anomaly("suffix-mismatch", 0, detail)))


def _unreadable(error: OSError | ValueError) -> FormatError:
    if isinstance(error, OSError) and error.errno == errno.ELOOP:
        return FormatError("file: a symbolic link, which is not followed", hint="Name the file it points to.")
    what = error.strerror if isinstance(error, OSError) else str(error)
    return FormatError(f"file: cannot be read: {what}")
