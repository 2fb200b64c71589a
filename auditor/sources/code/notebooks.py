"""Notebooks: the Python of their code cells as one program, and the lines of the file that it stands in.

Outputs are not looked at. A cell of another language or with a mistake is left out, the rest is read; what
IPython adds to the language (``%pip install``, ``!ls``) is no program.

Source:
    Jupyter: nbformat 4, ``cells[].cell_type``, ``source`` as a text or a list of lines; nbformat 3,
    ``worksheets[].cells[].input``; ``metadata.language_info.name`` and ``kernelspec.language``.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from auditor.errors import FormatError
from auditor.formats.json_object import JsonObject, object_in, parse_object, text_in
from auditor.sources.code import python
from auditor.sources.code.attribution import Use
from auditor.sources.code.base import Program

# With its outputs, pictures among them, one is far larger than a program.
MAX_BYTES: Final = 20_000_000
_PYTHON: Final = "python"
_MAGIC: Final = re.compile(r"\s*[%!?]")
# Of a whole cell: %%time and %%capture leave it Python, %%bash and %%sql do not.
_CELL_MAGIC: Final = re.compile(r"\s*%%(?!time\b|timeit\b|capture\b)")


def parse(text: str) -> tuple[Program, tuple[int, ...]]:
    """Return the program of a notebook, and the line of the file that each of its lines stands in.

    Raises:
        FormatError: it is no notebook.
    """
    root = parse_object(text.encode("utf-8", "replace"), "a notebook", max_bytes=MAX_BYTES)
    if not isinstance(root.get("cells", root.get("worksheets")), list):
        raise FormatError("no notebook: it has no cells")
    cells = list(_cells(root)) if _is_python(root) else []
    try:
        program = python.parse(_joined(cells))
    except FormatError:
        cells = [cell for cell in cells if _is_program(cell)]
        program = python.parse(_joined(cells))
    return program, tuple(_lines(text, cells))


def in_file(use: Use, lines: Sequence[int]) -> Use:
    """Return a use with its line in the file."""
    return replace(use, line=lines[use.line - 1]) if 0 < use.line <= len(lines) else use


def _is_python(root: JsonObject) -> bool:
    metadata = object_in(root, "metadata")
    told = text_in(object_in(metadata, "language_info"), "name")
    told = told or text_in(object_in(metadata, "kernelspec"), "language")
    return (told or _PYTHON).lower() in {_PYTHON, "ipython"}


def _cells(root: JsonObject) -> Iterator[list[str]]:
    """Yield the lines of each code cell, those that are no Python emptied."""
    for cell in _objects(root.get("cells")) or _objects(root.get("worksheets"), "cells"):
        if cell.get("cell_type") != "code":
            continue
        source = cell.get("source", cell.get("input"))
        parts = source if isinstance(source, list) else [source]
        lines = "".join(part for part in parts if isinstance(part, str)).split("\n")
        if not _CELL_MAGIC.match(lines[0]):
            yield ["" if _MAGIC.match(line) else line for line in lines]


def _objects(value: object, below: str = "") -> list[Mapping[str, object]]:
    found: list[Mapping[str, object]] = []
    if isinstance(value, list):
        found += (one for one in value if isinstance(one, dict))
    return [inner for one in found for inner in _objects(one.get(below))] if below else found


def _joined(cells: Sequence[Sequence[str]]) -> str:
    return "\n".join(line for cell in cells for line in cell)


def _is_program(cell: Sequence[str]) -> bool:
    try:
        python.parse("\n".join(cell))
    except FormatError:
        return False
    return True


def _lines(text: str, cells: Sequence[Sequence[str]]) -> Iterator[int]:
    """Yield where each line stands in the file, which has one of its own for each as Jupyter writes it."""
    at, number = 0, 1
    for line in (line for cell in cells for line in cell):
        written = (json.dumps(line, ensure_ascii=is_ascii)[1:-1] for is_ascii in (False, True))
        found = next((place for one in written if one and (place := text.find(one, at)) >= 0), at)
        number += text.count("\n", at, found)
        at = found
        yield number
