"""ONNX: a graph of operators, whose initialisers are the weights, as one protocol buffer.

Source:
    onnx/onnx.proto (ModelProto, GraphProto, FunctionProto, TrainingInfoProto, NodeProto, AttributeProto,
    OperatorSetIdProto); ONNX IR specification.
"""

import re
from collections import Counter
from collections.abc import Sized
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from auditor.domain.header import Header, MetadataValue
from auditor.errors import FormatError
from auditor.formats.base import RandomAccess
from auditor.formats.onnx_tensors import Tensors, outside
from auditor.formats.protobuf import Field, Wire
from auditor.formats.safetensors_weights import count_weights
from auditor.formats.text import cleaned

_MODEL_IR, _MODEL_PRODUCER, _MODEL_PRODUCER_VERSION, _MODEL_GRAPH, _MODEL_OPSET = 1, 2, 3, 7, 8
_MODEL_PROPERTY, _MODEL_TRAINING, _MODEL_FUNCTION = 14, 20, 25
_TRAINING_GRAPHS: Final = (1, 2)
_FUNCTION_NODE, _FUNCTION_ATTRIBUTE = 7, 11
_GRAPH_NODE, _GRAPH_NAME, _GRAPH_INITIALIZER, _GRAPH_SPARSE = 1, 2, 5, 15
_NODE_ATTRIBUTE: Final = 5
# One of them, or a list.
_ATTRIBUTE_TENSORS, _ATTRIBUTE_GRAPHS, _ATTRIBUTE_SPARSE = (5, 10), (6, 11), (22, 23)

# Some exporters write weights as constants of nodes; those with fewer dimensions are numbers of the graph.
_LEAST_DIMS_OF_CONSTANT: Final = 2

# What exporters call every graph: PyTorch's of each age, tf2onnx, Paddle2ONNX, MXNet's, skl2onnx, and the
# random hexadecimal of onnxmltools; a letter or the plain word is what examples put there.
_OF_EXPORTER: Final = re.compile(
    r"main_graph|torch[-_]jit(?:[-_]export)?|tf2onnx|Model from PaddlePaddle\.|mxnet_converted_model"
    r"|ONNX\(\w*\)|[0-9a-f]{32}|\w|graph|model"
)
_MAX_TEXT: Final = 4096
# Readers of protocol buffers take messages that are nested a hundred deep, and a branch is three of them.
_MAX_DEPTH: Final = 33
_MAX_ENTRIES: Final = 1024
# Exporters may write each tensor to a file of its own; where they all lie is looked at.
_MOST_NAMED: Final = 1024
_MAX_IR: Final = 1000


@dataclass(frozen=True, slots=True)
class OnnxFormat:
    """Reads the initialisers' shapes; their data and those in other files stay unread."""

    name: str = "onnx"
    suffixes: tuple[str, ...] = (".onnx",)

    def recognises(self, file: RandomAccess) -> bool:
        """See ``WeightFormat.recognises``: an IR version first, then fields of a model, one a graph."""
        if file.head[:1] != b"\x08":
            return False
        wire, seen = Wire(file, self.name), set()
        try:
            for n, one in enumerate(wire.fields(0, file.size)):
                if n == 0 and not 1 <= one.value <= _MAX_IR:
                    return False
                seen.add(one.number)
        except FormatError:
            return False
        return _MODEL_GRAPH in seen and _MODEL_OPSET in seen

    def read_header(self, file: RandomAccess) -> Header:
        """Read producer, operator sets and initialisers.

        Raises:
            FormatError: truncated, or any other breach of the format.
        """
        wire, found = Wire(file, self.name), _Found()
        for one in wire.fields(0, file.size):
            _model_field(wire, one, found)
        if not found.has_graph:
            raise wire.error("it has no graph", 0)
        # Source: IR specification, "opset_import": every model must have it; it is written after the graph.
        if not found.opsets:
            raise wire.error("it names no operator set: truncated", file.size)
        return _header(found)


@dataclass(slots=True)
class _Found:
    """What was read so far."""

    ir_version: int = 0
    graph: str = ""
    has_graph: bool = False
    texts: dict[str, str] = field(default_factory=dict)
    opsets: list[str] = field(default_factory=list)
    tensors: Tensors = field(default_factory=Tensors)


def _model_field(wire: Wire, one: Field, found: _Found) -> None:
    if one.number == _MODEL_IR:
        found.ir_version = one.value
    elif one.number in (_MODEL_PRODUCER, _MODEL_PRODUCER_VERSION):
        key = "producer_name" if one.number == _MODEL_PRODUCER else "producer_version"
        found.texts[key] = wire.text(one, _MAX_TEXT)
    elif one.number == _MODEL_OPSET and one.is_bytes:
        _bounded(wire, one, found.opsets, "operator sets")
        parts = {part.number: part for part in wire.fields(one.begin, one.end)}
        domain = wire.text(parts[1], _MAX_TEXT) if 1 in parts else ""
        found.opsets.append(f"{domain or 'ai.onnx'} {parts[2].value if 2 in parts else 0}")
    elif one.number == _MODEL_PROPERTY and one.is_bytes:
        _bounded(wire, one, found.texts, "properties")
        parts = {part.number: part for part in wire.fields(one.begin, one.end)}
        if 1 in parts and 2 in parts:
            found.texts[f"metadata.{wire.text(parts[1], 200)}"] = wire.text(parts[2], _MAX_TEXT)
    elif one.is_bytes:
        _part(wire, one, found)


