"""Constants of providers' own packages for their models: ``ChatModel.GPT_4_1``, ``openai.ChatModelGPT4o``.

Source:
    openai/openai-go: shared/shared.go; openai/openai-java: models/ChatModel.kt; anthropics/anthropic-sdk-go:
    message.go; langchain4j/langchain4j: OpenAiChatModelName.java; sashabaranov/go-openai: completion.go.
"""

import re
from collections.abc import Sequence
from typing import Final

_WHAT: Final = re.compile(r"(?:(?:Chat|Embedding|Completion|Responses?)?Model_?)(?=[A-Z])")
_PIECE: Final = re.compile(r"\d+|[A-Z]+(?![a-z])|[A-Z][a-z]*|[a-z]+")
_MONTHS: Final = re.compile(r"(20\d\d)(\d\d)(\d\d)")
_SORTS: Final = frozenset({"haiku", "sonnet", "opus", "instant"})
_FAMILIES: Final = ("gpt", "chatgpt", "o", "claude", "text")


def spelled(name: str) -> str | None:
    """Return the model whose name a constant spells; ``None`` of one of no family that is known.

    Args:
        name: The constant, without what it is a member of.
    """
    pieces = [piece.lower() for piece in _PIECE.findall(_WHAT.sub("", name, count=1))]
    if len(pieces) < 2 or pieces[0] not in _FAMILIES:
        return None
    if pieces[0] == "claude" and not _SORTS.intersection(pieces):
        # Claude 3 is three models.
        return None
    if pieces[0] == "o":
        # o3-mini: a letter and its number.
        return "-".join([f"o{pieces[1]}", *pieces[2:]]) if pieces[1].isdigit() else None
    return "-".join(_of_gpt(pieces) if pieces[0] in ("gpt", "chatgpt") else pieces)


def _of_gpt(pieces: Sequence[str]) -> list[str]:
    """Return the words of ``gpt-4.1-mini-2025-04-14``, with the version in one and a date in three."""
    name, version, *rest = pieces
    words = [word for word in rest if word != "dot"]
    if words and words[0].isdigit() and len(words[0]) == 1:
        version = f"{version}.{words.pop(0)}"
    if words and words[0] in ("o", "k"):
        version += words.pop(0)
    found = [name, version]
    for word in words:
        if word == "k" and found[-1].isdigit():
            found[-1] += word
        elif date := _MONTHS.fullmatch(word):
            found += date.groups()
        else:
            found.append(word)
    return found
