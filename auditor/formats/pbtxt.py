"""Text format of protocol buffers, as Triton's ``config.pbtxt`` is written: fields without their schema.

Every value is the text that stands there; a field may come several times.

Source:
    Protocol Buffers, text format language specification (protobuf.dev), lexical elements and syntax.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from auditor.errors import FormatError

MAX_DEPTH: Final = 64

_TOKEN: Final = re.compile(
    r"""(?P<space>(?:\s|\#[^\n]*)+)|(?P<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')"""
    r"|(?P<word>[-+]?[\w./+-]+)|(?P<sign>[{}<>\[\]:;,])",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE: Final = re.compile(r"\\(x[0-9a-fA-F]{1,2}|[0-7]{1,3}|u[0-9a-fA-F]{4}|.)", re.DOTALL)
_SIMPLE: Final = {"n": "\n", "r": "\r", "t": "\t", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
_CLOSES: Final = {"{": "}", "<": ">"}


@dataclass(frozen=True, slots=True)
class Message:
    """A message.

    Attributes:
        fields: Values of each field, in the order of the text: texts and further messages.
        line: Line it begins in, from 1.
    """

    fields: Mapping[str, tuple["str | Message", ...]]
    line: int

    def text(self, name: str) -> str:
        """Return what a field says last; empty where it says nothing."""
        texts = self.texts(name)
        return texts[-1] if texts else ""

    def texts(self, name: str) -> tuple[str, ...]:
        """Return every text of a field."""
        return tuple(value for value in self.fields.get(name, ()) if isinstance(value, str))

    def messages(self, name: str) -> tuple["Message", ...]:
        """Return every message of a field."""
        return tuple(value for value in self.fields.get(name, ()) if isinstance(value, Message))


def parse(text: str) -> Message:
    """Read a message.

    Raises:
        FormatError: it is none; the line is said.
    """
    return _Reader(text).message("", 1)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    line: int


class _Reader:
    def __init__(self, text: str) -> None:
        self._tokens = _tokens(text)
        self._ahead = next(self._tokens)

    def message(self, closed_by: str, depth: int) -> Message:
        if depth > MAX_DEPTH:
            raise FormatError(f"nested in more than {MAX_DEPTH} levels: line {self._ahead.line}")
        line = self._ahead.line
        found: dict[str, list[str | Message]] = {}
        while self._ahead.kind != "end" or closed_by:
            token = self._take()
            if token.text == closed_by and token.kind == "sign":
                break
            if token.text in (",", ";") and token.kind == "sign":
                continue
            name = self._name(token)
            found.setdefault(name, []).extend(self._values(depth))
        return Message({name: tuple(values) for name, values in found.items()}, line)

    def _take(self) -> _Token:
        token = self._ahead
        if token.kind != "end":
            self._ahead = next(self._tokens)
        return token

    def _name(self, token: _Token) -> str:
        if token.kind == "word":
            return token.text
        if token.text == "[" and token.kind == "sign":
            # [com.example.extension]: a field that somebody else defines.
            name = self._take()
            if name.kind == "word" and self._take().text == "]":
                return name.text
        raise FormatError(f"not protobuf text: line {token.line}")

    def _values(self, depth: int) -> Iterator["str | Message"]:
        has_colon = self._ahead.text == ":"
        if has_colon:
            self._take()
        if self._ahead.text == "[" and self._ahead.kind == "sign":
            self._take()
            while self._ahead.text != "]" or self._ahead.kind != "sign":
                yield self._value(depth)
                if self._ahead.text == ",":
                    self._take()
            self._take()
        else:
            yield self._value(depth)

    def _value(self, depth: int) -> "str | Message":
        token = self._take()
        if token.kind == "sign" and token.text in _CLOSES:
            return self.message(_CLOSES[token.text], depth + 1)
        if token.kind == "text":
            parts = [_unescaped(token.text)]
            # Texts that follow each other are one.
            while self._ahead.kind == "text":
                parts.append(_unescaped(self._take().text))
            return "".join(parts)
        if token.kind == "word":
            return token.text
        raise FormatError(f"not protobuf text: line {token.line}")


def _tokens(text: str) -> Iterator[_Token]:
    place, line = 0, 1
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None:
            raise FormatError(f"not protobuf text: line {line}")
        kind = found.lastgroup or ""
        if kind != "space":
            yield _Token(kind, found.group(), line)
        line += found.group().count("\n")
        place = found.end()
    while True:
        yield _Token("end", "", line)


def _unescaped(quoted: str) -> str:
    return _ESCAPE.sub(_escape, quoted[1:-1])


def _escape(found: re.Match[str]) -> str:
    word = found[1]
    if word[0] in "xu" and len(word) > 1:
        return chr(int(word[1:], 16))
    return chr(int(word, 8) & 0xFF) if word[0] in "01234567" else _SIMPLE.get(word, word)
