"""ONNX: a graph of operators, whose initialisers are the weights, as one protocol buffer.

Source:
    onnx/onnx.proto (ModelProto, GraphProto, TensorProto, OperatorSetIdProto); ONNX IR specification.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import prod
from typing import Final

from auditor.domain.header import Anomaly, Header, MetadataValue
from auditor.errors import FormatError
from auditor.formats.base import RandomAccess, StoredTensor
from auditor.formats.protobuf import Field, Wire
from auditor.formats.safetensors_weights import count_weights
from auditor.formats.text import cleaned

_MODEL_IR, _MODEL_PRODUCER, _MODEL_PRODUCER_VERSION, _MODEL_GRAPH, _MODEL_OPSET = 1, 2, 3, 7, 8
_MODEL_PROPERTY: Final = 14
_GRAPH_NODE, _GRAPH_NAME, _GRAPH_INITIALIZER = 1, 2, 5
_NODE_ATTRIBUTE, _ATTRIBUTE_TENSOR, _ATTRIBUTE_GRAPH = 5, 5, 6
_TENSOR_DIMS, _TENSOR_TYPE, _TENSOR_NAME, _TENSOR_EXTERNAL = 1, 2, 8, 13

# Source: TensorProto.DataType, by number; named as safetensors does where it has the type.
_TYPES: Final = {
    1: "F32",
    2: "U8",
    3: "I8",
    4: "U16",
    5: "I16",
    6: "I32",
    7: "I64",
    9: "BOOL",
    10: "F16",
    11: "F64",
    12: "U32",
    13: "U64",
    14: "C64",
    15: "C128",
    16: "BF16",
    17: "F8_E4M3",
    18: "F8_E4M3FNUZ",
    19: "F8_E5M2",
    20: "F8_E5M2FNUZ",
    21: "U4",
    22: "I4",
    23: "F4",
    24: "F8_E8M0",
}

_STRING: Final = 8

# Some exporters write weights as constants of nodes; those with fewer dimensions are numbers of the graph.
_LEAST_DIMS_OF_CONSTANT: Final = 2

_MAX_TEXT: Final = 4096
_MAX_DIMS: Final = 64
_MAX_TENSORS: Final = 1_000_000
_MAX_ELEMENTS: Final = 2**63 - 1
_MAX_DEPTH: Final = 8
_MAX_FILES: Final = 1024
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
    tensors: dict[str, StoredTensor] = field(default_factory=dict)
    files: dict[str, None] = field(default_factory=dict)
    digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)


def _model_field(wire: Wire, one: Field, found: _Found) -> None:
    if one.number == _MODEL_IR:
        found.ir_version = one.value
    elif one.number in (_MODEL_PRODUCER, _MODEL_PRODUCER_VERSION):
        key = "producer_name" if one.number == _MODEL_PRODUCER else "producer_version"
        found.texts[key] = wire.text(one, _MAX_TEXT)
    elif one.number == _MODEL_OPSET and one.is_bytes and len(found.opsets) < _MAX_FILES:
        parts = {part.number: part for part in wire.fields(one.begin, one.end)}
        domain = wire.text(parts[1], _MAX_TEXT) if 1 in parts else ""
        found.opsets.append(f"{domain or 'ai.onnx'} {parts[2].value if 2 in parts else 0}")
    elif one.number == _MODEL_PROPERTY and one.is_bytes and len(found.texts) < _MAX_FILES:
        parts = {part.number: part for part in wire.fields(one.begin, one.end)}
        if 1 in parts and 2 in parts:
            found.texts[f"metadata.{wire.text(parts[1], 200)}"] = wire.text(parts[2], _MAX_TEXT)
    elif one.number == _MODEL_GRAPH and one.is_bytes:
        found.has_graph = True
        _graph(wire, one, found, 0)


def _graph(wire: Wire, graph: Field, found: _Found, depth: int) -> None:
    for one in wire.fields(graph.begin, graph.end):
        if one.number == _GRAPH_NAME and depth == 0:
            found.graph = wire.text(one, _MAX_TEXT)
        elif one.number == _GRAPH_INITIALIZER and one.is_bytes:
            _tensor(wire, one, found)
        elif one.number == _GRAPH_NODE and one.is_bytes and depth < _MAX_DEPTH:
            _node(wire, one, found, depth)


def _node(wire: Wire, node: Field, found: _Found, depth: int) -> None:
    """Read what a node holds itself: constants, and the graphs of its branches and loops."""
    for one in wire.fields(node.begin, node.end):
        if one.number != _NODE_ATTRIBUTE or not one.is_bytes:
            continue
        for part in wire.fields(one.begin, one.end):
            if part.number == _ATTRIBUTE_TENSOR and part.is_bytes:
                _tensor(wire, part, found, _LEAST_DIMS_OF_CONSTANT)
            elif part.number == _ATTRIBUTE_GRAPH and part.is_bytes:
                _graph(wire, part, found, depth + 1)


def _tensor(wire: Wire, tensor: Field, found: _Found, least_dims: int = 0) -> None:
    dims: list[int] = []
    kind, name = 0, ""
    for one in wire.fields(tensor.begin, tensor.end):
        if one.number == _TENSOR_DIMS:
            dims.extend(wire.numbers(one, _MAX_DIMS))
        elif one.number == _TENSOR_TYPE:
            kind = one.value
        elif one.number == _TENSOR_NAME:
            name = wire.text(one, 400)
        elif one.number == _TENSOR_EXTERNAL and one.is_bytes:
            _external(wire, one, found)
    if len(dims) > _MAX_DIMS or any(extent < 0 for extent in dims) or prod(dims) > _MAX_ELEMENTS:
        raise wire.error(f"initialiser {cleaned(name, 80)} has no possible shape", tensor.begin)
    if len(found.tensors) >= _MAX_TENSORS:
        raise wire.error(f"over {_MAX_TENSORS:,} initialisers, which are not read", tensor.begin)
    if len(dims) < least_dims or kind == _STRING:
        return
    dtype, n = _TYPES.get(kind, f"type {kind}"), len(found.tensors)
    found.digest.update(f"{name}\0{dtype}\0{dims}\n".encode(errors="replace"))
    key = name if name and name not in found.tensors else f"{name}#{n}"
    found.tensors[key] = StoredTensor(dtype, tuple(dims), prod(dims), 0, 0)


def _external(wire: Wire, entry: Field, found: _Found) -> None:
    parts = {part.number: part for part in wire.fields(entry.begin, entry.end)}
    is_place = 1 in parts and wire.text(parts[1], 20) == "location"
    if is_place and 2 in parts and len(found.files) < _MAX_FILES:
        found.files[wire.text(parts[2], _MAX_TEXT)] = None


def _header(found: _Found) -> Header:
    weights = count_weights(found.tensors)
    metadata: dict[str, MetadataValue] = {cleaned(k): cleaned(v) for k, v in found.texts.items()}
    metadata["opset_import"] = tuple(map(cleaned, found.opsets))
    if found.files:
        metadata["external_data"] = tuple(map(cleaned, found.files))
    found.digest.update(repr(sorted(metadata.items())).encode())
    return Header(
        format="onnx",
        version=str(found.ir_version),
        sha256=found.digest.hexdigest(),
        n_tensors=len(found.tensors),
        n_parameters=weights.n_parameters,
        n_expert_parameters=weights.n_expert_parameters,
        packed_bits=weights.packed_bits,
        packed_expert_bits=weights.packed_expert_bits,
        may_have_experts=weights.may_have_experts,
        dtypes=tuple(sorted(Counter(one.dtype for one in found.tensors.values()).items())),
        name=cleaned(found.graph) or None,
        quantization=weights.scheme,
        metadata=tuple(sorted(metadata.items())),
        anomalies=tuple(_outside(found.files)),
    )


def _outside(files: dict[str, None]) -> Iterator[Anomaly]:
    """Report data that the model would have read from outside its own folder."""
    for name in files:
        parts = name.replace("\\", "/").split("/")
        if ".." in parts or parts[0] == "" or parts[0].endswith(":"):
            detail = f"its weights are said to lie in {cleaned(name, 80)}, outside its own folder"
            yield Anomaly("external-data-outside", 0, detail)
