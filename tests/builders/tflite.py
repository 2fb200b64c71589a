"""TensorFlow Lite models put together table by table, back to front as FlatBuffers are."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from pathlib import Path

F32, I32, STRING, I8 = 0, 2, 5, 9


@dataclass(frozen=True)
class LiteSpec:
    """A tensor; one without data is computed. ``buffer`` numbers its data, which several may share."""

    name: str
    shape: tuple[int, ...]
    kind: int = F32
    has_data: bool = True
    buffer: int = 0


WEIGHT = LiteSpec("dense/kernel", (4, 8))


class _Writer:
    """Lays out parts one after the other, each pointing to ones that follow it."""

    def __init__(self) -> None:
        self.raw = bytearray(b"\0\0\0\0TFL3")

    def table(self, fields: dict[int, bytes | None]) -> tuple[int, dict[int, int]]:
        """Append a table; a field of ``None`` is an offset to be filled in. Return where each field lies."""
        self._align(4)
        n = max(fields, default=-1) + 1
        places, offsets, at = {}, [0] * n, 4
        for number, value in fields.items():
            offsets[number], at = at, at + len(value or bytes(4))
        vtable = len(self.raw)
        self.raw += struct.pack(f"<{n + 2}H", 4 + 2 * n, at, *offsets)
        self._align(4)
        table = len(self.raw)
        self.raw += struct.pack("<i", table - vtable)
        for number, value in fields.items():
            places[number] = len(self.raw)
            self.raw += value or bytes(4)
        return table, places

    def vector(self, raw: bytes, count: int) -> int:
        self._align(4)
        begin = len(self.raw)
        self.raw += struct.pack("<I", count) + raw
        return begin

    def point(self, place: int, target: int) -> None:
        struct.pack_into("<I", self.raw, place, target - place)

    def vector_of_offsets(self, count: int) -> tuple[int, list[int]]:
        begin = self.vector(bytes(4 * count), count)
        return begin, [begin + 4 + 4 * n for n in range(count)]

    def _align(self, to: int) -> None:
        self.raw += bytes(-len(self.raw) % to)


def tflite_bytes(tensors: Sequence[LiteSpec] = (WEIGHT,), description: str = "converted") -> bytes:
    out = _Writer()
    model, fields = out.table({0: struct.pack("<I", 3), 2: None, 3: None, 4: None})
    struct.pack_into("<I", out.raw, 0, model)
    out.point(fields[3], out.vector(description.encode() + b"\0", len(description)))
    graphs, (place,) = out.vector_of_offsets(1)
    out.point(fields[2], graphs)
    graph, graph_fields = out.table({0: None})
    out.point(place, graph)
    listed, places = out.vector_of_offsets(len(tensors))
    out.point(graph_fields[0], listed)
    for n, (spec, at) in enumerate(zip(tensors, places, strict=True)):
        number = struct.pack("<I", spec.buffer or n + 1)
        table, parts = out.table({0: None, 1: bytes([spec.kind, 0, 0, 0]), 2: number, 3: None})
        out.point(at, table)
        out.point(parts[0], out.vector(struct.pack(f"<{len(spec.shape)}i", *spec.shape), len(spec.shape)))
        out.point(parts[3], out.vector(spec.name.encode() + b"\0", len(spec.name)))
    buffers, places = out.vector_of_offsets(len(tensors) + 1)
    out.point(fields[4], buffers)
    out.point(places[0], out.table({})[0])
    for spec, at in zip(tensors, places[1:], strict=True):
        table, parts = out.table({0: None} if spec.has_data else {})
        out.point(at, table)
        if spec.has_data:
            size = abs(prod(spec.shape)) % 4096 * 4
            out.point(parts[0], out.vector(bytes(size), size))
    return bytes(out.raw)


def tflite_file(path: Path) -> Path:
    """Write a model with one F32 tensor of 32 elements."""
    path.write_bytes(tflite_bytes())
    return path
