import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.domain.header import FileRole
from auditor.formats.identified import identify
from tests.builders.arrays import zipped
from tests.builders.bytes_file import BytesFile
from tests.builders.onnx import field

COREML = field(1, 8) + field(2, field(1, "input")) + field(500, b"network")


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        (b"\xba\x16\x4f\x2f\x0c\0\0\0", "fasttext"),
        (b"binf\0\0", "xgboost"),
        (b"{L" + bytes(7) + b"\x07learner{L", "xgboost"),
        (b"CBM1\0\0", "catboost"),
        (b"ftrt\0\0", "tensorrt"),
        (b"ptrt\0\0", "tensorrt"),
        (b"\x10\0\0\0ORTM", "onnx-runtime"),
        (b"\x10\0\0\0ET12", "executorch"),
        (b"tree\nversion=v4\nnum_class=1", "lightgbm"),
        (zipped({"schema.json": b"{}"}), "skops"),
        (zipped({"a.txt": b""}), None),
        (b'<?xml version="1.0"?>\n<net name="m" version="11"><layers>', "openvino"),
        (b'\xef\xbb\xbf<?xml version="1.0"?><!-- a --> <!-- b -->\n<PMML version="4.4">', "pmml"),
        (b'<?xml version="1.0"?>\n<project version="4">', None),
        (COREML, "coreml"),
        (field(1, 8) + field(2, "no kind of model"), None),
        (field(1, 2000) + field(500, b"network"), None),
        (field(1, "a plain text"), None),
        (b"", None),
        (b"\x7fELF", None),
    ],
)
def test_a_format_is_told_by_its_bytes(raw: bytes, what: str | None) -> None:
    header = identify(BytesFile(raw))
    assert (header.format if header else None) == what
    assert header is None or (header.role, bool(header.unread)) == (FileRole.WEIGHTS, True)


def test_weights_beside_a_core_ml_model_go_with_it() -> None:
    raw = b"\1\0\0\0\2\0\0\0" + bytes(56) + b"\xef\xbe\xad\xde" + bytes(60)
    header = identify(BytesFile(raw))
    assert header is not None and (header.format, header.role) == ("coreml", FileRole.DATA)


def test_arrays_of_flax_are_told_where_the_name_says_so_too() -> None:
    raw = b"\x81\xa6params\x80"
    assert identify(BytesFile(raw)) is None
    header = identify(BytesFile(raw, "flax_model.msgpack"))
    assert header is not None and header.format == "flax"


@given(
    st.binary(max_size=200), st.sampled_from([b"", b"PK\3\4", b"\x08\x04", b"<net ", b"<!--", b"\x81\xa1"])
)
def test_any_bytes_are_a_format_or_none(tail: bytes, head: bytes) -> None:
    header = identify(BytesFile(head + tail, "m.msgpack"))
    assert header is None or header.unread


def test_comments_without_end_cost_little() -> None:
    assert identify(BytesFile(b"<!--" + b"--><!--" * 9000)) is None
