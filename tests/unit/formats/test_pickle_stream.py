import pytest

from auditor.formats import pickle_stream
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


def test_a_line_longer_than_instructions_are_is_not_read() -> None:
    stream = PickleStream(BytesFile(b"a" * 3_000_000), 0, 3_000_000)
    with pytest.raises(TooLargeError):
        stream.readline()


def test_an_argument_larger_than_those_of_instructions_is_passed_over() -> None:
    raw = b"ab" + bytes(3_000_000) + b"cd"
    stream = PickleStream(BytesFile(raw), 0, len(raw))
    assert stream.read(2) == b"ab"
    passed = stream.read(3_000_000)
    assert (len(passed), bytes(passed), stream.tell()) == (3_000_000, b"", 3_000_002)
    assert stream.read(9) == b"cd"


@pytest.mark.parametrize(("size", "length"), [(10, 2**40), (3_000_000, 2_999_999)])
def test_an_argument_is_not_passed_over_beyond_the_end(size: int, length: int) -> None:
    stream = PickleStream(BytesFile(bytes(3_000_000)), 2, min(size, 2_000_000))
    assert (stream.read(length), stream.tell()) == (b"", 2)


def test_what_is_passed_over_does_not_count_as_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pickle_stream, "MAX_BYTES", 4)
    raw = b"ab" + bytes(2_000_000) + b"cdefgh"
    stream = PickleStream(BytesFile(raw), 0, len(raw))
    assert (stream.read(2), len(stream.read(2_000_000))) == (b"ab", 2_000_000)
    assert stream.read(2) == b"cd"
    with pytest.raises(TooLargeError):
        stream.read(2)
