"""Write small, valid GGUF and safetensors files: the demo estate, the self-test model and the tests.

Deterministic: the same arguments give the same bytes. Not a converter: it writes what it is told.
"""

import json
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import BinaryIO, Final

from auditor.formats.ggml import TYPE_BY_NAME
from auditor.formats.safetensors_dtype import BITS

GgufScalar = bool | int | float | str
GgufValue = GgufScalar | Sequence[str] | Sequence[int] | Sequence[float]
"""A metadata value. Integers become uint32, or int32 below zero, or 64 bits where they do not fit;
floats become float32; in arrays integers become int32 (int64 where one does not fit)."""

# Source: GGUF specification, enum gguf_metadata_value_type.
_UINT32, _INT32, _FLOAT32, _BOOL, _STRING, _ARRAY, _UINT64, _INT64 = 4, 5, 6, 7, 8, 9, 10, 11
_LAYOUTS: Final = {_UINT32: "<I", _INT32: "<i", _FLOAT32: "<f", _BOOL: "<?", _UINT64: "<Q", _INT64: "<q"}


@dataclass(frozen=True, slots=True)
class TensorSpec:
    """A tensor to write.

    Attributes:
        name: Its name.
        shape: Row-major, slowest dimension first, as PyTorch prints it, for both formats.
        dtype: Number type as the format names it, e.g. ``F16``, ``Q4_K``, ``F8_E4M3``.
        data: Its bytes; ``None`` leaves zeros, as a hole where the file system can.
    """

    name: str
    shape: tuple[int, ...]
    dtype: str
    data: bytes | None = None


def write_gguf(
    stream: BinaryIO,
    metadata: Mapping[str, GgufValue],
    tensors: Sequence[TensorSpec],
    *,
    version: int = 3,
    alignment: int = 32,
) -> None:
    """Write a little-endian GGUF file at the stream's position.

    Args:
        stream: Seekable; holes are sought over, so 400 GB without data take no room on disk.
        metadata: Entries in order. ``general.alignment`` is added unless ``alignment`` is the default.
        tensors: Tensors in file order.
        version: Number written into the header; 2 and 3 have the same layout.
        alignment: Bytes that tensor data are aligned to.

    Raises:
        KeyError: a tensor's type is not one of ggml's.
        ValueError: a shape does not fill whole blocks, or data have another size than their shape.

    Source:
        GGUF specification, versions 2 and 3.
    """
    entries = dict(metadata)
    # The specification's default; a header without the key means 32.
    if alignment != 32:
        entries["general.alignment"] = alignment
    offsets = _aligned_offsets([_gguf_size(tensor) for tensor in tensors], alignment)
    header = struct.pack("<4sIQQ", b"GGUF", version, len(tensors), len(entries))
    header += b"".join(_gguf_string(key) + _gguf_value(value) for key, value in entries.items())
    header += b"".join(_gguf_tensor(tensor, offset) for tensor, offset in zip(tensors, offsets, strict=False))
    header += b"\0" * (-len(header) % alignment)
    _write(stream, header, tensors, offsets)


def write_safetensors(
    stream: BinaryIO, tensors: Sequence[TensorSpec], metadata: Mapping[str, str] | None = None
) -> None:
    """Write a safetensors file at the stream's position, tensors in the given order.

    Args:
        stream: Seekable; holes are sought over.
        tensors: Tensors in file order.
        metadata: ``__metadata__``; left out when ``None``.

    Raises:
        KeyError: a tensor's type is not one of the format's.
        ValueError: a shape does not fill whole bytes, or data have another size than their shape.

    Source:
        safetensors format description, with the header padded to 8 bytes as its reference writer does.
    """
    entries: dict[str, object] = {} if metadata is None else {"__metadata__": dict(metadata)}
    offsets = _aligned_offsets([_safetensors_size(tensor) for tensor in tensors], 1)
    for tensor, begin, end in zip(tensors, offsets, offsets[1:], strict=False):
        entries[tensor.name] = {
            "dtype": tensor.dtype,
            "shape": list(tensor.shape),
            "data_offsets": [begin, end],
        }
    text = json.dumps(entries, separators=(",", ":"), ensure_ascii=False).encode()
    text += b" " * (-len(text) % 8)
    _write(stream, struct.pack("<Q", len(text)) + text, tensors, offsets)


