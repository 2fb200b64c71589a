import struct
from dataclasses import dataclass
from pathlib import Path

import pytest

from auditor.domain.header import Header
from auditor.errors import FormatError
from auditor.formats.base import RandomAccess, UnforeseenError, WeightFormat, answering
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


@pytest.mark.parametrize(
    ("error", "what"),
    [
        (RecursionError("x"), "it is nested too deeply (RecursionError)"),
        (MemoryError(), "it takes more memory than there is (MemoryError)"),
        (ValueError("secret"), "what is in it does not fit together (ValueError)"),
        (OverflowError("x"), "what is in it does not fit together (OverflowError)"),
        (KeyError("x"), "what is in it does not fit together (KeyError)"),
        (struct.error("x"), "what is in it does not fit together (error)"),
        (EOFError(), "what is in it does not fit together (EOFError)"),
    ],
)
def test_what_a_reader_has_no_answer_to_is_a_refusal(error: Exception, what: str) -> None:
    with pytest.raises(UnforeseenError) as caught, answering():
        raise error
    assert caught.value.message == f"file: its header cannot be read: {what}"
    assert (caught.value.offset, caught.value.__cause__) == (0, error)
    assert caught.value.hint == "If others can read the file, report this."


@pytest.mark.parametrize("error", [FormatError("x: y"), OSError(5, "z"), KeyboardInterrupt()])
def test_what_others_answer_is_left_to_them(error: BaseException) -> None:
    with pytest.raises(type(error)) as caught, answering():
        raise error
    assert caught.value is error


def test_a_format_that_stumbles_ends_no_scan(tmp_path: Path) -> None:
    (tmp_path / "m.1l").write_bytes(b"ONEx")
    with pytest.raises(UnforeseenError, match=r"does not fit together \(ValueError\)"):
        read_with(str(tmp_path / "m.1l"), (OneLine(),))
