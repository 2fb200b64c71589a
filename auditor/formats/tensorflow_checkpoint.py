"""Checkpoints of TensorFlow: the index, a sorted table of names with the shape and the type of each tensor.

The numbers lie in files beside it, ``NAME.data-00000-of-00001``.

Source:
    TensorFlow, core/protobuf/tensor_bundle.proto and core/util/tensor_bundle; LevelDB, doc/table_format.md
    (blocks are written without compression).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import prod
from typing import Final

from auditor.domain.header import FileRole, Header
from auditor.errors import FormatError
from auditor.formats.base import RandomAccess, StoredTensor
from auditor.formats.protobuf import Wire
from auditor.formats.slice import bytes_as_file
from auditor.formats.tensorflow import DTYPES, header_of, shape_in
from auditor.formats.text import cleaned

_MAGIC: Final = bytes.fromhex("57fb808b247547db")
_FOOTER_BYTES: Final = 48
_TRAILER_BYTES: Final = 5
_MAX_BLOCK_BYTES: Final = 16 * 1024 * 1024
_MAX_TABLE_BYTES: Final = 64 * 1024 * 1024
_MAX_ENTRIES: Final = 100_000
# Keys repeat what the one before begins with, so that few bytes make many long ones.
_MAX_KEY_BYTES: Final = 1024
_MAX_VARINT_BYTES: Final = 10

_DTYPE, _SHAPE = 1, 2
# What Keras keeps of its own objects ends so; the rest of the key is the way to the variable.
_VALUE: Final = "/.ATTRIBUTES/VARIABLE_VALUE"


@dataclass(frozen=True, slots=True)
class TensorflowCheckpointFormat:
    """Reads the index of a checkpoint; that of a SavedModel only goes with it."""

    name: str = "tensorflow-checkpoint"
    suffixes: tuple[str, ...] = (".ckpt.index", "variables.index")

    def recognises(self, file: RandomAccess) -> bool:
        """See ``WeightFormat.recognises``: a table may hold anything, so its name counts."""
        if not file.name.lower().endswith(".index") or file.size < _FOOTER_BYTES:
            return False
        return file.read(file.size - len(_MAGIC), len(_MAGIC)) == _MAGIC

    def read_header(self, file: RandomAccess) -> Header:
        """Read the entries of all tensors.

        Raises:
            FormatError: truncated, compressed, or any other breach of the format.
        """
        if file.size < _FOOTER_BYTES or file.read(file.size - len(_MAGIC), len(_MAGIC)) != _MAGIC:
            raise _broken("it does not end as tables do: truncated", file.size)
        tensors = {}
        for n, (key, value, at) in enumerate(_entries(file)):
            if n >= _MAX_ENTRIES:
                raise _broken(f"over {_MAX_ENTRIES:,} entries, which are not read", at)
            tensor = _tensor(value, at) if key else None
            if tensor is not None:
                tensors[cleaned(key.decode("utf-8", "replace")).removesuffix(_VALUE)] = tensor
        header = header_of(self.name, tensors)
        is_beside_graph = file.name == "variables.index"
        return replace(header, role=FileRole.DATA) if is_beside_graph else header


def _entries(file: RandomAccess) -> Iterator[tuple[bytes, bytes, int]]:
    """Yield keys and values of the table, and where their block begins."""
    footer_at = file.size - _FOOTER_BYTES
    footer = file.read(footer_at, _FOOTER_BYTES)
    _, at = _handle(footer, 0, footer_at)
    index, _ = _handle(footer, at, footer_at)
    n_left = _MAX_TABLE_BYTES
    for _, handle in _in_block(_block(file, *index), index[0]):
        (begin, size), _ = _handle(handle, 0, index[0])
        n_left -= size
        if n_left < 0:
            raise _broken(f"a table of over {_MAX_TABLE_BYTES:,} bytes, which is not read", begin)
        yield from ((key, value, begin) for key, value in _in_block(_block(file, begin, size), begin))


def _block(file: RandomAccess, begin: int, size: int) -> bytes:
    if size > _MAX_BLOCK_BYTES:
        raise _broken(f"a block of {size:,} bytes; over {_MAX_BLOCK_BYTES:,} are not read", begin)
    if begin + size + _TRAILER_BYTES > file.size:
        raise _broken("a block ends beyond the end of the file: truncated", begin)
    raw = file.read(begin, size + 1)
    if raw[-1]:
        raise _broken(f"a block compressed by method {raw[-1]}, which TensorFlow does not use", begin)
    return raw[:-1]


def _in_block(raw: bytes, begin: int) -> Iterator[tuple[bytes, bytes]]:
    """Yield the entries of a block; each key leaves out what it begins with like the one before it."""
    n_restarts = int.from_bytes(raw[-4:], "little")
    end = len(raw) - 4 - 4 * n_restarts
    if len(raw) < 4 or end < 0:
        raise _broken("a block is too short for what it says of itself", begin)
    at, key = 0, b""
    while at < end:
        n_shared, at = _varint(raw, at, begin)
        n_own, at = _varint(raw, at, begin)
        n_value, at = _varint(raw, at, begin)
        if n_shared + n_own > _MAX_KEY_BYTES:
            raise _broken(f"a key of over {_MAX_KEY_BYTES:,} bytes, which is not read", begin + at)
        if n_shared > len(key) or n_own + n_value > end - at:
            raise _broken("an entry ends beyond its block", begin + at)
        key = key[:n_shared] + raw[at : at + n_own]
        at += n_own + n_value
        yield key, raw[at - n_value : at]


def _tensor(value: bytes, at: int) -> StoredTensor | None:
    """Return the tensor of one entry; ``None`` for texts, such as the graph of Keras's objects."""
    wire = Wire(bytes_as_file(value, "entry"), "tensorflow-checkpoint")
    try:
        parts = {part.number: part for part in wire.fields(0, len(value))}
        dtype, shape = parts.get(_DTYPE), parts.get(_SHAPE)
        sizes = shape_in(wire, shape) if shape and shape.is_bytes else ()
    except FormatError as error:
        raise FormatError(error.message, offset=at) from error
    name = DTYPES.get(dtype.value) if dtype else None
    if name is None:
        return None
    if min(sizes, default=0) < 0:
        raise _broken("a tensor of unknown shape", at)
    return StoredTensor(name, sizes, prod(sizes), 0, 0)


def _handle(raw: bytes, at: int, begin: int) -> tuple[tuple[int, int], int]:
    """Return where a block begins and its size, and where the handle ends."""
    offset, at = _varint(raw, at, begin)
    size, at = _varint(raw, at, begin)
    return (offset, size), at


def _varint(raw: bytes, at: int, begin: int) -> tuple[int, int]:
    value = 0
    for n in range(_MAX_VARINT_BYTES):
        if at + n >= len(raw):
            break
        value |= (raw[at + n] & 0x7F) << (7 * n)
        if raw[at + n] < 0x80:
            return value, at + n + 1
    raise _broken("a number that does not end", begin + at)


def _broken(what: str, offset: int) -> FormatError:
    return FormatError(f"tensorflow-checkpoint: {what}", offset=offset)
