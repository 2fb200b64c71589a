"""The key-value part of a GGUF header."""

import codecs
import hashlib
import math
import struct
from dataclasses import dataclass, field
from typing import Final

from auditor.domain.header import TEMPLATE_KEY, Anomaly, MetadataValue
from auditor.formats.chat_template import anomalies_in
from auditor.formats.gguf_cursor import Cursor
from auditor.formats.text import MAX_CHARACTERS, cleaned, code_in

# Published models have 20 to 60 entries; some image models keep one per tensor for its original shape.
MAX_ENTRIES: Final = 65_536

# Source: GGUF specification: a key is at most 2^16 - 1 bytes.
MAX_KEY_BYTES: Final = 65_535

# Longer text is only kept in part anyway. Chat templates, which are hashed whole, are below 100 KB.
MAX_STRING_BYTES: Final = 1024 * 1024

# Nothing reads arrays of arrays; the specification allows them.
MAX_NESTING: Final = 4

# A list of names to keep (tags, languages, datasets); anything longer is data.
MAX_KEPT_STRINGS: Final = 64

# Numbers beyond this lose digits in JSON (RFC 8785); they are kept as text.
MAX_EXACT: Final = 2**53 - 1


# Source: GGUF specification, enum gguf_metadata_value_type.
_BOOL, _STRING, _ARRAY, _FLOAT32 = 7, 8, 9, 6
_CODES: Final = {
    0: "B",
    1: "b",
    2: "H",
    3: "h",
    4: "I",
    5: "i",
    _FLOAT32: "f",
    _BOOL: "B",
    10: "Q",
    11: "q",
    12: "d",
}
_SCALARS: Final = {
    order: {number: struct.Struct(order + code) for number, code in _CODES.items()} for order in "<>"
}


@dataclass(slots=True)
class Metadata:
    """Entries by key, filled while a header is read; of a repeated key the first value stays.

    Attributes:
        values: What the entries say, cut and cleaned.
        anomalies: What a well-made header does not have.
    """

    values: dict[str, MetadataValue] = field(default_factory=dict)
    anomalies: list[Anomaly] = field(default_factory=list)

    def count(self, key: str) -> int | None:
        """Return a positive whole number, ``None`` if the entry is missing or is anything else."""
        value = self.values.get(key)
        return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None

    def text(self, key: str) -> str | None:
        """Return a text entry, ``None`` if it is missing, empty or no text."""
        value = self.values.get(key)
        return value if isinstance(value, str) and value else None


def read_metadata(cursor: Cursor, n_entries: int) -> Metadata:
    """Read the entries of a header.

    Raises:
        FormatError: they do not follow the format, or there are more than any model has.
    """
    if n_entries > MAX_ENTRIES:
        what = f"{n_entries:,} metadata entries; at most {MAX_ENTRIES:,} are read"
        raise cursor.error(what, offset=cursor.offset - cursor.count_bytes)
    metadata = Metadata()
    for _ in range(n_entries):
        _read_entry(cursor, metadata)
    return metadata


def read_name(cursor: Cursor, what: str, max_bytes: int) -> str:
    """Read a key or a tensor's name.

    Raises:
        FormatError: it is longer than ``max_bytes``, or not UTF-8.
    """
    offset = cursor.offset
    length = cursor.count(f"the length of {what}")
    if length > max_bytes:
        raise cursor.error(f"{what} of {length:,} bytes; at most {max_bytes:,} are allowed", offset=offset)
    try:
        return cursor.take(length, what).decode()
    except UnicodeDecodeError as error:
        raise cursor.error(
            f"{what} is not UTF-8", offset=offset + cursor.count_bytes + error.start
        ) from error


def shortest(value: float) -> float:
    """Return the number somebody wrote before it was rounded to 32 bits: 1e-05, not 9.999999747e-06.

    A value that is itself a short decimal is exact and stays.
    """
    if len(repr(value)) <= 12:
        return value
    # Nine significant digits tell any two 32-bit numbers apart (IEEE 754); six always survive.
    candidates = (float(f"{value:.{digits}g}") for digits in range(6, 10))
    return next((short for short in candidates if _as_float32(short) == value), value)


def _read_entry(cursor: Cursor, metadata: Metadata) -> None:
    offset = cursor.offset
    key = cleaned(read_name(cursor, "a key", MAX_KEY_BYTES))
    kind = cursor.u32(f"the type of {key[:80]}")
    value = _read_value(cursor, metadata, key, kind)
    if key not in metadata.values:
        metadata.values[key] = value
        return
    first = str(metadata.values[key])[:80]
    detail = f"{key[:80]} is given more than once: first {first}, then {str(value)[:80]}"
    metadata.anomalies.append(Anomaly("duplicate-key", offset, detail))


