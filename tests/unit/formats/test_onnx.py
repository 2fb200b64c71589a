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


@pytest.mark.parametrize(
    "name",
    [
        "main_graph", "torch_jit", "torch-jit-export", "tf2onnx", "Model from PaddlePaddle.",
        "mxnet_converted_model", "ONNX(RandomForestClassifier)", "0af1" * 8, "g", "graph", "",
    ],
)  # fmt: skip
def test_what_an_exporter_calls_every_graph_is_no_name(name: str) -> None:
    assert _read(onnx_bytes(graph=field(2, name))).name is None


def test_a_graph_may_be_called_like_its_exporter_and_more() -> None:
    assert _read(onnx_bytes(graph=field(2, "sepsis_main_graph"))).name == "sepsis_main_graph"


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


def _hidden(name: str) -> bytes:
    return tensor(name, (64, 64), location="../../secret")


def _attribute(number: int, value: bytes) -> bytes:
    return field(1, "value") + field(number, value)


def _nested(depth: int) -> bytes:
    """A node with branches in branches, weights in the innermost."""
    node = field(4, "Constant") + field(5, _attribute(5, _hidden("deep")))
    for _ in range(depth):
        node = field(4, "If") + field(5, _attribute(6, field(1, node)))
    return node


SPARSE = field(1, _hidden("s")) + field(2, tensor("i", (64,), INT64)) + field(3, 64) + field(3, 64)
CONSTANT = field(4, "Constant") + field(5, _attribute(5, _hidden("c")))


@pytest.mark.parametrize(
    "raw",
    [
        onnx_bytes(nodes=[field(5, _attribute(10, _hidden("a")))]),
        onnx_bytes(nodes=[field(5, _attribute(11, field(5, _hidden("a"))))]),
        onnx_bytes(nodes=[field(5, _attribute(22, SPARSE))]),
        onnx_bytes(nodes=[field(5, _attribute(23, SPARSE))]),
        onnx_bytes(nodes=[_nested(33)]),
        onnx_bytes(graph=field(15, SPARSE)),
        onnx_bytes(model=field(25, field(1, "f") + field(7, CONSTANT))),
        onnx_bytes(model=field(25, field(1, "f") + field(11, _attribute(5, _hidden("a"))))),
    ],
    ids=[
        "tensors", "graphs", "sparse tensor", "sparse tensors", "nested branches", "sparse initialiser",
        "node of a function", "attribute of a function",
    ],
)  # fmt: skip
def test_wherever_a_model_holds_weights_they_count_and_their_place_is_looked_at(raw: bytes) -> None:
    header = _read(raw)
    assert (header.n_tensors, header.n_parameters) == (2, 32 + 64 * 64)
    assert [one.code for one in header.anomalies] == ["external-data-outside"]


@pytest.mark.parametrize("number", [1, 2])
def test_what_training_keeps_is_no_weight_but_its_place_is_looked_at(number: int) -> None:
    header = _read(onnx_bytes(model=field(20, field(number, field(5, _hidden("momentum"))))))
    assert (header.n_tensors, header.n_parameters) == (1, 32)
    assert [one.code for one in header.anomalies] == ["external-data-outside"]


def test_of_however_many_places_each_is_looked_at_and_what_is_not_listed_is_said() -> None:
    within = [tensor(f"t{n}", (1,), location=f"w{n}.bin") for n in range(1025)]
    header = _read(onnx_bytes(tensors=[*within, tensor("x", (4,), location="../w.bin")]))
    assert [one.code for one in header.anomalies] == ["external-data-outside"]
    named = header.entry("external_data")
    assert isinstance(named, tuple)
    assert (len(named), named[-1]) == (1025, "[2 more]")


def test_properties_are_kept_and_made_safe() -> None:
    header = _read(onnx_bytes(properties={"license": "MIT\x1b"}))
    assert header.entry("metadata.license") == "MIT\\x1b"


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (onnx_bytes(nodes=[_nested(34)]), "branches nested over 33 deep, which are not read"),
        (onnx_bytes(model=field(8, field(2, 17)) * 1024), "over 1,024 operator sets"),
        (onnx_bytes(properties={f"k{n}": "" for n in range(1025)}), "over 1,024 properties"),
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
