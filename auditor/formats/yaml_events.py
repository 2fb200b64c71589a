"""From YAML to nodes through the events of ruamel.yaml; `yaml12` is the door.

Nodes are built straight from events: composing and constructing as ruamel does takes half as long again,
warns on standard error about anchors, and begins after the last bracket is read.
"""

import math
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any, Final, NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.constructor import BaseConstructor
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.reader import ReaderError
from ruamel.yaml.resolver import VersionedResolver
from ruamel.yaml.scanner import Scanner, SimpleKey

from auditor.errors import AuditorError
from auditor.formats.yaml_node import Node, Scalar, quoted

MAX_DEPTH: Final = 64
"""Far beyond any rule or declaration, and so few that whoever follows the nodes down can recurse."""

MAX_NODES: Final = 300_000
"""Keys and values of thousands of entries; some ten seconds of reading, whatever is in between."""

NOT_YAML: Final = (MarkedYAMLError, ReaderError)
"""What ruamel raises while it reads events."""

_NodeEvent = AliasEvent | ScalarEvent | CollectionStartEvent

_TAG: Final = "tag:yaml.org,2002:"
_STR: Final = f"{_TAG}str"
_RESOLVER: Final = VersionedResolver()
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
# No number or day is longer; Python itself refuses to print integers beyond 4300 digits.
_MAX_NUMBER: Final = 100
# Control characters, halves of surrogate pairs and unassigned codes can fake what a report shows ...
_UNPRINTABLE: Final = frozenset({"Cc", "Cs", "Cn"})
# ... and so can those that turn the direction of reading (Unicode Standard Annex 9, section 2).
_REORDERING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_QUOTE_IT: Final = "Quote it if it is meant as text."


class QuickScanner(Scanner):
    """Finds tokens in time that grows with the text alone.

    Any open bracket may turn out to begin a key. ruamel looks through all of them at every token, twice;
    they are in the order of the text, so the first one answers both questions.
    """

    def next_possible_simple_key(self) -> int | None:
        """Return the number of the first token that may be a key."""
        keys: Mapping[int, SimpleKey] = self.possible_simple_keys
        return next(iter(keys.values())).token_number if keys else None

    def stale_possible_simple_keys(self) -> None:
        """Forget what is too far back to be a key; the first is furthest."""
        keys: Mapping[int, SimpleKey] = self.possible_simple_keys
        if not keys:
            return
        first = next(iter(keys.values()))
        # Source: YAML 1.2.2, section 7.4.2: a key without a question mark is one line, 1024 characters.
        if first.line != self.reader.line or self.reader.index - first.index > 1024:
            super().stale_possible_simple_keys()


class RepeatKeepingConstructor(BaseConstructor):
    """Builds texts, lists and mappings; of a key given twice the first value stays.

    A scalar is the text that stands there, whatever its tag says: converting a stranger's numbers and days
    has limits of its own, and a card says nothing with them. Nothing is the empty text.

    Attributes:
        repeated: Key and value of every later one, in the order of the text.
    """

    def __init__(self, preserve_quotes: bool | None = None, loader: object = None) -> None:
        super().__init__(preserve_quotes=preserve_quotes, loader=loader)
        self.repeated: list[tuple[object, object]] = []
        self._root: object = None

    def construct_document(self, node: object) -> object:
        """Build the document of a root node."""
        self._root = node
        return super().construct_document(node)

    def construct_scalar(self, node: ScalarNode) -> object:
        """Return the text of a scalar."""
        return "" if node.tag == f"{_TAG}null" else super().construct_scalar(node)

    def check_mapping_key(
        self, node: object, key_node: object, mapping: object, key: object, value: object
    ) -> bool:
        """Say whether a key is new."""
        is_new: bool = super().check_mapping_key(node, key_node, mapping, key, value)
        if not is_new and node is self._root:
            self.repeated.append((key, value))
        return is_new


def events(text: str) -> Iterator[Event]:
    """Return the events of a text as they are found."""
    yaml = YAML(typ="safe", pure=True)
    yaml.Scanner = QuickScanner
    found: Iterator[Event] = yaml.parse(text)
    return found


def problem(error: MarkedYAMLError | ReaderError, text: str) -> tuple[int, str]:
    """Return the line, from 1, and the words for what ruamel says about ``text``."""
    if isinstance(error, ReaderError):
        return text.count("\n", 0, error.position) + 1, "a character that YAML does not allow"
    mark = error.problem_mark or error.context_mark
    return 1 if mark is None else mark.line + 1, str(error.problem or error.context)


