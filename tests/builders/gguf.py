"""The smallest GGUF files that are worth reading, with keyword changes."""

import struct
from collections.abc import Mapping, Sequence
from pathlib import Path

from auditor.formats.writing import GgufValue, TensorSpec, write_gguf

WEIGHT = TensorSpec("blk.0.attn_q.weight", (4, 32), "F16")


def gguf_file(
    path: Path,
    *,
    architecture: str | None = "llama",
    license: str | None = None,  # noqa: A002
    metadata: Mapping[str, GgufValue] | None = None,
    tensors: Sequence[TensorSpec] = (WEIGHT,),
    alignment: int = 32,
) -> Path:
    """Write a GGUF file: one F16 tensor of 128 elements unless told otherwise."""
    entries: dict[str, GgufValue] = {}
    if architecture is not None:
        entries["general.architecture"] = architecture
    if license is not None:
        entries["general.license"] = license
    entries.update(metadata or {})
    with path.open("wb") as stream:
        write_gguf(stream, entries, tensors, alignment=alignment)
    return path


def string(text: str | bytes) -> bytes:
    """A GGUF string."""
    raw = text.encode() if isinstance(text, str) else text
    return struct.pack("<Q", len(raw)) + raw


def raw_gguf(
    *,
    entries: bytes = b"",
    n_entries: int = 0,
    tensors: bytes = b"",
    n_tensors: int = 0,
    version: int = 3,
) -> bytes:
    """A header assembled by hand, so that it can be wrong."""
    return struct.pack("<4sIQQ", b"GGUF", version, n_tensors, n_entries) + entries + tensors


def raw_tensor(
    name: str | bytes = "w",
    shape: Sequence[int] = (32,),
    kind: int = 0,
    begin: int = 0,
    *,
    n_dims: int | None = None,
) -> bytes:
    """A tensor description assembled by hand; ``shape`` as the file has it, fastest dimension first."""
    n = len(shape) if n_dims is None else n_dims
    return string(name) + struct.pack(f"<I{len(shape)}QIQ", n, *shape, kind, begin)
