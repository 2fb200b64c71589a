"""YAML as other programs' configuration writes it: several documents, anchors, merge keys, tags passed over.

What `yaml12` refuses in the organisation's own declarations is everyday use here. Every value is the text
that stands there (``8080``, ``yes``), so that nothing reads differently than it looks; only nothing is
nothing. An alias is the very value of its anchor and is never copied: what refers to itself, or grows
by referring, takes no room.

::

    text --documents--> Entry, one per document --at("general_settings", "master_key")--> Entry
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from auditor.errors import FormatError

MAX_CHARACTERS: Final = 500_000
"""ruamel reads some fifty kilobytes a second."""
MAX_DEPTH: Final = 64
MAX_VALUES: Final = 200_000
"""Values, each merged key counted again."""

_NULL: Final = frozenset({"", "~", "null", "Null", "NULL"})
_MERGE: Final = "<<"


@dataclass(frozen=True, slots=True)
class Entry:
    """A value and its line; asking for what is not there gives an empty one.

    Attributes:
        content: A text, a sequence, a mapping in the order of the file, or nothing.
        line: Line it begins in, from 1.
    """

    content: "str | tuple[Entry, ...] | Mapping[str, Entry] | None"
    line: int

    def at(self, *path: str) -> "Entry":
        """Return what stands below names, one inside the other."""
        found = self
        for name in path:
            found = found.entries.get(name, Entry(None, found.line))
        return found

    @property
    def entries(self) -> Mapping[str, "Entry"]:
        """What a mapping holds; nothing of any other value."""
        return self.content if isinstance(self.content, Mapping) else {}

    @property
    def items(self) -> tuple["Entry", ...]:
        """What a sequence holds; nothing of any other value."""
        return self.content if isinstance(self.content, tuple) else ()

    @property
    def text(self) -> str:
        """The text without white space around it; empty of any other value."""
        return self.content.strip() if isinstance(self.content, str) else ""

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts of a sequence, or the one that stands alone."""
        several = tuple(item.text for item in self.items if item.text)
        return several or ((self.text,) if self.text else ())


def documents(text: str) -> tuple[Entry, ...]:
    """Read every document of a YAML file.

    Raises:
        FormatError: it is not YAML, or larger or deeper than configuration is; the line is said.
    """
    # Heavy: imported when the first file is read.
    from auditor.formats import yaml_events

    if len(text) > MAX_CHARACTERS:
        raise FormatError(f"{len(text):,} characters of YAML; at most {MAX_CHARACTERS:,} are read")
    reader = _Reader(yaml_events.events(text))
    try:
        return tuple(reader.documents())
    except yaml_events.NOT_YAML as error:
        # What ruamel says of it may quote the file, and a credential with it.
        line, _ = yaml_events.problem(error, text)
        raise FormatError(f"not YAML: line {line}") from error
    except (ValueError, OverflowError, RecursionError) as error:
        raise FormatError("not YAML: a number too large, or nested too deeply") from error


class _Reader:
    def __init__(self, events: Iterator[Any]) -> None:
        self._events = events
        self._anchors: dict[str, Entry] = {}
        self._n_values = 0

    def documents(self) -> Iterator[Entry]:
        for event in self._events:
            if type(event).__name__ == "DocumentStartEvent":
                # An anchor is known in its own document only.
                self._anchors = {}
                yield self._entry(next(self._events), 1)

    def _entry(self, event: Any, depth: int) -> Entry:
        line = event.start_mark.line + 1
        self._count(line)
        if depth > MAX_DEPTH:
            raise FormatError(f"nested in more than {MAX_DEPTH} levels: line {line}")
        kind = type(event).__name__
        if kind == "AliasEvent":
            # One whose anchor is not read yet refers to what it stands in.
            return self._anchors.get(event.anchor, Entry(None, line))
        if kind == "ScalarEvent":
            is_nothing = event.implicit[0] and event.value in _NULL
            found = Entry(None if is_nothing else event.value, line)
        elif kind == "SequenceStartEvent":
            found = Entry(tuple(self._sequence(depth)), line)
        else:
            found = Entry(self._mapping(depth), line)
        if event.anchor is not None:
            self._anchors[event.anchor] = found
        return found

    def _count(self, line: int, number: int = 1) -> None:
        self._n_values += number
        if self._n_values > MAX_VALUES:
            raise FormatError(f"more than {MAX_VALUES:,} values: line {line}")

    def _sequence(self, depth: int) -> Iterator[Entry]:
        while type(event := next(self._events)).__name__ != "SequenceEndEvent":
            yield self._entry(event, depth + 1)

    def _mapping(self, depth: int) -> Mapping[str, Entry]:
        own: dict[str, Entry] = {}
        merged: dict[str, Entry] = {}
        while type(event := next(self._events)).__name__ != "MappingEndEvent":
            key = self._entry(event, depth + 1)
            value = self._entry(next(self._events), depth + 1)
            if key.text == _MERGE:
                for source in value.items or (value,):
                    self._count(key.line, len(source.entries))
                    # Of several mappings the first counts (yaml.org/type/merge.html).
                    merged = {**source.entries, **merged}
            elif isinstance(key.content, str) or key.content is None:
                own[key.text] = value
        # What is written out counts before what is merged in, wherever it stands.
        return {**merged, **own}
