"""HDF5 files put together message by message, in the older layout and in the newer one."""

import struct
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

MAGIC = b"\x89HDF\r\n\x1a\n"
NOWHERE = 2**64 - 1

# Data types as messages have them: class and version, bit fields, size, what the class adds.
F32 = struct.pack("<B3sIHHBBBBI", 0x11, b"\x20\x1f\0", 4, 0, 32, 23, 8, 0, 23, 127)
F16 = struct.pack("<B3sIHHBBBBI", 0x11, b"\x20\x0f\0", 2, 0, 16, 10, 5, 0, 10, 15)
BF16 = struct.pack("<B3sIHHBBBBI", 0x11, b"\x20\x0f\0", 2, 0, 16, 7, 8, 0, 7, 127)
I64 = struct.pack("<B3sIHH", 0x10, b"\x08\0\0", 8, 0, 64)
U8 = struct.pack("<B3sIHH", 0x10, b"\0\0\0", 1, 0, 8)
BOOL = struct.pack("<B3sI", 0x18, b"\x02\0\0", 1) + U8
OPAQUE_2 = struct.pack("<B3sI", 0x15, b"\0\0\0", 2)
TEXT = struct.pack("<B3sI", 0x13, b"\0\0\0", 5)

Array = tuple[bytes, tuple[int, ...]]
Group = Mapping[str, "Array | Group"]

NETWORK: Group = {
    "model_weights": {"dense": {"kernel:0": (F32, (4, 8)), "bias:0": (F32, (8,))}},
    "optimizer_weights": {"m": (F32, (4, 8)), "iter": (I64, ())},
}


def space(shape: Sequence[int], *, version: int = 1) -> bytes:
    head = (
        struct.pack("<BBB5x", 1, len(shape), 0) if version == 1 else struct.pack("<BBBB", 2, len(shape), 0, 1)
    )
    return head + b"".join(struct.pack("<Q", n) for n in shape)


def attribute(name: str, text: bytes) -> bytes:
    """A message of an attribute that is a text of a fixed length."""
    parts = (name.encode() + b"\0", struct.pack("<B3sI", 0x13, b"\0\0\0", len(text)), space(()))
    head = struct.pack("<BxHHH", 1, *map(len, parts))
    return head + b"".join(part + bytes(-len(part) % 8) for part in parts) + text


def link(name: str, address: int, *, kind: int = 0) -> bytes:
    raw = name.encode()
    head = struct.pack("<BBB", 1, 8, kind) if kind else struct.pack("<BB", 1, 0)
    return head + bytes([len(raw)]) + raw + struct.pack("<Q", address)


class _Old:
    """What every HDF5 library writes by default: groups as trees of symbols."""

    def __init__(self) -> None:
        self.raw = bytearray(96)

    def add(self, part: bytes) -> int:
        self.raw += bytes(-len(self.raw) % 8)
        at = len(self.raw)
        self.raw += part
        return at

    def header(self, *messages: tuple[int, bytes]) -> int:
        body = b""
        for kind, data in messages:
            padded = data + bytes(-len(data) % 8)
            body += struct.pack("<HHB3x", kind, len(padded), 0) + padded
        return self.add(struct.pack("<BxHII4x", 1, len(messages), 1, len(body)) + body)

    def item(self, item: "Array | Group", attribute: bytes = b"") -> int:
        extra = ((0x0C, attribute),) if attribute else ()
        if isinstance(item, tuple):
            return self.header((0x01, space(item[1])), (0x03, item[0]), *extra)
        heap, entries = b"\0" * 8, b""
        for name in sorted(item):
            entries += struct.pack("<QQ24x", len(heap), self.item(item[name]))
            heap += name.encode() + b"\0"
        heap_at = self.add(b"HEAP" + struct.pack("<4xQQQ", len(heap), NOWHERE, self.add(heap)))
        node = self.add(b"SNOD" + struct.pack("<BxH", 1, len(item)) + entries)
        tree = b"TREE" + struct.pack("<BBHQQQQQ", 0, 0, 1, NOWHERE, NOWHERE, 0, node, 0)
        return self.header((0x11, struct.pack("<QQ", self.add(tree), heap_at)), *extra)


def hdf5(root: Group = NETWORK, *, attribute: bytes = b"") -> bytes:
    """A file in the older layout; ``attribute`` is the message of one of the root's."""
    out = _Old()
    at = out.item(root, attribute)
    out.raw += bytes(-len(out.raw) % 8)
    out.raw[:96] = (
        MAGIC
        + struct.pack(
            "<BBBBBBBBHHIQQQQQQ16x",
            0,
            0,
            0,
            0,
            0,
            8,
            8,
            0,
            4,
            16,
            0,
            0,
            NOWHERE,
            len(out.raw),
            NOWHERE,
            0,
            at,
        )
        + bytes(8)
    )
    return bytes(out.raw)


def header_2(*messages: tuple[int, bytes]) -> bytes:
    body = b"".join(struct.pack("<BHB", kind, len(data), 0) + data for kind, data in messages)
    return b"OHDR" + struct.pack("<BBI", 2, 2, len(body)) + body + bytes(4)


def hdf5_new(*objects: bytes) -> bytes:
    """A file in the newer layout: headers one after the other, from byte 48 on, the root first."""
    body = b"".join(objects)
    head = MAGIC + struct.pack("<BBBBQQQQ", 3, 8, 8, 0, 0, NOWHERE, 48 + len(body), 48) + bytes(4)
    return head + body


def keras_file(
    path: Path, *, config: bytes = b"{}", weights: bytes | None = None, method: int = zipfile.ZIP_STORED
) -> Path:
    """Write an archive as Keras 3 does."""
    layers: Group = {"layers": {"dense": {"vars": {"0": (F32, (4, 8)), "1": (F32, (8,))}}}, "optimizer": {}}
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.writestr("metadata.json", b'{"keras_version": "3.5.0"}')
        archive.writestr("config.json", config)
        archive.writestr("model.weights.h5", hdf5(layers) if weights is None else weights)
    return path
