import hashlib
import random
import struct
from dataclasses import dataclass, field

import pytest

from auditor.errors import FormatError
from auditor.formats.gguf_cursor import MAX_ARRAY_STRINGS, MAX_HEADER_BYTES, Cursor


@dataclass
class Bytes:
    """A file in memory that remembers how much of it was read at once."""

    content: bytes
    size: int = -1
    name: str = "m.gguf"
    largest: int = 0
    head: bytes = field(init=False)

    def __post_init__(self) -> None:
        self.size = len(self.content) if self.size < 0 else self.size
        self.head = self.content[:64]

    def read(self, offset: int, length: int) -> bytes:
        self.largest = max(self.largest, length)
        return self.content[offset : offset + length].ljust(length, b"\0")


def _strings(rng: random.Random, count: int) -> bytes:
    lengths = [rng.choice((0, 1, 5, 9, 40, 300_000 if i == count // 2 else 3)) for i in range(count)]
    return b"".join(struct.pack("<Q", length) + b"t" * length for length in lengths)


def test_numbers_and_bytes_are_read_in_order_and_hashed() -> None:
    content = struct.pack("<IQ", 7, 2**40) + b"abc" + bytes(range(256)) * 4000
    cursor = Cursor(Bytes(content))
    assert (cursor.u32("a"), cursor.u64("b"), cursor.take(3, "c"), cursor.offset) == (7, 2**40, b"abc", 15)
    cursor.skip(500_000, "d")
    assert cursor.take(300_000, "e") == content[500_015:800_015]
    assert cursor.finish(800_032) == hashlib.sha256(content[:800_032]).hexdigest()
    assert cursor.offset == 800_032


@pytest.mark.parametrize("seed", range(5))
def test_strings_are_passed_over_wherever_blocks_end(seed: int) -> None:
    rng = random.Random(seed)
    strings = _strings(rng, 60_000)
    file = Bytes(strings + b"end")
    cursor = Cursor(file)
    cursor.skip_strings(60_000, "tokens")
    assert (cursor.offset, cursor.take(3, "x")) == (len(strings), b"end")
    assert cursor.finish(len(strings)) == hashlib.sha256(strings + b"end").hexdigest()
    assert file.largest <= 256 * 1024


@pytest.mark.parametrize(
    ("content", "message", "offset"),
    [
        (struct.pack("<Q", 2**64 - 1) + b"x" * 99, "takes 18,446,744,073,709,551,623 bytes, 107 are left", 0),
        (struct.pack("<Q", 90) + b"x" * 50, "takes 98 bytes, 58 are left in the file: truncated header", 0),
        (struct.pack("<Q", 2) + b"xx" + b"\1\2\3", "takes 8 bytes, 3 are left in the file: truncated", 10),
    ],
)
def test_strings_beyond_the_end_are_an_error(content: bytes, message: str, offset: int) -> None:
    with pytest.raises(FormatError, match=message) as caught:
        Cursor(Bytes(content)).skip_strings(3, "tokens")
    assert caught.value.offset == offset


def test_taking_more_than_is_left_is_an_error() -> None:
    cursor = Cursor(Bytes(b"123456"))
    cursor.skip(2, "a")
    with pytest.raises(FormatError) as caught:
        cursor.u64("the number of tensors")
    expected = "gguf: the number of tensors takes 8 bytes, 4 are left in the file: truncated header"
    assert (caught.value.message, caught.value.offset) == (expected, 2)


def test_a_header_is_never_read_beyond_its_cap() -> None:
    cursor = Cursor(Bytes(b"", size=2**50))
    with pytest.raises(FormatError, match=f"headers over {MAX_HEADER_BYTES:,} are not read"):
        cursor.skip(MAX_HEADER_BYTES + 1, "an array")


def test_the_strings_of_a_file_are_bounded_together() -> None:
    cursor = Cursor(Bytes(struct.pack("<Q", 0) * 4))
    cursor.skip_strings(2, "tokens")
    with pytest.raises(FormatError, match="merges has 8,388,607 elements; no vocabulary needs that many"):
        cursor.skip_strings(MAX_ARRAY_STRINGS - 1, "merges")


def test_padding_that_a_short_file_lacks_is_not_missed() -> None:
    cursor = Cursor(Bytes(b"12345"))
    cursor.take(5, "all")
    assert cursor.finish(32) == hashlib.sha256(b"12345").hexdigest()
