"""HDF5 files: which data sets are in them, of which shape and type. Nothing of the data is read.

Every address is within the file before it is followed, every object and every node of a tree is visited once,
and what one file may cost is bounded. What newer writers can be told to write and Keras is not (groups of
many links in a heap of their own, sizes of other than eight bytes) is refused by name.

Source:
    The HDF Group, HDF5 File Format Specification Version 3.0, sections II (superblock), III.A.1 (B-trees),
    III.B (symbol tables), III.D (local heaps), IV.A (object headers and their messages).
"""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import prod
from typing import Final

from auditor.domain.header import Anomaly
from auditor.formats.base import RandomAccess, StoredTensor
from auditor.formats.hdf5_messages import (
    Link,
    Message,
    UnreadLayoutError,
    broken,
    dtype_of,
    link_in,
    messages_of,
    shape_of,
    take,
)
from auditor.formats.text import cleaned

MAGIC: Final = b"\x89HDF\r\n\x1a\n"

# The largest published networks in HDF5 have some ten thousand data sets, in groups of a few each.
MAX_OBJECTS: Final = 200_000
MAX_DEPTH: Final = 64
# Seven or so per object. Headers may share what they go on with, so that few bytes make many messages.
MAX_MESSAGES: Final = 400_000
# Headers overlap in a hostile file: what all of them together may take, five times a large network's.
MAX_READ_BYTES: Final = 32 * 1024 * 1024
_MAX_NAME_BYTES: Final = 1024
_MAX_HEAP_BYTES: Final = 16 * 1024 * 1024
_MAX_ELEMENTS: Final = 2**63 - 1

_NOWHERE: Final = 2**64 - 1
_LEAST_USER_BLOCK: Final = 512
_WIDTH: Final = 8
_DATASPACE, _LINK_INFO, _DATATYPE, _LINK, _SYMBOLS = 0x01, 0x02, 0x03, 0x06, 0x11
_EXTERNAL_FILES, _LAYOUT = 0x07, 0x08
# From this version on, the second byte of a layout is its class; classes 0 to 2 lie within the file.
_LAYOUT_WITH_CLASS: Final = 3
_VIRTUAL: Final = 3
_ENTRY: Final = struct.Struct("<QQ24x")


@dataclass(slots=True)
class Contents:
    """What lies in a file.

    Attributes:
        tensors: Data sets of numbers, by path.
        version: Version of its superblock.
        anomalies: Links that lead into other files, and data that lie there.
        unread: Why some of its data sets were not read; else empty.
    """

    version: int
    tensors: dict[str, StoredTensor] = field(default_factory=dict)
    anomalies: list[Anomaly] = field(default_factory=list)
    unread: str = ""


def begin_of(file: RandomAccess) -> int | None:
    """Return where the file's own bytes begin: behind those that a user may put first, if there are any.

    Source:
        Section II.A: the superblock lies at byte 0, 512, 1024 and so on, each twice the one before.
    """
    begin = 0
    while begin + len(MAGIC) <= file.size:
        if file.read(begin, len(MAGIC)) == MAGIC:
            return begin
        begin = begin * 2 or _LEAST_USER_BLOCK
    return None


def read_contents(file: RandomAccess) -> Contents:
    """Walk through all groups from the root.

    Raises:
        UnreadLayoutError: it is laid out in a way that is not read.
        FormatError: truncated, or any other breach of the format.
    """
    version, root = _superblock(file)
    return _Walk(_Metered(file), Contents(version)).through(root)


def root_messages(file: RandomAccess) -> tuple[Message, ...]:
    """Return the messages of the root group, its attributes among them.

    Raises:
        FormatError: truncated, or any other breach of the format.
    """
    return messages_of(_Metered(file), _superblock(file)[1])


