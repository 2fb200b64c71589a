"""TensorFlow Lite: one FlatBuffer with graphs, tensors and the buffers that hold constants.

Source:
    TensorFlow, tensorflow/compiler/mlir/lite/schema/schema.fbs (Model, SubGraph, Tensor, Buffer);
    FlatBuffers, "FlatBuffer Internals" (tables, vtables, vectors).
"""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from math import prod
from typing import Final

from auditor.domain.header import Header
from auditor.errors import FormatError
from auditor.formats.base import RandomAccess, StoredTensor
from auditor.formats.safetensors_weights import count_weights
from auditor.formats.text import cleaned

_MAGIC: Final = b"TFL3"
_VERSION, _SUBGRAPHS, _DESCRIPTION, _BUFFERS = 0, 2, 3, 4
_TENSORS: Final = 0
_SHAPE, _TYPE, _BUFFER, _NAME = 0, 1, 2, 3
_DATA, _DATA_OFFSET, _DATA_SIZE = 0, 1, 2

# Source: enum TensorType, by number; named as safetensors does where it has the type. Texts and handles
# of resources (5, 13, 14) are none.
_TYPES: Final = {
    0: "F32",
    1: "F16",
    2: "I32",
    3: "U8",
    4: "I64",
    6: "BOOL",
    7: "I16",
    8: "C64",
    9: "I8",
    10: "F64",
    11: "C128",
    12: "U64",
    15: "U32",
    16: "U16",
    17: "I4",
    18: "BF16",
    19: "I2",
}

_BLOCK: Final = 16 * 1024
_MAX_TABLES: Final = 1_000_000
_MAX_DIMS: Final = 64
_MAX_TEXT: Final = 400
_MAX_ELEMENTS: Final = 2**63 - 1


@dataclass(frozen=True, slots=True)
class TfliteFormat:
    """Reads the shapes of tensors that have data; those of activations are computed, not kept."""

    name: str = "tflite"
    suffixes: tuple[str, ...] = (".tflite", ".lite", ".tfl")

    def recognises(self, file: RandomAccess) -> bool:
        """See ``WeightFormat.recognises``."""
        return file.head[4:8] == _MAGIC

    def read_header(self, file: RandomAccess) -> Header:
        """Follow the tables to the tensors.

        Raises:
            FormatError: truncated, or any other breach of the format.
        """
        if file.head[4:8] != _MAGIC:
            raise FormatError("tflite: bytes 4 to 7 are not 'TFL3'", offset=4)
        buffer = _Buffer(file)
        model = buffer.u32(0)
        tensors = dict(_tensors(buffer, model))
        weights = count_weights(tensors)
        described = repr([(name, one.dtype, one.shape) for name, one in tensors.items()])
        return Header(
            format=self.name,
            version=str(buffer.scalar(model, _VERSION, 4)),
            sha256=hashlib.sha256(described.encode(errors="replace")).hexdigest(),
            n_tensors=len(tensors),
            n_parameters=weights.n_parameters,
            may_have_experts=weights.may_have_experts,
            dtypes=tuple(sorted(Counter(one.dtype for one in tensors.values()).items())),
            quantization=weights.scheme,
            metadata=_metadata(buffer.text(model, _DESCRIPTION)),
        )


def _metadata(description: str) -> tuple[tuple[str, str], ...]:
    return (("description", cleaned(description)),) if description else ()


def _tensors(buffer: "_Buffer", model: int) -> Iterator[tuple[str, StoredTensor]]:
    """Yield the tensors with data of all graphs; a buffer that several share counts once."""
    buffers = buffer.vector(model, _BUFFERS)
    seen: set[int] = set()
    for graph in buffer.tables(model, _SUBGRAPHS):
        for tensor in buffer.tables(graph, _TENSORS):
            number = buffer.scalar(tensor, _BUFFER, 4)
            dtype = _TYPES.get(buffer.scalar(tensor, _TYPE, 1))
            if number in seen or number >= buffers[1] or dtype is None:
                continue
            if not _has_data(buffer, buffer.follow(buffers[0] + 4 * number)):
                continue
            seen.add(number)
            shape = buffer.shape(tensor)
            # Names need not be unique, nor be there at all.
            name = f"{cleaned(buffer.text(tensor, _NAME))}#{number}"
            yield name, StoredTensor(dtype, shape, prod(shape), 0, 0)


