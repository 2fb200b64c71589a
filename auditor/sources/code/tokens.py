"""Tokens of languages with C's comments: JavaScript and TypeScript, Java, Kotlin, Go, C#.

One pass, no backtracking: time grows with the text alone. Comments are dropped, a text keeps what is written
between its quotes, and what cannot be told apart without a full grammar ends at the end of its line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final

_WORD: Final = re.compile(r"[^\W\d][\w$]*|[$@#][\w$]+|\$(?=\W|$)")
_NUMBER: Final = re.compile(r"\d[\w.]*")
_SPACE: Final = re.compile(r"[^\S\n]+")
_OPERATOR: Final = re.compile(r"=>|===?|!==?|<=|>=|:=|::|\?\?=?|\?\.|\|\||&&|->|!\.|.", re.DOTALL)
_ESCAPE: Final = re.compile(r"\\(u\{?[0-9a-fA-F]{1,6}\}?|x[0-9a-fA-F]{2}|.)", re.DOTALL)
_ESCAPED: Final = {"n": "\n", "t": "\t", "r": "\r", "0": "\0"}
# What a text in slashes may follow; after anything else a slash divides.
_BEFORE_PATTERN: Final = frozenset("(,=:[!&|?{};+-*%<>~^") | {
    "return", "typeof", "case", "in", "of", "=>", "&&", "||", "??", "==", "===", "!=", "!==", "",
}  # fmt: skip
_PATTERN: Final = re.compile(r"/(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*")
_NAME: Final = re.compile(r"[\w.]+")
# process.env.BASE ?? "https://api.example/v1" within a text: what stands there unless something is set.
_DEFAULT: Final = re.compile(r"""[^'"`{}]*(?:"[^"]*"[^'"`{}]*)?(?:\?\?|\|\||\?:)\s*(["'`])([^'"`{}]*)\1""")
_INSERTED_WORD: Final = re.compile(r"\$([A-Za-z_]\w*)")


class Dialect(Enum):
    """How a language writes texts."""

    SCRIPT = "JavaScript or TypeScript"
    JAVA = "Java"
    KOTLIN = "Kotlin"
    GO = "Go"
    C_SHARP = "C#"


class Kind(Enum):
    """What a token is."""

    NAME = "name"
    TEXT = "text"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Token:
    """One token.

    Attributes:
        kind: What it is.
        text: The word, the operator, or the text without quotes and escapes.
        line: Line, from 1.
        has_parts: Parts of the text stand in ``{}``, their expression between the braces.
    """

    kind: Kind
    text: str
    line: int
    has_parts: bool = False


@dataclass(frozen=True, slots=True)
class _Quote:
    """How one sort of text is delimited.

    Attributes:
        opens: What it begins with.
        closes: What it ends with.
        has_escapes: A backslash escapes.
        spans_lines: It may go on in the next line.
        inserts: Braces in it are code, after ``$`` or alone.
        doubled: A quote is written as two.
    """

    opens: str
    closes: str
    has_escapes: bool = True
    spans_lines: bool = False
    inserts: str = ""
    doubled: bool = False


_DOUBLE: Final = _Quote('"', '"')
_SINGLE: Final = _Quote("'", "'")
# The longest opening first.
_QUOTES: Final = {
    Dialect.SCRIPT: (_DOUBLE, _SINGLE, _Quote("`", "`", spans_lines=True, inserts="${")),
    Dialect.JAVA: (_Quote('"""', '"""', spans_lines=True), _DOUBLE, _SINGLE),
    Dialect.KOTLIN: (
        _Quote('"""', '"""', has_escapes=False, spans_lines=True, inserts="${"),
        _Quote('"', '"', inserts="${"),
        _SINGLE,
    ),
    Dialect.GO: (_Quote("`", "`", has_escapes=False, spans_lines=True), _DOUBLE, _SINGLE),
    Dialect.C_SHARP: (
        _Quote('$"""', '"""', has_escapes=False, spans_lines=True, inserts="{"),
        _Quote('"""', '"""', has_escapes=False, spans_lines=True),
        _Quote('$@"', '"', has_escapes=False, spans_lines=True, inserts="{", doubled=True),
        _Quote('@$"', '"', has_escapes=False, spans_lines=True, inserts="{", doubled=True),
        _Quote('@"', '"', has_escapes=False, spans_lines=True, doubled=True),
        _Quote('$"', '"', inserts="{"),
        _DOUBLE,
        _SINGLE,
    ),
}


