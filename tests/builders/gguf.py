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


def laid_out(*, order: str = "<", version: int = 3) -> bytes:
    """A whole file with one value of every kind, its numbers in ``order``; version 1 counts in 32 bits."""
    count = "I" if version == 1 else "Q"

    def packed(codes: str, *numbers: float) -> bytes:
        return struct.pack(order + codes.replace("N", count), *numbers)

    def text(raw: bytes) -> bytes:
        return packed("N", len(raw)) + raw

    entries = (
        text(b"general.architecture") + packed("I", 8) + text(b"llama"),
        text(b"general.tags") + packed("IIN", 9, 8, 2) + text(b"a") + text(b"b"),
        text(b"tokenizer.ggml.tokens") + packed("IIN", 9, 8, 3) + text(b"x") + text(b"yy") + text(b""),
        text(b"tokenizer.ggml.scores") + packed("IIN", 9, 6, 2) + packed("2f", 0.5, 1.5),
        text(b"llama.context_length") + packed("II", 4, 4096),
        text(b"llama.rope.freq_base") + packed("If", 6, 1e4),
        text(b"k.u8") + packed("IB", 0, 200),
        text(b"k.i16") + packed("Ih", 3, -300),
        text(b"k.u64") + packed("IQ", 10, 2**40),
        text(b"k.f64") + packed("Id", 12, 0.25),
        text(b"k.bool") + packed("IB", 7, 1),
    )
    tensor = text(b"blk.0.attn_q.weight") + packed("INN", 2, 32, 4) + packed("IQ", 1, 0)
    header = b"GGUF" + packed("INN", version, 1, len(entries)) + b"".join(entries) + tensor
    return header + bytes(-len(header) % 32) + bytes(4 * 32 * 2)
