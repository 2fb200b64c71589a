"""What a file is when it is not the weights its name promises."""

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Content:
    """What some bytes look like.

    Attributes:
        phrase: With its article, e.g. ``an HTML page``.
        hint: What to do about it; may be empty.
    """

    phrase: str
    hint: str = ""


PLAIN_TEXT: Final = Content("plain text")

_MAGIC: Final[tuple[tuple[bytes, Content], ...]] = (
    (
        b"version https://git-lfs.github.com/spec/v1",
        Content("a Git LFS pointer instead of the file it points to", "Fetch the file: git lfs pull"),
    ),
    (b"GGUF", Content("a GGUF file")),
    # 'ggml', 'ggmf', 'ggjt' as little-endian numbers: the formats of early 2023.
    (b"lmgg", Content("a GGML file, older than GGUF", "Convert it again from the original weights.")),
    (b"fmgg", Content("a GGML file, older than GGUF", "Convert it again from the original weights.")),
    (b"tjgg", Content("a GGML file, older than GGUF", "Convert it again from the original weights.")),
    (b"PK\x03\x04", Content("a ZIP archive, as PyTorch checkpoints are")),
    (b"\x89HDF\r\n\x1a\n", Content("an HDF5 file")),
    (b"\x1f\x8b", Content("gzip-compressed data")),
    (b"\x28\xb5\x2f\xfd", Content("Zstandard-compressed data")),
    (b"\xfd7zXZ\0", Content("xz-compressed data")),
    (b"\x7fELF", Content("an executable")),
    (b"%PDF-", Content("a PDF document")),
    (b"\x93NUMPY", Content("a NumPy array")),
)

# Pickle protocols 2 to 5 begin with the PROTO opcode and the protocol's number.
# Protocols 0 and 1 have no mark; those that call something name its module and its name, a line each.
PICKLE_START: Final = re.compile(rb"\x80[\x02-\x05]|\(?c[A-Za-z_][\w.]{0,80}\n[A-Za-z_]\w{0,80}\n")
"""How a pickle begins."""
_HTML: Final = (b"<!doctype html", b"<html", b"<head")


def looks_like(head: bytes, size: int) -> Content | None:
    """Return what a file looks like by its first bytes, or ``None`` if they say nothing.

    Args:
        head: Its first bytes, as many as are at hand.
        size: Its size, in bytes.
    """
    if size == 0:
        return Content("an empty file", "Fetch the file again.")
    magic = next((content for prefix, content in _MAGIC if head.startswith(prefix)), None)
    return magic or next((content for test, content in _TESTS if test(head)), None)


def is_mangled(head: bytes) -> bool:
    """Say whether binary data were read and written again as UTF-8 text.

    That replaces every byte above 127 by the three bytes of U+FFFD: the result is valid UTF-8, holds
    such characters, and the original is lost. Real binary headers are not valid UTF-8.
    """
    text = _as_text(head)
    return text is not None and "\ufffd" in text


def _as_text(head: bytes) -> str | None:
    try:
        # The last character may be cut in two where the head ends.
        return codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return None


def _is_text(head: bytes) -> bool:
    text = _as_text(head)
    return text is not None and all(character.isprintable() or character in "\t\r\n" for character in text)


_TESTS: Final[tuple[tuple[Callable[[bytes], bool], Content], ...]] = (
    (
        lambda head: PICKLE_START.match(head) is not None,
        Content("a pickle stream, which runs code when it is loaded"),
    ),
    (lambda head: head[257:262] == b"ustar", Content("a tar archive")),
    (
        lambda head: head[:256].lstrip().lower().startswith(_HTML),
        Content("an HTML page, such as a login or error page saved by a download", "Fetch the file again."),
    ),
    (
        lambda head: not head.strip(b"\0"),
        Content("nothing but zeros, such as a download that was never filled", "Fetch the file again."),
    ),
    # Before the next one: text may hold a stray U+FFFD, but has no control characters.
    (_is_text, PLAIN_TEXT),
    (
        is_mangled,
        Content(
            "binary data that were re-encoded as UTF-8 text, which cannot be undone", "Fetch the file again."
        ),
    ),
)
