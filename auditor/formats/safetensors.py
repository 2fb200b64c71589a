"""safetensors: eight bytes of length, a JSON header, and the tensors back to back.

Source:
    safetensors format description (README, "Format") and its reference reader, src/tensor.rs.
"""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

from auditor.domain.header import Anomaly, FileRole, Header
from auditor.errors import FormatError
from auditor.formats import shard_name
from auditor.formats.base import RandomAccess, StoredTensor
from auditor.formats.safetensors_dtype import BITS
from auditor.formats.safetensors_weights import count_weights
from auditor.formats.text import cleaned, code_in

# Source: safetensors, src/tensor.rs, MAX_HEADER_SIZE.
MAX_HEADER_BYTES: Final = 100_000_000

# Training tools write up to a few hundred; more is data in disguise and is not kept.
MAX_ENTRIES: Final = 1024

# A tensor's entry has seven to ten brackets and commas in a hundred bytes. A large header with denser ones
# would turn into thirty times its size in Python objects, so it is refused before it is parsed.
_DENSE_FROM_BYTES: Final = 4 * 1024 * 1024
_DENSE_BYTES_PER_MARK: Final = 8

# Source: the reference reader refuses shapes whose size does not fit 64 bits.
_MAX_BITS: Final = 2**64 - 1

# Objects become tuples of pairs: repeated names stay visible at no cost, and arrays, which stay
# lists, cannot be mistaken for objects.
_DECODER: Final = json.JSONDecoder(object_pairs_hook=tuple)

_ADAPTER_FILE: Final = "adapter_model.safetensors"


@dataclass(frozen=True, slots=True)
class SafetensorsFormat:
    """Reads safetensors headers. The architecture is not in them, it comes from ``config.json``."""

    name: str = "safetensors"
    suffixes: tuple[str, ...] = (".safetensors",)

    def recognises(self, file: RandomAccess) -> bool:
        """See ``WeightFormat.recognises``."""
        length = int.from_bytes(file.head[:8], "little")
        return file.size >= 10 and file.head[8:9] == b"{" and length <= MAX_HEADER_BYTES

    def read_header(self, file: RandomAccess) -> Header:
        """Read and check the JSON header; see ``safetensors_weights`` for what counts as a parameter.

        Raises:
            FormatError: truncated, overlong, not JSON, or tensors that do not cover the data exactly.
        """
        raw = _header_bytes(file)
        found: list[Anomaly] = []
        entries = _unique(_parsed(raw), found)
        metadata = _metadata(entries.pop("__metadata__", None), found)
        tensors = {name: _tensor(name, info, raw, found) for name, info in entries.items()}
        _check_cover(tensors, raw, file.size - 8 - len(raw))
        return _header(file, raw, tensors, metadata, found)


def _header(
    file: RandomAccess,
    raw: bytes,
    tensors: dict[str, StoredTensor],
    metadata: dict[str, str],
    found: list[Anomaly],
) -> Header:
    weights = count_weights(tensors)
    is_adapter = file.name == _ADAPTER_FILE or (tensors and all("lora_" in name for name in tensors))
    return Header(
        format="safetensors",
        version="1",
        sha256=hashlib.sha256(file.head[:8] + raw).hexdigest(),
        n_tensors=len(tensors),
        n_parameters=weights.n_parameters,
        n_expert_parameters=weights.n_expert_parameters,
        packed_bits=weights.packed_bits,
        packed_expert_bits=weights.packed_expert_bits,
        may_have_experts=weights.may_have_experts,
        dtypes=tuple(sorted(Counter(tensor.dtype for tensor in tensors.values()).items())),
        name=metadata.get("modelspec.title") or None,
        quantization=weights.scheme,
        role=FileRole.ADAPTER if is_adapter else FileRole.WEIGHTS,
        shard=shard_name.shard_of(file.name),
        metadata=tuple(sorted(metadata.items())),
        anomalies=tuple(found),
    )


def _header_bytes(file: RandomAccess) -> bytes:
    if file.size < 8:
        raise FormatError(f"safetensors: {file.size} bytes hold no header: truncated", offset=0)
    length = int.from_bytes(file.head[:8], "little")
    if length > MAX_HEADER_BYTES:
        what = f"a header of {length:,} bytes; the format allows {MAX_HEADER_BYTES:,}"
        raise FormatError(f"safetensors: {what}", offset=0)
    if 8 + length > file.size:
        what = f"a header of {length:,} bytes in a file of {file.size:,}: truncated"
        raise FormatError(f"safetensors: {what}", offset=0)
    raw = file.head[8 : 8 + length] if 8 + length <= len(file.head) else file.read(8, length)
    if not raw.startswith(b"{"):
        raise FormatError("safetensors: the header does not begin with '{'", offset=8)
    return raw


