from dataclasses import dataclass
from pathlib import Path

from auditor.domain.header import Header
from auditor.formats.base import RandomAccess, WeightFormat
from auditor.formats.weight_file import read_with


@dataclass(frozen=True, slots=True)
class OneLine:
    """A format that a newcomer might add."""

    name: str = "one-line"
    suffixes: tuple[str, ...] = (".one", ".1l")

    def recognises(self, file: RandomAccess) -> bool:
        return file.size > 3 and file.head.startswith(b"ONE")

    def read_header(self, file: RandomAccess) -> Header:
        n = int(file.read(3, file.size - 3))
        return Header(format=self.name, version="1", sha256=file.name, n_tensors=1, n_parameters=n)


def test_a_new_format_is_one_class_and_one_line(tmp_path: Path) -> None:
    formats: tuple[WeightFormat, ...] = (OneLine(),)
    (tmp_path / "m.1l").write_bytes(b"ONE42")
    expected = Header(format="one-line", version="1", sha256="m.1l", n_tensors=1, n_parameters=42)
    read = read_with(str(tmp_path / "m.1l"), formats)
    assert (read.header, read.status.st_size) == (expected, 5)
