"""GGUF, the format of llama.cpp and of what is built on it: versions 1 to 3, of both byte orders.

Version 1 writes counts, lengths and shapes in 32 bits. The byte order is told by the version's number, as
llama.cpp tells it: no version needs the upper half of its four bytes.

Source:
    GGUF specification (ggml repository, docs/gguf.md).
"""

from collections import Counter
from dataclasses import dataclass
from typing import Final

from auditor.domain.header import Anomaly, FileRole, Header, Shard
from auditor.errors import FormatError
from auditor.formats.base import RandomAccess
from auditor.formats.content import is_mangled
from auditor.formats.ggml import FILE_TYPE_GUESSED, FILE_TYPES
from auditor.formats.gguf_cursor import Cursor
from auditor.formats.gguf_metadata import Metadata, read_metadata
from auditor.formats.gguf_tensors import GgufTensor, check_layout, read_tensors

_MAGIC: Final = b"GGUF"
_VERSIONS: Final = (1, 2, 3)
_DEFAULT_ALIGNMENT: Final = 32


@dataclass(frozen=True, slots=True)
class GgufFormat:
    """Reads GGUF headers; long arrays such as vocabularies are passed over, not kept."""

    name: str = "gguf"
    suffixes: tuple[str, ...] = (".gguf",)

    def recognises(self, file: RandomAccess) -> bool:
        """See ``WeightFormat.recognises``."""
        return file.head.startswith(_MAGIC)

    def read_header(self, file: RandomAccess) -> Header:
        """Read metadata and tensor descriptions.

        ``n_parameters`` counts the elements of all tensors. Quantised types keep their scales inside
        their blocks, so these are weights and nothing else.

        Raises:
            FormatError: of an unknown version, truncated, or any other breach of the format.
        """
        try:
            return _read(file)
        except FormatError as error:
            if not is_mangled(file.head):
                raise
            raise FormatError(
                "gguf: its bytes were re-encoded as UTF-8 text, which cannot be undone",
                offset=file.head.find("\ufffd".encode()),
                hint="Fetch the file again.",
            ) from error


def _read(file: RandomAccess) -> Header:
    cursor = Cursor(file)
    version = _read_version(cursor)
    n_tensors, n_entries = cursor.count("the number of tensors"), cursor.count("the number of entries")
    metadata = read_metadata(cursor, n_entries)
    metadata.anomalies += _of_layout(cursor)
    alignment = _alignment(cursor, metadata)
    tensors = read_tensors(cursor, n_tensors)
    header_end = cursor.offset
    misplaced = check_layout(tensors, file, header_end, alignment)
    digest = cursor.finish(header_end + -header_end % alignment)
    metadata.anomalies += misplaced
    return _header(version, digest, metadata, tensors)


def _header(version: int, digest: str, metadata: Metadata, tensors: tuple[GgufTensor, ...]) -> Header:
    architecture = metadata.text("general.architecture")
    shard = _shard(metadata)
    role = _role(metadata, tensors, shard)
    quantization = None if role is FileRole.VOCABULARY else _quantization(metadata, tensors, shard)
    return Header(
        format="gguf",
        version=str(version),
        sha256=digest,
        n_tensors=len(tensors),
        n_parameters=sum(tensor.n_elements for tensor in tensors),
        n_expert_parameters=sum(tensor.n_elements for tensor in tensors if tensor.is_expert),
        n_experts=metadata.count(f"{architecture}.expert_count"),
        n_experts_used=metadata.count(f"{architecture}.expert_used_count"),
        dtypes=tuple(sorted(Counter(tensor.type.name for tensor in tensors).items())),
        architecture=architecture,
        name=metadata.text("general.name"),
        context_length=metadata.count(f"{architecture}.context_length"),
        quantization=quantization,
        role=role,
        shard=shard,
        metadata=tuple(sorted(metadata.values.items())),
        anomalies=tuple(metadata.anomalies),
        stacked_experts=tuple(sorted({tensor.n_experts for tensor in tensors} - {0})),
    )


