"""YAML, ``.env`` and properties files as settings: a name, what it says, and the line."""

import re
from dataclasses import dataclass, field
from typing import Final

from auditor.errors import FormatError

# A line of a .env file, and an entry of a YAML list that is written like one.
_ASSIGNMENT: Final = re.compile(r"\s*(?:export\s+)?([A-Za-z_][\w.]*)\s*=\s*(.*)", re.DOTALL)
_PROPERTY: Final = re.compile(r"\s*([^\s=:#!][^\s=:]*)\s*[=:]\s*(.*)")
# ${NAME:default} of Spring, ${NAME:-default} of compose and shells.
_DEFAULTED: Final = re.compile(r"\$\{([\w.]+):-?([^{}]*)\}")
_VARIABLE: Final = re.compile(r"\$\{([\w.]+)\}|\$\{\{[^{}]*\}\}|\$\(([\w.]+)\)|\$([A-Za-z_]\w*)")
_MAX_DEPTH: Final = 64


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
    """Read every document of a YAML file, anchors and tags passed over.

    Environments written as lists are read as settings: ``- NAME=value``, ``- {name: NAME, value: x}``.

    Raises:
        FormatError: it is not YAML.
    """
    # Heavy: imported when the first file is read.
    from auditor.formats import yaml_events

    reader = _YamlReader()
    try:
        for event in yaml_events.events(text):
            reader.take(event)
    except yaml_events.NOT_YAML as error:
        line, _ = yaml_events.problem(error, text)
        raise FormatError(f"not YAML: line {line}") from error
    except (ValueError, OverflowError, RecursionError) as error:
        raise FormatError("not YAML: a number too large, or nested too deeply") from error
    return reader.found


@dataclass(slots=True)
class _Level:
    """An open mapping or list.

    Attributes:
        is_mapping: It is a mapping.
        path: Where it stands.
        key: The key whose value comes next; ``None`` where a key comes next.
        name: Text and line of its ``name``, for lists of names and values.
    """

    is_mapping: bool
    path: tuple[str, ...]
    key: str | None = None
    name: str | None = None
    value: tuple[str, int] | None = None
    children: int = field(default=0)


class _YamlReader:
    def __init__(self) -> None:
        self.found: list[Setting] = []
        self._levels: list[_Level] = []

    def take(self, event: object) -> None:
        """Take one event."""
        kind = type(event).__name__
        if kind in {"MappingStartEvent", "SequenceStartEvent"}:
            if len(self._levels) >= _MAX_DEPTH:
                raise FormatError("not YAML: nested too deeply")
            self._levels.append(_Level(kind == "MappingStartEvent", self._path()))
        elif kind in {"MappingEndEvent", "SequenceEndEvent"}:
            self._end(self._levels.pop())
            self._taken()
        elif kind == "ScalarEvent":
            self._scalar(str(getattr(event, "value", "")), _line(event))
        elif kind == "AliasEvent":
            self._scalar("", _line(event))

    def _path(self) -> tuple[str, ...]:
        if not self._levels:
            return ()
        innermost = self._levels[-1]
        if innermost.is_mapping:
            return (*innermost.path, innermost.key or "")
        innermost.children += 1
        return (*innermost.path, f"[{innermost.children}]")

    def _taken(self) -> None:
        if self._levels and self._levels[-1].is_mapping:
            self._levels[-1].key = None

    def _scalar(self, text: str, line: int) -> None:
        if not self._levels:
            return
        level = self._levels[-1]
        if level.is_mapping and level.key is None:
            level.key = text
            return
        path = self._path()
        assigned = None if level.is_mapping else _ASSIGNMENT.fullmatch(text)
        if assigned:
            self.found.append(Setting((*level.path, assigned[1]), _plain(_unquoted(assigned[2])), line))
        else:
            self.found.append(Setting(path, _plain(text), line))
            if level.is_mapping and level.key == "name":
                level.name = text
            elif level.is_mapping and level.key == "value":
                level.value = (text, line)
        self._taken()

    def _end(self, level: _Level) -> None:
        if level.name is not None and level.value is not None:
            text, line = level.value
            # Beside its neighbours of the list, not in an entry of its own.
            self.found.append(Setting((*level.path[:-1], level.name), _plain(text), line))


def _line(event: object) -> int:
    mark = getattr(event, "start_mark", None)
    return int(getattr(mark, "line", 0)) + 1


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
