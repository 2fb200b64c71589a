"""The header of a NumPy array: a dictionary of Python's, of which NumPy reads three keys and a type.

It is taken apart as NumPy does, by Python's own parser of literals, after everything but literals was
refused: two readers that see different types in it is what hides an array of objects.

Source:
    NumPy, numpy/lib/_format_impl.py (versions 1 to 3; keys, types and sizes of headers).
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from auditor.errors import FormatError

MAGIC: Final = b"\x93NUMPY"
# Of the version: bytes of the length, and the text's encoding.
_LAYOUTS: Final = {b"\1\0": (2, "latin-1"), b"\2\0": (4, "latin-1"), b"\3\0": (4, "utf-8")}
# Longer ones NumPy reads from whom the user trusts alone.
_MAX_BYTES: Final = 10_000
_MAX_RANK: Final = 64

_KEYS: Final = {"descr", "fortran_order", "shape"}
# Python 2 wrote numbers with an L.
_TOKEN: Final = re.compile(
    r"""(?P<text>'[^'\\\n]*'|"[^"\\\n]*")|(?P<number>\d{1,20})L?\b|True\b|False\b|[{}\[\](),:]|[ \t\r\n]+"""
)
_TYPE: Final = re.compile(r"[<>|=]?([biufcmMSaUVO])(\d{0,9})(?:\[\w{1,10}\])?", re.ASCII)


@dataclass(frozen=True, slots=True)
class ArrayHeader:
    """What the header says.

    Attributes:
        kind: Letter and size of its type, e.g. ``f4``; ``None`` for records, and for texts, dates and others.
        width_bytes: Size of an element of such a type.
        has_objects: There are objects of Python in it.
        shape: Its shape.
        begin: Where the data begin.
    """

    kind: str | None
    width_bytes: int
    has_objects: bool
    shape: tuple[int, ...]
    begin: int


class _HeaderError(Exception):
    """It is not as NumPy writes it; the message says how."""


def parse(beginning: bytes, name: str, at: int) -> ArrayHeader:
    """Read the header of an array.

    Args:
        beginning: Its first bytes, 64 KiB where it has as many.
        name: What it is called in messages.
        at: Its offset in the file.

    Raises:
        FormatError: it is truncated, or not as NumPy writes it.
    """
    try:
        text, begin = _text(beginning)
        described = _literal(text)
        types = list(_types(described["descr"]))
        shape = _shape(described["shape"])
    except _HeaderError as error:
        raise FormatError(f"numpy: {name} {error}", offset=at) from error
    letters = {letter for letter, _ in types}
    letter, size = types[0] if len(types) == 1 and isinstance(described["descr"], str) else ("", "")
    is_number = letter in "biufcmMV" and bool(size)
    return ArrayHeader(
        kind=f"{letter}{size}" if is_number else None,
        width_bytes=int(size) if is_number else 0,
        has_objects="O" in letters,
        shape=shape,
        begin=begin,
    )


def _text(beginning: bytes) -> tuple[str, int]:
    """Return the text, and where the data begin."""
    layout = _LAYOUTS.get(beginning[6:8])
    if not beginning.startswith(MAGIC) or layout is None or len(beginning) < 12:
        raise _HeaderError("does not begin as arrays do")
    width, encoding = layout
    begin = 8 + width
    length = int.from_bytes(beginning[8:begin], "little")
    if length > min(_MAX_BYTES, len(beginning) - begin):
        raise _HeaderError(f"has a header of {length:,} bytes: too long, or truncated")
    try:
        return beginning[begin : begin + length].decode(encoding), begin + length
    except UnicodeDecodeError as error:
        raise _HeaderError("has a header that is no text") from error


def _literal(text: str) -> dict[str, object]:
    """Return the dictionary; Python's parser sees nothing but texts, numbers and brackets."""
    parts, at = [], 0
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None:
            raise _HeaderError("has a header with more than literals in it")
        parts.append(token["number"] or token.group())
        at = token.end()
    try:
        tree = ast.parse("".join(parts).strip(), mode="eval").body
        value = ast.literal_eval(tree)
    except (SyntaxError, ValueError, TypeError, MemoryError, RecursionError) as error:
        raise _HeaderError("has a header that is no dictionary") from error
    # As many as there are names: none is there twice.
    if not isinstance(tree, ast.Dict) or len(tree.keys) != len(_KEYS) or value.keys() != _KEYS:
        raise _HeaderError(f"has a header without {', '.join(sorted(_KEYS))}, each once, and nothing else")
    return dict(value)


def _types(described: object) -> Iterator[tuple[str, str]]:
    """Yield letter and size of every type in it: one, or those of a record's fields."""
    match described:
        case str():
            found = _TYPE.fullmatch(described)
            if found is None:
                raise _HeaderError("has a type that NumPy does not write")
            yield found[1], found[2]
        case list():
            for field in described:
                if not isinstance(field, tuple) or len(field) not in (2, 3):
                    raise _HeaderError("has a record whose fields are none")
                yield from _types(field[1])
        case (inner, _):
            yield from _types(inner)
        case _:
            raise _HeaderError("has a type that NumPy does not write")


def _shape(value: object) -> tuple[int, ...]:
    extents = value if isinstance(value, tuple) else (None,)
    if len(extents) > _MAX_RANK or not all(type(one) is int for one in extents):
        raise _HeaderError("has no shape")
    return extents
