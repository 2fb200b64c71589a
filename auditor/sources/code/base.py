"""What of a program matters here, the same for every language: what it imports, and what it passes to whom.

Comments and the documentation of functions never get here. A chain of calls is one call::

    OpenAiChatModel.builder().baseUrl("http://vllm:8000/v1").modelName("qwen").build()
    Call(path=("OpenAiChatModel", "builder", "baseUrl", "modelName", "build"),
         named=(("baseUrl", "http://vllm:8000/v1"), ("modelName", "qwen")))
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from auditor.errors import FormatError

# A megabyte and more of a program that people write; what is generated can cost a kilobyte for each sign.
MAX_TOKENS: Final = 250_000
_TOKEN: Final = re.compile(r"\w+|[^\w\s]")


def refuse_large(text: str) -> None:
    """Refuse a program whose reading would take more time and memory than any that people write.

    Raises:
        FormatError: it has more words and signs.
    """
    if len(text) > MAX_TOKENS and sum(1 for _ in _TOKEN.finditer(text)) > MAX_TOKENS:
        raise FormatError(f"not read: it has more than {MAX_TOKENS:,} words and signs")


@dataclass(frozen=True, slots=True)
class Value:
    """A text as far as the file tells it.

    Attributes:
        text: The text, ``{}`` for parts that are not known; ``None`` where nothing of it is.
        line: Line, from 1.
        symbol: The name that stands there instead: ``openai.GPT4o``; empty without one.
        variable: The environment variable it is read from; the text is then its default.
        others: What may stand there as well: the other entries of a table, the other branch.
    """

    text: str | None
    line: int
    symbol: str = ""
    variable: str = ""
    others: "tuple[Value, ...]" = ()


@dataclass(frozen=True, slots=True)
class Import:
    """Something that is imported.

    Attributes:
        module: As the language writes it: ``google.genai``, ``@ai-sdk/openai``, ``com.openai.client``.
        names: Local name and what it stands for in the module; empty for the module itself.
        line: Line, from 1.
    """

    module: str
    names: tuple[tuple[str, str], ...]
    line: int


@dataclass(slots=True)
class Call:
    """A call, or an object that is written out.

    Attributes:
        path: What is called, word by word; empty for an object without a name.
        line: Line, from 1.
        positional: Arguments by place.
        named: Arguments, keys of objects among them, and methods of the chain by name.
        assigned_to: The name the outcome gets; empty without one.
        outer: Number of the call among whose arguments it stands.
        switches: Arguments that are true or false as written; ``None`` where that was not looked for.
    """

    path: tuple[str, ...]
    line: int
    positional: list[Value] = field(default_factory=list)
    named: list[tuple[str, Value]] = field(default_factory=list)
    assigned_to: str = ""
    outer: int | None = None
    switches: Mapping[str, bool] | None = None


@dataclass(slots=True)
class Program:
    """One file.

    Attributes:
        imports: In the order of the file.
        calls: Each before those among its arguments.
        texts: Every text that is no documentation.
    """

    imports: list[Import] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    texts: list[Value] = field(default_factory=list)
