from pathlib import Path

import pytest

from auditor.domain.header import FileRole
from auditor.errors import FormatError
from auditor.formats import read_header
from auditor.formats.data_beside import describing
from tests.builders.tensorflow import index


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/a/m.bin", ("/a/m.xml", "openvino")),
        ("v/variables.data-00000-of-00002", ("v/variables.index", "tensorflow-checkpoint")),
        ("m.gguf", None),
    ],
)
def test_the_name_tells_what_would_describe_a_file(path: str, expected: tuple[str, str] | None) -> None:
    assert describing(path) == expected


def test_numbers_go_with_the_file_beside_them_that_describes_them(tmp_path: Path) -> None:
    (tmp_path / "m.xml").write_bytes(b'<?xml version="1.0"?>\n<net name="m" version="11">')
    (tmp_path / "variables.index").write_bytes(index({"w": (1, (2,))}))
    for name, kind in (("m.bin", "openvino"), ("variables.data-00000-of-00001", "tensorflow-checkpoint")):
        (tmp_path / name).write_bytes(b"\x00\x80\xff\x3f")
        header = read_header(tmp_path / name)
        assert (header.format, header.role) == (kind, FileRole.DATA)


@pytest.mark.parametrize("beside", [None, b"<project>", b'<net name="m" version="11">'])
def test_numbers_alone_stay_unknown_and_spoiled_ones_are_told(tmp_path: Path, beside: bytes | None) -> None:
    path = tmp_path / "m.bin"
    if beside is not None:
        (tmp_path / "m.xml").write_bytes(beside)
    path.write_bytes(b"" if beside and b"net" in beside else b"\x00\x80\xff\x3f")
    with pytest.raises(FormatError):
        read_header(path)
