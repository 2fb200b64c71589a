"""YAML as plain data that remembers its lines; the only reader of ruamel here.

YAML 1.2: ``NO`` is a word, ``1e25`` a number, ``2026-12-02`` a day. Whatever makes a file
read differently than it looks is refused: keys written twice, anchors, tags, several documents.
"""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final, NoReturn

from auditor.errors import PolicyError

if TYPE_CHECKING:
    from ruamel.yaml.nodes import Node as RawNode

Scalar = bool | int | float | str | date | None
Content = Scalar | tuple["Node", ...] | Mapping[str, "Node"]

_STANDARD: Final = "tag:yaml.org,2002:"
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Node:
    """A value and where it stands.

    Attributes:
        content: A scalar, a sequence or a mapping.
        file: File it stands in, as messages name it.
        line: Its line, from 1.
    """

    content: Content
    file: str
    line: int

    @property
    def place(self) -> str:
        """``FILE:LINE``."""
        return f"{self.file}:{self.line}"

    def refuse(self, what: str, *, hint: str = "") -> NoReturn:
        """Refuse what stands here.

        Raises:
            PolicyError: always, naming file and line.
        """
        raise PolicyError(f"{self.place}: {what}", hint=hint)

    def mapping(
        self, *, known: frozenset[str], required: frozenset[str] = frozenset()
    ) -> Mapping[str, "Node"]:
        """Return a mapping whose keys are all known and whose required keys are all there.

        Raises:
            PolicyError: it is not a mapping, or a key is unknown or missing.
        """
        found = self.entries()
        for key, value in found.items():
            if key not in known:
                value.refuse(f"unknown key '{key}'", hint=f"keys known here: {', '.join(sorted(known))}")
        missing = sorted(required - found.keys())
        if missing:
            self.refuse(f"'{missing[0]}' is missing")
        return found

    def entries(self) -> Mapping[str, "Node"]:
        """Return a mapping with any keys.

        Raises:
            PolicyError: it is not a mapping.
        """
        if not isinstance(self.content, Mapping):
            self.refuse(f"expected a mapping, found {self.described}")
        return self.content

    def items(self) -> tuple["Node", ...]:
        """Return a sequence that is not empty.

        Raises:
            PolicyError: it is not a sequence, or there is nothing in it.
        """
        if not isinstance(self.content, tuple):
            self.refuse(f"expected a list, found {self.described}")
        if not self.content:
            self.refuse("the list is empty", hint="an empty rule approves nothing; leave the key out instead")
        return self.content

    def text(self) -> str:
        """Return a text with something in it.

        Raises:
            PolicyError: it is not a text, or only white space.
        """
        if not isinstance(self.content, str) or not self.content.strip():
            self.refuse(f"expected a text, found {self.described}")
        return self.content.strip()

    def boolean(self) -> bool:
        """Return true or false.

        Raises:
            PolicyError: it is neither (``yes`` and ``no`` are words in YAML 1.2).
        """
        if not isinstance(self.content, bool):
            self.refuse(f"expected true or false, found {self.described}")
        return self.content

    def whole(self) -> int:
        """Return a whole number of at least 1.

        Raises:
            PolicyError: it is something else.
        """
        if not isinstance(self.content, int) or isinstance(self.content, bool) or self.content < 1:
            self.refuse(f"expected a whole number from 1, found {self.described}")
        return self.content

    def day(self) -> date:
        """Return a day.

        Raises:
            PolicyError: it is something else.
        """
        if not isinstance(self.content, date):
            self.refuse(f"expected a day such as 2026-12-02, found {self.described}")
        return self.content

    def scalar(self) -> Scalar:
        """Return a single value.

        Raises:
            PolicyError: it is a list or a mapping.
        """
        if isinstance(self.content, tuple | Mapping):
            self.refuse(f"expected a single value, found {self.described}")
        return self.content

    def words(self) -> tuple[str, ...]:
        """Return a list of texts, which may be empty.

        Raises:
            PolicyError: it is something else.
        """
        if not isinstance(self.content, tuple):
            self.refuse(f"expected a list of words, found {self.described}")
        return tuple(item.text() for item in self.content)

    @property
    def described(self) -> str:
        """What stands here, in a word or two, for messages."""
        if isinstance(self.content, Mapping):
            return "a mapping"
        if isinstance(self.content, tuple):
            return "a list" if self.content else "an empty list"
        return "nothing" if self.content is None else f"'{self.content}'"


def read(text: str, file: str) -> Node:
    """Read one YAML document.

    Args:
        text: The document.
        file: How messages name the file.

    Returns:
        Its root node.

    Raises:
        PolicyError: it is not YAML, is empty, or uses what is refused here.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        root = YAML(typ="safe", pure=True).compose(text)
        if root is None:
            raise PolicyError(f"{file}:1: the file is empty")
        return _converted(root, file)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark is not None else 1
        raise PolicyError(
            f"{file}:{line}: {error.problem or error.context}", hint="this is not YAML"
        ) from error
    except YAMLError as error:
        reason = str(error).splitlines()[0]
        raise PolicyError(f"{file}:1: {reason}", hint="this is not YAML") from error
    except RecursionError as error:
        raise PolicyError(f"{file}:1: nested too deeply") from error


def _converted(raw: "RawNode", file: str) -> Node:
    line = raw.start_mark.line + 1
    if raw.anchor is not None:
        raise PolicyError(f"{file}:{line}: anchors and aliases are not read here", hint="write the value out")
    tag = str(raw.tag).removeprefix(_STANDARD)
    if tag == "map":
        return Node(_mapping(raw, file), file, line)
    if tag == "seq":
        return Node(tuple(_converted(item, file) for item in raw.value), file, line)
    return Node(_scalar(tag, str(raw.value), f"{file}:{line}"), file, line)


def _mapping(raw: "RawNode", file: str) -> Mapping[str, Node]:
    found: dict[str, Node] = {}
    for key, value in _pairs(raw):
        name = str(key.value)
        place = f"{file}:{key.start_mark.line + 1}"
        if str(key.tag) != f"{_STANDARD}str" and not str(key.tag).endswith((":int", ":float", ":timestamp")):
            raise PolicyError(f"{place}: a key must be a word", hint=f"put '{name}' in quotes")
        if name in found:
            raise PolicyError(f"{place}: '{name}' is written twice")
        converted = _converted(value, file)
        # A message about a key names the key's line, even where its value starts further down.
        found[name] = Node(converted.content, file, key.start_mark.line + 1)
    return found


def _pairs(raw: "RawNode") -> Iterator[tuple["RawNode", "RawNode"]]:
    yield from raw.value


def _scalar(tag: str, written: str, place: str) -> Scalar:
    match tag:
        case "str":
            return written
        case "null":
            return None
        case "bool":
            return written.lower() == "true"
        case "int":
            return int(written.replace("_", ""), 0 if written.lower().startswith(("0x", "0o")) else 10)
        case "float":
            return _number(written, place)
        case "timestamp" if _DAY.fullmatch(written):
            return _day(written, place)
        case _:
            raise PolicyError(f"{place}: '{written}' is not a value this file may hold")


def _number(written: str, place: str) -> float:
    try:
        number = float(written.replace("_", ""))
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise PolicyError(f"{place}: '{written}' is not a number one can compare with")
    return number


def _day(written: str, place: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise PolicyError(f"{place}: '{written}' is not a day of the calendar") from error
