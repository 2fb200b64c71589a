import pytest

from auditor.errors import FormatError
from auditor.formats.slice import slice_of
from tests.builders.bytes_file import BytesFile

FILE = BytesFile(b"before-within-after")


def test_a_part_reads_like_a_file_and_no_further() -> None:
    part = slice_of(FILE, "m", 7, 6)
    assert (part.head, part.size, part.read(2, 4)) == (b"within", 6, b"thin")
    for offset, length in ((0, 7), (-1, 2)):
        with pytest.raises(FormatError, match="ends before that"):
            part.read(offset, length)


@pytest.mark.parametrize(("begin", "size"), [(-1, 2), (10, 10)])
def test_a_part_outside_the_file_is_an_error(begin: int, size: int) -> None:
    with pytest.raises(FormatError, match="truncated"):
        slice_of(FILE, "m", begin, size)
