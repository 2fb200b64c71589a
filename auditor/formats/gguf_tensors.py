"""The tensor descriptions of a GGUF header, and whether the data they describe can be there."""

import re
from dataclasses import dataclass
from math import prod
from typing import Final

from auditor.domain.header import Anomaly
from auditor.errors import FormatError
from auditor.formats.base import RandomAccess
from auditor.formats.content import looks_like
from auditor.formats.ggml import TYPE_BY_ID, GgmlType
from auditor.formats.gguf_cursor import Cursor
from auditor.formats.gguf_metadata import read_name
from auditor.formats.text import cleaned

# A hundred times the largest published file, which keeps experts stacked; bounds memory.
MAX_TENSORS: Final = 131_072

# Source: ggml.h, GGML_MAX_DIMS. GGML_MAX_NAME is 64, but image models are written with larger builds.
MAX_DIMENSIONS: Final = 4
MAX_NAME_BYTES: Final = 1024

# Source: ggml keeps element counts in int64.
MAX_ELEMENTS: Final = 2**63 - 1

# Zeros after the last tensor hide nothing and some writers pad to pages; more is looked at as data.
MAX_PADDING: Final = 64 * 1024

# blk.N.ffn_{gate,up,down}_exps.*, and blk.N.ffn_{gate,up,down}.E.* of files from before they were
# stacked. Shared experts (_shexp) run for every token and the router (_gate_inp) chooses: not counted.
# Source: llama.cpp, llama-arch.cpp, LLM_TENSOR_FFN_*_EXP and *_EXPS.
_EXPERT: Final = re.compile(r"\.ffn_(?:gate|up|down|gate_up)(?:_(?:ch)?exps|\.\d+)\.")
# Weights of shape {n_embd, n_ff, n_expert}. Chunked experts (_chexps) are fewer, and scales may be shared.
_STACKED: Final = re.compile(r"\.ffn_(?:gate|up|down|gate_up)_exps\.weight$")


@dataclass(frozen=True, slots=True)
class GgufTensor:
    """One tensor as its header describes it.

    Attributes:
        name: Its name.
        type: How its elements are stored.
        n_elements: Elements, not blocks.
        n_stacked: Slices of its slowest dimension, which is one per expert where experts are stacked.
        begin: Offset of its data from the start of the data section.
        described_at: Offset of its description in the file.
    """

    name: str
    type: GgmlType
    n_elements: int
    n_stacked: int
    begin: int
    described_at: int

    @property
    def end(self) -> int:
        """Offset of the byte after its data, from the start of the data section."""
        return self.begin + self.n_elements // self.type.block_elements * self.type.block_bytes

    @property
    def is_expert(self) -> bool:
        """Whether it holds weights of experts that only some tokens pass through."""
        return _EXPERT.search(self.name) is not None

    @property
    def n_experts(self) -> int:
        """The experts whose weights it stacks, else 0."""
        return self.n_stacked if _STACKED.search(self.name) else 0


def read_tensors(cursor: Cursor, n_tensors: int) -> tuple[GgufTensor, ...]:
    """Read the tensor descriptions.

    Raises:
        FormatError: they do not follow the format, or there are more than any model has.
    """
    if n_tensors > MAX_TENSORS:
        raise cursor.error(f"{n_tensors:,} tensors; at most {MAX_TENSORS:,} are read", offset=8)
    return tuple(_read_tensor(cursor) for _ in range(n_tensors))


def check_layout(
    tensors: tuple[GgufTensor, ...], file: RandomAccess, header_end: int, alignment: int
) -> tuple[Anomaly, ...]:
    """Check that every tensor's data lie where they can, and report what lies elsewhere.

    Args:
        tensors: The descriptions.
        file: The file.
        header_end: Offset of the byte after the last description.
        alignment: Alignment of the data section and of every tensor in it.

    Raises:
        FormatError: data would lie outside the file or off their alignment.
    """
    start = header_end + -header_end % alignment
    for tensor in tensors:
        _check_place(tensor, file.size, start, alignment)
    placed = sorted(tensors, key=lambda tensor: (tensor.begin, tensor.end))
    found = [*_repeated_names(tensors), *_misplaced(placed, start, alignment)]
    end = start + max(tensor.end for tensor in tensors) if tensors else header_end
    found += _trailing(file, end)
    return tuple(found)


