"""Tables for a terminal: columns where they fit, one block of lines per row where they do not.

Cells come from outside: what could steer a terminal is spelled out, and nothing in them is markup.
"""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from auditor.reports import wording

NARROWEST: Final = 40
"""A terminal of fewer columns is taken to have as many."""
_GAP: Final = 2
_MOST_CHARACTERS: Final = 600
# How much of a line words fill: those that do not fit in it stand in the next.
_FILLED: Final = 0.9
# A cell wraps, so the longest citation fits whole; a hostile one fills no screens.
_MOST_OF_CELL: Final = 4_000


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes:
        head: What stands above it, or before its cell in a block.
        least: Cells it is never narrower than, if it holds something as wide.
        is_title: Whether its cell stands in the first line of a block, without its head.
        keeps_words: Whether it is never narrower than its longest word, which somebody will copy.
    """

    head: str
    least: int = 14
    is_title: bool = False
    keeps_words: bool = False


def table(columns: Sequence[Column], rows: Sequence[tuple[str, ...]], width: int) -> str:
    """Return a table as wide as the terminal at most; cells may have several lines."""
    if not rows:
        return "nothing to show\n"
    width = max(width, NARROWEST)
    # Lines are ours, what is in them is not.
    shown = [tuple(_lines(cell) for cell in row) for row in rows]
    widths = _widths(columns, shown, width)
    lines = _blocks(columns, shown, width) if widths is None else _grid(columns, shown, widths)
    return wording.plain_spaces("\n".join(line.rstrip() for line in lines) + "\n")


def wrapped(text: str, width: int) -> list[str]:
    """Return text in lines of at most so many terminal cells, words kept whole where they fit."""
    from rich.cells import cell_len, chop_cells

    lines: list[str] = []
    for line in textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False) or [""]:
        # What ``textwrap`` counts as one may be two cells wide.
        lines += [line] if cell_len(line) <= width else chop_cells(line, width)
    return lines


def _lines(cell: str) -> tuple[str, ...]:
    return tuple(wording.clipped(line, _MOST_OF_CELL) for line in cell.split("\n"))


def _widths(
    columns: Sequence[Column], rows: Sequence[tuple[tuple[str, ...], ...]], width: int
) -> list[int] | None:
    """Return the width of every column, ``None`` if one would have to be too narrow to read.

    Each has what it needs, as far as all of them fit; then the widest give way first.
    """
    from rich.cells import cell_len

    needs = [
        max(cell_len(column.head), *(cell_len(line) for row in rows for line in row[place]))
        for place, column in enumerate(columns)
    ]
    least = [
        min(needs[place], max(column.least, _longest_word(rows, place) if column.keeps_words else 0))
        for place, column in enumerate(columns)
    ]
    room = width - _GAP * (len(columns) - 1)
    if sum(least) > room:
        return None
    widths = needs
    while sum(widths) > room:
        widest = max(
            (place for place in range(len(widths)) if widths[place] > least[place]),
            key=lambda place: widths[place] / columns[place].least,
        )
        widths = [one - (place == widest) for place, one in enumerate(widths)]
    return widths


def _longest_word(rows: Sequence[tuple[tuple[str, ...], ...]], place: int) -> int:
    from rich.cells import cell_len

    return max((cell_len(word) for row in rows for line in row[place] for word in line.split()), default=0)


def _grid(
    columns: Sequence[Column], rows: Sequence[tuple[tuple[str, ...], ...]], widths: Sequence[int]
) -> list[str]:
    from itertools import zip_longest

    from rich.cells import set_cell_size

    heads = tuple((column.head,) for column in columns)
    lines = []
    for row in (heads, *rows) if any(column.head for column in columns) else rows:
        cells = [
            [part for line in cell for part in wrapped(line, cells)]
            for cell, cells in zip(row, widths, strict=True)
        ]
        for parts in zip_longest(*cells, fillvalue=""):
            lines.append(
                (" " * _GAP).join(
                    set_cell_size(part, cells) for part, cells in zip(parts, widths, strict=True)
                )
            )
    return lines


def _blocks(columns: Sequence[Column], rows: Sequence[tuple[tuple[str, ...], ...]], width: int) -> list[str]:
    indent = max((len(column.head) for column in columns if not column.is_title), default=0) + 2 * _GAP
    lines = []
    for row in rows:
        named = list(zip(columns, row, strict=True))
        titles = [cell for column, cell in named if column.is_title]
        lines += wrapped("  ".join(cell[0] for cell in titles), width) if titles else []
        below = " · ".join(line for cell in titles for line in cell[1:])
        lines += [f"{'':<{_GAP}}{part}" for part in wrapped(below, width - _GAP)] if below else []
        for column, cell in named:
            if column.is_title or not any(cell):
                continue
            head = f"{'':<{_GAP}}{column.head}"
            for part in (part for line in cell for part in wrapped(line, width - indent)):
                lines.append(f"{head:<{indent}}{part}")
                head = ""
        lines.append("")
    return lines[:-1]


def aligned(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Return one line per row; every column but the last is as wide as it needs."""
    from rich.cells import cell_len, set_cell_size

    shown = [tuple(wording.clipped(cell, _MOST_CHARACTERS) for cell in row) for row in rows]
    widths = [max(map(cell_len, column)) for column in zip(*shown, strict=True)][:-1]
    return ["  ".join([*map(set_cell_size, row[:-1], widths), row[-1]]).rstrip() for row in shown]


def beginning(text: str, width: int, indent: str, most: int = 3) -> list[str]:
    """Return the first lines of a text, indented; that there are more is marked."""
    room = width - len(indent)
    lines = wrapped(wording.gist(text, int(most * room * _FILLED)), room)
    if len(lines) > most:
        lines = [*lines[: most - 1], fitted(" ".join(lines[most - 1 :]), room)]
    return [f"{indent}{line}" for line in lines]


def fitted(text: str, cells: int) -> str:
    """Return text cut to a number of terminal cells, the cut marked."""
    from rich.cells import cell_len, set_cell_size

    return text if cell_len(text) <= cells else set_cell_size(text, max(0, cells - 1)).rstrip() + "…"
