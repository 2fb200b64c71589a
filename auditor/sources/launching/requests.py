"""Requests by which a command has a server fetch a model: ``curl http://ollama:11434/api/pull -d '{...}'``.

Source:
    ollama: docs/api.md, "Pull a Model"; older versions take ``name`` for ``model``.
"""

import re
from collections.abc import Sequence
from typing import Final

_CLIENTS: Final = frozenset({"curl", "wget", "http", "xh"})
_PULL: Final = re.compile(r"(?:https?://)?[^\s/]+/api/pull/?")
_NAMED: Final = re.compile(r"""["']?(?:model|name)["']?\s*[:=]\s*["']?([^\s"',}]+)""")


def pulling(program: str, arguments: Sequence[str]) -> tuple[str, ...] | None:
    """Return the command that does the same as a request for a model; ``None`` of any other.

    Args:
        program: The program, without its path.
        arguments: Its arguments.
    """
    if program not in _CLIENTS or not any(_PULL.fullmatch(word) for word in arguments):
        return None
    found = next((named for word in arguments if (named := _NAMED.search(word))), None)
    return ("ollama", "pull", found[1]) if found else None