def _part(wire: Wire, one: Field, found: _Found) -> None:
    """Read a part of a model that holds tensors: its graph, its functions, how it is trained."""
    if one.number == _MODEL_GRAPH:
        found.has_graph = True
        _graph(wire, one, found, 0)
    elif one.number == _MODEL_FUNCTION:
        for part in wire.fields(one.begin, one.end):
            if part.number == _FUNCTION_NODE and part.is_bytes:
                _node(wire, part, found, 0)
            elif part.number == _FUNCTION_ATTRIBUTE and part.is_bytes:
                _attribute(wire, part, found, 0)
    elif one.number == _MODEL_TRAINING:
        # What training keeps is no part of the network; where it lies matters all the same.
        training = _Found(tensors=Tensors(files=found.tensors.files))
        for part in wire.fields(one.begin, one.end):
            if part.number in _TRAINING_GRAPHS and part.is_bytes:
                _graph(wire, part, training, 0)


def _bounded(wire: Wire, one: Field, read: Sized, what: str) -> None:
    if len(read) >= _MAX_ENTRIES:
        raise wire.error(f"over {_MAX_ENTRIES:,} {what}, which are not read", one.begin)


def _graph(wire: Wire, graph: Field, found: _Found, depth: int) -> None:
    if depth > _MAX_DEPTH:
        raise wire.error(f"branches nested over {_MAX_DEPTH} deep, which are not read", graph.begin)
    for one in wire.fields(graph.begin, graph.end):
        if one.number == _GRAPH_NAME and depth == 0:
            found.graph = wire.text(one, _MAX_TEXT)
        elif one.number == _GRAPH_INITIALIZER and one.is_bytes:
            found.tensors.read(wire, one)
        elif one.number == _GRAPH_SPARSE and one.is_bytes:
            found.tensors.read_sparse(wire, one)
        elif one.number == _GRAPH_NODE and one.is_bytes:
            _node(wire, one, found, depth)


def _node(wire: Wire, node: Field, found: _Found, depth: int) -> None:
    """Read what a node holds itself: constants, and the graphs of its branches and loops."""
    for one in wire.fields(node.begin, node.end):
        if one.number == _NODE_ATTRIBUTE and one.is_bytes:
            _attribute(wire, one, found, depth)


def _attribute(wire: Wire, attribute: Field, found: _Found, depth: int) -> None:
    for one in wire.fields(attribute.begin, attribute.end):
        if not one.is_bytes:
            continue
        if one.number in _ATTRIBUTE_TENSORS:
            found.tensors.read(wire, one, _LEAST_DIMS_OF_CONSTANT)
        elif one.number in _ATTRIBUTE_SPARSE:
            found.tensors.read_sparse(wire, one, _LEAST_DIMS_OF_CONSTANT)
        elif one.number in _ATTRIBUTE_GRAPHS:
            _graph(wire, one, found, depth + 1)


def _header(found: _Found) -> Header:
    tensors, files = found.tensors.described, found.tensors.files.names
    weights = count_weights(tensors)
    metadata: dict[str, MetadataValue] = {cleaned(k): cleaned(v) for k, v in found.texts.items()}
    metadata["opset_import"] = tuple(map(cleaned, found.opsets))
    if files:
        named = [cleaned(name) for name in islice(files, _MOST_NAMED)]
        more = len(files) - len(named)
        metadata["external_data"] = (*named, *([f"[{more:,} more]"] if more else ()))
    digest = found.tensors.digest.copy()
    digest.update(repr(sorted(metadata.items())).encode())
    return Header(
        format="onnx",
        version=str(found.ir_version),
        sha256=digest.hexdigest(),
        n_tensors=len(tensors),
        n_parameters=weights.n_parameters,
        n_expert_parameters=weights.n_expert_parameters,
        packed_bits=weights.packed_bits,
        packed_expert_bits=weights.packed_expert_bits,
        may_have_experts=weights.may_have_experts,
        dtypes=tuple(sorted(Counter(one.dtype for one in tensors.values()).items())),
        name=_telling(cleaned(found.graph)),
        quantization=weights.scheme,
        metadata=tuple(sorted(metadata.items())),
        anomalies=tuple(outside(files)),
    )


def _telling(graph: str) -> str | None:
    """Return the name of a graph; ``None`` where it is what its exporter calls every graph."""
    return None if not graph or _OF_EXPORTER.fullmatch(graph) else graph
