"""Graphs and checkpoints of TensorFlow put together field by field."""

import struct
from collections.abc import Mapping, Sequence

from tests.builders.onnx import field, varint


def shape(sizes: Sequence[int]) -> bytes:
    return b"".join(field(2, field(1, size)) for size in sizes)


def node(name: str, operation: str, attributes: Mapping[str, bytes] | None = None) -> bytes:
    entries = (field(1, key) + field(2, value) for key, value in (attributes or {}).items())
    return field(1, field(1, name) + field(2, operation) + b"".join(field(5, entry) for entry in entries))


def variable(name: str, sizes: Sequence[int], *, dtype: int = 1, shared: str = "") -> bytes:
    attributes = {"dtype": field(6, dtype), "shape": field(7, shape(sizes))}
    return node(name, "VarHandleOp", attributes | ({"shared_name": field(2, shared)} if shared else {}))


def constant(name: str, sizes: Sequence[int], *, dtype: int = 1) -> bytes:
    tensor = field(1, dtype) + field(2, shape(sizes))
    return node(name, "Const", {"dtype": field(6, dtype), "value": field(8, tensor)})


def saved_model(*nodes: bytes, n_graphs: int = 1) -> bytes:
    return field(1, 1) + field(2, field(1, b"") + field(2, b"".join(nodes))) * n_graphs


def _block(entries: Sequence[tuple[bytes, bytes]], kind: int = 0) -> bytes:
    raw, before = b"", b""
    for key, value in entries:
        n = next((n for n, (a, b) in enumerate(zip(before, key, strict=False)) if a != b), len(before))
        raw += varint(n) + varint(len(key) - n) + varint(len(value)) + key[n:] + value
        before = key
    return raw + struct.pack("<II", 0, 1) + bytes([kind]) + bytes(4)


def index(tensors: Mapping[str, tuple[int, Sequence[int]]], *, kind: int = 0) -> bytes:
    """The index of a checkpoint with tensors by number type and shape, two entries to a block."""
    entries = [(b"", field(1, 1))]
    for name in sorted(tensors):
        dtype, sizes = tensors[name]
        entries.append((name.encode(), field(1, dtype) + field(2, shape(sizes)) + field(5, 9)))
    raw, handles = b"", []
    for n in range(0, len(entries), 2):
        block = _block(entries[n : n + 2], kind)
        handles.append((entries[n][0] + b"\xff", varint(len(raw)) + varint(len(block) - 5)))
        raw += block
    table = _block(handles)
    footer = varint(0) + varint(0) + varint(len(raw)) + varint(len(table) - 5)
    return raw + table + footer + bytes(40 - len(footer)) + bytes.fromhex("57fb808b247547db")
