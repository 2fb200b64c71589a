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


def test_a_name_that_is_there_twice_is_told_and_every_entry_listed() -> None:
    assert read_archive(BytesFile(_zip(("a", b"1"), ("b", b"2")))).anomalies == ()
    with pytest.warns(UserWarning, match="Duplicate name"):
        raw = _zip(("a", b"1"), ("b", b"2"), ("a", b"3"), ("a", b"4"))
    archive = read_archive(BytesFile(raw))
    assert [one.name for one in archive.entries] == ["a", "b", "a", "a"]
    assert archive.read(archive.members["a"], 1) == b"4"
    (anomaly,) = archive.anomalies
    assert (anomaly.code, anomaly.offset) == ("repeated-member", 0)
    assert anomaly.detail.startswith("a is in the archive more than once, and 1 more: which of them is read")


def test_a_name_ends_where_it_does_for_readers_of_python() -> None:
    raw = _zip(("a", b"1"), ("a#b", b"2")).replace(b"a#b", b"a\0b")
    archive = read_archive(BytesFile(raw))
    assert [one.name for one in archive.entries] == ["a", "a"]
    assert archive.read(archive.entries[1], 1) == zipfile.ZipFile(io.BytesIO(raw)).read("a") == b"2"
    assert [one.code for one in archive.anomalies] == ["repeated-member"]


@pytest.mark.parametrize(("name", "length"), [(b"seen", 4), (b"kept", 3), (b"kept", 5)])
def test_a_member_that_has_another_name_itself_is_refused(name: bytes, length: int) -> None:
    raw = _zip(("kept", b"x"))
    at = raw.index(b"kept")
    other = raw[:26] + struct.pack("<H", length) + raw[28:at] + name + raw[at + 4 :]
    archive = read_archive(BytesFile(other))
    with pytest.raises(FormatError, match="what the directory calls kept has another name itself"):
        archive.read(archive.members["kept"], 10)
