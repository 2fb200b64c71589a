"""TensorFlow: graphs and SavedModels, by the shapes that their variables and constants have.

A variable counts once, however many graphs and functions read it; what an optimizer keeps beside it does
not. The values of variables lie in a checkpoint beside a SavedModel, see ``tensorflow_checkpoint``.

Source:
    TensorFlow, core/protobuf/saved_model.proto and meta_graph.proto; core/framework/graph.proto,
    node_def.proto, attr_value.proto, tensor.proto, tensor_shape.proto and types.proto.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import prod
from typing import Final

from auditor.domain.header import Header
from auditor.errors import FormatError
from auditor.formats.base import RandomAccess, StoredTensor
from auditor.formats.protobuf import Field, Wire
from auditor.formats.safetensors_weights import count_weights
from auditor.formats.text import cleaned
from auditor.formats.unread import unread_header

# Source: enum DataType, by number; named as safetensors does. Texts, resources and variants are none.
DTYPES: Final[Mapping[int, str]] = {
    1: "F32",
    2: "F64",
    3: "I32",
    4: "U8",
    5: "I16",
    6: "I8",
    8: "C64",
    9: "I64",
    10: "BOOL",
    14: "BF16",
    17: "U16",
    19: "F16",
    22: "U32",
    23: "U64",
    24: "F8_E5M2",
    25: "F8_E4M3",
}

_META_GRAPH, _GRAPH, _NODE = 2, 2, 1
_NAME, _OP, _ATTRIBUTE = 1, 2, 5
_KEY, _VALUE = 1, 2
_TEXT, _TYPE, _SHAPE, _TENSOR = 2, 6, 7, 8
_DIMENSION, _SIZE, _UNKNOWN_RANK = 2, 1, 3
_VARIABLES: Final = frozenset({"VarHandleOp", "VariableV2", "Variable"})
_OPERATION: Final = re.compile(r"[A-Z_]\w{1,60}", re.ASCII)
_MAX_NAME_BYTES: Final = 400
_MAX_RANK: Final = 254
_MAX_ELEMENTS: Final = 2**63 - 1

# What optimizers keep for each weight, as Keras and TensorFlow 1 name it, and what training counts.
OF_TRAINING: Final = re.compile(
    r"(?:^|/)_?(?:optimizer|(?:adam\w?|adamax|nadam|rmsprop|sgd|adagrad|adadelta|ftrl|momentum|lion)(?:_\d+)?)"
    r"(?:/|$)|\.OPTIMIZER_SLOT|(?:^|/)(?:beta[12]_power(?:_\d+)?|global_step|save_counter)(?:/|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class TensorflowFormat:
    """Reads the nodes of graphs, alone or in a SavedModel; no operation is looked up or run."""

    name: str = "tensorflow"
    suffixes: tuple[str, ...] = ("saved_model.pb", "frozen_inference_graph.pb")

    def recognises(self, file: RandomAccess) -> bool:
        """See ``WeightFormat.recognises``."""
        return _kind(file) is not None

    def read_header(self, file: RandomAccess) -> Header:
        """Read the variables and the constants of all graphs.

        Raises:
            FormatError: truncated, without a graph, or any other breach of the format.
        """
        kind = _kind(file)
        if kind is None:
            raise FormatError("tensorflow: neither a graph nor a SavedModel", offset=0)
        wire = Wire(file, "tensorflow")
        found: dict[bool, dict[str, StoredTensor]] = {True: {}, False: {}}
        for node in _nodes(wire, kind, file.size):
            name, is_variable, tensor = _tensor(wire, node)
            if tensor is None:
                continue
            if min(tensor.shape, default=0) < 0:
                why = f"the graph does not say what shape the variable {name[:80]} has"
                return unread_header(file, kind, why=why)
            found[is_variable].setdefault(name, tensor)
        # Beside variables constants are what they begin with; only a frozen graph keeps its weights in them.
        return header_of(kind, found[True] or found[False])


def header_of(kind: str, tensors: Mapping[str, StoredTensor]) -> Header:
    """Return the header of a file with these variables, those of its training included."""
    kept = {name: one for name, one in tensors.items() if not OF_TRAINING.search(name)}
    weights = count_weights({name.replace("/", "."): one for name, one in kept.items()})
    described = repr([(name, one.dtype, one.shape) for name, one in tensors.items()])
    return Header(
        format=kind,
        version="",
        sha256=hashlib.sha256(described.encode(errors="replace")).hexdigest(),
        n_tensors=len(kept),
        n_parameters=weights.n_parameters,
        n_expert_parameters=weights.n_expert_parameters,
        packed_bits=weights.packed_bits,
        may_have_experts=weights.may_have_experts,
        dtypes=tuple(sorted(Counter(one.dtype for one in kept.values()).items())),
        quantization=weights.scheme,
    )


def shape_in(wire: Wire, shape: Field) -> tuple[int, ...]:
    """Return a shape; a dimension that is not known is -1.

    Raises:
        FormatError: it has more dimensions than tensors have, or more elements than 63 bits count.
    """
    dimensions = []
    for part in wire.fields(shape.begin, shape.end):
        if part.number == _UNKNOWN_RANK and part.value:
            return (-1,)
        if part.number == _DIMENSION and part.is_bytes:
            sizes = [one for one in wire.fields(part.begin, part.end) if one.number == _SIZE]
            dimensions.append(next(wire.numbers(sizes[-1], 1), 0) if sizes else 0)
    if len(dimensions) > _MAX_RANK or prod(dimensions) > _MAX_ELEMENTS:
        raise wire.error("a shape of more than 63 bits count", shape.begin)
    return tuple(dimensions)


def _kind(file: RandomAccess) -> str | None:
    """Tell a graph, whose first field is a node, and a SavedModel, which holds graphs."""
    wire = Wire(file, "tensorflow")
    try:
        fields = [one for one, _ in zip(wire.fields(0, file.size), range(2), strict=False)]
        if fields and fields[0].number == _NODE and _is_node(wire, fields[0]):
            return "tensorflow-graph"
        return "tensorflow-savedmodel" if any(_is_meta_graph(wire, one) for one in fields) else None
    except FormatError:
        return None


def _is_node(wire: Wire, node: Field) -> bool:
    """Say whether a field is a node: its name, then its operation."""
    if not node.is_bytes:
        return False
    parts = [part for part, _ in zip(wire.fields(node.begin, node.end), range(2), strict=False)]
    if [(part.number, part.is_bytes) for part in parts] != [(_NAME, True), (_OP, True)]:
        return False
    return bool(_OPERATION.fullmatch(wire.text(parts[1], _MAX_NAME_BYTES)))


def _is_meta_graph(wire: Wire, field: Field) -> bool:
    """Say whether a field holds a graph, with nodes in it, as the second field of its own."""
    if field.number != _META_GRAPH or not field.is_bytes:
        return False
    for part in wire.fields(field.begin, field.end):
        if part.number == _GRAPH and part.is_bytes:
            nodes = wire.fields(part.begin, part.end)
            return any(one.number == _NODE and _is_node(wire, one) for one in nodes)
    return False


def _nodes(wire: Wire, kind: str, size: int) -> Iterator[Field]:
    if kind == "tensorflow-graph":
        yield from (one for one in wire.fields(0, size) if one.number == _NODE and one.is_bytes)
        return
    for meta in wire.fields(0, size):
        if meta.number != _META_GRAPH or not meta.is_bytes:
            continue
        for graph in wire.fields(meta.begin, meta.end):
            if graph.number == _GRAPH and graph.is_bytes:
                nodes = wire.fields(graph.begin, graph.end)
                yield from (one for one in nodes if one.number == _NODE and one.is_bytes)


def _tensor(wire: Wire, node: Field) -> tuple[str, bool, StoredTensor | None]:
    """Return the name and the tensor of a variable, or of a constant that is no single number."""
    name = operation = ""
    attributes: list[Field] = []
    for part in wire.fields(node.begin, node.end):
        if part.number == _NAME:
            name = wire.text(part, _MAX_NAME_BYTES)
        elif part.number == _OP:
            operation = wire.text(part, _MAX_NAME_BYTES)
        elif part.number == _ATTRIBUTE and part.is_bytes:
            attributes.append(part)
    if operation not in _VARIABLES and operation != "Const":
        return name, False, None
    values = dict(_attributes(wire, attributes))
    if operation == "Const":
        return cleaned(name), False, _constant(wire, values)
    shared = values.get("shared_name")
    text = wire.text(shared, _MAX_NAME_BYTES) if shared and shared.number == _TEXT else ""
    return cleaned(text or name), True, _variable(wire, values)


def _attributes(wire: Wire, entries: list[Field]) -> Iterator[tuple[str, Field]]:
    """Yield the first field of each attribute's value; of a text, a type, a shape or a tensor it has one."""
    for entry in entries:
        parts = {part.number: part for part in wire.fields(entry.begin, entry.end)}
        key, value = parts.get(_KEY), parts.get(_VALUE)
        if key and value and value.is_bytes:
            first = next(wire.fields(value.begin, value.end), None)
            if first is not None:
                yield wire.text(key, _MAX_NAME_BYTES), first


