import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.errors import FormatError
from auditor.formats import read_header
from auditor.formats.base import NotReadError
from auditor.formats.identified import identify
from tests.builders.bytes_file import BytesFile
from tests.builders.onnx import field

HDF5 = b"\x89HDF\r\n\x1a\n"
LAMBDA = b'{"layers": [{"class_name": "Lambda"}]}'
CODE = " with Lambda layers, which run code when it is loaded"
NODE = field(1, field(1, "x") + field(2, "Placeholder"))


def _zip(*members: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        (b"\xba\x16\x4f\x2f\x0c\0\0\0", "fastText"),
        (b"binf\0\0", "XGBoost"),
        (b"\x10\0\0\0ORTM", "ONNX Runtime"),
        (b"\x93NUMPY\1\0", "NumPy array"),
        (HDF5 + bytes(100), "HDF5"),
        (HDF5 + b"keras_version 3", "Keras in HDF5"),
        (HDF5 + b"model_config" + LAMBDA, "Keras in HDF5" + CODE),
        (_zip(("metadata.json", b"{}"), ("config.json", b"{}"), ("model.weights.h5", HDF5)), "Keras"),
        (_zip(("metadata.json", b"{}"), ("config.json", LAMBDA)), "Keras" + CODE),
        (_zip(("schema.json", b"{}")), "skops"),
        (_zip(("a.npy", b""), ("b.npy", b"")), "NumPy archive"),
        (_zip(("a.txt", b"")), None),
        (b'<?xml version="1.0"?>\n<net name="m" version="11"><layers>', "OpenVINO"),
        (b'<?xml version="1.0"?>\n<project version="4">', None),
        (NODE, "TensorFlow graph"),
        (field(1, 1) + field(2, field(2, NODE)), "TensorFlow SavedModel"),
        (field(2, field(2, NODE)), "TensorFlow SavedModel"),
        (field(1, "a plain text"), None),
        (field(2, field(2, "no node")), None),
        (b"", None),
        (b"\x7fELF", None),
    ],
)
def test_a_format_is_told_by_its_bytes(raw: bytes, what: str | None) -> None:
    assert identify(BytesFile(raw)) == what


def test_what_is_told_is_not_read_whatever_its_name(tmp_path: Path) -> None:
    for name in ("m.bin", "m.h5", "m"):
        (tmp_path / name).write_bytes(HDF5)
        with pytest.raises(NotReadError, match="HDF5"):
            read_header(tmp_path / name)


@pytest.mark.parametrize(
    ("raw", "what"),
    [(HDF5, "HDF5"), (b"cos\nsystem\n.", "pickle, which imports os.system when it is loaded")],
)
def test_a_name_that_promises_another_format_makes_it_a_problem(
    tmp_path: Path, raw: bytes, what: str
) -> None:
    (tmp_path / "m.gguf").write_bytes(raw)
    with pytest.raises(FormatError) as caught:
        read_header(tmp_path / "m.gguf")
    assert not isinstance(caught.value, NotReadError)
    assert caught.value.message == f"gguf: not a gguf file: its format is {what}"


@given(st.binary(max_size=200), st.sampled_from([b"", HDF5, b"PK\3\4", b"\x0a", b"\x12", b"<net "]))
def test_any_bytes_are_a_format_or_none(tail: bytes, head: bytes) -> None:
    assert identify(BytesFile(head + tail)) in {
        None,
        "HDF5",
        "Keras in HDF5",
        "TensorFlow graph",
        "TensorFlow SavedModel",
        "OpenVINO",
    }
