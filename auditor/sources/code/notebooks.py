"""Notebooks: the Python of their code cells as one program, and the lines of the file that it stands in.

Outputs are not looked at. What a cell gives to a shell is read as a script: the models that it starts or
fetches, the addresses that it calls. A cell of another language is told as not read, one that is no Python as
a problem, each by its number; the rest is read.

Source:
    Jupyter: nbformat 4, ``cells[].cell_type``, ``source`` as a text or a list of lines; nbformat 3,
    ``worksheets[].cells[].input``; ``metadata.language_info.name`` and ``kernelspec.language``.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from auditor.errors import FormatError
from auditor.formats.json_object import JsonObject, object_in, parse_object, text_in
from auditor.formats.text import cleaned
from auditor.sources.code import python
from auditor.sources.code.attribution import Use
from auditor.sources.code.base import Program, Value, refuse_large
from auditor.sources.code.cells import Cell, read_cell
from auditor.sources.code.words import url
from auditor.sources.launching.invocation import Invocation
from auditor.sources.launching.launch import launches
from auditor.sources.launching.shell import commands

# With its outputs, pictures among them, one is far larger than a program.
MAX_BYTES: Final = 20_000_000
_PYTHON: Final = "python"
# IPython, Xeus-Python, PySpark and sparkmagic name the language each in its own way.
_IS_PYTHON: Final = re.compile(r"i?python\d?|xeus-python|pyspark\d?|sparkmagic|sage", re.IGNORECASE)
_MOST_NAMED: Final = 5


@dataclass(frozen=True, slots=True)
class Notebook:
    """What a notebook says.

    Attributes:
        program: Its Python; the addresses that its shell commands name are among the texts.
        lines: The line of the file that each line of the program stands in.
        launched: What its shell commands start or fetch.
        not_read: What of it is not read, and why.
        faults: What of it is no Python.
    """

    program: Program
    lines: tuple[int, ...]
    launched: tuple[Use, ...] = ()
    not_read: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()


def parse(text: str) -> Notebook:
    """Return what a notebook says.

    Raises:
        FormatError: it is no notebook.
    """
    root = parse_object(text.encode("utf-8", "replace"), "a notebook", max_bytes=MAX_BYTES)
    if not isinstance(root.get("cells", root.get("worksheets")), list):
        raise FormatError("no notebook: it has no cells")
    language = _language(root)
    if not _IS_PYTHON.fullmatch(language):
        return Notebook(
            Program(), (), not_read=(f"a notebook of {cleaned(language, 40)}, which is not read",)
        )
    written = list(_cells(root))
    refuse_large("\n".join(line for _, lines in written for line in lines))
    cells = [read_cell(number, lines) for number, lines in written]
    program = python.parse("\n".join(line for cell in cells for line in cell.python))
    launched = tuple(_launched(cells, program))
    return Notebook(program, tuple(_lines(text, cells)), launched, tuple(_not_read(cells)), _faults(cells))


def in_file(use: Use, lines: Sequence[int]) -> Use:
    """Return a use with its line in the file."""
    return replace(use, line=lines[use.line - 1]) if 0 < use.line <= len(lines) else use


def _language(root: JsonObject) -> str:
    metadata = object_in(root, "metadata")
    told = text_in(object_in(metadata, "language_info"), "name")
    return told or text_in(object_in(metadata, "kernelspec"), "language") or _PYTHON


def _cells(root: JsonObject) -> Iterator[tuple[int, list[str]]]:
    """Yield the lines of each code cell, with its number among all."""
    cells = _objects(root.get("cells")) or _objects(root.get("worksheets"), "cells")
    for number, cell in enumerate(cells, 1):
        if cell.get("cell_type") != "code":
            continue
        source = cell.get("source", cell.get("input"))
        parts = source if isinstance(source, list) else [source]
        yield number, "".join(part for part in parts if isinstance(part, str)).split("\n")


def _launched(cells: Sequence[Cell], program: Program) -> Iterator[Use]:
    """Yield what the shell commands of cells start, and note the addresses they name with the program."""
    first = 1
    for cell in cells:
        for at, script in cell.shell:
            line = first + at
            for launch in launches(Invocation(("sh", "-c", script))):
                for model in (*launch.models, *launch.adapters):
                    yield Use(line, "loads", launch.runtime.name, model, runtime=launch.runtime.name)
            words = (word for command in commands(script, {}) for word in command.words)
            program.texts += (Value(word, line) for word in words if url(word) is not None)
        first += len(cell.lines)


def _not_read(cells: Sequence[Cell]) -> Iterator[str]:
    other = [(cell.number, cell.language) for cell in cells if cell.language]
    if other:
        named = ", ".join(f"{number} ({cleaned(language, 40)})" for number, language in other[:_MOST_NAMED])
        more = f" and {len(other) - _MOST_NAMED:,} more" if len(other) > _MOST_NAMED else ""
        what = "cells of other languages" if len(other) > 1 else "a cell of another language"
        yield f"{what}, not read: {named}{more}"


def _faults(cells: Sequence[Cell]) -> tuple[str, ...]:
    return tuple(f"cell {cell.number} is not Python: {cell.fault}" for cell in cells if cell.fault)


def _objects(value: object, below: str = "") -> list[Mapping[str, object]]:
    found: list[Mapping[str, object]] = []
    if isinstance(value, list):
        found += (one for one in value if isinstance(one, dict))
    return [inner for one in found for inner in _objects(one.get(below))] if below else found


def _lines(text: str, cells: Sequence[Cell]) -> Iterator[int]:
    """Yield where each line stands in the file, which has one of its own for each as Jupyter writes it."""
    at, number = 0, 1
    for line in (line for cell in cells for line in cell.lines):
        written = (json.dumps(line, ensure_ascii=is_ascii)[1:-1] for is_ascii in (False, True))
        found = next((place for one in written if one and (place := text.find(one, at)) >= 0), at)
        number += text.count("\n", at, found)
        at = found
        yield number
