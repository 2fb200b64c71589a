"""Attributes of an object in an HDF5 file: their names, and those of them that are one text.

Source:
    The HDF Group, HDF5 File Format Specification Version 3.0, sections III.E (global heap), IV.A.2.m
    (attribute message) and IV.A.2.v (attribute info message).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from auditor.formats.base import RandomAccess
from auditor.formats.hdf5_messages import Message, UnreadLayoutError, broken, take

MAX_TEXT_BYTES: Final = 4 * 1024 * 1024

_ATTRIBUTE, _ATTRIBUTE_INFO = 0x0C, 0x15
_NOWHERE: Final = 2**64 - 1
_FIXED_TEXT, _VARIABLE = 3, 9
_HEAP_HEAD, _HEAP_ENTRY = 16, 16


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute, as its message has it.

    Attributes:
        name: Its name.
        type_: Its data type.
        value: Its bytes, or where they are.
        at: Offset of its message.
        is_shared: Its type is kept elsewhere.
    """

    name: str
    type_: bytes
    value: bytes
    at: int
    is_shared: bool


def attributes_in(messages: Iterable[Message]) -> dict[str, Attribute]:
    """Return the attributes of the object with these messages, by name.

    Raises:
        UnreadLayoutError: they are not in its header.
        FormatError: one is malformed.
    """
    found = {}
    for message in messages:
        if message.kind == _ATTRIBUTE:
            attribute = _attribute(message)
            found[attribute.name] = attribute
        elif message.kind == _ATTRIBUTE_INFO:
            heap_at = 2 + (2 if message.number(1, 1) & 1 else 0)
            if message.number(heap_at, 8) != _NOWHERE:
                what = "hdf5: attributes in a heap of their own, which is not read"
                raise UnreadLayoutError(what, offset=message.at)
    return found


def text_of(file: RandomAccess, attribute: Attribute) -> bytes:
    """Return the bytes of an attribute that is a text, of a fixed length or in the file's heap.

    Raises:
        UnreadLayoutError: it is none.
        FormatError: it is malformed, or over ``MAX_TEXT_BYTES``.
    """
    kind = attribute.type_[0] & 0x0F if attribute.type_ else -1
    if attribute.is_shared or kind not in (_FIXED_TEXT, _VARIABLE):
        what = f"hdf5: {attribute.name[:80]} is no plain text, which is not read"
        raise UnreadLayoutError(what, offset=attribute.at)
    if kind == _FIXED_TEXT:
        return attribute.value[: int.from_bytes(attribute.type_[4:8], "little")].rstrip(b"\0")
    if len(attribute.value) < 16:
        raise broken("an attribute that ends before its text", attribute.at)
    length, heap, index = (
        int.from_bytes(attribute.value[a:b], "little") for a, b in ((0, 4), (4, 12), (12, 16))
    )
    return _in_heap(file, heap, index)[:length]


def _attribute(message: Message) -> Attribute:
    if message.is_shared:
        raise UnreadLayoutError("hdf5: an attribute kept elsewhere, which is not read", offset=message.at)
    version, flags = message.number(0, 1), message.number(1, 1)
    if version not in (1, 2, 3):
        raise broken(f"an attribute of version {version}, which is unknown", message.at)
    at = 9 if version == 3 else 8
    parts = []
    for n_bytes in (message.number(2, 2), message.number(4, 2), message.number(6, 2)):
        parts.append(message.take(at, n_bytes))
        # The first version fills each part up to a multiple of eight.
        at += n_bytes + (-n_bytes % 8 if version == 1 else 0)
    name = parts[0].partition(b"\0")[0].decode("utf-8", "replace")
    is_shared = version > 1 and bool(flags & 1)
    return Attribute(name, parts[1], message.raw[at:], message.at, is_shared)


def _in_heap(file: RandomAccess, heap: int, index: int) -> bytes:
    """Return an object of a collection in the global heap."""
    head = take(file, heap, _HEAP_HEAD)
    if head[:4] != b"GCOL":
        raise broken("no heap where an attribute's text should be", heap)
    size = int.from_bytes(head[8:16], "little")
    if size > MAX_TEXT_BYTES:
        raise broken(f"a heap of {size:,} bytes; over {MAX_TEXT_BYTES:,} are not read", heap)
    raw, at = take(file, heap, size), _HEAP_HEAD
    while at + _HEAP_ENTRY <= len(raw):
        found, length = (
            int.from_bytes(raw[at : at + 2], "little"),
            int.from_bytes(raw[at + 8 : at + 16], "little"),
        )
        at += _HEAP_ENTRY
        if found == index and at + length <= len(raw):
            return raw[at : at + length]
        if found == 0:
            break
        at += length + -length % 8
    raise broken("a text that is not in its heap", heap)
