"""Questions to a person at a terminal, each asked until the answer can be one.

``?`` or nothing is "I don't know", which stays unknown; ``stop`` ends the session, whose answers are kept.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import click

from auditor.cli.options import visible
from auditor.declarations.answering import type_of, typed
from auditor.declarations.nobody import NO, YES
from auditor.declarations.screen import Reply
from auditor.domain.values import ValueType
from auditor.errors import DeclarationError
from auditor.formats.yaml_writing import Value

STOP: Final = "stop"
_UNKNOWN: Final = frozenset({"", "?", "unknown", "don't know", "dont know"})
_FORMS: Final[Mapping[ValueType, str]] = {
    ValueType.TRI: "yes/no/?",
    ValueType.DATE: "YYYY-MM-DD, none or ?",
    ValueType.SET: "words with commas, none or ?",
    ValueType.COUNT: "a number or ?",
    ValueType.NUMBER: "a number or ?",
    ValueType.TEXT: "text, none or ?",
}


class StoppedError(Exception):
    """The person wants to go on another time."""


def prompted(question: str) -> str:
    """Return one line of a terminal."""
    line: str = click.prompt(question, default="", show_default=False, prompt_suffix=" ")
    return line


@dataclass(frozen=True, slots=True)
class Person:
    """Whoever answers.

    Attributes:
        ask: Puts a question, returns the line that comes back.
        say: Shows a line.
    """

    ask: Callable[[str], str] = prompted
    say: Callable[[str], None] = click.echo

    def line(self, question: str) -> str:
        """Return what the person says, stripped.

        Raises:
            StoppedError: they stop.
        """
        said = self.ask(visible(question)).strip()
        if said.casefold() == STOP:
            raise StoppedError
        return said

    def told(self, text: str = "") -> None:
        """Show a text, line by line."""
        for line in text.split("\n"):
            self.say(visible(line))

    def needed(self, question: str) -> str:
        """Return a text that may not be left out; "I don't know" is none.

        Raises:
            StoppedError: they stop.
        """
        while (said := self.line(f"{question}:")).casefold() in _UNKNOWN:
            self.told("  This one is needed.")
        return said

    def reply(self, question: str, *, of: str = "yes/no/?") -> Reply:
        """Return yes, no or "I don't know".

        Raises:
            StoppedError: they stop.
        """
        while True:
            said = self.line(f"{question} [{of}]").casefold()
            if said in _UNKNOWN:
                return Reply.UNKNOWN
            if said in YES or said in NO:
                return Reply.YES if said in YES else Reply.NO
            self.told(f"  Answer yes or no; ? if you do not know; {STOP} to go on another time.")

    def value(
        self, kind: str, key: str, question: str, *, words: Sequence[str] = (), form: str = ""
    ) -> Value | Reply:
        """Return the value of a field, or `Reply.UNKNOWN`.

        Args:
            kind: Kind of the entry.
            key: The field.
            question: What is asked.
            words: The words it is mostly one of.
            form: How to answer, where that is not the usual way for its type.

        Raises:
            StoppedError: they stop.
        """
        usual = form or _FORMS.get(type_of(kind, key), "text or ?")
        choice = f"{', '.join(words)}; " if words else ""
        while True:
            said = self.line(f"{question} [{choice}{usual}]")
            if said.casefold() in _UNKNOWN:
                return Reply.UNKNOWN
            try:
                return typed(kind, key, said)
            except DeclarationError as error:
                self.told(f"  {error.message}. {error.hint}")
