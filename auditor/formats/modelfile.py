"""Ollama's Modelfile: instructions of one word and what follows, over several lines in quotes.

Source:
    ollama: docs/modelfile.mdx; parser/parser.go (fb30760).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from auditor.errors import FormatError

COMMANDS: Final = frozenset(
    {"from", "parameter", "template", "system", "adapter", "license", "message", "draft", "renderer",
     "parser", "requires"}
)  # fmt: skip
_MULTILINE: Final = '"""'


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction.

    Attributes:
        command: Its word in lower case.
        text: What follows, without quotes.
        line: Line it begins in, from 1.
    """

    command: str
    text: str
    line: int


def parse(text: str) -> tuple[Instruction, ...]:
    """Return the instructions of a Modelfile, in its order.

    Raises:
        FormatError: a line begins with no instruction, quotes are not closed, or there is no FROM.
    """
    found = tuple(_instructions(text))
    if not any(one.command == "from" for one in found):
        raise FormatError("no FROM: it says of no model what it is made from")
    return found


def _instructions(text: str) -> Iterator[Instruction]:
    lines = iter(enumerate(text.splitlines(), 1))
    for number, line in lines:
        command, _, rest = line.strip().partition(" ")
        if not command or command.startswith("#"):
            continue
        # A tab may stand where a space usually does.
        command, _, more = command.partition("\t")
        rest = f"{more} {rest}".strip() if more else rest.strip()
        if command.lower() not in COMMANDS:
            raise FormatError(f"not a Modelfile: line {number} begins with no instruction")
        if rest.startswith(_MULTILINE):
            rest = _quoted(rest.removeprefix(_MULTILINE), number, lines)
        elif len(rest) > 1 and rest[0] == rest[-1] == '"':
            rest = rest[1:-1]
        yield Instruction(command.lower(), rest, number)


def _quoted(begun: str, number: int, lines: Iterator[tuple[int, str]]) -> str:
    parts = [begun]
    while _MULTILINE not in parts[-1]:
        following = next(lines, None)
        if following is None:
            raise FormatError(f"not a Modelfile: the quotes of line {number} are not closed")
        parts.append(following[1])
    parts[-1] = parts[-1].partition(_MULTILINE)[0]
    return "\n".join(parts)
