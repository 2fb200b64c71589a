"""ONNX models put together field by field."""

from collections.abc import Mapping, Sequence
from math import prod
from pathlib import Path

FLOAT, INT8, INT64, STRING = 1, 3, 7, 8
_WIDTHS = {FLOAT: 4, INT8: 1, INT64: 8}


def varint(number: int) -> bytes:
    number &= 2**64 - 1
    out = b""
    while number > 0x7F:
        out, number = out + bytes([number & 0x7F | 0x80]), number >> 7
    return out + bytes([number])


def field(number: int, value: int | str | bytes) -> bytes:
    """A number, or bytes with their length before them."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    raw = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(raw)) + raw


def tensor(
    name: str, shape: Sequence[int], kind: int = FLOAT, *, location: str = "", packed: bool = True
) -> bytes:
    """An initialiser with zeros, or with data in another file."""
    dims = field(1, b"".join(map(varint, shape))) if packed else b"".join(field(1, n) for n in shape)
    out = dims + field(2, kind) + field(8, name)
    if location:
        entry = field(1, "location") + field(2, location)
        return out + field(13, entry) + field(14, 1)
    return out + field(9, bytes(prod(shape) * _WIDTHS.get(kind, 0)))


WEIGHT = tensor("conv.weight", (4, 8))


def onnx_bytes(
    *,
    tensors: Sequence[bytes] = (WEIGHT,),
    nodes: Sequence[bytes] = (field(4, "Relu"),),
    properties: Mapping[str, str] | None = None,
    producer: str = "pytorch",
    graph: bytes = b"",
    model: bytes = b"",
) -> bytes:
    """A model; ``graph`` and ``model`` are further fields of its graph, and of itself."""
    parts = [
        *(field(1, node) for node in nodes),
        field(2, "main"),
        *(field(5, one) for one in tensors),
        graph,
    ]
    entries = [field(14, field(1, key) + field(2, text)) for key, text in (properties or {}).items()]
    opset = field(8, field(1, "") + field(2, 17))
    return b"".join(
        [field(1, 8), field(2, producer), field(3, "2.1"), field(7, b"".join(parts)), model, *entries, opset]
    )


def onnx_file(path: Path) -> Path:
    """Write a model with one F32 initialiser of 32 elements."""
    path.write_bytes(onnx_bytes())
    return path
