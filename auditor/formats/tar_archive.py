"""The members of a tar archive, header by header, as those who unpack it see them; forwards, and bounded.

What two readers would see differently is refused, for whoever looks at one may hide from the other.

Source:
    POSIX.1-2017, pax (ustar and pax interchange formats); GNU tar manual, "Basic Tar Format" (long names).
"""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Final, Protocol

from auditor.errors import FormatError
from auditor.formats.base import NotReadError

BLOCK: Final = 512
MAX_HEADERS: Final = 100_000
"""Of one archive, folders and links among them."""

_USTAR_AT: Final = 257
_HARD_LINK, _LINK = b"1", b"2"
# Links, devices, folders and pipes; whatever else a header says it is, is unpacked as a file.
_WITHOUT_DATA: Final = b"123456"
_LONG_NAME, _LONG_LINK = b"L", b"K"
_WORDS, _WORDS_OF_ALL = (b"x", b"X"), b"g"
_SPARSE: Final = b"S"
_MAX_WORDS_BYTES: Final = 1024 * 1024
_OCTAL: Final = re.compile(rb"[ \0]*([0-7]{1,12})[ \0]*")
_WORD: Final = re.compile(rb"(\d{1,7}) ([^=\n]{1,200})=")


class Forwards(Protocol):
    """What is read from its beginning on."""

    def read(self, offset: int, length: int, /) -> bytes:
        """Return the bytes there."""
        ...


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive.

    Attributes:
        name: Its path, as it is written.
        at: Offset of its header.
        begin: Offset of its bytes.
        size: How many they are.
        through_link: It would be written through a link that leads out of where the archive is unpacked.
    """

    name: str
    at: int
    begin: int
    size: int
    through_link: bool


@dataclass(slots=True)
class _Said:
    """What headers say about those that follow.

    Attributes:
        of_all: Words about all members from there on.
        of_next: Words about the next one.
        outward: Links that lead out of where the archive is unpacked.
    """

    of_all: dict[str, str] = field(default_factory=dict)
    of_next: dict[str, str] = field(default_factory=dict)
    outward: set[str] = field(default_factory=set)


def is_tar(head: bytes) -> bool:
    """Say whether a file begins as tar archives do."""
    return head[_USTAR_AT : _USTAR_AT + 5] == b"ustar"


def members_of(file: Forwards, size_bytes: int) -> Iterator[Member]:
    """Yield the files of an archive, in their order.

    Raises:
        FormatError: it is broken, or would be read in two ways.
        NotReadError: it has more headers than are read, or a file with holes.
    """
    at, said = 0, _Said()
    for _ in range(MAX_HEADERS):
        if at + BLOCK > size_bytes:
            return
        raw = file.read(at, BLOCK)
        if not raw.strip(b"\0"):
            return
        if len(raw) < BLOCK:
            raise FormatError("tar: it is cut off", offset=at)
        kind, size = raw[156:157], _size(raw, at, said)
        if _is_about_others(file, kind, (at, size), said):
            at += BLOCK + size + -size % BLOCK
            continue
        # The oldest writers know a folder by its name alone.
        if kind in _WITHOUT_DATA or (kind == b"\0" and _text(raw[:100]).endswith("/")):
            size = _of_none(raw, kind, (at, size), said)
        else:
            yield _file(_name(raw, said).rstrip("/"), kind, (at, size), said)
        said.of_next = {}
        at += BLOCK + size + -size % BLOCK
    raise NotReadError(f"tar archive of over {MAX_HEADERS:,} headers, which are not all read")


def _is_about_others(file: Forwards, kind: bytes, place: tuple[int, int], said: _Said) -> bool:
    """Keep what a header says about others; say whether that is what it is for."""
    at, size = place
    if kind not in (_LONG_NAME, _LONG_LINK, *_WORDS, _WORDS_OF_ALL):
        return False
    if size > _MAX_WORDS_BYTES:
        raise FormatError(f"tar: {size:,} bytes about a member, which are not read", offset=at)
    raw = file.read(at + BLOCK, size)
    if kind == _LONG_NAME:
        said.of_next.setdefault("path", _text(raw))
    elif kind == _LONG_LINK:
        said.of_next.setdefault("linkpath", _text(raw))
    elif kind == _WORDS_OF_ALL:
        said.of_all |= _words(raw, at)
    else:
        said.of_next |= _words(raw, at)
    return True


def _words(raw: bytes, at: int) -> dict[str, str]:
    """Return the keywords of a pax header: each with its length, its name and a value."""
    found, begin = dict[str, str](), 0
    while begin < len(raw) and raw[begin : begin + 1] != b"\0":
        word = _WORD.match(raw, begin)
        end = begin + int(word[1]) if word else 0
        if word is None or not word.end() < end <= len(raw) or raw[end - 1 : end] != b"\n":
            raise FormatError("tar: what is said about a member is malformed", offset=at)
        found[word[2].decode("utf-8", "replace")] = raw[word.end() : end - 1].decode("utf-8", "replace")
        begin = end
    return found


def _of_none(raw: bytes, kind: bytes, place: tuple[int, int], said: _Said) -> int:
    """Return how many bytes follow the header of a link or a folder; note where a link leads."""
    at, size = place
    # Some take what follows for its data, and some for the next header; of a hard link nobody does.
    if size and kind != _HARD_LINK:
        raise FormatError("tar: a member that can have no data says that it has some", offset=at)
    if kind in (_HARD_LINK, _LINK):
        name = posixpath.normpath(_name(raw, said))
        target = said.of_next.get("linkpath") or said.of_all.get("linkpath") or _text(raw[157:257])
        folder = posixpath.dirname(name) if kind == _LINK else ""
        if _leads_out(posixpath.join(folder, target)):
            said.outward.add(name)
    return 0


def _file(name: str, kind: bytes, place: tuple[int, int], said: _Said) -> Member:
    at, size = place
    if kind == _SPARSE or any(word.startswith("GNU.sparse.") for word in said.of_next):
        raise NotReadError("tar archive of a file with holes, which is not looked at")
    plain = PurePosixPath(posixpath.normpath(name))
    through = any(str(part) in said.outward for part in (plain, *plain.parents))
    return Member(name, at, at + BLOCK, size, through)


def _leads_out(path: str) -> bool:
    plain = posixpath.normpath(path)
    return plain.startswith(("/", "../")) or plain == ".."


def _name(raw: bytes, said: _Said) -> str:
    if name := said.of_next.get("path") or said.of_all.get("path"):
        return name
    prefix = _text(raw[345:500]) if raw[_USTAR_AT + 5 : _USTAR_AT + 6] == b"\0" else ""
    return "/".join(part for part in (prefix, _text(raw[:100])) if part)


def _size(raw: bytes, at: int, said: _Said) -> int:
    # What is said about a member is not about the headers that say more of it.
    is_of_member = raw[156:157] not in (_LONG_NAME, _LONG_LINK, *_WORDS, _WORDS_OF_ALL)
    words = said.of_next.get("size") or said.of_all.get("size")
    if is_of_member and words is not None:
        if not re.fullmatch(r"[0-9]{1,19}", words):
            raise FormatError("tar: the size of a member is no number", offset=at)
        return int(words)
    stated = raw[124:136]
    # GNU tar writes sizes over 8 GiB in binary, with the first bit set.
    if stated[0] & 0x80:
        return int.from_bytes(stated[4:], "big")
    found = _OCTAL.fullmatch(stated)
    if found is None:
        raise FormatError("tar: the size of a member is no number", offset=at + 124)
    return int(found[1], 8)


def _text(raw: bytes) -> str:
    return raw.partition(b"\0")[0].decode("utf-8", "replace")
