"""The header of one object in an HDF5 file: messages with its type, its shape and its links.

Source:
    The HDF Group, HDF5 File Format Specification Version 3.0, section IV.A.
"""

from dataclasses import dataclass
from typing import Final

from auditor.errors import FormatError
from auditor.formats.base import RandomAccess
from auditor.formats.text import cleaned

_CONTINUATION: Final = 0x10
_SHARED: Final = 0x02

# An object has a few messages; with all the attributes of a layer, some hundred.
MAX_MESSAGES: Final = 10_000
_MAX_CHUNK_BYTES: Final = 1024 * 1024
_MAX_RANK: Final = 32

_FIXED, _FLOAT, _OPAQUE, _ENUM = 0, 1, 5, 8
_SIGNED: Final = 0x08
_FLOATS: Final = {2: "F16", 4: "F32", 8: "F64"}
# Bit fields and sizes that floats of 16 bits differ in: where the exponent begins.
_BFLOAT_EXPONENT_AT: Final = 7
_BITS: Final = {1: "8", 2: "16", 4: "32", 8: "64"}
_HARD, _EXTERNAL = 0, 64


class UnreadLayoutError(FormatError):
    """A file that may be well made, and that is laid out in a way that is not read."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message.

    Attributes:
        kind: Its number.
        raw: Its bytes.
        at: Their offset in the file.
        is_shared: They say where the message is kept, and are not the message.
    """

    kind: int
    raw: bytes
    at: int
    is_shared: bool = False

    def take(self, offset: int, length: int) -> bytes:
        """Return some of its bytes.

        Raises:
            FormatError: it ends before that.
        """
        if offset + length > len(self.raw):
            raise broken(f"a message of kind {self.kind} is too short", self.at)
        return self.raw[offset : offset + length]

    def number(self, offset: int, width: int) -> int:
        """Return a whole number in it.

        Raises:
            FormatError: it ends before that.
        """
        return int.from_bytes(self.take(offset, width), "little")


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a group.

    Attributes:
        name: Its name.
        address: Where the object's header lies; ``None`` for a link by name or into another file.
        at: Where the link lies.
        is_external: It leads into another file.
    """

    name: str
    address: int | None
    at: int
    is_external: bool = False


def messages_of(file: RandomAccess, address: int) -> tuple[Message, ...]:
    """Return the messages of the object whose header lies at ``address``, of both versions.

    Raises:
        FormatError: no header lies there, or it is malformed.
    """
    is_second = take(file, address, 4) == b"OHDR"
    chunks = [_first_chunk_2(file, address) if is_second else _first_chunk_1(file, address)]
    order_bytes = 2 if is_second and take(file, address + 5, 1)[0] & 0x04 else 0
    messages: list[Message] = []
    seen: set[int] = set()
    while chunks:
        at, length = chunks.pop()
        if at in seen:
            raise broken("a header that goes on where it has been", at)
        seen.add(at)
        found = _in_chunk(file, at, length, (4 + order_bytes) if is_second else 8)
        for message in found:
            if message.kind == _CONTINUATION:
                begin, size = message.number(0, 8), message.number(8, 8)
                # In version 2 a mark stands before the messages, and a checksum after them.
                chunks.append((begin + 4, size - 8) if is_second else (begin, size))
            else:
                messages.append(message)
        if len(messages) + len(seen) > MAX_MESSAGES:
            raise broken(f"over {MAX_MESSAGES:,} messages in one header, which are not read", address)
    return tuple(messages)


def dtype_of(message: Message) -> str | None:
    """Return the number type a data type stands for, as safetensors names it; ``None`` for any other."""
    kind, size = message.number(0, 1) & 0x0F, message.number(4, 4)
    if kind == _FLOAT:
        is_brain = size == 2 and message.number(12, 1) == _BFLOAT_EXPONENT_AT
        return "BF16" if is_brain else _FLOATS.get(size)
    if kind == _FIXED and size in _BITS:
        return f"{'I' if message.number(1, 1) & _SIGNED else 'U'}{_BITS[size]}"
    # NumPy has no bfloat16, and Keras writes it as two opaque bytes; truth values are an enumeration.
    return {(_OPAQUE, 2): "BF16", (_ENUM, 1): "BOOL"}.get((kind, size))


def shape_of(message: Message) -> tuple[int, ...] | None:
    """Return a shape, empty for a single number; ``None`` where there is no element at all.

    Raises:
        FormatError: it has more dimensions than the format knows, or its version is unknown.
    """
    version, rank = message.number(0, 1), message.number(1, 1)
    if version not in (1, 2) or rank > _MAX_RANK:
        raise broken(f"a data space of version {version} and {rank} dimensions", message.at)
    if version == 2 and message.number(3, 1) == 2:
        return None
    begin = 8 if version == 1 else 4
    return tuple(message.number(begin + 8 * n, 8) for n in range(rank))


def link_in(message: Message) -> Link:
    """Return the link that a message holds.

    Raises:
        FormatError: it is malformed.
    """
    flags, at = message.number(1, 1), 2
    kind = message.number(at, 1) if flags & 0x08 else _HARD
    at += (1 if flags & 0x08 else 0) + (8 if flags & 0x04 else 0) + (1 if flags & 0x10 else 0)
    width = 1 << (flags & 3)
    length = message.number(at, width)
    name = cleaned(message.take(at + width, length).decode("utf-8", "replace"))
    address = message.number(at + width + length, 8) if kind == _HARD else None
    return Link(name, address, message.at, is_external=kind == _EXTERNAL)


def _first_chunk_1(file: RandomAccess, address: int) -> tuple[int, int]:
    head = take(file, address, 12)
    if head[0] != 1:
        raise broken(f"no object's header where one should be: version {head[0]}", address)
    return address + 16, int.from_bytes(head[8:12], "little")


def _first_chunk_2(file: RandomAccess, address: int) -> tuple[int, int]:
    version, flags = take(file, address + 4, 2)
    if version != 2:
        raise broken(f"an object's header of version {version}, which is unknown", address + 4)
    at = address + 6 + (16 if flags & 0x20 else 0) + (4 if flags & 0x10 else 0)
    width = 1 << (flags & 3)
    return at + width, int.from_bytes(take(file, at, width), "little")


def _in_chunk(file: RandomAccess, begin: int, length: int, head_bytes: int) -> list[Message]:
    """Return the messages of one chunk; what is left too short for one is padding."""
    if not 0 <= length <= _MAX_CHUNK_BYTES:
        raise broken(f"{length:,} bytes of messages; over {_MAX_CHUNK_BYTES:,} are not read", begin)
    raw = take(file, begin, length)
    messages, at = [], 0
    kind_bytes = 2 if head_bytes == 8 else 1
    while at + head_bytes <= len(raw):
        kind = int.from_bytes(raw[at : at + kind_bytes], "little")
        size = int.from_bytes(raw[at + kind_bytes : at + kind_bytes + 2], "little")
        is_shared = bool(raw[at + kind_bytes + 2] & _SHARED)
        at += head_bytes
        if at + size > len(raw):
            raise broken("a message ends beyond its header", begin + at)
        messages.append(Message(kind, raw[at : at + size], begin + at, is_shared))
        at += size
        if len(messages) > MAX_MESSAGES:
            raise broken(f"over {MAX_MESSAGES:,} messages in one header, which are not read", begin)
    return messages


def take(file: RandomAccess, at: int, length: int) -> bytes:
    """Return bytes of a file.

    Raises:
        FormatError: they lie beyond its end.
    """
    if at < 0 or at + length > file.size:
        raise broken("an address leads beyond the end of the file: truncated", min(max(at, 0), file.size))
    return file.read(at, length)


def broken(what: str, offset: int) -> FormatError:
    """Return an error at ``offset``."""
    return FormatError(f"hdf5: {what}", offset=offset)
