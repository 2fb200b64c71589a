import hashlib
import os
import socket
from pathlib import Path

import pytest

from auditor.domain.header import Anomaly
from auditor.errors import FormatError
from auditor.formats import read_file, read_header
from auditor.formats.weight_file import HEAD_BYTES, OpenFile
from tests.builders.gguf import gguf_file, raw_gguf
from tests.builders.safetensors import raw_safetensors, safetensors_file

LFS_POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"

USUAL = "Replace the file, or fetch it again."


def _failure(path: Path) -> tuple[str, int | None, str]:
    with pytest.raises(FormatError) as caught:
        read_header(path)
    return caught.value.message, caught.value.offset, caught.value.hint


@pytest.mark.parametrize(
    ("name", "content", "message", "offset", "hint"),
    [
        ("m.gguf", b"", "gguf: not a gguf file: it is an empty file", 0, "Fetch the file again."),
        (
            "m.safetensors",
            LFS_POINTER,
            "safetensors: not a safetensors file: it is a Git LFS pointer instead of the file it points to",
            0,
            "Fetch the file: git lfs pull",
        ),
        (
            "M.GGUF",
            b"<html>Sign in</html>",
            "gguf: not a gguf file: it is an HTML page, such as a login or error page saved by a download",
            0,
            "Fetch the file again.",
        ),
        (
            "sha256-0",
            b"PK\x03\x04",
            "file: not weights of a known format: it is a ZIP archive, as PyTorch checkpoints are",
            0,
            USUAL,
        ),
        (
            "sha256-0",
            b"\xff\x01\x02",
            "file: not weights of a known format: it begins with ff 01 02",
            0,
            USUAL,
        ),
        ("m.gguf", b"\xff\x01\x02\x03", "gguf: it begins with ff 01 02 03, not with 'GGUF'", 0, USUAL),
        (
            "m.gguf",
            b"\xff\x01",
            "gguf: the magic takes 4 bytes, 2 are left in the file: truncated header",
            0,
            USUAL,
        ),
        ("m.safetensors", b"\xff\x01", "safetensors: 2 bytes hold no header: truncated", 0, USUAL),
    ],
)
def test_a_file_that_is_something_else_is_named(
    tmp_path: Path, name: str, content: bytes, message: str, offset: int, hint: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert _failure(path) == (message, offset, hint)


def test_content_decides_where_there_is_no_suffix(tmp_path: Path) -> None:
    gguf = gguf_file(tmp_path / "sha256-1")
    safetensors = safetensors_file(tmp_path / "sha256-2")
    assert [read_header(path).format for path in (gguf, safetensors)] == ["gguf", "safetensors"]
    assert read_header(gguf).anomalies == ()


def test_a_suffix_of_another_format_is_an_anomaly(tmp_path: Path) -> None:
    header = read_header(gguf_file(tmp_path / "model.safetensors"))
    detail = "the content is gguf, the name says .safetensors"
    assert (header.format, header.anomalies) == ("gguf", (Anomaly("suffix-mismatch", 0, detail),))


def test_a_symbolic_link_is_not_followed(tmp_path: Path) -> None:
    gguf_file(tmp_path / "real.gguf")
    (tmp_path / "link.gguf").symlink_to("real.gguf")
    expected = ("file: a symbolic link, which is not followed", None, "Name the file it points to.")
    assert _failure(tmp_path / "link.gguf") == expected


def test_a_fifo_is_refused_without_waiting_for_its_writer(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "m.gguf")
    assert _failure(tmp_path / "m.gguf")[0] == "file: not a regular file"


def test_directories_devices_and_sockets_are_refused(tmp_path: Path) -> None:
    assert _failure(tmp_path)[0] == "file: not a regular file"
    assert _failure(Path("/dev/zero"))[0] == "file: not a regular file"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "m.gguf"))
        assert _failure(tmp_path / "m.gguf")[0] == "file: cannot be read: No such device or address"


def test_what_cannot_be_opened_says_why(tmp_path: Path) -> None:
    assert _failure(tmp_path / "missing")[0] == "file: cannot be read: No such file or directory"
    assert _failure(Path("a\0b"))[0] == "file: cannot be read: embedded null byte"


def test_a_file_that_shrinks_while_it_is_read_is_an_error_not_a_crash(tmp_path: Path) -> None:
    path = tmp_path / "m"
    path.write_bytes(b"1234")
    descriptor = os.open(path, os.O_RDONLY)
    file = OpenFile("m", descriptor, 100, b"1234")
    try:
        assert file.read(1, 3) == b"234"
        with pytest.raises(FormatError, match="it became shorter while it was read") as caught:
            file.read(0, 100)
        assert caught.value.offset == 4
    finally:
        os.close(descriptor)


def test_a_disk_error_while_reading_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = gguf_file(tmp_path / "m.gguf")

    def broken(descriptor: int, length: int) -> bytes:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "read", broken)
    assert _failure(path)[0] == "file: cannot be read: Input/output error"


def test_no_descriptor_is_left_open(tmp_path: Path) -> None:
    good, bad = gguf_file(tmp_path / "good.gguf"), tmp_path / "bad.gguf"
    bad.write_bytes(raw_gguf(version=9))
    before = {entry.name for entry in Path("/proc/self/fd").iterdir()}
    read_header(good)
    _failure(bad)
    assert {entry.name for entry in Path("/proc/self/fd").iterdir()} == before


def test_a_header_goes_with_the_file_it_was_read_from_whatever_lies_there_by_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, other = gguf_file(tmp_path / "m.gguf"), gguf_file(tmp_path / "other")
    before, read = path.stat(), os.read

    def swapped(descriptor: int, length: int) -> bytes:
        other.replace(path)
        return read(descriptor, length)

    monkeypatch.setattr(os, "read", swapped)
    status = read_file(str(path)).status
    assert (status.st_dev, status.st_ino) == (before.st_dev, before.st_ino)
    assert status.st_ino != path.stat().st_ino


def test_a_file_that_one_look_read_whole_has_its_digest_and_no_other_has(tmp_path: Path) -> None:
    small = gguf_file(tmp_path / "small.gguf")
    large = gguf_file(tmp_path / "large.gguf")
    with large.open("ab") as stream:
        stream.truncate(HEAD_BYTES + 1)
    assert read_file(str(small)).sha256 == hashlib.sha256(small.read_bytes()).hexdigest()
    assert read_file(str(large)).sha256 is None


def test_headers_longer_than_the_first_read_are_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "m.safetensors"
    padding = b'{"__metadata__":{"a":"' + b"x" * HEAD_BYTES + b'"}}'
    path.write_bytes(raw_safetensors(padding))
    assert read_header(path).metadata == (("a", "x" * 4096),)
