"""The smallest safetensors files that are worth reading, with keyword changes."""

import json
import struct
from collections.abc import Mapping, Sequence
from pathlib import Path

from auditor.formats.writing import TensorSpec, write_safetensors

WEIGHT = TensorSpec("model.layers.0.self_attn.q_proj.weight", (4, 8), "F16")


def safetensors_file(
    path: Path,
    *,
    tensors: Sequence[TensorSpec] = (WEIGHT,),
    metadata: Mapping[str, str] | None = None,
) -> Path:
    """Write a safetensors file: one F16 tensor of 32 elements unless told otherwise."""
    with path.open("wb") as stream:
        write_safetensors(stream, tensors, metadata)
    return path


def raw_safetensors(header: object, *, data: bytes = b"", length: int | None = None) -> bytes:
    """A file assembled by hand, so that it can be wrong; ``header`` is bytes or what becomes JSON."""
    raw = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(raw) if length is None else length) + raw + data


def described(
    dtype: str = "F32", shape: Sequence[int] = (1,), begin: int = 0, end: int = 4
) -> dict[str, object]:
    """A tensor's entry in a header."""
    return {"dtype": dtype, "shape": list(shape), "data_offsets": [begin, end]}