def tokens(text: str, dialect: Dialect) -> Iterator[Token]:
    """Yield the tokens of a program that are no comment."""
    at, line, before = 0, 1, ""
    quotes = _QUOTES[dialect]
    while at < len(text):
        end = _passed_over(text, at)
        if end > at:
            line, at = line + text.count("\n", at, end), end
            continue
        quote = next((quote for quote in quotes if text.startswith(quote.opens, at)), None)
        if quote is not None:
            end, written = _quoted(text, at, quote)
            yield Token(Kind.TEXT, written, line, bool(quote.inserts))
            before = '"'
        elif dialect is Dialect.SCRIPT and before in _BEFORE_PATTERN and (found := _PATTERN.match(text, at)):
            end, before = found.end(), "/"
        else:
            token, end = _plain(text, at, line)
            before = token.text
            yield token
        line, at = line + text.count("\n", at, end), end


def _plain(text: str, at: int, line: int) -> tuple[Token, int]:
    if word := _WORD.match(text, at):
        return Token(Kind.NAME, word.group().lstrip("@"), line), word.end()
    found = _NUMBER.match(text, at) or _OPERATOR.match(text, at)
    assert found is not None, "an operator is any character"
    return Token(Kind.OTHER, found.group(), line), found.end()


def _passed_over(text: str, at: int) -> int:
    """Return where space and comments end that begin here."""
    if text.startswith("//", at):
        end = text.find("\n", at)
        return len(text) if end < 0 else end
    if text.startswith("/*", at):
        end = text.find("*/", at + 2)
        return len(text) if end < 0 else end + 2
    if text[at] == "\n":
        return at + 1
    space = _SPACE.match(text, at)
    return space.end() if space else at


def _quoted(text: str, at: int, quote: _Quote) -> tuple[int, str]:
    """Return where a text ends, and what it says."""
    begins = at + len(quote.opens)
    end = begins
    while end < len(text):
        letter = text[end]
        if quote.has_escapes and letter == "\\":
            end += 2
        elif letter == "\n" and not quote.spans_lines:
            return end, _said(text[begins:end], quote)
        elif quote.inserts and text.startswith(quote.inserts, end):
            end = _after_inserted(text, end + len(quote.inserts))
        elif text.startswith(quote.closes, end):
            if quote.doubled and text.startswith(quote.closes, end + 1):
                end += 2
                continue
            return end + len(quote.closes), _said(text[begins:end], quote)
        else:
            end += 1
    return len(text), _said(text[begins:], quote)


def _after_inserted(text: str, at: int) -> int:
    """Return where the code in a text ends; a brace in a text within it is rare enough."""
    depth = 1
    while at < len(text) and depth:
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        at += 1
    return at


def _said(written: str, quote: _Quote) -> str:
    if quote.inserts:
        written = _with_names(written, quote.inserts)
    if quote.has_escapes and "\\" in written:
        written = _ESCAPE.sub(_unescaped, written)
    return written.replace('""', '"') if quote.doubled else written


def _with_names(written: str, begins: str) -> str:
    """Return a text whose inserted code is a name in braces, or its default.

    Braces are left empty where it is more.
    """
    pieces: list[str] = []
    at = 0
    while (found := written.find(begins, at)) >= 0:
        end = _after_inserted(written, found + len(begins))
        inside = written[found + len(begins) : end - 1].strip()
        default = _DEFAULT.fullmatch(inside)
        name = f"{{{inside}}}" if _NAME.fullmatch(inside) else "{}"
        pieces += [written[at:found], default[2] if default else name]
        at = end
    text = "".join([*pieces, written[at:]])
    return _INSERTED_WORD.sub(r"{\1}", text) if begins == "${" else text


def _unescaped(found: re.Match[str]) -> str:
    code = found[1]
    if code[0] in "ux" and len(code) > 1:
        number = int(code[1:].strip("{}"), 16)
        return chr(number) if number < 0x110000 else ""
    return _ESCAPED.get(code, code)
