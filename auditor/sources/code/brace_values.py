"""What an expression says in languages with C's braces, looked at ahead only: texts, constants, variables."""

import re
from dataclasses import replace
from typing import Final

from auditor.formats.address import UNKNOWN_PART
from auditor.sources.code.base import Value
from auditor.sources.code.tokens import Kind, Token

NOTHING: Final = Token(Kind.OTHER, "", 0)
"""Stands where there is no token."""

DOTS: Final = frozenset({".", "?.", "::", "!."})
"""Between the words of a path."""

_ELSE: Final = frozenset({"??", "||", "?:"})
_ENVIRONMENT: Final = (
    ("process", "env"), ("import", "meta", "env"), ("Bun", "env"),
)  # fmt: skip
_READS_ENVIRONMENT: Final = frozenset({"getenv", "Getenv", "LookupEnv", "GetEnvironmentVariable"})
_TWO_TEXTS: Final = (Kind.TEXT, ",", Kind.TEXT)
# Functions around a text that change nothing about what it says.
_WRAPS: Final = frozenset({"Uri", "URI", "URL", "create", "String", "of", "toUri", "Ptr", "F", "To"})
_INSERTED: Final = re.compile(r"\{([^{}]*)\}")
_MAX_PARTS: Final = 64
# Follows names to names; deeper is a trap.
_MAX_STEPS: Final = 8
_LONGEST: Final = 4096
_GOES_ON: Final = frozenset({"+", ".", *_ELSE})


class Values:
    """Reads the expressions of one file, with the constants that are given in it."""

    def __init__(self, found: list[Token]) -> None:
        self._tokens = found
        self._given = _given(found)
        self._constants = {name: found[at] for name, at in self._given.items() if _is_alone(found, at)}
        self._known: dict[str, Value] = {}
        self._n_steps = 0

    def token(self, at: int) -> Token:
        """Return the token at a place; one of nothing behind the last."""
        return self._tokens[at] if at < len(self._tokens) else NOTHING

    def words(self, at: int) -> tuple[tuple[str, ...], int]:
        """Return a path of names and where it ends; type arguments before a bracket are passed over."""
        words = [self._tokens[at].text]
        at += 1
        while self.token(at).text in DOTS and self.token(at + 1).kind is Kind.NAME:
            words.append(self.token(at + 1).text)
            at += 2
        if self.token(at).text == "<":
            end = at
            while self.token(end).text not in {">", ""} and end < at + 16:
                end += 1
            if self.token(end).text == ">" and self.token(end + 1).text in {"(", "{"}:
                at = end + 1
        return tuple(words), at

    def value(self, at: int) -> tuple[Value, int]:
        """Return what an expression says, looking ahead only; and where that ends."""
        value, at = self._operand(at)
        parts = 0
        while self.token(at).text == "+" and parts < _MAX_PARTS:
            more, at = self._operand(at + 1)
            both = (value.text, more.text)
            text = "".join(UNKNOWN_PART if part is None else part for part in both)
            value = Value(None if both == (None, None) else text, value.line, value.symbol, value.variable)
            parts += 1
        if self.token(at).text in _ELSE:
            other, at = self._operand(at + 1)
            if value.text is None:
                value = Value(other.text, value.line, other.symbol, value.variable)
        return value, at

    def _operand(self, at: int) -> tuple[Value, int]:
        while self.token(at).text in {"new", "await", "&", "*", "("}:
            at += 1
        token = self.token(at)
        if token.kind is Kind.TEXT:
            return Value(self._filled(token), token.line), at + 1
        if token.kind is not Kind.NAME:
            return Value(None, token.line), at + 1
        words, after = self.words(at)
        while self._is_chained(after):
            # System.getenv().getOrDefault(...) is one path.
            more, after = self.words(after + 3)
            words += more
        if any(words[: len(place)] == place for place in _ENVIRONMENT):
            return Value(None, token.line, variable=words[-1]), after
        if self.token(after).text in {"(", "["}:
            return self._wrapped(words, token.line, after)
        constant = self._constants.get(words[-1])
        if constant is not None and len(words) <= 2:
            return Value(self._filled(constant), token.line), after
        given = self._of_name(words[-1]) if len(words) <= 2 else None
        if given is not None and (given.text is not None or given.variable):
            return replace(given, line=token.line), after
        return Value(None, token.line, ".".join(words)), after

    def _is_chained(self, at: int) -> bool:
        """Say whether empty brackets and a further name follow."""
        found = [self.token(at + ahead) for ahead in range(4)]
        is_empty = (found[0].text, found[1].text) == ("(", ")")
        return is_empty and found[2].text in DOTS and found[3].kind is Kind.NAME

    def _of_name(self, name: str) -> Value | None:
        """Return what a name is given, read once: names in names are many in few words."""
        place = self._given.get(name)
        if place is None or self._n_steps >= _MAX_STEPS:
            return None
        if name not in self._known:
            # What stands for itself is not known.
            self._known[name] = Value(None, 1)
            self._n_steps += 1
            value, _ = self.value(place)
            self._n_steps -= 1
            is_short = len(value.text or "") <= _LONGEST
            self._known[name] = value if is_short else Value(None, value.line)
        return self._known[name]

    def _wrapped(self, words: tuple[str, ...], line: int, at: int) -> tuple[Value, int]:
        inner, closing, default = (self.token(at + ahead) for ahead in (1, 2, 3))
        if "env" in "".join(words).lower() and (inner.kind, closing.text, default.kind) == _TWO_TEXTS:
            # System.getenv().getOrDefault("MODEL", "gpt-4o") and functions of one's own for the same.
            return Value(self._filled(default), line, variable=inner.text), at + 5
        end = at + 3 if closing.text in {")", "]"} else at
        if inner.kind is not Kind.TEXT or end == at:
            return Value(None, line), at
        if words[-1] in _READS_ENVIRONMENT or words[-2:] == ("env", "get") or words == ("env",):
            return Value(None, line, variable=inner.text), end
        if words[-1] in _WRAPS:
            return Value(self._filled(inner), line), end
        return Value(None, line), end

    def _filled(self, token: Token) -> str:
        """Return a text, the constants in it put in."""
        if not token.has_parts:
            return token.text

        def known(found: re.Match[str]) -> str:
            constant = self._constants.get(found[1].rpartition(".")[2])
            is_plain = constant is not None and not constant.has_parts
            return constant.text if constant is not None and is_plain else UNKNOWN_PART

        return _INSERTED.sub(known, token.text)


def _given(found: list[Token]) -> dict[str, int]:
    """Return where the values begin of names that are given one in the whole file, and nothing else."""
    given: dict[str, list[int]] = {}
    for at, token in enumerate(found):
        if token.text not in {"=", ":="} or token.kind is not Kind.OTHER or at == 0:
            continue
        # const url: string = "..." has its type between the name and the sign.
        name = found[at - 3] if at > 2 and found[at - 2].text == ":" else found[at - 1]
        if name.kind is Kind.NAME:
            given.setdefault(name.text, []).append(at + 1)
    return {name: places[0] for name, places in given.items() if len(places) == 1}


def _is_alone(found: list[Token], at: int) -> bool:
    """Say whether a text stands at a place with which nothing more is done."""
    follows = found[at + 1].text if at + 1 < len(found) else ""
    return at < len(found) and found[at].kind is Kind.TEXT and follows not in _GOES_ON
