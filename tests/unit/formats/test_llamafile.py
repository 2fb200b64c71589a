from dataclasses import replace
from pathlib import Path

import pytest

from auditor.domain.header import FileRole
from auditor.errors import FormatError
from auditor.formats import read_header
from tests.builders.gguf import gguf_file
from tests.builders.llamafile import llamafile


@pytest.mark.parametrize(
    ("name", "magic"),
    [("m.llamafile", b"MZqFpD='"), ("m.llamafile", b"\x7fELF"), ("m.bin", b"MZqFpD='"), ("m", b"jartsr='")],
)
def test_the_header_is_that_of_the_model_within(tmp_path: Path, name: str, magic: bytes) -> None:
    header = read_header(llamafile(tmp_path / name, magic=magic))
    assert header == replace(read_header(gguf_file(tmp_path / "x.gguf")), format="llamafile")


def test_one_without_a_model_is_told(tmp_path: Path) -> None:
    header = read_header(llamafile(tmp_path / "m.llamafile", member="notes.txt"))
    assert (header.role, header.unread) == (FileRole.OTHER, "no weights lie in it")


def test_a_model_that_is_packed_or_broken_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="not stored as it is"):
        read_header(llamafile(tmp_path / "m.llamafile", packed=True))
    path = llamafile(tmp_path / "n.llamafile")
    raw = path.read_bytes()
    at = raw.index(b"GGUF")
    path.write_bytes(raw[: at + 4] + b"\x09" + raw[at + 5 :])
    with pytest.raises(FormatError, match="llamafile: gguf: version 9 is unknown") as caught:
        read_header(path)
    assert caught.value.offset == at + 4


def test_an_ordinary_executable_is_none(tmp_path: Path) -> None:
    (tmp_path / "m.llamafile").write_bytes(b"#!/bin/sh\nexit 0\n")
    with pytest.raises(FormatError, match="not a llamafile file"):
        read_header(tmp_path / "m.llamafile")
