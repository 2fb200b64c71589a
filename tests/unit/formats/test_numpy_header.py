import io

import pytest

from auditor.errors import FormatError
from auditor.formats.numpy_header import ArrayHeader, parse
from tests.builders.arrays import described

REST = "'fortran_order': False, 'shape': (2, 3), "


def _parsed(header: str, version: int = 1) -> ArrayHeader:
    return parse(described(header, version=version), "a", 7)


@pytest.mark.parametrize("quote", ["'", '"'])
@pytest.mark.parametrize("version", [1, 2, 3])
def test_kind_and_shape_are_told(version: int, quote: str) -> None:
    header = f"{{'descr': '<f4', {REST}}}".replace("'", quote)
    found = _parsed(header, version)
    assert found == ArrayHeader("f4", 4, False, (2, 3), len(described(header, version=version)))


def test_numbers_of_python_2_are_numbers() -> None:
    assert _parsed("{'descr': '<f4', 'fortran_order': False, 'shape': (12L, 3), }").shape == (12, 3)


@pytest.mark.parametrize(
    "types", ["'|O'", '"|O"', "'|O8'", "'O'", "[('a', '|O')]", "[('a', '<f4'), ('b', [('c', ('=O', (2,)))])]"]
)
def test_objects_are_told_however_they_are_written(types: str) -> None:
    assert _parsed(f"{{'descr': {types}, {REST}}}").has_objects


@pytest.mark.parametrize(
    ("types", "kind"),
    [("'<U5'", None), ("'<M8[ns]'", "M8"), ("'|S3'", None), ("[('a', '<f4')]", None), ("'|V2'", "V2")],
)
def test_texts_and_records_are_of_no_kind(types: str, kind: str | None) -> None:
    found = _parsed(f"{{'descr': {types}, {REST}}}")
    assert (found.kind, found.has_objects) == (kind, False)


@pytest.mark.parametrize(
    ("header", "message"),
    [
        (f"{{'descr': '<f4', 'descr': '|O', {REST}}}", "each once"),
        (f"{{'descr': '<f4', 'more': 1, {REST}}}", "each once"),
        ("{'descr': '<f4', 'fortran_order': False}", "each once"),
        ("('descr',)", "each once"),
        ("{'descr': '<f4'", "is no dictionary"),
        ("{[]: 1}", "is no dictionary"),
        ("(" * 5_000, "is no dictionary"),
        ("-" * 9_000 + "1", "more than literals in it"),
        (f"{{'descr': '<f4' + '', {REST}}}", "more than literals in it"),
        (f"{{'descr': '\\x7cO', {REST}}}", "more than literals in it"),
        (f"{{'descr': '<f4', {REST}}} # more", "more than literals in it"),
        (f"{{'descr': '<f4', {REST}" + " " * 10_000 + "}", "too long, or truncated"),
        (f"{{'descr': 'object', {REST}}}", "a type that NumPy does not write"),
        (f"{{'descr': '<f4,O', {REST}}}", "a type that NumPy does not write"),
        (f"{{'descr': 1, {REST}}}", "a type that NumPy does not write"),
        (f"{{'descr': [1], {REST}}}", "a record whose fields are none"),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (True,)}", "has no shape"),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': 1}", "has no shape"),
    ],
)
def test_a_header_that_numpy_does_not_write_is_refused(header: str, message: str) -> None:
    with pytest.raises(FormatError, match=f"numpy: a has .*{message}|numpy: a {message}") as caught:
        _parsed(header)
    assert caught.value.offset == 7


@pytest.mark.parametrize("beginning", [b"", b"\x93NUMPY\4\0\2\0{}  ", b"\x93NUMPX\1\0\2\0{}  "])
def test_what_does_not_begin_as_arrays_do_is_refused(beginning: bytes) -> None:
    with pytest.raises(FormatError, match="does not begin as arrays do"):
        parse(beginning, "a", 0)
    with pytest.raises(FormatError, match="is no text"):
        parse(b"\x93NUMPY\3\0\4\0\0\0\xff\xff\xff\xff", "a", 0)


@pytest.mark.parametrize(
    "dtype",
    [
        "f2",
        ">f8",
        "?",
        "c8",
        "U5",
        "S3",
        "M8[25s]",
        "O",
        "V6",
        [("a", "f4"), ("b", "O")],
        [("a", "f4", (2,))],
    ],
)
def test_what_numpy_writes_is_read_as_numpy_has_it(dtype: object) -> None:
    numpy = pytest.importorskip("numpy", reason="it comes with llama-cpp-python alone")
    out = io.BytesIO()
    array = numpy.zeros((2, 3), dtype)
    numpy.save(out, array)
    found = parse(out.getvalue(), "a", 0)
    assert (found.has_objects, found.shape) == (array.dtype.hasobject, (2, 3))
    assert found.width_bytes in (0, array.dtype.itemsize)
