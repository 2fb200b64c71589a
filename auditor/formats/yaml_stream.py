"""YAML as the tools of clusters and containers read it: several documents, anchors, merge keys, any tag.

::

    text --documents--> (text, line)*  one per document, so that a broken one does not take the others along
         --read-->      Value          texts as they are written, with their lines; asked without exceptions

An alias is the very value of its anchor, never a copy; what refers to itself holds nothing there. It counts
as what it stands for all the same, so that whoever follows a value down comes to an end soon.

Rules and declarations are read by :mod:`auditor.formats.yaml12`, which refuses what reads differently than it
looks. Nobody can be asked to write a manifest anew: of a key given twice the last counts, as for the tools.

Source:
    YAML 1.2.2, sections 6.9, 7.1 and 9.2; https://yaml.org/type/merge.html for ``<<``.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from auditor.errors import FormatError

MAX_CHARACTERS: Final = 1_000_000
"""Of one document; ruamel reads some fifty kilobytes a second."""

_MAX_DEPTH: Final = 64
# A few lines of aliases can stand for billions of values.
_MAX_VALUES: Final = 200_000
_BEGINS: Final = re.compile(r"---(?=\s|$)")
_ENDS: Final = re.compile(r"\.\.\.\s*$")
# In ruamel's words of what is wrong: what the file says, and a credential with it; <stream end> is a word.
_QUOTED: Final = re.compile(r"'(?!<)[^']*'|\"[^\"]*\"")
_NOTHING: Final = frozenset({"", "~", "null", "Null", "NULL"})


@dataclass(frozen=True, slots=True)
class Value:
    """Something that is written in a document.

    Attributes:
        content: A text, values in their order, values by name, or ``None`` for nothing.
        line: Line it begins on, from 1; of a value with a name the line of that.
        tag: The tag of an application's own that it is written with, ``!reset``; empty without one.
    """

    content: "str | tuple[Value, ...] | Mapping[str, Value] | None"
    line: int
    tag: str = ""

    def at(self, *names: str) -> "Value":
        """Return what stands under names, one below the other; nothing where there is no such."""
        found = self
        for name in names:
            found = found.entries.get(name) or Value(None, found.line)
        return found

    @property
    def entries(self) -> "Mapping[str, Value]":
        """Values by name; none of what is no mapping."""
        return self.content if isinstance(self.content, Mapping) else {}

    @property
    def items(self) -> "tuple[Value, ...]":
        """Values in their order; none of what is no list."""
        return self.content if isinstance(self.content, tuple) else ()

    @property
    def text(self) -> str | None:
        """The text; ``None`` of what is none."""
        return self.content if isinstance(self.content, str) else None

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts of a list, or the one text."""
        if isinstance(self.content, str):
            return (self.content,)
        return tuple(item.content for item in self.items if isinstance(item.content, str))

    @property
    def word(self) -> str:
        """The text without white space around it; empty of what is none."""
        return self.content.strip() if isinstance(self.content, str) else ""

    @property
    def words(self) -> tuple[str, ...]:
        """The words of a list that are not empty, or the one word."""
        return tuple(stripped for text in self.texts if (stripped := text.strip()))

    @property
    def pairs(self) -> dict[str, str]:
        """The texts that have names."""
        return {name: value.content for name, value in self.entries.items() if isinstance(value.content, str)}

    def walk(self) -> "Iterator[Value]":
        """Yield this and every value within, in the order of the text."""
        yield self
        for value in (*self.items, *self.entries.values()):
            yield from value.walk()


def documents(text: str) -> Iterator[tuple[str, int]]:
    """Yield the documents of a stream with something in them, and the number of lines before each."""
    lines: list[str] = []
    first, has_content, has_begun = 0, False, False
    for number, line in enumerate(text.split("\n")):
        # Whatever its indentation, a marker at the margin is one: the text of no value may stand there.
        begins = _BEGINS.match(line) is not None
        if (begins or _ENDS.match(line)) and (has_content or has_begun):
            if has_content:
                yield "\n".join(lines), first
            lines, first, has_content, has_begun = [], number, False, False
        has_begun = has_begun or begins
        lines.append("" if _ENDS.match(line) else line)
        bare = lines[-1].removeprefix("---").strip()
        has_content = has_content or (bool(bare) and bare[0] not in "#%")
    if has_content:
        yield "\n".join(lines), first


