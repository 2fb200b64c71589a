"""A table that somebody exported: its column names, and its rows with the lines they begin in.

Encoding and delimiter are told from the bytes, as offices write them: UTF-8 with or without a byte order
mark, UTF-16, Windows-1252; commas, semicolons, tabs, bars. Every cell is text: what begins like a formula
is one only to the program that made it.

Source:
    RFC 4180; the line ``sep=;`` is what spreadsheets write and read besides.
"""

import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from auditor.errors import FormatError

MAX_BYTES: Final = 20_000_000
MAX_ROWS: Final = 20_000
"""Far beyond a register of systems."""

_DELIMITERS: Final = ",;\t|"
_WORKBOOKS: Final = (b"PK\3\4", b"\xd0\xcf\x11\xe0")
_TOLD: Final = re.compile(r"sep=(.)")
_EXPORT: Final = "Export the sheet as CSV, in UTF-8."


@dataclass(frozen=True, slots=True)
class Row:
    """One row with something in it.

    Attributes:
        line: Line of the file it begins in, from 1.
        cells: Its cells, as many as there are columns, stripped.
    """

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table.

    Attributes:
        columns: Its column names, stripped.
        rows: Its rows.
    """

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def read_table(path: Path) -> Table:
    """Read a file.

    Raises:
        FormatError: it is no table, too large, or a row has more cells than there are columns.
    """
    try:
        if not path.is_file():
            raise FormatError("not a file", hint="Name an exported sheet.")
        if path.stat().st_size > MAX_BYTES:
            raise FormatError(f"larger than {MAX_BYTES} bytes", hint="Export fewer rows.")
        raw = path.read_bytes()
    except OSError as error:
        raise FormatError(f"cannot be read: {error.strerror}", hint="Check its permissions.") from error
    return table_of(decoded(raw))


def decoded(raw: bytes) -> str:
    """Return the text of a sheet.

    Raises:
        FormatError: it is a workbook, or no text at all.
    """
    if raw.startswith(_WORKBOOKS):
        raise FormatError("a workbook, not CSV", hint=_EXPORT)
    try:
        if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
            return raw.decode("utf-16")
        if b"\0" in raw:
            raise FormatError("no text, and so not CSV", hint=_EXPORT)
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.encoding.startswith("utf-16"):
            raise FormatError("UTF-16 that is cut off", hint=_EXPORT) from error
    try:
        # What spreadsheets write on Windows in western Europe.
        return raw.decode("cp1252")
    except UnicodeDecodeError as error:
        raise FormatError("neither UTF-8, UTF-16 nor Windows-1252", hint=_EXPORT) from error


def table_of(text: str) -> Table:
    """Return the table of a text.

    Raises:
        FormatError: nothing is in it, a quotation never ends, or a row does not fit the columns.
    """
    lines = re.sub(r"\r\n?", "\n", text)
    first, _, rest = lines.partition("\n")
    told = _TOLD.fullmatch(first.strip())
    body, offset = (rest, 1) if told else (lines, 0)
    delimiter = told[1] if told else _delimiter(body)
    # A quotation that is never closed would swallow every row below it.
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter, strict=True)
    found: list[Row] = []
    line = offset + 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                found.append(Row(line, tuple(cell.strip() for cell in cells)))
            if len(found) > MAX_ROWS:
                raise FormatError(f"more than {MAX_ROWS} rows", hint="Export fewer rows.")
            line = reader.line_num + offset + 1
    except csv.Error as error:
        raise FormatError(f"line {line}: not CSV: {error}", hint=_EXPORT) from error
    if not found:
        raise FormatError("nothing is in it", hint="Export it with its column names.")
    return _fitted(found[0].cells, found[1:])


def _delimiter(body: str) -> str:
    """Return what parts the column names: the commonest mark outside quotations."""
    names = re.sub(r'"[^"]*"', "", body.lstrip("\n")).partition("\n")[0]
    return max(_DELIMITERS, key=names.count)


def _fitted(columns: tuple[str, ...], rows: list[Row]) -> Table:
    width = max(n for n, name in enumerate(columns, 1) if name)
    names = columns[:width]
    if "" in names:
        raise FormatError(f"column {names.index('') + 1} has no name", hint="Name every column.")
    twice = [name for n, name in enumerate(names) if name.casefold() in {one.casefold() for one in names[:n]}]
    if twice:
        raise FormatError(f"two columns are called {twice[0]!r}", hint="Rename one of them.")
    for row in rows:
        if any(row.cells[width:]):
            hint = "Put cells that hold the delimiter in quotes."
            raise FormatError(f"line {row.line}: more cells than there are columns", hint=hint)
    padded = (Row(row.line, (*row.cells, *[""] * width)[:width]) for row in rows)
    return Table(names, tuple(padded))
