"""A value out of a YAML file that knows its line, and typed ways to ask for it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Final, NoReturn

from auditor.errors import AuditorError

Scalar = bool | int | float | str | date | None
"""What a single value can be; never a time of day, a number without bounds or what cannot be printed."""

Content = Scalar | tuple["Node", ...] | Mapping[str, "Node"]

_MAX_QUOTED: Final = 40


@dataclass(frozen=True, slots=True)
class Node:
    """A value and where it stands.

    Attributes:
        content: A scalar, a sequence or a mapping in the order of the file.
        file: File it stands in, as messages name it.
        line: Line of its key, or the one it begins on where it has none; from 1.
        error: What is raised about it.
    """

    content: Content
    file: str
    line: int
    error: type[AuditorError]

    @property
    def place(self) -> str:
        """``FILE:LINE``."""
        return f"{self.file}:{self.line}"

    def refuse(self, what: str, *, hint: str = "") -> NoReturn:
        """Refuse what stands here.

        Raises:
            AuditorError: always, of the node's family, naming file and line.
        """
        raise self.error(f"{self.place}: {what}", hint=hint)

    def mapping(
        self, *, known: frozenset[str], required: frozenset[str] = frozenset()
    ) -> Mapping[str, "Node"]:
        """Return a mapping whose keys are all known and whose required keys are all there.

        Raises:
            AuditorError: it is not a mapping, or a key is unknown or missing.
        """
        found = self.entries()
        for key, value in found.items():
            if key not in known:
                value.refuse(f"unknown key {quoted(key)}", hint=did_you_mean(key, sorted(known)))
        missing = sorted(required - found.keys())
        if missing:
            self.refuse(f"'{missing[0]}' is missing", hint=f"Required: {', '.join(sorted(required))}.")
        return found

    def entries(self) -> Mapping[str, "Node"]:
        """Return a mapping with any keys.

        Raises:
            AuditorError: it is not a mapping.
        """
        if not isinstance(self.content, Mapping):
            self.refuse(f"expected a mapping, found {self.described}", hint="Write it as {key: value, ...}.")
        return self.content

    def items(self) -> tuple["Node", ...]:
        """Return a sequence that is not empty.

        Raises:
            AuditorError: it is not a sequence, or there is nothing in it.
        """
        if not isinstance(self.content, tuple):
            self.refuse(f"expected a list, found {self.described}", hint="Begin each item with '- '.")
        if not self.content:
            self.refuse("the list is empty", hint="Nothing can follow from it; leave the key out instead.")
        return self.content

    def text(self) -> str:
        """Return a text with something in it, without the white space around it.

        Raises:
            AuditorError: it is not a text, or only white space.
        """
        if not isinstance(self.content, str) or not self.content.strip():
            self.refuse(f"expected a text, found {self.described}", hint='Put it in quotes: "...".')
        return self.content.strip()

    def boolean(self) -> bool:
        """Return true or false.

        Raises:
            AuditorError: it is neither (``yes`` and ``no`` are words in YAML 1.2).
        """
        if not isinstance(self.content, bool):
            self.refuse(f"expected true or false, found {self.described}", hint="Write true or false.")
        return self.content

    def whole(self) -> int:
        """Return a whole number of at least 1.

        Raises:
            AuditorError: it is something else.
        """
        if not isinstance(self.content, int) or isinstance(self.content, bool) or self.content < 1:
            self.refuse(f"expected a whole number from 1, found {self.described}", hint="Write digits.")
        return self.content

    def day(self) -> date:
        """Return a day.

        Raises:
            AuditorError: it is something else.
        """
        if not isinstance(self.content, date):
            self.refuse(
                f"expected a day such as 2026-12-02, found {self.described}", hint="Write it without quotes."
            )
        return self.content

    def scalar(self) -> Scalar:
        """Return a single value.

        Raises:
            AuditorError: it is a list or a mapping.
        """
        if isinstance(self.content, tuple | Mapping):
            self.refuse(f"expected a single value, found {self.described}", hint="Write one word or number.")
        return self.content

    def words(self) -> tuple[str, ...]:
        """Return a list of texts, which may be empty.

        Raises:
            AuditorError: it is something else.
        """
        if not isinstance(self.content, tuple):
            self.refuse(f"expected a list of words, found {self.described}", hint="Write it as [word, ...].")
        return tuple(item.text() for item in self.content)

    @property
    def described(self) -> str:
        """What stands here, in a word or two, for messages."""
        if isinstance(self.content, Mapping):
            return "a mapping"
        if isinstance(self.content, tuple):
            return "a list" if self.content else "an empty list"
        return "nothing" if self.content is None else quoted(str(self.content))


def quoted(text: str) -> str:
    """Return a text as messages quote it: cut short, and safe to print."""
    return repr(text[:_MAX_QUOTED])


# A beginning that says something, and how many that begin so are worth naming.
_MIN_BEGUN: Final = 3
_MOST_MEANT: Final = 3


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a hint: known words that begin so, the closest one, or all of them in the order given."""
    choices = tuple(str(one) for one in known)
    # Whoever wrote the beginning of an id meant one of those, however much of it is missing.
    begun = [one for one in choices if len(word) >= _MIN_BEGUN and one.lower().startswith(word.lower())]
    if 0 < len(begun) <= _MOST_MEANT:
        return f"Did you mean {' or '.join(map(repr, begun))}?"
    close = get_close_matches(word[:_MAX_QUOTED].lower(), choices, n=1)
    return f"Did you mean {close[0]!r}?" if close else f"Known: {', '.join(choices)}."