def _aligned_offsets(sizes: Sequence[int], alignment: int) -> list[int]:
    """Return where each tensor begins, and as one more entry where the last one's padding ends."""
    offsets = [0]
    for size in sizes:
        offsets.append(offsets[-1] + size + -size % alignment)
    return offsets


def _write(stream: BinaryIO, header: bytes, tensors: Sequence[TensorSpec], offsets: Sequence[int]) -> None:
    start = stream.tell() + len(header)
    stream.write(header)
    for tensor, offset in zip(tensors, offsets, strict=False):
        if tensor.data:
            stream.seek(start + offset)
            stream.write(tensor.data)
    end = start + offsets[-1]
    # One written byte sets the length of any seekable stream; everything skipped before it stays a hole.
    if stream.tell() < end:
        stream.seek(end - 1)
        stream.write(b"\0")


def _gguf_size(tensor: TensorSpec) -> int:
    kind = TYPE_BY_NAME[tensor.dtype]
    row = tensor.shape[-1] if tensor.shape else 1
    if row % kind.block_elements:
        raise ValueError(f"{tensor.name}: rows of {row} do not fill blocks of {kind.block_elements}")
    return _checked_size(tensor, prod(tensor.shape) // kind.block_elements * kind.block_bytes)


def _safetensors_size(tensor: TensorSpec) -> int:
    bits = prod(tensor.shape) * BITS[tensor.dtype]
    if bits % 8:
        raise ValueError(f"{tensor.name}: {bits} bits do not fill whole bytes")
    return _checked_size(tensor, bits // 8)


def _checked_size(tensor: TensorSpec, size: int) -> int:
    if tensor.data is not None and len(tensor.data) != size:
        raise ValueError(f"{tensor.name}: {len(tensor.data)} bytes of data for a tensor of {size}")
    return size


def _gguf_tensor(tensor: TensorSpec, offset: int) -> bytes:
    # GGUF stores the fastest dimension first.
    shape = struct.pack(f"<I{len(tensor.shape)}Q", len(tensor.shape), *reversed(tensor.shape))
    return _gguf_string(tensor.name) + shape + struct.pack("<IQ", TYPE_BY_NAME[tensor.dtype].id, offset)


def _gguf_string(text: str) -> bytes:
    raw = text.encode()
    return struct.pack("<Q", len(raw)) + raw


def _gguf_value(value: GgufValue) -> bytes:
    if isinstance(value, (bool, int, float, str)):
        kind = _scalar_type(value)
        return struct.pack("<I", kind) + _packed(kind, value)
    kind = _element_type(value)
    return struct.pack("<IIQ", _ARRAY, kind, len(value)) + b"".join(_packed_all(kind, value))


def _packed_all(kind: int, values: Sequence[str] | Sequence[int] | Sequence[float]) -> Iterator[bytes]:
    return (_packed(kind, value) for value in values)


def _packed(kind: int, value: GgufScalar) -> bytes:
    return _gguf_string(value) if isinstance(value, str) else struct.pack(_LAYOUTS[kind], value)


def _scalar_type(value: GgufScalar) -> int:
    if isinstance(value, str):
        return _STRING
    if isinstance(value, bool):
        return _BOOL
    if isinstance(value, float):
        return _FLOAT32
    if value < 0:
        return _INT32 if value >= -(2**31) else _INT64
    return _UINT32 if value < 2**32 else _UINT64


def _element_type(values: Sequence[str] | Sequence[int] | Sequence[float]) -> int:
    kinds = {_scalar_type(value) for value in values}
    # An empty list says nothing about its elements; runtimes expect text where lists may be empty.
    if kinds <= {_STRING}:
        return _STRING
    if kinds <= {_BOOL}:
        return _BOOL
    if _FLOAT32 in kinds:
        return _FLOAT32
    fits = all(-(2**31) <= value < 2**31 for value in values if isinstance(value, int))
    return _INT32 if fits else _INT64
