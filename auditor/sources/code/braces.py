"""Languages with C's braces to :class:`Program`: their calls, objects, constants, imports."""

from dataclasses import dataclass
from typing import Final

from auditor.sources.code.base import Call, Program, Value
from auditor.sources.code.brace_values import DOTS, NOTHING, Values
from auditor.sources.code.imports import imports
from auditor.sources.code.tokens import Dialect, Kind, Token, tokens

_CLOSES: Final = {"(": ")", "[": "]", "{": "}"}
_KEYWORDS: Final = frozenset(
    {
        "new", "await", "return", "const", "let", "var", "val", "if", "for", "while", "switch", "case",
        "else",
        "func", "function", "async", "throw", "yield", "typeof", "in", "of", "is", "as", "using", "def",
        "when",
    }
)  # fmt: skip
# Before a name and a brace: the brace begins a written-out object, not a block.
_BEFORE_OBJECT: Final = frozenset({"(", ",", "=", ":=", ":", "&", "return", "{", "]", "*", "new"})
# What may stand between a comma and the value it belongs to.
_BEFORE_VALUE: Final = frozenset({"new", "await", "&", "*"})


def parse(text: str, dialect: Dialect) -> Program:
    """Read a file; whatever it is, some program comes out."""
    return _Reader(list(tokens(text, dialect)), dialect).program


@dataclass(slots=True)
class _Open:
    """An open bracket.

    Attributes:
        closes: What closes it.
        call: Number of the call whose arguments stand in it.
        method: The word of a chain that the arguments belong to; empty for the first.
        is_arguments: It is the round bracket of the call.
        assigned_to: The name that the object in it gets.
    """

    closes: str
    call: int | None
    method: str = ""
    is_arguments: bool = False
    assigned_to: str = ""