def _read_value(cursor: Cursor, metadata: Metadata, key: str, kind: int) -> MetadataValue:
    if kind == _STRING:
        return _read_string(cursor, metadata, key)
    if kind == _ARRAY:
        return _read_array(cursor, metadata, key)
    return _read_scalar(cursor, key, kind)


def _read_scalar(cursor: Cursor, key: str, kind: int) -> MetadataValue:
    layout = _SCALARS[cursor.order].get(kind)
    if layout is None:
        raise cursor.error(f"{key[:80]} has the unknown value type {kind}", offset=cursor.offset - 4)
    value: int | float = layout.unpack(cursor.take(layout.size, key[:80]))[0]
    if kind == _BOOL:
        if value > 1:
            raise cursor.error(f"{key[:80]} is neither true nor false: {value}", offset=cursor.offset - 1)
        return value == 1
    if isinstance(value, int):
        return value if abs(value) <= MAX_EXACT else str(value)
    # JSON has no word for these.
    if not math.isfinite(value):
        return str(value)
    return shortest(value) if kind == _FLOAT32 else value


def _as_float32(value: float) -> float:
    try:
        return float(struct.unpack("<f", struct.pack("<f", value))[0])
    except OverflowError:
        return math.inf


def _read_string(cursor: Cursor, metadata: Metadata, key: str) -> str:
    offset = cursor.offset
    length = cursor.count(f"the length of {key[:80]}")
    text_at = cursor.offset
    is_template = key == TEMPLATE_KEY or key.startswith(f"{TEMPLATE_KEY}.")
    if length <= MAX_STRING_BYTES:
        raw = cursor.take(length, key[:80])
    else:
        # Four bytes per character at most.
        raw = cursor.take(4 * MAX_CHARACTERS, key[:80])
        cursor.skip(length - len(raw), key[:80])
    is_cut = length > len(raw)
    text = _decoded(raw, text_at, key, metadata, is_cut=is_cut)
    if is_template:
        return _template(text, raw, length, offset, metadata)
    found = code_in(text)
    if found:
        detail = f"{key[:80]} contains {found[:80]}"
        metadata.anomalies.append(Anomaly("suspicious-metadata", offset, detail))
    return cleaned(text)


def _template(text: str, raw: bytes, length: int, offset: int, metadata: Metadata) -> str:
    """Describe a chat template without repeating it: it is a program, and may be a hostile one."""
    metadata.anomalies.extend(anomalies_in(text, "the chat template", offset))
    if length > len(raw):
        metadata.anomalies.append(
            Anomaly("oversized-template", offset, f"a chat template of {length:,} bytes")
        )
        return f"[template {length} bytes]"
    return f"[template {len(text)} characters sha256 {hashlib.sha256(raw).hexdigest()}]"


def _decoded(raw: bytes, offset: int, key: str, metadata: Metadata, *, is_cut: bool) -> str:
    try:
        # A long text is cut anywhere, perhaps within a character.
        return codecs.getincrementaldecoder("utf-8")().decode(raw, final=not is_cut)
    except UnicodeDecodeError as error:
        detail = f"{key[:80]} is not UTF-8"
        metadata.anomalies.append(Anomaly("bad-utf8", offset + error.start, detail))
        return raw.decode(errors="backslashreplace")


def _read_array(cursor: Cursor, metadata: Metadata, key: str) -> MetadataValue:
    kind = cursor.u32(f"the element type of {key[:80]}")
    count = cursor.count(f"the length of {key[:80]}")
    # Tokens are data, however few they are.
    if kind == _STRING and count <= MAX_KEPT_STRINGS and not key.startswith("tokenizer.ggml."):
        cursor.spend_strings(count, key[:80])
        return tuple(_read_string(cursor, metadata, key) for _ in range(count))
    _skip_elements(cursor, key, kind, count, nesting=1)
    return f"[array len {count}]"


def _skip_elements(cursor: Cursor, key: str, kind: int, count: int, *, nesting: int) -> None:
    if kind == _STRING:
        cursor.skip_strings(count, key[:80])
    elif scalar := _SCALARS[cursor.order].get(kind):
        cursor.skip(count * scalar.size, key[:80])
    elif kind == _ARRAY and nesting < MAX_NESTING:
        cursor.spend_strings(count, key[:80])
        for _ in range(count):
            inner = cursor.u32(f"the element type of {key[:80]}")
            length = cursor.count(f"the length of {key[:80]}")
            _skip_elements(cursor, key, inner, length, nesting=nesting + 1)
    elif kind == _ARRAY:
        raise cursor.error(f"{key[:80]} nests arrays deeper than {MAX_NESTING}")
    else:
        offset = cursor.offset - cursor.count_bytes - 4
        raise cursor.error(f"{key[:80]} has the unknown element type {kind}", offset=offset)
