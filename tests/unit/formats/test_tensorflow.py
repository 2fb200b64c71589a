from pathlib import Path

import pytest

from auditor.errors import FormatError
from auditor.formats import read_header
from tests.builders.onnx import field
from tests.builders.tensorflow import constant, node, saved_model, shape, variable

KERNEL = variable("dense/kernel", (4, 8))
GRAPH = [node("x", "Placeholder"), KERNEL, variable("dense/bias", (8,), dtype=14)]


@pytest.mark.parametrize("name", ["saved_model.pb", "frozen_inference_graph.pb", "m.pb", "m"])
def test_variables_of_all_graphs_count_once_whatever_the_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    extra = [variable("other", (4, 8), shared="dense/kernel"), constant("init", (4, 8))]
    path.write_bytes(saved_model(*GRAPH, *extra, n_graphs=2))
    header = read_header(path)
    assert (header.format, header.n_tensors, header.n_parameters) == ("tensorflow-savedmodel", 2, 40)
    assert header.dtypes == (("BF16", 1), ("F32", 1))
    assert (header.anomalies, header.unread) == ((), "")


def test_what_training_keeps_is_left_out(tmp_path: Path) -> None:
    kept = [
        "Adam/m/dense/kernel",
        "dense/kernel/Adam_1",
        "optimizer/_variables/1",
        "beta1_power",
        "global_step",
    ]
    path = tmp_path / "saved_model.pb"
    path.write_bytes(saved_model(KERNEL, *(variable(name, (4, 8)) for name in kept)))
    assert read_header(path).n_parameters == 32


def test_a_frozen_graph_keeps_its_weights_in_constants(tmp_path: Path) -> None:
    path = tmp_path / "m.pb"
    nodes = [constant("w", (4, 8)), constant("size", (2,), dtype=3), constant("rate", ()), node("c", "Const")]
    path.write_bytes(b"".join(nodes))
    header = read_header(path)
    assert (header.format, header.n_tensors, header.n_parameters) == ("tensorflow-graph", 1, 32)


def test_a_variable_of_unknown_shape_leaves_the_count_unknown(tmp_path: Path) -> None:
    path = tmp_path / "saved_model.pb"
    any_rank = node("v", "VarHandleOp", {"dtype": field(6, 1), "shape": field(7, field(3, 1))})
    for open_shape in (any_rank, variable("v", (-1, 3))):
        path.write_bytes(saved_model(KERNEL, open_shape))
        assert read_header(path).unread == "the graph does not say what shape the variable v has"


def test_references_resources_and_single_numbers_are_told(tmp_path: Path) -> None:
    path = tmp_path / "saved_model.pb"
    nodes = [variable("r", (3,), dtype=101), variable("t", (5,), dtype=7), node("n", "VarHandleOp")]
    scalar = node("s", "Variable", {"dtype": field(6, 1)})
    path.write_bytes(saved_model(*nodes, scalar))
    assert (read_header(path).n_tensors, read_header(path).n_parameters) == (2, 4)


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"\x08\x01\xff\xff", "neither a graph nor a SavedModel"),
        (saved_model(variable("v", (2**40, 2**40))), "more than 63 bits count"),
        (saved_model(variable("v", (1,) * 255)), "more than 63 bits count"),
        (saved_model(KERNEL)[:-3], "truncated|neither"),
    ],
)
def test_what_is_broken_is_named(tmp_path: Path, raw: bytes, message: str) -> None:
    (tmp_path / "saved_model.pb").write_bytes(raw)
    with pytest.raises(FormatError, match=message):
        read_header(tmp_path / "saved_model.pb")


@pytest.mark.parametrize("raw", [field(1, "a plain text"), field(2, field(2, "no node")), b"", field(1, 7)])
def test_other_messages_are_no_graph(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "saved_model.pb").write_bytes(raw)
    with pytest.raises(FormatError):
        read_header(tmp_path / "saved_model.pb")
    assert shape(()) == b""
