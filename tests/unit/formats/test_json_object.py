import pytest

from auditor.errors import FormatError
from auditor.formats.json_object import count_in, object_in, parse_object, text_in


@pytest.mark.parametrize(
    ("raw", "message", "offset"),
    [
        (b" " * 101, "thing: 101 bytes; at most 100 are read", None),
        (b'{"a": "\xff"}', "thing: not UTF-8", 7),
        ('{\n"é": }'.encode(), "thing: not JSON: Expecting value in line 2", 8),
        (b"", "thing: not JSON: Expecting value in line 1", 0),
        (b"[1]", "thing: not a JSON object", 0),
        (b"null", "thing: not a JSON object", 0),
    ],
)
def test_what_is_no_object_is_an_error_with_its_place(raw: bytes, message: str, offset: int | None) -> None:
    with pytest.raises(FormatError) as caught:
        parse_object(raw, "thing", max_bytes=100)
    assert (caught.value.message, caught.value.offset) == (message, offset)


@pytest.mark.parametrize("raw", [b'{"a":' * 50_000, b"[" * 50_000, b'{"a":' + b"9" * 9_999 + b"}"])
def test_nesting_and_numbers_without_end_are_an_error(raw: bytes) -> None:
    with pytest.raises(FormatError, match="thing: nested too deep, or a number without end"):
        parse_object(raw, "thing", max_bytes=1_000_000)


def test_a_byte_order_mark_and_infinity_are_put_up_with() -> None:
    fields = parse_object(b'\xef\xbb\xbf{"limit": [0.0, Infinity]}', "thing", max_bytes=100)
    assert fields == {"limit": [0.0, float("inf")]}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (3, 3),
        ([4, 4], 4),
        ([4, 5], None),
        ([], None),
        (0, None),
        (-1, None),
        (True, None),
        ("3", None),
        (3.0, None),
    ],
)
def test_a_count_is_a_positive_whole_number(value: object, expected: int | None) -> None:
    assert count_in({"n": value}, "missing", "n") == expected


def test_a_stand_in_for_no_limit_is_no_count() -> None:
    assert count_in({"n": int(1e30)}, "n") is None


def test_the_first_field_with_something_in_it_is_taken() -> None:
    fields = {"a": " ", "b": 7, "c": "x\x1b", "d": "y"}
    assert text_in(fields, "missing", "a", "b", "c", "d") == "x\\x1b"
    assert text_in(fields, "a") is None
    assert (object_in(fields, "b"), object_in({"o": {"k": 1}}, "o")) == ({}, {"k": 1})
