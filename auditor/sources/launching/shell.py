"""Shell scripts, as far as telling which programs they start with which words takes it.

Nothing is executed. Commands are returned in the order in which they stand, those of every branch; variables
that the script or its surroundings set are put in, loops over words are unrolled, output stays unknown.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from auditor.sources.variables import Environment, expand, expand_fields

_LONGEST_SCRIPT: Final = 65_536
_MOST_STATEMENTS: Final = 2000
_DEEPEST: Final = 20
_TOKEN: Final = re.compile(
    r"""(?P<continued>\\\r?\n)
      | (?P<space>[ \t\r]+)
      | (?P<redirect>\d?(?:&>>?|>>|>&|>\||<<<|<<-?|<&|<>|[<>])(?!\())
      | (?P<operator>\n|;;|&&|\|\||[;&|()])
      | '(?P<single>[^']*)'?
      | "(?P<double>(?:[^"\\]|\\.)*)"?
      | (?P<substitution>\$\((?![A-Za-z_]\w*\))(?:[^()]|\([^()]*\))*\)|`[^`]*`?|<\([^()]*\))
      | (?P<variable>\$\{[^}]{0,1024}\}|\$\([A-Za-z_]\w*\)|\$[A-Za-z_]\w*|\$[0-9@*])
      | \\(?P<escaped>.)
      | (?P<plain>[^\s\\;&|()<>'"`$]+|[$\\])
    """,
    re.VERBOSE | re.DOTALL,
)
_ASSIGNMENT: Final = re.compile(r"([A-Za-z_]\w*)\+?=(.*)", re.DOTALL)
# Words that may stand before a command and start nothing themselves.
_KEYWORDS: Final = frozenset(
    {"if", "then", "else", "elif", "while", "until", "do", "!", "{", "time", "fi", "}", "done"}
)
_DECLARES: Final = frozenset({"export", "declare", "readonly", "local", "typeset", "set"})


@dataclass(frozen=True, slots=True)
class ShellCommand:
    """One simple command.

    Attributes:
        words: Program and arguments.
        environment: The variables it sees.
    """

    words: tuple[str, ...]
    environment: Environment


@dataclass(slots=True)
class _Word:
    """A word with its pieces: text, and how it is quoted (``'``, ``"`` or not at all)."""

    pieces: list[tuple[str, str]]

    @property
    def bare(self) -> str:
        return "".join(text for text, _ in self.pieces)


def commands(
    script: str, environment: Environment, parameters: Sequence[str] = ()
) -> tuple[ShellCommand, ...]:
    """Return the simple commands of a script.

    Args:
        script: The text behind ``sh -c``, or of a script.
        environment: Variables it is started with.
        parameters: Words behind the text: ``$0``, ``$1`` and so on.
    """
    statements = list(_statements(script[:_LONGEST_SCRIPT]))
    # Loops in loops are many statements in few words: a budget ends them.
    budget = iter(range(_MOST_STATEMENTS))
    return tuple(_run(statements, dict(environment), tuple(parameters), budget))


def _statements(script: str) -> Iterator[list[_Word]]:
    words: list[_Word] = []
    is_target = False
    for kind, word in _words(script):
        if kind == "operator":
            yield words
            words, is_target = [], False
        elif kind == "redirect":
            is_target = True
        elif is_target:
            # The file that output goes to, or the end of a text in place.
            is_target = False
        elif word is not None:
            words.append(word)
    yield words


def _words(script: str) -> Iterator[tuple[str, _Word | None]]:
    place, pieces = 0, list[tuple[str, str]]()
    while place < len(script):
        if script[place] == "#" and not pieces:
            place = script.find("\n", place) if "\n" in script[place:] else len(script)
            continue
        found = _TOKEN.match(script, place)
        if found is None:
            # A single character that nothing claims stands for itself.
            pieces.append((script[place], "'"))
            place += 1
            continue
        place, kind = found.end(), found.lastgroup or "plain"
        if kind in ("space", "operator", "redirect"):
            if pieces:
                yield "word", _Word(pieces)
                pieces = []
            if kind != "space":
                yield kind, None
        elif kind != "continued":
            pieces.append(_piece(kind, found[kind]))
    if pieces:
        yield "word", _Word(pieces)


def _piece(kind: str, text: str) -> tuple[str, str]:
    if kind == "double":
        return re.sub(r"\\\n", "", re.sub(r'\\(["\\`])', r"\1", text)), '"'
    if kind in ("single", "escaped"):
        return text, "'"
    # What a command prints is not known, and its words are nobody's model: they may hold a password.
    return ("$(...)", "'") if kind == "substitution" else (text, "")


def _run(
    statements: list[list[_Word]],
    environment: dict[str, str | None],
    parameters: tuple[str, ...],
    budget: Iterator[int],
    depth: int = 0,
) -> Iterator[ShellCommand]:
    place = 0
    while place < len(statements) and next(budget, None) is not None:
        words = statements[place]
        place += 1
        while words and words[0].bare in _KEYWORDS:
            words = words[1:]
        if depth < _DEEPEST and len(words) > 2 and (words[0].bare, words[2].bare) == ("for", "in"):
            end = _end_of_loop(statements, place)
            for value in _fields(words[3:], environment, parameters):
                inner = {**environment, words[1].bare: value}
                yield from _run(statements[place:end], inner, parameters, budget, depth + 1)
            place = end
            continue
        yield from _command(words, environment, parameters)


def _end_of_loop(statements: list[list[_Word]], place: int) -> int:
    depth = 1
    for end in range(place, len(statements)):
        heads = [word.bare for word in statements[end][:2]]
        depth += sum(head in ("for", "while", "until") for head in heads[: 2 if heads[:1] == ["do"] else 1])
        depth -= "done" in heads[:1]
        if depth == 0:
            return end
    return len(statements)


def _command(
    words: list[_Word], environment: dict[str, str | None], parameters: tuple[str, ...]
) -> Iterator[ShellCommand]:
    own: dict[str, str | None] = {}
    while words and (found := _ASSIGNMENT.fullmatch(_joined(words[0], environment))):
        own[found[1]] = found[2]
        words = words[1:]
    fields = _fields(words, environment, parameters)
    if not fields:
        environment.update(own)
    elif fields[0] in _DECLARES:
        pairs = (_ASSIGNMENT.fullmatch(field) for field in fields[1:])
        environment.update({pair[1]: pair[2] for pair in pairs if pair})
    else:
        yield ShellCommand(tuple(fields), {**environment, **own})


def _joined(word: _Word, environment: Mapping[str, str | None]) -> str:
    return "".join(text if quote == "'" else expand(text, environment) for text, quote in word.pieces)


def _fields(words: list[_Word], environment: Environment, parameters: tuple[str, ...]) -> list[str]:
    known = {**environment, **{str(place): text for place, text in enumerate(parameters)}}
    fields: list[str] = []
    for word in words:
        if word.bare in ("$@", "$*", "${@}", "${*}"):
            fields += parameters[1:]
            continue
        parts = [""]
        for text, quote in word.pieces:
            if quote == "":
                first, *rest = expand_fields(text, known)
                parts[-1] += first
                parts += rest
            else:
                parts[-1] += text if quote == "'" else expand(text, known)
        is_quoted = any(quote for _, quote in word.pieces)
        fields += [part for part in parts if part or is_quoted]
    return fields
