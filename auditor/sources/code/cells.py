"""One code cell of a notebook: what of it is Python, what is for the shell, and what is of another language.

Where a cell is no Python as it stands, what IPython adds to the language becomes what it does for the
program: ``%time f(x)`` is ``f(x)``, ``files = !ls`` sets ``files``, ``!ls``, ``obj?`` and a bare ``pip
install x`` do nothing in it. Every line keeps its place.

Source:
    IPython, core/inputtransformer2.py (escaped commands, help, assignments) and core/magics (cell magics);
    the magics of sparkmagic and of Databricks.
"""

import ast
import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

_CELL_MAGIC: Final = re.compile(r"\s*%%(!|[A-Za-z_][\w.]*)[ \t]*(.*)")
# Databricks writes the language of a cell with one sign, on a line of its own.
_LANGUAGE: Final = re.compile(r"\s*%(md|sql|sh|scala|r|fs|python)\s*")
_STAYS_PYTHON: Final = frozenset(
    {"time", "timeit", "capture", "prun", "memit", "python", "python3", "pyspark", "spark", "local"}
)
_SHELL: Final = frozenset({"!", "bash", "sh", "system", "sx"})
_WRITES: Final = frozenset({"file", "writefile"})
_SHELLS: Final = re.compile(r"(?:\S*/)?(?:ba|z|da)?sh\b")

# What may stand before an escape: nothing, or the name that the outcome gets.
_ESCAPED: Final = re.compile(
    r"(\s*)((?:[A-Za-z_(][^=!%#'\"]*=\s*)?)(!!?(?!=)|%%?(?=[A-Za-z_]))(.*)", re.DOTALL
)
_HELP: Final = re.compile(
    r"(\s*)(?:\?{1,2}\s*[\w.*%]+|%{0,2}[A-Za-z_][\w.*()\[\]'\"]*\s*\?{1,2})\s*;?\s*(?:#.*)?"
)
_STATEMENT: Final = re.compile(
    r"(?:time|timeit|prun|memit|mprun|lprun)\b\s*(?:-\w+\s+(?:\d+\s+)?)*(.*)", re.DOTALL
)
_FOR_SHELL: Final = re.compile(r"(?:sx|system)\b\s*(.*)", re.DOTALL)
# What IPython takes for a magic without its sign, where no name of the program is called so.
_BARE: Final = re.compile(
    r"(\s*)((?:pip3?|conda|mamba|micromamba|uv|ls|ll|cd|pwd|cat|mkdir|rm|rmdir|cp|mv|man|more|less|env|who|whos"
    r"|run|reset|history|matplotlib|load_ext|reload_ext|autoreload|time|timeit)\b(?!\s*[=.(,:\[]).*)"
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A code cell.

    Attributes:
        number: Its number among all cells, from 1.
        lines: As they are written.
        python: The same, with nothing in them but Python.
        shell: What it gives to a shell, and at which line from 0.
        language: What its first line says that it is instead, where that is not read; else empty.
        fault: Why it is no Python; empty if it is.
    """

    number: int
    lines: tuple[str, ...]
    python: tuple[str, ...]
    shell: tuple[tuple[int, str], ...] = ()
    language: str = ""
    fault: str = ""


def read_cell(number: int, lines: Sequence[str]) -> Cell:
    """Return a code cell by its lines."""
    written = tuple(lines)
    found = _CELL_MAGIC.match(written[0])
    magic, rest = (found[1], found[2].strip()) if found else ("", "")
    if not found and len(written) > 1 and (alone := _LANGUAGE.fullmatch(written[0])):
        magic = alone[1]
    if not magic:
        return _of_python(number, written, written)
    below = ("", *written[1:])
    target = rest.rpartition(" ")[2] if magic in _WRITES else ""
    if magic in _SHELL or target.endswith(".sh") or (magic == "script" and _SHELLS.match(rest)):
        return Cell(number, written, ("",) * len(written), ((0, "\n".join(below)),))
    if magic in _STAYS_PYTHON or target.endswith(".py"):
        return _of_python(number, written, below)
    return Cell(number, written, ("",) * len(written), language=f"%%{magic}")


def _of_python(number: int, written: tuple[str, ...], lines: tuple[str, ...]) -> Cell:
    if not _fault(lines):
        return Cell(number, written, lines)
    shell: list[tuple[int, str]] = []
    plain = tuple(_plain(lines, shell))
    if fault := _fault(plain):
        return Cell(number, written, ("",) * len(written), tuple(shell), fault=fault)
    return Cell(number, written, plain, tuple(shell))


def _fault(lines: Sequence[str]) -> str:
    """Say why lines are no Python; empty if they are."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse("\n".join(lines))
    except SyntaxError as error:
        return f"{error.msg} in its line {error.lineno}"
    except (ValueError, RecursionError, MemoryError):
        return "nested too deeply, or with a null byte"
    return ""


def _plain(lines: Sequence[str], shell: list[tuple[int, str]]) -> Iterator[str]:
    """Yield each line as Python, and note what is for a shell."""
    at = 0
    while at < len(lines):
        line = lines[at]
        if found := _ESCAPED.fullmatch(line):
            indent, target, sign, words = found.groups()
        elif found := _BARE.fullmatch(line):
            indent, target, sign, words = found[1], "", "%", found[2]
        else:
            found = _HELP.fullmatch(line)
            yield f"{found[1]}pass" if found else line
            at += 1
            continue
        statement = _STATEMENT.fullmatch(words) if sign[0] == "%" else None
        if statement is not None:
            yield f"{indent}{target}{statement[1] or 'None'}"
            at += 1
            continue
        end = at
        while lines[end].endswith("\\") and end + 1 < len(lines):
            end += 1
        _note(at, sign, "\n".join((words, *lines[at + 1 : end + 1])), shell)
        yield f"{indent}{target}None" if target else f"{indent}pass"
        yield from [""] * (end - at)
        at = end + 1


def _note(at: int, sign: str, words: str, shell: list[tuple[int, str]]) -> None:
    found = _FOR_SHELL.fullmatch(words)
    if sign[0] == "!" or found:
        shell.append((at, found[1] if found and sign[0] == "%" else words))
