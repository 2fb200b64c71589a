"""Unit files of systemd and of podman's quadlets: settings by section, with their lines.

Source:
    General knowledge of systemd.syntax(7), systemd.unit(5) on drop-ins and specifiers, systemd.exec(5) and
    podman-systemd.unit(5).
"""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from auditor.sources.launching.invocation import Launch

_SECTION: Final = re.compile(r"\s*\[([^\]]+)\]\s*")
_INSTANCE: Final = re.compile(r"[^@]+@(.+)\.\w+")
_SPECIFIER: Final = re.compile(r"%([%iI])")
# Before a program: run on although it fails, without expansion, with privileges, under another name.
_PREFIX: Final = re.compile(r"[-@:+!|]*")


@dataclass(frozen=True, slots=True)
class Entry:
    """A setting of a unit.

    Attributes:
        text: What it says.
        line: Line it begins on, from 1.
        locator: File it stands in.
    """

    text: str
    line: int
    locator: str


Started = tuple[Entry, Launch]
"""What an entry of a unit starts."""


@dataclass(slots=True)
class Unit:
    """A unit with its drop-ins.

    Attributes:
        name: Its file's name: ``ollama.service``.
        locator: File it stands in.
        settings: Every entry by section and name.
    """

    name: str
    locator: str
    settings: dict[tuple[str, str], list[Entry]] = field(default_factory=dict)

    def add(self, text: str, locator: str) -> None:
        """Add the settings of a file over those that are there."""
        section = ""
        for number, line in _logical_lines(text):
            named = _SECTION.fullmatch(line)
            if named:
                section = named[1]
                continue
            name, has_value, value = line.partition("=")
            entries = self.settings.setdefault((section, name.strip()), [])
            if has_value and value.strip():
                entries.append(Entry(self._specified(value.strip()), number, locator))
            else:
                # Nothing takes back what was said before.
                entries.clear()

    def entries(self, section: str, *names: str) -> list[Entry]:
        """Return the entries of these names, in the order of the names."""
        return [entry for name in names for entry in self.settings.get((section, name), ())]

    def last(self, section: str, name: str) -> str | None:
        """Return what the last entry of a name says."""
        found = self.settings.get((section, name))
        return found[-1].text if found else None

    def _specified(self, text: str) -> str:
        instance = _INSTANCE.fullmatch(self.name)
        # Of a template nobody says here what it is started for.
        known = instance[1] if instance else "%{i}"
        return _SPECIFIER.sub(lambda found: "%" if found[1] == "%" else known, text)


def words(text: str) -> tuple[str, ...]:
    """Return the words of an entry, as quotes hold them together."""
    try:
        return tuple(shlex.split(text))
    except ValueError:
        return tuple(text.split())


def command(text: str) -> tuple[str, ...]:
    """Return the words of a program to start, without the marks before it."""
    mark = _PREFIX.match(text)
    marks = mark.group() if mark else ""
    found = words(text[len(marks) :])
    # With @ the second word is what the program is told that it is called.
    return (*found[:1], *found[2:]) if "@" in marks else found


def _logical_lines(text: str) -> Iterator[tuple[int, str]]:
    pending, begun = "", 0
    for number, line in enumerate(text.split("\n"), 1):
        if line.lstrip().startswith(("#", ";")):
            continue
        begun = begun if pending else number
        pending += line
        if pending.endswith("\\"):
            pending = f"{pending[:-1]} "
            continue
        if pending.strip():
            yield begun, pending
        pending = ""
    if pending.strip():
        yield begun, pending