def _read_tensor(cursor: Cursor) -> GgufTensor:
    described_at = cursor.offset
    name = cleaned(read_name(cursor, "a tensor name", MAX_NAME_BYTES))
    n_dimensions = cursor.u32(f"tensor {name[:80]}")
    if n_dimensions > MAX_DIMENSIONS:
        what = f"tensor {name[:80]} has {n_dimensions:,} dimensions; ggml knows at most {MAX_DIMENSIONS}"
        raise cursor.error(what, offset=cursor.offset - 4)
    shape = [cursor.count(f"the shape of {name[:80]}") for _ in range(n_dimensions)]
    number = cursor.u32(f"the type of {name[:80]}")
    kind = TYPE_BY_ID.get(number)
    if kind is None:
        raise cursor.error(f"tensor {name[:80]} has the unknown ggml type {number}", offset=cursor.offset - 4)
    begin = cursor.u64(f"the offset of {name[:80]}")
    n_elements = prod(shape)
    # A dimension over the bound is an overflow too, even where another one is zero.
    if max(n_elements, *shape, 0) > MAX_ELEMENTS:
        raise cursor.error(f"tensor {name[:80]} has more elements than 63 bits count", offset=described_at)
    if (shape[0] if shape else 1) % kind.block_elements:
        what = f"tensor {name[:80]}: rows of {shape[0] if shape else 1} do not fill {kind.name} blocks"
        raise cursor.error(what, offset=described_at)
    return GgufTensor(name, kind, n_elements, shape[-1] if shape else 1, begin, described_at)


def _check_place(tensor: GgufTensor, size: int, start: int, alignment: int) -> None:
    name = tensor.name[:80]
    if tensor.begin % alignment:
        what = f"gguf: tensor {name} begins at {tensor.begin}, which is not aligned to {alignment}"
        raise FormatError(what, offset=tensor.described_at)
    if start + tensor.end > size:
        what = f"{name} would end at byte {start + tensor.end:,} of {size:,}"
        raise FormatError(
            f"gguf: tensor data beyond the end of the file: truncated ({what})", offset=start + tensor.begin
        )


def _repeated_names(tensors: tuple[GgufTensor, ...]) -> list[Anomaly]:
    seen: set[str] = set()
    found = []
    for tensor in tensors:
        if tensor.name in seen:
            detail = f"two tensors are named {tensor.name[:80]}"
            found.append(Anomaly("duplicate-tensor", tensor.described_at, detail))
        seen.add(tensor.name)
    return found


def _misplaced(placed: list[GgufTensor], start: int, alignment: int) -> list[Anomaly]:
    """Report the first overlap and the first gap: a file has all of its tensors back to back."""
    found: dict[str, Anomaly] = {}
    expected = 0
    for tensor in placed:
        name = tensor.name[:80]
        if tensor.begin < expected and tensor.end > tensor.begin:
            detail = f"the data of {name} overlap those of another tensor"
            found.setdefault("overlap", Anomaly("overlapping-tensors", start + tensor.begin, detail))
        elif tensor.begin > expected:
            detail = f"{tensor.begin - expected:,} bytes before {name} belong to no tensor"
            found.setdefault("gap", Anomaly("unused-data", start + expected, detail))
        expected = max(expected, tensor.end + -tensor.end % alignment)
    return list(found.values())


def _trailing(file: RandomAccess, end: int) -> list[Anomaly]:
    extra = file.size - end
    tail = file.read(end, min(extra, MAX_PADDING)) if extra > 0 else b""
    if extra == len(tail) and not tail.strip(b"\0"):
        return []
    tail = tail.lstrip(b"\0") or tail
    content = looks_like(tail, len(tail))
    what = f", which look like {content.phrase}" if content else ""
    return [Anomaly("trailing-data", end, f"{extra:,} bytes after the last tensor{what}")]