def _superblock(file: RandomAccess) -> tuple[int, int]:
    """Return its version, and where the root group's header lies."""
    raw = file.read(0, min(file.size, 96))
    version = raw[len(MAGIC)] if len(raw) > len(MAGIC) else -1
    # Where the widths of offsets and lengths stand, the end of the file, and the root group's header.
    places = {0: (13, 40, 64), 1: (13, 44, 68), 2: (9, 28, 36), 3: (9, 28, 36)}.get(version)
    if places is None:
        raise broken(f"superblock version {version} is unknown; 0 to 3 are read", len(MAGIC))
    widths, end_at, root_at = places
    if len(raw) < root_at + _WIDTH:
        raise broken("it ends amid its superblock: truncated", len(raw))
    if raw[widths : widths + 2] != bytes((_WIDTH, _WIDTH)):
        what = "hdf5: addresses or lengths are not of eight bytes, which is not read"
        raise UnreadLayoutError(what, offset=widths)
    end, root = (int.from_bytes(raw[at : at + _WIDTH], "little") for at in (end_at, root_at))
    if end > file.size:
        raise broken(f"it should end at byte {end:,} of {file.size:,}: truncated", file.size)
    return version, root


@dataclass(slots=True)
class _Metered:
    """A file of which no more is read than ``MAX_READ_BYTES``, however often; see ``RandomAccess``."""

    file: RandomAccess
    n_read: int = 0

    @property
    def name(self) -> str:
        return self.file.name

    @property
    def size(self) -> int:
        return self.file.size

    @property
    def head(self) -> bytes:
        return self.file.head

    def read(self, offset: int, length: int) -> bytes:
        self.n_read += length
        if self.n_read > MAX_READ_BYTES:
            raise broken(f"headers of over {MAX_READ_BYTES:,} bytes, which are not read", offset)
        return self.file.read(offset, length)


