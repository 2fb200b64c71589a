"""One mapping of a declaration file, and typed ways to read its fields.

Every way raises a :class:`DeclarationError` that names the file, the line and the right form.
"""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, assert_never

from auditor.declarations.wording import error_at, shown_value
from auditor.domain.countries import COUNTRIES, COUNTRY_SLIPS
from auditor.domain.values import FactValue, ValueType, set_of
from auditor.errors import DeclarationError
from auditor.formats.yaml_node import Node, did_you_mean

_SHA256: Final = re.compile(r"[0-9a-f]{64}")
LARGEST_COUNT: Final = 2**53 - 1
"""Largest number of things; RFC 7493 (I-JSON), section 2.2: larger integers do not survive a JSON reader."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field that becomes a fact.

    Attributes:
        key: Its name in the file, and in the registry after the family.
        type: Type of its value.
        words: The only words it may hold; empty for any.
        nullable: For a text or number: whether ``null`` ("none") makes sense. Sets and dates always take it.
        most: Largest number it may hold, where a larger one is absurd.
    """

    key: str
    type: ValueType
    words: tuple[str, ...] = ()
    nullable: bool = False
    most: float = math.inf


@dataclass(frozen=True, slots=True)
class Entry:
    """A mapping and where it stands.

    Attributes:
        shown: The file, as errors name it.
        what: What the mapping is, for error messages: ``organisation``, ``selector``.
        line: Line it begins on.
        fields: Its values by key.
    """

    shown: str
    what: str
    line: int
    fields: Mapping[str, Node]

    @classmethod
    def of(cls, node: Node, *, what: str) -> "Entry":
        """Take a node for a mapping.

        Raises:
            DeclarationError: it is not one.
        """
        if not isinstance(node.content, Mapping):
            raise error_at(
                node.file, node.line, f"{what} must be a mapping", "Write it as {key: value, ...}."
            )
        return cls(node.file, what, node.line, node.content)

    def check_keys(self, *, required: Iterable[str], optional: Iterable[str]) -> None:
        """Refuse unknown keys, then missing ones.

        Raises:
            DeclarationError: at the key, or at the mapping that lacks it.
        """
        needed = tuple(required)
        known = (*needed, *optional)
        for key, node in self.fields.items():
            if key not in known:
                raise error_at(
                    self.shown, node.line, f"unknown key {key!r} in {self.what}", did_you_mean(key, known)
                )
        missing = [key for key in needed if key not in self.fields]
        if missing:
            what = f"{self.what} lacks {', '.join(missing)}"
            raise error_at(self.shown, self.line, what, f"Required: {', '.join(needed)}.")

    def error(self, key: str, what: str, hint: str) -> DeclarationError:
        """Return the error for the value of ``key``."""
        line = self.fields[key].line if key in self.fields else self.line
        return error_at(self.shown, line, f"{key} {what}", hint)

    def child(self, key: str, what: str) -> "Entry":
        """Return the mapping under ``key``.

        Raises:
            DeclarationError: it is not a mapping.
        """
        return Entry.of(self.fields[key], what=what)

    def children(self, key: str, what: str) -> tuple["Entry", ...]:
        """Return the list of mappings under ``key``; none if it is left out or ``null``.

        Raises:
            DeclarationError: it is not a list of mappings.
        """
        if self.is_null(key) or key not in self.fields:
            return ()
        items = self.fields[key].content
        if not isinstance(items, tuple):
            raise self.error(key, "must be a list", f"Write {key}: [{{...}}].")
        return tuple(Entry.of(item, what=what) for item in items)

    def is_null(self, key: str) -> bool:
        """Say whether ``key`` is given as ``null``."""
        return key in self.fields and self.fields[key].content is None

    def text(self, key: str) -> str:
        """Return a text, stripped, not empty.

        Raises:
            DeclarationError: it is something else.
        """
        node = self.fields[key]
        if not isinstance(node.content, str):
            raise self.error(key, f"must be text, not {shown_value(node)}", 'Put it in quotes: "...".')
        return self._stripped(key, node.content)

    def optional_text(self, key: str) -> str | None:
        """Return a text, or ``None`` if it is left out or ``null``.

        Raises:
            DeclarationError: it is something else.
        """
        return None if key not in self.fields or self.is_null(key) else self.text(key)

    def digest(self, key: str, hint: str = "Run sha256sum over the file.") -> str | None:
        """Return a SHA-256 in lower case, or ``None`` if it is left out or ``null``.

        Raises:
            DeclarationError: it is something else.
        """
        text = self.optional_text(key)
        if text is not None and not _SHA256.fullmatch(text.lower()):
            raise self.error(key, "must be 64 hexadecimal digits", hint)
        return text.lower() if text else None

    def day(self, key: str) -> date:
        """Return a day.

        Raises:
            DeclarationError: it is something else.
        """
        node = self.fields[key]
        if not isinstance(node.content, date):
            raise self.error(
                key, f"must be a day, not {shown_value(node)}", "Write it as 2026-11-01, without quotes."
            )
        return node.content

    def optional_day(self, key: str) -> date | None:
        """Return a day, or ``None`` if it is left out or ``null``.

        Raises:
            DeclarationError: it is something else.
        """
        return None if key not in self.fields or self.is_null(key) else self.day(key)

    def flag(self, key: str) -> bool:
        """Return a yes or no.

        Raises:
            DeclarationError: it is something else, ``null`` included.
        """
        node = self.fields[key]
        if not isinstance(node.content, bool):
            hint = "Write true or false; leave the field out if you do not know."
            raise self.error(key, f"must be true or false, not {shown_value(node)}", hint)
        return node.content

    def count(self, key: str) -> int:
        """Return a whole number from 0.

        Raises:
            DeclarationError: it is something else.
        """
        node = self.fields[key]
        value = node.content
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= LARGEST_COUNT:
            raise self.error(
                key, f"must be a whole number, not {shown_value(node)}", "Write digits; 0 for none."
            )
        return value

    def number(self, key: str, *, most: float = math.inf) -> float:
        """Return a number above 0, and at most ``most``.

        Raises:
            DeclarationError: it is something else.
        """
        node = self.fields[key]
        value = node.content
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= most:
            return float(value)  # numbers are finite and have at most 100 characters: no overflow
        is_absurd = isinstance(value, int | float) and value > most
        bound = f"at most {most:,.0f}" if is_absurd else "a number above 0"
        raise self.error(
            key, f"must be {bound}, not {shown_value(node)}", "Write it as 15000000000 or 1.5e13."
        )

    def words(self, key: str, allowed: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Return a set of words; ``null`` is the empty set.

        Raises:
            DeclarationError: it is not a list of texts, or a word is not allowed.
        """
        if self.is_null(key):
            return ()
        node = self.fields[key]
        if not isinstance(node.content, tuple):
            raise self.error(
                key, f"must be a list, not {shown_value(node)}", f"Write {key}: [...], or [] for none."
            )
        found = []
        for item in node.content:
            if not isinstance(item.content, str):
                raise self.error(key, f"must list words, not {shown_value(item)}", "Put each in quotes.")
            found.append(self.word(key, self._stripped(key, item.content), allowed))
        return set_of(found)

    def word(self, key: str, word: str, allowed: tuple[str, ...]) -> str:
        """Return ``word`` if it is allowed; nothing allowed means anything is.

        Raises:
            DeclarationError: it is not.
        """
        if allowed and word not in allowed:
            raise self.error(key, f"does not know {word!r}", did_you_mean(word, allowed))
        return word

    def value(self, field: Field) -> FactValue | None:
        """Return the value of a field; ``None`` is an explicit "none".

        Raises:
            DeclarationError: it is not of the field's type.
        """
        match field.type:
            case ValueType.TRI:
                return self.flag(field.key)
            case ValueType.COUNT:
                return self.count(field.key)
            case ValueType.NUMBER:
                if field.nullable and self.is_null(field.key):
                    return None
                return self.number(field.key, most=field.most)
            case ValueType.SET:
                return self.words(field.key, field.words)
            case ValueType.DATE:
                return None if self.is_null(field.key) else self.day(field.key)
            case ValueType.TEXT:
                if field.nullable and self.is_null(field.key):
                    return None
                return self.word(field.key, self.text(field.key), field.words)
            case ValueType.RANGE:
                raise self.error(field.key, "cannot be declared", "Ranges are estimated.")
            case unreachable:
                assert_never(unreachable)

    def values(self, fields: Iterable[Field]) -> tuple[tuple[str, FactValue | None], ...]:
        """Return the fields that are given, in the order asked for."""
        return tuple((field.key, self.value(field)) for field in fields if field.key in self.fields)

    def country(self, key: str) -> str:
        """Return an ISO 3166-1 alpha-2 code.

        Raises:
            DeclarationError: it is not an assigned one in capitals.
        """
        code = self.text(key)
        if code in COUNTRIES:
            return code
        meant = COUNTRY_SLIPS.get(code.upper(), code.upper())
        hint = f"Did you mean {meant}?" if meant in COUNTRIES else "Two capital letters, e.g. DE."
        raise self.error(key, f"must be an ISO 3166-1 alpha-2 code, not {code!r}", hint)

    def _stripped(self, key: str, text: str) -> str:
        stripped = text.strip()
        if not stripped:
            raise self.error(key, "is empty", "Fill it in, or leave the field out if you do not know.")
        return stripped