class _Reader:
    def __init__(self, found: list[Token], dialect: Dialect) -> None:
        self._tokens = found
        self._dialect = dialect
        self._at = 0
        self._open: list[_Open] = []
        self._target = ""
        # The call whose bracket was just closed: a dot goes on with it.
        self._closed: int | None = None
        self._values = Values(found)
        self.program = Program(imports=imports(found, dialect))
        while self._at < len(found):
            self._step(found[self._at])

    def _peek(self, ahead: int = 1) -> Token:
        at = self._at + ahead
        return self._tokens[at] if 0 <= at < len(self._tokens) else NOTHING

    @property
    def _call(self) -> int | None:
        return self._open[-1].call if self._open else None

    def _step(self, token: Token) -> None:
        if token.kind is Kind.TEXT:
            self._text(token)
        elif token.kind is Kind.NAME:
            self._name(token)
        elif token.text in _CLOSES:
            self._opened(token.text)
        elif token.text in _CLOSES.values():
            self._close(token.text)
        else:
            if token.text in {",", ";"}:
                self._target = ""
            if token.text not in DOTS:
                self._closed = None
            elif self._closed is not None and self._peek().kind is Kind.NAME:
                self._chain()
                return
            self._at += 1

    def _text(self, token: Token) -> None:
        self._closed = None
        value, _ = self._values.value(self._at)
        if value.text is not None:
            self.program.texts.append(value)
        if self._peek().text in {":", "=>"} and self._peek(-1).text in {"{", ","}:
            self._key(token.text, 2)
        else:
            self._argument(value)
        self._at += 1

    def _name(self, token: Token) -> None:
        self._closed = None
        if token.text in _KEYWORDS:
            declared = self._declared() if token.text == "new" else None
            if declared is not None:
                self._begin((declared,), token.line, "(")
            self._at += 1 if declared is None else 2
            return
        words, after = self._values.words(self._at)
        line, before, follows = token.line, self._peek(-1).text, self._values.token(after)
        if follows.text == "(" or (follows.text == "{" and self._is_object(before)):
            self._argument(self._values.value(self._at)[0])
            self._begin(words, line, follows.text)
            self._at = after + 1
            return
        if follows.text in {":", "?:"} and len(words) == 1:
            self._key(words[0], after + 1 - self._at)
        elif follows.text in {"=", ":="}:
            self._assign(words, line, after + 1)
        else:
            self._argument(self._values.value(self._at)[0])
        self._at = after

    def _is_object(self, before: str) -> bool:
        is_written_out = self._dialect in {Dialect.GO, Dialect.C_SHARP}
        return is_written_out and before in _BEFORE_OBJECT

    def _declared(self) -> str | None:
        """Return the type that ``new`` leaves out here, for it was declared: ``Type name = new(...)``."""
        is_short = (
            self._dialect is Dialect.C_SHARP and self._peek().text == "(" and self._peek(-1).text == "="
        )
        declared = self._peek(-3)
        return declared.text if is_short and declared.kind is Kind.NAME else None

    def _begin(self, words: tuple[str, ...], line: int, bracket: str) -> None:
        target, self._target = self._target, ""
        self.program.calls.append(Call(words, line, assigned_to=target, outer=self._call))
        call = len(self.program.calls) - 1
        self._open.append(_Open(_CLOSES[bracket], call, is_arguments=bracket == "("))

    def _chain(self) -> None:
        """Go on with the call before the dot: ``.modelName("x")``."""
        call = self._closed
        assert call is not None
        words, after = self._values.words(self._at + 1)
        self.program.calls[call].path += words
        self._closed = None
        self._at = after
        if self._values.token(after).text == "(":
            self._open.append(_Open(")", call, method=words[-1], is_arguments=True))
            self._at = after + 1

    def _opened(self, bracket: str) -> None:
        # new X() { Model = "..." } goes on with what the round bracket made.
        call = self._closed if bracket == "{" and self._closed is not None else self._call
        self._open.append(_Open(_CLOSES[bracket], call, assigned_to=self._target))
        self._closed = None
        self._at += 1

    def _close(self, bracket: str) -> None:
        self._closed = None
        # What is not closed in order was no code: the innermost bracket of this sort ends.
        depth = next((n for n, one in enumerate(reversed(self._open)) if one.closes == bracket), None)
        if depth is not None:
            ended = self._open[-1 - depth]
            del self._open[-1 - depth :]
            if ended.is_arguments or (ended.call is not None and ended.call != self._call):
                self._closed = ended.call
        self._at += 1

    def _key(self, name: str, ahead: int) -> None:
        value, _ = self._values.value(self._at + ahead)
        self._give(name, value)

    def _give(self, name: str, value: Value) -> None:
        """Note a key in whatever object or call it stands in."""
        if not self._open or self._open[-1].closes == "]":
            return
        innermost = self._open[-1]
        if innermost.call is None:
            self.program.calls.append(Call((), value.line, assigned_to=innermost.assigned_to))
            innermost.call = len(self.program.calls) - 1
        self.program.calls[innermost.call].named.append((name, value))

    def _argument(self, value: Value) -> None:
        """Note a value as an argument by place, if it is the first of an argument."""
        if not self._open or not self._open[-1].is_arguments:
            return
        back = -1
        while self._peek(back).text in _BEFORE_VALUE:
            back -= 1
        if self._peek(back).text not in {"(", ","}:
            return
        innermost = self._open[-1]
        assert innermost.call is not None
        call = self.program.calls[innermost.call]
        if innermost.method:
            call.named.append((innermost.method, value))
        else:
            call.positional.append(value)

    def _assign(self, words: tuple[str, ...], line: int, at: int) -> None:
        self._target = ".".join(words)
        value, _ = self._values.value(at)
        is_initialiser = self._dialect in {Dialect.C_SHARP, Dialect.KOTLIN} and len(words) == 1
        if is_initialiser and self._call is not None:
            self._give(words[0], value)
        if len(words) > 1:
            self.program.calls.append(Call(words[:-1], line, named=[(words[-1], value)], outer=self._call))