class _Walk:
    """Follows links from group to group; an object that several links lead to counts once."""

    def __init__(self, file: RandomAccess, found: Contents) -> None:
        self._file = file
        self._found = found
        self._seen: set[int] = set()
        self._n_messages = 0

    def through(self, root: int) -> Contents:
        pending = [(root, "", 0)]
        while pending:
            address, path, depth = pending.pop()
            if depth > MAX_DEPTH:
                raise broken(f"groups nest deeper than {MAX_DEPTH}", address)
            if not self._is_new(address):
                continue
            messages = messages_of(self._file, address)
            self._n_messages += len(messages)
            if self._n_messages > MAX_MESSAGES:
                raise broken(f"over {MAX_MESSAGES:,} messages, which are not read", address)
            self._keep(address, path, messages)
            links = [self._checked(link, path) for link in self._links(messages)]
            below = [link for link in links if link.address is not None]
            pending += [(link.address or 0, _joined(path, link.name), depth + 1) for link in reversed(below)]
        return self._found

    def _is_new(self, address: int) -> bool:
        if address in self._seen:
            return False
        if len(self._seen) >= MAX_OBJECTS:
            raise broken(f"over {MAX_OBJECTS:,} objects, which are not read", address)
        self._seen.add(address)
        return True

    def _keep(self, address: int, path: str, messages: tuple[Message, ...]) -> None:
        kinds = {message.kind: message for message in reversed(messages)}
        self._note_outside(address, path, kinds)
        if _DATASPACE not in kinds or _DATATYPE not in kinds:
            return
        if kinds[_DATASPACE].is_shared or kinds[_DATATYPE].is_shared:
            self._found.unread = (
                f"hdf5: the type or shape of {path[-80:]} is kept elsewhere, which is not read"
            )
            return
        dtype = dtype_of(kinds[_DATATYPE])
        shape = shape_of(kinds[_DATASPACE])
        if dtype is None or shape is None:
            return
        n_elements = prod(shape)
        if max(n_elements, *shape, 0) > _MAX_ELEMENTS:
            raise broken(f"{path[-80:]} has more elements than 63 bits count", address)
        self._found.tensors[path] = StoredTensor(dtype, shape, n_elements, 0, 0)

    def _note_outside(self, address: int, path: str, kinds: Mapping[int, Message]) -> None:
        """Note a data set whose data lie in other files, which whoever loads it reads in its stead."""
        layout = kinds.get(_LAYOUT)
        if _EXTERNAL_FILES in kinds:
            detail = f"the data of {path[-80:]} lie in another file"
        elif layout and layout.number(0, 1) >= _LAYOUT_WITH_CLASS and layout.number(1, 1) == _VIRTUAL:
            detail = f"{path[-80:]} is put together from data sets that may lie in other files"
        else:
            return
        self._found.anomalies.append(Anomaly("external-data-outside", address, detail))

    def _checked(self, link: Link, path: str) -> Link:
        if link.is_external:
            detail = f"{_joined(path, link.name)[-80:]} is a link into another file"
            self._found.anomalies.append(Anomaly("external-link", link.at, detail))
        return link

    def _links(self, messages: tuple[Message, ...]) -> Iterator[Link]:
        for message in messages:
            if message.kind == _LINK:
                yield link_in(message)
            elif message.kind == _SYMBOLS:
                tree, heap = struct.unpack("<QQ", message.take(0, 16))
                yield from self._symbols(int(tree), _Names(self._file, int(heap)))
            elif message.kind == _LINK_INFO:
                _refuse_dense(message)

    def _symbols(self, tree: int, names: "_Names") -> Iterator[Link]:
        """Yield the links of a group that keeps them in a tree, in the order of their names."""
        pending = [tree]
        while pending:
            node = pending.pop()
            if not self._is_new(node):
                raise broken("a tree that leads back into itself, or into another", node)
            head = self._take(node, 8)
            if head[:4] == b"SNOD":
                yield from self._entries(node, int.from_bytes(head[6:8], "little"), names)
            elif head[:5] == b"TREE\0":
                # Keys and children take turns after the two siblings; keys are names, and not needed.
                n_used = int.from_bytes(head[6:8], "little")
                children = self._take(node + 24, 16 * n_used)
                pending += [int(child) for _, child in struct.iter_unpack("<QQ", children)][::-1]
            else:
                raise broken("neither a node of a group's tree nor its symbols", node)

    def _entries(self, node: int, n_symbols: int, names: "_Names") -> Iterator[Link]:
        raw = self._take(node + 8, n_symbols * _ENTRY.size)
        for n, (name_at, address) in enumerate(_ENTRY.iter_unpack(raw)):
            # A link by name has no header of its own.
            is_hard = address != _NOWHERE and raw[n * _ENTRY.size + 16] != 2
            yield Link(names.at(name_at), address if is_hard else None, node)

    def _take(self, at: int, length: int) -> bytes:
        return take(self._file, at, length)


class _Names:
    """The names of a group's links."""

    def __init__(self, file: RandomAccess, heap: int) -> None:
        head = take(file, heap, 32)
        if head[:4] != b"HEAP":
            raise broken("no heap with the names of a group where one should be", heap)
        size, _, begin = struct.unpack_from("<3Q", head, 8)
        if size > _MAX_HEAP_BYTES:
            raise broken(f"names of {size:,} bytes in one group; over {_MAX_HEAP_BYTES:,} are not read", heap)
        self._begin = int(begin)
        self._raw = take(file, self._begin, int(size))

    def at(self, offset: int) -> str:
        end = self._raw.find(b"\0", offset, offset + _MAX_NAME_BYTES)
        if offset > len(self._raw) or end < 0:
            raise broken("the name of a link does not end", self._begin)
        return cleaned(self._raw[offset:end].decode("utf-8", "replace"))


def _refuse_dense(message: Message) -> None:
    """Refuse a group whose links lie in a heap: none is in its header then."""
    flags = message.take(1, 1)[0]
    heap_at = 2 + (8 if flags & 1 else 0)
    if int.from_bytes(message.take(heap_at, _WIDTH), "little") != _NOWHERE:
        what = "hdf5: a group of many links in a heap of their own, which is not read"
        raise UnreadLayoutError(what, offset=message.at)


def _joined(path: str, name: str) -> str:
    return f"{path}/{name}" if path else name
