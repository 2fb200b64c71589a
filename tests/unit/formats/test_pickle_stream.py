import pytest

from auditor.formats.pickle_stream import PickleStream, TooLargeError
from tests.builders.bytes_file import BytesFile

TEXT = b"".join(b"%d\n" % n for n in range(50_000))


def test_lines_and_pieces_are_what_a_file_gives_wherever_blocks_end() -> None:
    stream = PickleStream(BytesFile(TEXT), 0, len(TEXT))
    assert b"".join(iter(stream.readline, b"")) == TEXT
    assert (stream.tell(), stream.read(1)) == (len(TEXT), b"")
    stream = PickleStream(BytesFile(TEXT), 2, len(TEXT))
    assert (stream.readline(), stream.read(100_000), stream.tell()) == (b"1\n", TEXT[4:100_004], 100_004)


def test_nothing_is_read_beyond_the_part_that_is_asked_for() -> None:
    stream = PickleStream(BytesFile(b"abcdef"), 1, 3)
    assert (stream.read(9), stream.readline()) == (b"bcd", b"")


@pytest.mark.parametrize("raw", [b"", b"a" * 3_000_000])
def test_what_is_longer_than_instructions_are_is_not_read(raw: bytes) -> None:
    stream = PickleStream(BytesFile(raw), 0, len(raw))
    with pytest.raises(TooLargeError):
        stream.read(2**40)
    if raw:
        with pytest.raises(TooLargeError):
            stream.readline()
