"""ZIP archives of strangers: the list of members, and small members whole. Nothing is unpacked to disk.

PyTorch, Keras, NumPy and skops keep models in them, and llamafile appends one to an executable.

Source:
    PKWARE, APPNOTE.TXT 6.3.10, sections 4.3.7 (local header), 4.3.12 (central directory), 4.3.14 to 16.
"""

import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from auditor.domain.header import Anomaly
from auditor.errors import FormatError
from auditor.formats.base import RandomAccess
from auditor.formats.text import cleaned

MAGIC: Final = b"PK\x03\x04"

# The largest checkpoints have some ten thousand members of a hundred bytes each.
MAX_DIRECTORY_BYTES: Final = 16 * 1024 * 1024

_END: Final = struct.Struct("<4s4H2LH")
_END_64: Final = struct.Struct("<4sQ2H2L4Q")
_LOCATOR: Final = struct.Struct("<4sLQL")
_CENTRAL: Final = struct.Struct("<4s6H3L5H2L")
_LOCAL: Final = struct.Struct("<4s5H3L2H")
_MAX_COMMENT_BYTES: Final = 0xFFFF
_STORED, _DEFLATED = 0, 8
_ENCRYPTED: Final = 0x1


@dataclass(frozen=True, slots=True)
class Member:
    """One entry of the central directory.

    Attributes:
        name: Its path in the archive.
        raw_name: The bytes of it, as the directory has them.
        size: Its size, in bytes.
        packed_size: What it takes in the archive, in bytes.
        method: 0 stored, 8 deflated, else another compression.
        is_encrypted: It takes a password.
        offset: Offset of its local header in the file.
    """

    name: str
    raw_name: bytes
    size: int
    packed_size: int
    method: int
    is_encrypted: bool
    offset: int


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive whose central directory was read.

    Attributes:
        file: What it lies in.
        entries: All that the directory lists, in its order.
        members: By name; of equal names the last, as most readers do.
    """

    file: RandomAccess
    entries: tuple[Member, ...]
    members: Mapping[str, Member]

    @property
    def anomalies(self) -> tuple[Anomaly, ...]:
        """That names are in the directory more than once, if some are."""
        repeated = [one for one in self.entries if self.members[one.name] is not one]
        if not repeated:
            return ()
        name = cleaned(repeated[0].name, 80)
        more = f", and {len(repeated) - 1} more" if len(repeated) > 1 else ""
        detail = f"{name} is in the archive more than once{more}: which of them is read depends on the reader"
        return (Anomaly("repeated-member", repeated[0].offset, detail),)

    def data_offset(self, member: Member) -> int:
        """Return where the member's data begin.

        Raises:
            FormatError: no local header, or another member's, lies where the central directory says.
        """
        name = cleaned(member.name, 80)
        raw = _read(self.file, member.offset, _LOCAL.size + len(member.raw_name), f"the header of {name}")
        magic, *_, name_length, extra_length = _LOCAL.unpack_from(raw)
        if magic != MAGIC:
            raise _broken(f"no header of {name} where one should be", member.offset)
        # Readers that go by these headers, and not by the directory, would see another archive.
        if name_length != len(member.raw_name) or raw[_LOCAL.size :] != member.raw_name:
            raise _broken(f"what the directory calls {name} has another name itself", member.offset)
        begin = member.offset + _LOCAL.size + int(name_length) + int(extra_length)
        if begin + member.packed_size > self.file.size:
            raise _broken(f"{name} ends beyond the end of the file: truncated", begin)
        return begin

    def read(self, member: Member, limit: int) -> bytes:
        """Return a member's bytes.

        Raises:
            FormatError: it is larger than ``limit``, encrypted, compressed in an unusual way, or broken.
        """
        name, begin = cleaned(member.name, 80), self.data_offset(member)
        if member.size > limit or member.packed_size > limit:
            raise _broken(f"{name} is {member.size:,} bytes; over {limit:,} are not read", begin)
        unpacked = self.beginning(member, member.size + 1)
        if len(unpacked) != member.size:
            raise _broken(f"{name} holds other than the {member.size:,} bytes it says", begin)
        return unpacked

    def beginning(self, member: Member, limit: int) -> bytes:
        """Return at most ``limit`` bytes from a member's beginning, whatever it says of its size.

        Raises:
            FormatError: it is encrypted, compressed in an unusual way, or broken.
        """
        name, begin = cleaned(member.name, 80), self.data_offset(member)
        if member.is_encrypted:
            raise _broken(f"{name} is encrypted", begin)
        # Deflated data are never much longer than what they stand for.
        packed = _read(self.file, begin, min(member.packed_size, limit + limit // 8 + 64), name)
        if member.method == _STORED:
            return packed[:limit]
        if member.method != _DEFLATED:
            raise _broken(f"{name} is compressed by method {member.method}, which is not read", begin)
        try:
            return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, limit)
        except zlib.error as error:
            raise _broken(f"{name} cannot be decompressed", begin) from error


def read_archive(file: RandomAccess) -> Archive:
    """Read the central directory, which lies at the end of the file.

    Raises:
        FormatError: there is none, or it is broken or too large.
    """
    end_offset, directory_size, directory_offset = _end(file)
    # What stands before an archive, such as an executable, moves every offset by its length.
    shift = end_offset - directory_size - directory_offset
    if shift < 0:
        raise _broken("its directory lies beyond where it should end", end_offset)
    if directory_size > MAX_DIRECTORY_BYTES:
        raise _broken(
            f"a directory of {directory_size:,} bytes; over {MAX_DIRECTORY_BYTES:,} are not read", end_offset
        )
    begin = directory_offset + shift
    raw = _read(file, begin, directory_size, "its directory")
    entries, at = [], 0
    while at < len(raw):
        member, at = _member(raw, at, shift, begin)
        entries.append(member)
    return Archive(file, tuple(entries), {one.name: one for one in entries})


def members_of(file: RandomAccess) -> frozenset[str]:
    """Return the names of an archive's members; none where it is no archive that can be read."""
    if not file.head.startswith(MAGIC):
        return frozenset()
    try:
        return frozenset(read_archive(file).members)
    except FormatError:
        return frozenset()


