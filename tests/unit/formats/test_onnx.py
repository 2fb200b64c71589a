from pathlib import Path

import pytest

from auditor.domain.header import Header
from auditor.errors import FormatError
from auditor.formats import read_header
from auditor.formats.onnx import OnnxFormat
from tests.builders.bytes_file import BytesFile
from tests.builders.onnx import INT8, INT64, STRING, WEIGHT, field, onnx_bytes, tensor


def _read(raw: bytes) -> Header:
    return OnnxFormat().read_header(BytesFile(raw, "m.onnx"))


@pytest.mark.parametrize("name", ["m.onnx", "model.pb", "m"])
def test_a_model_is_told_by_its_content_and_its_initialisers_are_counted(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(onnx_bytes(tensors=[WEIGHT, tensor("b", (8,), packed=False)]))
    header = read_header(tmp_path / name)
    assert (header.format, header.version, header.name) == ("onnx", "8", "main")
    assert (header.n_tensors, header.n_parameters, header.dtypes) == (2, 40, (("F32", 2),))
    assert header.metadata == (
        ("opset_import", ("ai.onnx 17",)),
        ("producer_name", "pytorch"),
        ("producer_version", "2.1"),
    )
    assert header.anomalies == ()


def test_shapes_and_texts_among_initialisers_are_no_weights() -> None:
    extra = [tensor("shape", (2,), INT64), tensor("labels", (9,), STRING), tensor("q", (3, 3), INT8)]
    assert _read(onnx_bytes(tensors=[WEIGHT, *extra])).n_parameters == 32 + 9


def test_weights_in_nodes_and_their_branches_count() -> None:
    constant = field(4, "Constant") + field(5, field(5, tensor("", (2, 3))))
    number = field(4, "Constant") + field(5, field(5, tensor("", ())))
    branch = field(4, "If") + field(5, field(6, field(5, tensor("inner", (5,)))))
    assert _read(onnx_bytes(nodes=[constant, number, branch])).n_parameters == 32 + 6 + 5


def test_initialisers_of_one_name_count_each() -> None:
    assert _read(onnx_bytes(tensors=[WEIGHT, WEIGHT])).n_parameters == 64


@pytest.mark.parametrize(
    ("location", "codes"),
    [
        ("w.bin", []),
        ("data/w.bin", []),
        ("../w.bin", ["external-data-outside"]),
        ("/etc/passwd", ["external-data-outside"]),
        ("C:\\w.bin", ["external-data-outside"]),
    ],
)
def test_data_in_other_files_are_named_and_must_lie_within(location: str, codes: list[str]) -> None:
    header = _read(onnx_bytes(tensors=[tensor("w", (2,), location=location)]))
    assert header.entry("external_data") == (location,)
    assert [one.code for one in header.anomalies] == codes


def test_properties_are_kept_and_made_safe() -> None:
    header = _read(onnx_bytes(properties={"license": "MIT\x1b"}))
    assert header.entry("metadata.license") == "MIT\\x1b"


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (onnx_bytes(tensors=[field(1, -1)]), "no possible shape"),
        (onnx_bytes(tensors=[field(1, 2**40) * 2]), "no possible shape"),
        (onnx_bytes(tensors=[field(1, 1) * 65]), "no possible shape"),
        (field(1, 8) + field(8, field(2, 17)), "it has no graph"),
        (field(1, 8) + field(7, b""), "no operator set: truncated"),
        (field(1, 8) + b"\x3a\xff", "truncated"),
        (b"\xff" * 20, "more than ten bytes"),
    ],
)
def test_what_is_broken_says_how(raw: bytes, message: str) -> None:
    with pytest.raises(FormatError, match=message):
        _read(raw)


@pytest.mark.parametrize("raw", [b"", b"\x08", b"\x08\x07", b"\x08\0\0\0TFL3", b"\x0a\x02ab"])
def test_other_bytes_are_not_recognised(raw: bytes) -> None:
    assert not OnnxFormat().recognises(BytesFile(raw))
