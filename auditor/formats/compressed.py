"""A compressed file, read forward as what is in it: in blocks, bounded, and nothing is written anywhere.

Source:
    RFC 1950 (zlib), RFC 1952 (gzip), the .xz file format 1.2, bzip2; LZ4 frame format 1.6 and RFC 8878
    (Zstandard), which are told and not opened, for Python has no means to.
"""

import bz2
import lzma
import zlib
from collections.abc import Callable, Iterator
from typing import Final

from auditor.errors import FormatError
from auditor.formats.base import NotReadError, RandomAccess

MAX_BYTES: Final = 256 * 1024 * 1024
"""What is looked at of a file, unpacked; no more of it is read packed."""

_NOT_WHOLE: Final = "compressed archive, which is not looked through to its end"
_BLOCK: Final = 256 * 1024
# Memory that a dictionary may take: that of the highest level of xz, which asks for 64 MiB.
_MAX_MEMORY: Final = 96 * 1024 * 1024
_MAGIC: Final = (
    (b"\x1f\x8b\x08", "gzip"),
    (b"\xfd7zXZ\0", "xz"),
    (b"BZh", "bzip2"),
    (b"\x04\x22\x4d\x18", "LZ4"),
    (b"\x28\xb5\x2f\xfd", "Zstandard"),
)
# Its method and window, and two bytes that are a multiple of 31.
_ZLIB_METHOD: Final = 0x78
_ZLIB_CHECK: Final = 31
# Both headers that zlib knows: its own and that of gzip.
_ANY_HEADER: Final = 32 + zlib.MAX_WBITS


def compression_of(head: bytes) -> str | None:
    """Return by what a file is compressed, if its first bytes say that it is."""
    if len(head) > 1 and head[0] == _ZLIB_METHOD and int.from_bytes(head[:2], "big") % _ZLIB_CHECK == 0:
        return "zlib"
    return next((name for magic, name in _MAGIC if head.startswith(magic)), None)


class Unpacked:
    """What is in a compressed file, from its beginning on; what was passed cannot be read again."""

    def __init__(self, file: RandomAccess, compression: str) -> None:
        """Begin to read.

        Raises:
            NotReadError: it is compressed in a way that is not opened.
        """
        opener = _OPENERS.get(compression)
        if opener is None:
            raise NotReadError(f"compressed with {compression}, which is not opened")
        self._compression = compression
        self._blocks = opener(_packed(file))
        self._buffer = b""
        self._at = 0

    def read(self, offset: int, length: int) -> bytes:
        """Return ``length`` bytes from ``offset`` on, fewer where it ends.

        Raises:
            FormatError: it is broken.
            NotReadError: that is beyond what is looked at.
        """
        while self._at + len(self._buffer) < offset + length and self._more(offset):
            pass
        begin = offset - self._at
        found = self._buffer[begin : begin + length]
        self._at, self._buffer = self._at + begin, self._buffer[begin:]
        return found

    def _more(self, wanted: int) -> bool:
        """Unpack one more block, and drop what lies before what is wanted."""
        try:
            block = next(self._blocks, b"")
        except (zlib.error, lzma.LZMAError, OSError, EOFError) as error:
            raise FormatError(f"{self._compression}: it is broken", offset=0) from error
        end = self._at + len(self._buffer)
        if end + len(block) > MAX_BYTES:
            raise NotReadError(_NOT_WHOLE)
        kept = (self._buffer + block)[max(wanted - self._at, 0) :]
        self._at, self._buffer = end + len(block) - len(kept), kept
        return bool(block)


def _packed(file: RandomAccess) -> Iterator[bytes]:
    """Yield the file; whoever asks for more than there is has not found the end that compression marks."""
    for at in range(0, min(file.size, MAX_BYTES), _BLOCK):
        yield file.read(at, min(_BLOCK, file.size - at))
    if file.size > MAX_BYTES:
        raise NotReadError(_NOT_WHOLE)
    raise EOFError


def _zlib(packed: Iterator[bytes]) -> Iterator[bytes]:
    decoder, rest = zlib.decompressobj(_ANY_HEADER), b""
    while True:
        if block := decoder.decompress(rest or next(packed), _BLOCK):
            yield block
        rest = decoder.unconsumed_tail
        if decoder.eof:
            # Files of gzip may follow each other; anything else behind one is padding.
            if compression_of(decoder.unused_data) != "gzip":
                return
            decoder, rest = zlib.decompressobj(_ANY_HEADER), decoder.unused_data


def _of_one_stream(
    decoder: "lzma.LZMADecompressor | bz2.BZ2Decompressor", packed: Iterator[bytes]
) -> Iterator[bytes]:
    while not decoder.eof:
        if block := decoder.decompress(next(packed) if decoder.needs_input else b"", _BLOCK):
            yield block


_OPENERS: Final[dict[str, Callable[[Iterator[bytes]], Iterator[bytes]]]] = {
    "gzip": _zlib,
    "zlib": _zlib,
    "xz": lambda packed: _of_one_stream(lzma.LZMADecompressor(memlimit=_MAX_MEMORY), packed),
    "bzip2": lambda packed: _of_one_stream(bz2.BZ2Decompressor(), packed),
}