def _variable(wire: Wire, values: Mapping[str, Field]) -> StoredTensor | None:
    dtype, shape = values.get("dtype"), values.get("shape")
    # References to variables, which TensorFlow 1 has, are 100 above what they refer to.
    name = DTYPES.get(dtype.value % 100) if dtype and dtype.number == _TYPE else None
    if name is None:
        return None
    sizes = shape_in(wire, shape) if shape and shape.number == _SHAPE and shape.is_bytes else ()
    return StoredTensor(name, sizes, prod(sizes), 0, 0)


def _constant(wire: Wire, values: Mapping[str, Field]) -> StoredTensor | None:
    tensor = values.get("value")
    if tensor is None or tensor.number != _TENSOR or not tensor.is_bytes:
        return None
    parts = {part.number: part for part in wire.fields(tensor.begin, tensor.end) if part.number <= _SHAPE}
    dtype, shape = parts.get(1), parts.get(2)
    name = DTYPES.get(dtype.value) if dtype else None
    sizes = shape_in(wire, shape) if shape and shape.is_bytes else ()
    # Single numbers and whole ones steer the graph.
    if name is None or not sizes or name not in ("F16", "BF16", "F32", "F64"):
        return None
    return StoredTensor(name, sizes, prod(sizes), 0, 0)