def _parsed(raw: bytes) -> Any:
    marks = sum(raw.count(mark) for mark in (b"[", b"{", b",")) if len(raw) > _DENSE_FROM_BYTES else 0
    if marks * _DENSE_BYTES_PER_MARK > len(raw):
        raise FormatError("safetensors: the header lists far more than tensors need", offset=8)
    try:
        return _DECODER.decode(raw.decode())
    except UnicodeDecodeError as error:
        raise FormatError("safetensors: the header is not UTF-8", offset=8 + error.start) from error
    except json.JSONDecodeError as error:
        at = 8 + len(error.doc[: error.pos].encode())
        raise FormatError(f"safetensors: the header is not JSON: {error.msg}", offset=at) from error
    except (RecursionError, ValueError) as error:
        raise FormatError(
            "safetensors: the header nests too deep or has endless numbers", offset=8
        ) from error


def _unique(pairs: Any, found: list[Anomaly]) -> dict[str, Any]:
    """Return the entries by name, the last of equal names as every JSON reader does, and report those."""
    entries: dict[str, Any] = dict(pairs)
    if len(entries) != len(pairs):
        repeated = next(name for name, n in Counter(name for name, _ in pairs).items() if n > 1)
        detail = f"{cleaned(repeated, 80)} is given more than once; readers take the last"
        found.append(Anomaly("duplicate-key", 8, detail))
    return entries


def _metadata(value: Any, found: list[Anomaly]) -> dict[str, str]:
    if value is None:
        return {}
    if not isinstance(value, tuple):
        raise FormatError("safetensors: __metadata__ is not an object", offset=8)
    entries = _unique(value, found)
    if len(entries) > MAX_ENTRIES:
        detail = f"{len(entries):,} metadata entries, of which {MAX_ENTRIES:,} are kept"
        found.append(Anomaly("too-many-entries", 8, detail))
    for key, text in entries.items():
        if not isinstance(text, str):
            what = f"__metadata__ entry {cleaned(key, 80)} is not a string"
            raise FormatError(f"safetensors: {what}", offset=8)
        code = code_in(text)
        if code:
            detail = f"{cleaned(key, 80)} contains {code[:80]}"
            found.append(Anomaly("suspicious-metadata", 8, detail))
    return {cleaned(key): cleaned(text) for key, text in list(entries.items())[:MAX_ENTRIES]}


def _tensor(name: str, info: Any, raw: bytes, found: list[Anomaly]) -> StoredTensor:
    if not isinstance(info, tuple):
        raise _bad(name, raw, "is not described by an object")
    fields = _unique(info, found)
    dtype, shape, offsets = fields.get("dtype"), fields.get("shape"), fields.get("data_offsets")
    bits = BITS.get(dtype) if isinstance(dtype, str) else None
    if bits is None or not isinstance(dtype, str):
        raise _bad(name, raw, f"has the unknown type {cleaned(str(dtype), 80)}")
    if type(shape) is not list or type(offsets) is not list or len(offsets) != 2:
        raise _bad(name, raw, "lacks a shape or its two offsets")
    n_elements = 1
    for extent in shape:
        if type(extent) is not int or extent < 0:
            raise _bad(name, raw, "has a shape that is not made of whole numbers from 0")
        n_elements *= extent
        if n_elements * bits > _MAX_BITS or extent > _MAX_BITS:
            raise _bad(name, raw, "is larger than 64 bits count: overflow")
    begin, end = offsets
    if type(begin) is not int or type(end) is not int or not 0 <= begin <= end:
        raise _bad(name, raw, "has offsets that are not two rising whole numbers")
    if (end - begin) * 8 != n_elements * bits:
        raise _bad(name, raw, f"has {end - begin:,} bytes for {n_elements:,} elements of {dtype}")
    return StoredTensor(dtype, tuple(shape), n_elements, begin, end)


def _check_cover(tensors: dict[str, StoredTensor], raw: bytes, size: int) -> None:
    """Check that the tensors follow each other without a hole and fill the ``size`` bytes of data."""
    expected = 0
    for name, tensor in sorted(tensors.items(), key=lambda item: (item[1].begin, item[1].end)):
        if tensor.begin != expected:
            kind = "a hole" if tensor.begin > expected else "an overlap"
            raise _bad(name, raw, f"begins at {tensor.begin:,} instead of {expected:,}: {kind} in the data")
        expected = tensor.end
    start = 8 + len(raw)
    if expected > size:
        what = f"the last tensor would end at byte {start + expected:,} of {start + size:,}"
        raise FormatError(
            f"safetensors: tensor data beyond the end of the file: truncated ({what})", offset=start + size
        )
    if expected < size:
        what = f"{size - expected:,} bytes after the last tensor belong to none"
        raise FormatError(f"safetensors: {what}", offset=start + expected)


def _bad(name: str, raw: bytes, what: str) -> FormatError:
    at = raw.find(json.dumps(name, ensure_ascii=False).encode(errors="replace"))
    return FormatError(f"safetensors: tensor {cleaned(name, 80)} {what}", offset=8 + max(at, 0))