class Reader:
    """Builds the nodes of one text from events as they come; nothing after the first refusal is read."""

    def __init__(self, text: str, file: str, error: type[AuditorError]) -> None:
        self._events: Iterator[Any] = events(text)
        self._file = file
        self._error = error
        self._line = 1
        self._n_nodes = 0
        # The same words come again and again.
        self._tag_of = cache(_plain_tag)

    @property
    def place(self) -> str:
        """Where reading has come to."""
        return f"{self._file}:{self._line}"

    def document(self) -> Node:
        """Read the only document there is."""
        self._next()  # the start of the stream
        start = self._next()
        if not isinstance(start, DocumentStartEvent):
            return Node(None, self._file, 1, self._error)
        if start.version not in {None, (1, 2)}:
            self._refuse("is not YAML 1.2", "Remove the %YAML line.")
        root = self._node(self._next(), 1)
        self._next()  # the end of the document
        if not isinstance(self._next(), StreamEndEvent):
            self._refuse("another document begins", "A file holds one; remove the line '---'.")
        return root

    def _next(self) -> Any:
        event = next(self._events)
        self._line = event.start_mark.line + 1
        return event

    def _refuse(self, what: str, hint: str) -> NoReturn:
        raise self._error(f"{self.place}: {what}", hint=hint)

    def _node(self, event: _NodeEvent, depth: int) -> Node:
        line = self._line
        self._n_nodes += 1
        if self._n_nodes > MAX_NODES:
            self._refuse(f"more than {MAX_NODES} values", "Split it into several files.")
        if isinstance(event, AliasEvent) or event.anchor is not None:
            mark = "alias *" if isinstance(event, AliasEvent) else "anchor &"
            self._refuse(f"{mark}{event.anchor}", "Write the value out where it is used.")
        if isinstance(event, ScalarEvent):
            return Node(self._scalar(event), self._file, line, self._error)
        if depth > MAX_DEPTH:
            self._refuse(f"nested too deeply, in more than {MAX_DEPTH} levels", "Make it flatter.")
        is_sequence = isinstance(event, SequenceStartEvent)
        self._check_tag(event.tag, f"{_TAG}{'seq' if is_sequence else 'map'}")
        content = self._sequence(depth) if is_sequence else self._mapping(depth)
        return Node(content, self._file, line, self._error)

    def _sequence(self, depth: int) -> tuple[Node, ...]:
        found: list[Node] = []
        while not isinstance(event := self._next(), SequenceEndEvent):
            found.append(self._node(event, depth + 1))
        return tuple(found)

    def _mapping(self, depth: int) -> Mapping[str, Node]:
        found: dict[str, Node] = {}
        while not isinstance(event := self._next(), MappingEndEvent):
            # A message about a key names the key's line, even where its value starts further down.
            line = self._line
            key = self._key(event)
            if key in found:
                self._refuse(f"{quoted(key)} is written twice", "Keep one of the two.")
            content = self._node(self._next(), depth + 1).content
            found[key] = Node(content, self._file, line, self._error)
        return found

    def _key(self, event: _NodeEvent) -> str:
        key = self._node(event, MAX_DEPTH).content if isinstance(event, ScalarEvent) else None
        if not isinstance(key, str):
            self._refuse("a key must be a plain word", "Put it in quotes; there are no merge keys.")
        return key

    def _scalar(self, event: ScalarEvent) -> Scalar:
        written: str = event.value
        self._check_printable(written)
        # `!!str 5` is another way to put quotes around it; any other tag makes it read differently.
        self._check_tag(event.tag, _STR)
        tag = self._tag_of(written) if event.implicit[0] else _STR
        if tag == _STR:
            return written
        if len(written) > _MAX_NUMBER:
            self._refuse("a number too long to be one", _QUOTE_IT)
        noun, convert = _SCALARS.get(tag, ("a value a file may hold", _unreadable))
        try:
            return convert(written)
        except ValueError:
            self._refuse(f"{quoted(written)} is not {noun}", _QUOTE_IT)

    def _check_tag(self, given: str | None, allowed: str) -> None:
        if given not in {None, allowed}:
            self._refuse(f"tag {quoted(str(given).replace(_TAG, '!!'))}", "Write the value without a tag.")

    def _check_printable(self, text: str) -> None:
        if text.isprintable():
            return
        found = next(filter(_is_unprintable, text), None)
        if found is not None:
            self._refuse(f"a character that cannot be printed, {found!a}", "Remove it.")


def _is_unprintable(letter: str) -> bool:
    return letter in _REORDERING or (unicodedata.category(letter) in _UNPRINTABLE and letter not in "\n\t")


def _plain_tag(written: str) -> str:
    """Return the tag of a scalar without quotes or tag; nothing but a text has a ``_`` in YAML 1.2."""
    return _STR if "_" in written else str(_RESOLVER.resolve(ScalarNode, written, (True, False)))


def _whole(written: str) -> int:
    base = {"0x": 16, "0o": 8}.get(written[:2], 10)
    return int(written, base)


def _number(written: str) -> float:
    number = float(written)
    if not math.isfinite(number):
        raise ValueError(written)
    return number


def _day(written: str) -> date:
    if not _DAY.fullmatch(written):
        raise ValueError(written)
    return date.fromisoformat(written)


def _unreadable(written: str) -> NoReturn:
    raise ValueError(written)


_SCALARS: Final[Mapping[str, tuple[str, Callable[[str], Scalar]]]] = {
    f"{_TAG}null": ("nothing", lambda _: None),
    f"{_TAG}bool": ("true or false", lambda written: written.lower() == "true"),
    f"{_TAG}int": ("a whole number", _whole),
    f"{_TAG}float": ("a number one can compare with", _number),
    f"{_TAG}timestamp": ("a day of the calendar, such as 2026-11-01", _day),
}
"""What a value of each tag is called, and how it is read."""