def _end(file: RandomAccess) -> tuple[int, int, int]:
    """Return where the directory ends, its size and its offset as the archive counts it."""
    length = min(file.size, _END.size + _MAX_COMMENT_BYTES)
    start = file.size - length
    tail = file.read(start, length)
    at = tail.rfind(b"PK\x05\x06", 0, max(0, length - _END.size + 4))
    if at < 0:
        raise _broken("its end, which lists what it holds, is missing: truncated", file.size)
    *_, size, offset, _ = _END.unpack_from(tail, at)
    return _end_64(file, start + at, (int(size), int(offset)))


def _end_64(file: RandomAccess, end_offset: int, narrow: tuple[int, int]) -> tuple[int, int, int]:
    at = end_offset - _LOCATOR.size
    located = _LOCATOR.unpack(file.read(at, _LOCATOR.size)) if at >= 0 else (b"",)
    if located[0] != b"PK\x06\x07":
        return end_offset, *narrow
    raw = _read(file, int(located[2]), _END_64.size, "its 64-bit end")
    magic, *_, size, offset = _END_64.unpack(raw)
    if magic != b"PK\x06\x06":
        raise _broken("its 64-bit end is not where it says", end_offset)
    return int(located[2]), int(size), int(offset)


def _member(raw: bytes, at: int, shift: int, begin: int) -> tuple[Member, int]:
    """Return the directory's entry at ``at``, and where the next one begins."""
    if at + _CENTRAL.size > len(raw):
        raise _broken("its directory ends amid an entry", begin + at)
    magic, _, _, flags, method, *fields = _CENTRAL.unpack_from(raw, at)
    packed, size, n_name, n_extra, n_comment, offset = (*fields[3:8], fields[11])
    name_at = at + _CENTRAL.size
    extra_at = name_at + n_name
    end = extra_at + n_extra + n_comment
    if magic != b"PK\x01\x02" or end > len(raw):
        raise _broken("its directory is malformed", begin + at)
    size, packed, offset = _wide((size, packed, offset), raw[extra_at : extra_at + n_extra])
    raw_name = raw[name_at:extra_at]
    # Readers of Python end a name there.
    name = raw_name.partition(b"\0")[0].decode("utf-8", "replace")
    return Member(name, raw_name, size, packed, method, bool(flags & _ENCRYPTED), offset + shift), end


def _wide(narrow: tuple[int, int, int], extra: bytes) -> tuple[int, int, int]:
    """Fill in what does not fit 32 bits from the extra field 0x0001, which has only those, in this order."""
    if 0xFFFFFFFF not in narrow:
        return narrow
    values, at = list(narrow), 0
    while at + 4 <= len(extra):
        tag, length = struct.unpack_from("<2H", extra, at)
        if tag == 1:
            field = extra[at + 4 : at + 4 + length]
            wide = iter(struct.unpack(f"<{len(field) // 8}Q", field[: len(field) // 8 * 8]))
            values = [next(wide, value) if value == 0xFFFFFFFF else value for value in values]
            break
        at += 4 + length
    return values[0], values[1], values[2]


def _read(file: RandomAccess, offset: int, length: int, what: str) -> bytes:
    if offset < 0 or offset + length > file.size:
        raise _broken(f"{what} lies beyond the end of the file", min(max(offset, 0), file.size))
    return file.read(offset, length)


def _broken(what: str, offset: int) -> FormatError:
    return FormatError(f"zip: {what}", offset=offset)
