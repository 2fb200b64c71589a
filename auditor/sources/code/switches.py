"""Which switches a Python call turns on or off: arguments that are ``True`` or ``False`` as written."""

import ast
from collections.abc import Mapping
from typing import Final

from auditor.domain.tri import Tri
from auditor.sources.code.base import Call

_REMOTE_CODE: Final = "trust_remote_code"


def switches(node: ast.Call) -> Mapping[str, bool] | None:
    """Return the switches of a call by name; ``None`` where it passes on arguments that stand elsewhere."""
    if any(word.arg is None for word in node.keywords):
        return None
    values = ((word.arg, word.value) for word in node.keywords if word.arg)
    return {
        name: value.value
        for name, value in values
        if isinstance(value, ast.Constant) and isinstance(value.value, bool)
    }


def remote_code(call: Call) -> Tri:
    """Return whether a call that loads a model lets its repository's code run.

    Source:
        transformers, sentence-transformers, vllm: ``trust_remote_code`` is false where nobody gives it.
    """
    if call.switches is None:
        return Tri.UNKNOWN
    if _REMOTE_CODE in call.switches:
        return Tri.of(call.switches[_REMOTE_CODE])
    # What it is set to stands in a variable, or is not given at all.
    return Tri.UNKNOWN if _REMOTE_CODE in dict(call.named) else Tri.FALSE