def _read_version(cursor: Cursor) -> int:
    magic = cursor.take(len(_MAGIC), "the magic")
    if magic != _MAGIC:
        raise cursor.error(f"it begins with {magic.hex(' ')}, not with 'GGUF'", offset=0)
    version = cursor.u32("the version")
    is_big_endian = bool(version) and not version & 0xFFFF
    if is_big_endian:
        version = int.from_bytes(version.to_bytes(4, "little"), "big")
    if version not in _VERSIONS:
        raise cursor.error(f"version {version} is unknown; versions 1 to 3 are read", offset=4)
    cursor.lay_out(is_big_endian=is_big_endian, count_bytes=4 if version == 1 else 8)
    return version


def _of_layout(cursor: Cursor) -> list[Anomaly]:
    """Report a layout that is allowed and that few runtimes, or none any more, read."""
    found = []
    if cursor.order == ">":
        detail = "numbers are big-endian; little-endian hosts, which nearly all are, do not run it"
        found.append(Anomaly("big-endian", len(_MAGIC), detail))
    if cursor.count_bytes == 4:
        detail = "version 1 of the format, which current runtimes do not read"
        found.append(Anomaly("outdated-version", len(_MAGIC), detail))
    return found


def _alignment(cursor: Cursor, metadata: Metadata) -> int:
    value = metadata.values.get("general.alignment", _DEFAULT_ALIGNMENT)
    if isinstance(value, bool) or not isinstance(value, int) or value <= 0 or value & (value - 1):
        raise cursor.error(f"general.alignment is {str(value)[:80]}, not a power of two")
    return value


def _shard(metadata: Metadata) -> Shard | None:
    """Return the place in a set written by llama.cpp's gguf-split, which counts from 0."""
    count = metadata.count("split.count")
    index = metadata.values.get("split.no", 0)
    if count is None or count == 1:
        return None
    if isinstance(index, bool) or not isinstance(index, int) or not 0 <= index < count:
        detail = f"split.no is {str(index)[:80]} of {count}"
        metadata.anomalies.append(Anomaly("bad-split", 0, detail))
        return None
    return Shard(index + 1, count)


def _role(metadata: Metadata, tensors: tuple[GgufTensor, ...], shard: Shard | None) -> FileRole:
    kind = metadata.text("general.type")
    if kind == "adapter" or metadata.text("adapter.type"):
        return FileRole.ADAPTER
    if kind == "mmproj" or metadata.text("general.architecture") == "clip":
        return FileRole.PROJECTOR
    has_tokenizer = any(key.startswith("tokenizer.") for key in metadata.values)
    if not tensors and shard is None and (has_tokenizer or kind == "vocab"):
        return FileRole.VOCABULARY
    if not tensors and shard is None:
        metadata.anomalies.append(Anomaly("no-tensors", 8, "the file holds neither weights nor a vocabulary"))
        return FileRole.OTHER
    if kind not in (None, "model", "vocab"):
        detail = f"general.type is {kind[:80] if kind else kind}, which is not a model"
        metadata.anomalies.append(Anomaly("not-a-model", 0, detail))
        return FileRole.OTHER
    return FileRole.WEIGHTS


def _quantization(metadata: Metadata, tensors: tuple[GgufTensor, ...], shard: Shard | None) -> str | None:
    """Name the scheme by the file's own word where its tensors bear it out, else by most elements."""
    elements: Counter[str] = Counter()
    for tensor in tensors:
        elements[tensor.type.name] += tensor.n_elements
    claimed = metadata.values.get("general.file_type")
    known = FILE_TYPES.get(claimed & ~FILE_TYPE_GUESSED) if isinstance(claimed, int) else None
    # One part of a set need not hold any tensor of the type that prevails in the whole.
    if known and (shard is not None or not elements or known[1] in elements):
        return known[0]
    dominant = max(elements, key=lambda name: (elements[name], name), default=None)
    if known and dominant:
        detail = f"general.file_type says {known[0]}, but no tensor is {known[1]}; most are {dominant}"
        metadata.anomalies.append(Anomaly("file-type-mismatch", 0, detail))
    return dominant
