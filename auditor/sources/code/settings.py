"""YAML, ``.env`` and properties files as settings: a name, what it says, and the line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from auditor.formats.yaml_stream import Value, read_all

# A line of a .env file, and an entry of a YAML list that is written like one.
_ASSIGNMENT: Final = re.compile(r"\s*(?:export\s+)?([A-Za-z_][\w.]*)\s*=\s*(.*)", re.DOTALL)
_PROPERTY: Final = re.compile(r"\s*([^\s=:#!][^\s=:]*)\s*[=:]\s*(.*)")
# ${NAME:default} of Spring, ${NAME:-default} of compose and shells.
_DEFAULTED: Final = re.compile(r"\$\{([\w.]+):-?([^{}]*)\}")
_VARIABLE: Final = re.compile(r"\$\{([\w.]+)\}|\$\{\{[^{}]*\}\}|\$\(([\w.]+)\)|\$([A-Za-z_]\w*)")


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting.

    Attributes:
        path: Names from the outermost on: ``("spring", "ai", "openai", "base-url")``.
        text: What it says; ``{}`` for variables without a default.
        line: Line, from 1.
    """

    path: tuple[str, ...]
    text: str
    line: int


def parse_environment(text: str) -> list[Setting]:
    """Read a ``.env`` file: one assignment a line, quotes taken off, comments left out."""
    found: list[Setting] = []
    for number, line in enumerate(text.splitlines(), 1):
        match = None if line.lstrip().startswith("#") else _ASSIGNMENT.match(line)
        if match:
            found.append(Setting((match[1],), _plain(_unquoted(match[2])), number))
    return found


def parse_properties(text: str) -> list[Setting]:
    """Read a Java properties file; a line that goes on in the next one is read to its end."""
    found: list[Setting] = []
    pending, begun = "", 0
    for number, line in enumerate(text.splitlines(), 1):
        if not pending and line.lstrip()[:1] in {"#", "!"}:
            continue
        begun = begun if pending else number
        pending += line.lstrip() if pending else line
        if pending.endswith("\\"):
            pending = pending[:-1]
            continue
        if match := _PROPERTY.match(pending):
            found.append(Setting(tuple(match[1].split(".")), _plain(match[2].strip()), begun))
        pending = ""
    return found


def parse_yaml(text: str) -> list[Setting]:
    """Read every document of a YAML file.

    Environments written as lists are read as settings: ``- NAME=value``, ``- {name: NAME, value: x}``.

    Raises:
        FormatError: it is not YAML.
    """
    return [setting for document in read_all(text) for setting in _below(document, ())]


def _below(value: Value, path: tuple[str, ...]) -> Iterator[Setting]:
    """Yield the settings in a mapping or list."""
    for name, inner in value.entries.items():
        yield from _of(inner, (*path, name))
    for number, item in enumerate(value.items, 1):
        assigned = _ASSIGNMENT.fullmatch(item.text or "")
        if assigned:
            yield Setting((*path, assigned[1]), _plain(_unquoted(assigned[2])), item.line)
        else:
            yield from _of(item, (*path, f"[{number}]"))
    named, told = value.at("name"), value.at("value")
    if named.text is not None and told.text is not None:
        # Beside its neighbours of the list, not in an entry of its own.
        yield Setting((*path[:-1], named.text), _plain(told.text), told.line)


def _of(value: Value, path: tuple[str, ...]) -> Iterator[Setting]:
    if isinstance(value.content, str) or value.content is None:
        yield Setting(path, _plain(value.text or ""), value.line)
    else:
        yield from _below(value, path)


def _unquoted(text: str) -> str:
    text = text.strip()
    if text[:1] in {'"', "'"}:
        end = text.find(text[0], 1)
        return text[1:end] if end > 0 else text[1:]
    # A comment begins after a space; within a word the sign is a fragment or part of the value.
    return re.split(r"\s#", text, maxsplit=1)[0].strip()


def _plain(text: str) -> str:
    """Return a text with the defaults of its variables put in, and ``{}`` for those without."""
    return _VARIABLE.sub("{}", _DEFAULTED.sub(lambda found: found[2], text))
