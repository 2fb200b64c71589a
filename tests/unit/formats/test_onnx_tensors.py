import pytest

from auditor.domain.header import Header
from auditor.errors import FormatError
from auditor.formats import onnx_tensors
from auditor.formats.onnx import OnnxFormat
from tests.builders.bytes_file import BytesFile
from tests.builders.onnx import INT64, field, onnx_bytes, tensor


def _read(raw: bytes) -> Header:
    return OnnxFormat().read_header(BytesFile(raw, "m.onnx"))


@pytest.mark.parametrize(
    ("location", "codes"),
    [
        ("w.bin", []),
        ("data/w.bin", []),
        ("../w.bin", ["external-data-outside"]),
        ("/etc/passwd", ["external-data-outside"]),
        ("C:\\w.bin", ["external-data-outside"]),
        ("C:w.bin", ["external-data-outside"]),
    ],
)
def test_data_in_other_files_are_named_and_must_lie_within(location: str, codes: list[str]) -> None:
    header = _read(onnx_bytes(tensors=[tensor("w", (2,), location=location)]))
    assert header.entry("external_data") == (location,)
    assert [one.code for one in header.anomalies] == codes


@pytest.mark.parametrize("sparse", [field(1, tensor("s", (7,))), field(1, tensor("s", (2,))) + field(3, 7)])
def test_a_sparse_tensor_counts_as_the_one_that_it_stands_for(sparse: bytes) -> None:
    assert _read(onnx_bytes(graph=field(15, sparse))).n_parameters == 32 + 7


def test_the_places_of_indices_are_looked_at_too() -> None:
    indices = tensor("i", (7,), INT64, location="/etc/passwd")
    header = _read(onnx_bytes(graph=field(15, field(1, tensor("s", (7,))) + field(2, indices))))
    assert header.entry("external_data") == ("/etc/passwd",)


def test_names_of_files_have_a_bound_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(onnx_tensors, "_MAX_NAMES_BYTES", 8)
    alike = [tensor(f"t{n}", (1,), location="w.bin") for n in range(9)]
    assert _read(onnx_bytes(tensors=alike)).entry("external_data") == ("w.bin",)
    with pytest.raises(FormatError, match="over 8 bytes of file names, which are not read"):
        _read(onnx_bytes(tensors=[*alike, tensor("x", (1,), location="v.bin")]))


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (onnx_bytes(tensors=[field(1, -1)]), "no possible shape"),
        (onnx_bytes(tensors=[field(1, 2**40) * 2]), "no possible shape"),
        (onnx_bytes(tensors=[field(1, 1) * 65]), "no possible shape"),
        (onnx_bytes(graph=field(15, field(3, -1))), "no possible shape"),
        (onnx_bytes(tensors=[tensor("x", (1,), location="a/" * 2049)]), "a file name of 4,098 bytes"),
    ],
)
def test_what_cannot_be_or_is_not_read_says_how(raw: bytes, message: str) -> None:
    with pytest.raises(FormatError, match=message):
        _read(raw)