def _has_data(buffer: "_Buffer", table: int) -> bool:
    """Say whether a buffer holds anything, within or, in large files, behind the FlatBuffer."""
    length = buffer.vector(table, _DATA)[1]
    begin, size = buffer.scalar(table, _DATA_OFFSET, 8), buffer.scalar(table, _DATA_SIZE, 8)
    if size > 1 and begin + size > buffer.size:
        raise FormatError("tflite: the data of a tensor end beyond the end of the file", offset=table)
    return length > 0 or size > 1


class _Buffer:
    """A FlatBuffer in a file, read where it is asked for, one block at a time."""

    def __init__(self, file: RandomAccess) -> None:
        self._file = file
        self._base, self._block = 0, file.head
        self._tables_left = _MAX_TABLES
        self.size = file.size

    def number(self, at: int, width: int, *, signed: bool = False) -> int:
        return int.from_bytes(self._bytes(at, width), "little", signed=signed)

    def u32(self, at: int) -> int:
        return self.number(at, 4)

    def follow(self, at: int) -> int:
        """Return where the offset at ``at`` leads, which counts from itself."""
        return at + self.u32(at)

    def scalar(self, table: int, field: int, width: int) -> int:
        """Return a number of a table; 0, the default, where it is left out."""
        at = self._place(table, field)
        return self.number(at, width) if at else 0

    def vector(self, table: int, field: int) -> tuple[int, int]:
        """Return where the elements of a vector begin, and how many there are; none if it is left out."""
        at = self._place(table, field)
        if not at:
            return 0, 0
        begin = self.follow(at)
        length = self.u32(begin)
        if length > self.size - begin - 4:
            raise FormatError(f"tflite: {length:,} elements do not fit in the file: truncated", offset=begin)
        return begin + 4, length

    def tables(self, table: int, field: int) -> Iterator[int]:
        begin, length = self.vector(table, field)
        for n in range(length):
            yield self.follow(begin + 4 * n)

    def shape(self, table: int) -> tuple[int, ...]:
        begin, length = self.vector(table, _SHAPE)
        shape = tuple(self.number(begin + 4 * n, 4, signed=True) for n in range(min(length, _MAX_DIMS + 1)))
        if length > _MAX_DIMS or min(shape, default=0) < 0 or prod(shape) > _MAX_ELEMENTS:
            raise FormatError("tflite: a tensor with data has no possible shape", offset=begin)
        return shape

    def text(self, table: int, field: int) -> str:
        begin, length = self.vector(table, field)
        return self._bytes(begin, min(length, _MAX_TEXT)).decode("utf-8", "replace") if length else ""

    def _place(self, table: int, field: int) -> int:
        """Return where a field lies; 0 if it is left out. A table begins with the way back to its vtable."""
        self._tables_left -= 1
        if self._tables_left < 0:
            raise FormatError(f"tflite: over {_MAX_TABLES:,} fields, which are not read", offset=table)
        vtable = table - self.number(table, 4, signed=True)
        if 4 + 2 * field >= self.number(vtable, 2):
            return 0
        offset = self.number(vtable + 4 + 2 * field, 2)
        return table + offset if offset else 0

    def _bytes(self, at: int, length: int) -> bytes:
        if at < 0 or at + length > self.size:
            raise FormatError(
                "tflite: an offset leads beyond the end of the file: truncated", offset=max(at, 0)
            )
        if not self._base <= at <= at + length <= self._base + len(self._block):
            self._base, self._block = at, self._file.read(at, min(_BLOCK, self.size - at))
        return self._block[at - self._base : at - self._base + length]
