import io
import struct
import zipfile

import pytest

from auditor.errors import FormatError
from auditor.formats.zip_archive import members_of, read_archive
from tests.builders.bytes_file import BytesFile


def _zip(*members: tuple[str, bytes], method: int = zipfile.ZIP_STORED, comment: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
        archive.comment = comment
    return out.getvalue()


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("before", [b"", b"#!/bin/sh\n"])
def test_members_are_listed_and_read_wherever_the_archive_begins(before: bytes, method: int) -> None:
    raw = before + _zip(("a/b", b"12" * 50), ("c", b""), method=method, comment=b"of its own")
    archive = read_archive(BytesFile(raw))
    assert list(archive.members) == ["a/b", "c"]
    assert archive.read(archive.members["a/b"], 100) == b"12" * 50
    assert archive.read(archive.members["c"], 10) == b""


def test_sizes_beyond_32_bits_are_in_the_extra_field() -> None:
    name, wide = b"big", struct.pack("<2HQQQ", 1, 24, 2**40, 2**40, 2**33)
    central = struct.pack(
        "<4s6H3L5H2L",
        b"PK\1\2",
        45,
        45,
        0,
        0,
        0,
        0,
        0,
        *(0xFFFFFFFF,) * 2,
        3,
        len(wide),
        0,
        0,
        0,
        0,
        0xFFFFFFFF,
    )
    directory = central + name + wide
    end = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, 1, 1, len(directory), 0)
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, len(directory), 1)
    last = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    (member,) = read_archive(BytesFile(directory + end + locator + last)).members.values()
    assert (member.name, member.size, member.offset) == ("big", 2**40, 2**33)
    with pytest.raises(FormatError, match="beyond the end of the file"):
        read_archive(BytesFile(directory + end + locator + last)).read(member, 10)


def test_what_is_too_large_or_not_as_it_says_is_refused() -> None:
    raw = _zip(("bomb", bytes(10**6)), method=zipfile.ZIP_DEFLATED)
    archive = read_archive(BytesFile(raw))
    with pytest.raises(FormatError, match="bomb is 1,000,000 bytes; over 1,000 are not read"):
        archive.read(archive.members["bomb"], 1000)
    lying = raw.replace(struct.pack("<L", 10**6), struct.pack("<L", 7))
    archive = read_archive(BytesFile(lying))
    with pytest.raises(FormatError, match="holds other than the 7 bytes"):
        archive.read(archive.members["bomb"], 2000)
    other = read_archive(BytesFile(_zip(("m", b"x" * 99), method=zipfile.ZIP_BZIP2)))
    with pytest.raises(FormatError, match="compressed by method 12"):
        other.read(other.members["m"], 1000)


def test_an_encrypted_member_is_refused() -> None:
    raw = bytearray(_zip(("m", b"x")))
    raw[raw.rindex(b"PK\1\2") + 8] |= 1
    archive = read_archive(BytesFile(bytes(raw)))
    with pytest.raises(FormatError, match="m is encrypted"):
        archive.read(archive.members["m"], 10)


@pytest.mark.parametrize("raw", [b"", b"PK\3\4", b"PK\5\6" + bytes(18), b"x" * 100])
def test_what_is_no_archive_has_no_members(raw: bytes) -> None:
    assert members_of(BytesFile(raw)) == frozenset()


def test_a_directory_that_claims_to_be_huge_is_not_read() -> None:
    last = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, 2**30, 0, 0)

    class Huge(BytesFile):
        @property
        def size(self) -> int:
            return 2**31

        def read(self, offset: int, length: int) -> bytes:
            return bytes(length - len(last)) + last if offset + length == self.size else bytes(length)

    with pytest.raises(FormatError, match="a directory of 1,073,741,824 bytes"):
        read_archive(Huge(b"PK\3\4"))