def read(text: str, lines_before: int = 0) -> Value:
    """Read one document.

    Args:
        text: The document.
        lines_before: Lines of the file that stand before it.

    Raises:
        FormatError: it is not YAML, or larger than anything that is meant.
    """
    # Heavy: imported when the first file is read.
    from auditor.formats import yaml_events

    if len(text) > MAX_CHARACTERS:
        raise FormatError(f"line {lines_before + 1}: a document of more than {MAX_CHARACTERS} characters")
    try:
        return _Reader(yaml_events.events(text), lines_before).document()
    except yaml_events.NOT_YAML as error:
        line, what = yaml_events.problem(error, text)
        raise FormatError(f"line {line + lines_before}: not YAML: {_QUOTED.sub('...', what)}") from error
    except (ValueError, OverflowError) as error:
        # Escapes beyond Unicode and version numbers without end; ruamel does not look before it converts.
        raise FormatError(f"line {lines_before + 1}: not YAML: a number too large") from error


def read_all(text: str) -> Iterator[Value]:
    """Read every document of a file, one after the other.

    Raises:
        FormatError: the next one cannot be read, see `read`.
    """
    for document, lines_before in documents(text):
        yield read(document, lines_before)


@dataclass(frozen=True, slots=True)
class _Built:
    value: Value
    n_values: int
    height: int


class _Reader:
    def __init__(self, events: Iterator[Any], lines_before: int) -> None:
        self._events = events
        self._lines_before = lines_before
        self._anchors: dict[str, _Built] = {}
        self._n_values = 0

    def document(self) -> Value:
        for event in self._events:
            if type(event).__name__ not in {"StreamStartEvent", "DocumentStartEvent"}:
                is_end = type(event).__name__ == "StreamEndEvent"
                return Value(None, 1) if is_end else self._built(event, 1).value
        return Value(None, 1)

    def _built(self, event: Any, depth: int) -> _Built:
        line = event.start_mark.line + 1 + self._lines_before
        kind = type(event).__name__
        if kind == "AliasEvent":
            return self._alias(event.anchor, line, depth)
        before = self._n_values
        self._count(1, line)
        if depth > _MAX_DEPTH:
            raise FormatError(f"line {line}: nested in more than {_MAX_DEPTH} levels")
        if event.anchor is not None:
            # Until it is read to its end, an alias of it refers to what it stands in.
            self._anchors[event.anchor] = _Built(Value(None, line), 1, 1)
        height = 1
        content: str | tuple[Value, ...] | dict[str, Value] | None
        if kind == "ScalarEvent":
            # What a tag of somebody's own makes of nothing is for those who know the tag.
            is_plain = event.implicit[0] or (_own_tag(event) and not event.style)
            content = None if is_plain and event.value in _NOTHING else str(event.value)
        elif kind == "SequenceStartEvent":
            content, height = self._sequence(depth)
        else:
            content, height = self._mapping(depth)
        built = _Built(Value(content, line, _own_tag(event)), self._n_values - before, height)
        if event.anchor is not None:
            self._anchors[event.anchor] = built
        return built

    def _alias(self, anchor: str, line: int, depth: int) -> _Built:
        built = self._anchors.get(anchor)
        if built is None:
            raise FormatError(f"line {line}: an alias of what is not there")
        self._count(built.n_values, line)
        if depth + built.height > _MAX_DEPTH:
            raise FormatError(f"line {line}: nested in more than {_MAX_DEPTH} levels")
        return built

    def _count(self, number: int, line: int) -> None:
        self._n_values += number
        if self._n_values > _MAX_VALUES:
            raise FormatError(f"line {line}: more than {_MAX_VALUES} values")

    def _sequence(self, depth: int) -> tuple[tuple[Value, ...], int]:
        found: list[Value] = []
        height = 0
        while type(event := next(self._events)).__name__ != "SequenceEndEvent":
            built = self._built(event, depth + 1)
            found.append(built.value)
            height = max(height, built.height)
        return tuple(found), height + 1

    def _mapping(self, depth: int) -> tuple[dict[str, Value], int]:
        own: dict[str, Value] = {}
        merged: dict[str, Value] = {}
        height = 0
        while type(event := next(self._events)).__name__ != "MappingEndEvent":
            key = self._built(event, depth + 1).value
            built = self._built(next(self._events), depth + 1)
            height = max(height, built.height)
            if key.text == "<<":
                # Of several the first counts; what the mapping says itself comes before all of them.
                for source in built.value.items or (built.value,):
                    merged = {**source.entries, **merged}
            elif key.text is not None or key.content is None:
                own[key.text or ""] = Value(built.value.content, key.line, built.value.tag)
        return {**merged, **own}, height + 1


def _own_tag(event: Any) -> str:
    """Return the tag of a value that is none of YAML's own."""
    tag = event.tag or ""
    return tag if tag.startswith("!") and len(tag) > 1 else ""
