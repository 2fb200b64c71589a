"""How errors about a declaration are worded."""

from collections.abc import Iterable
from datetime import date
from difflib import get_close_matches
from typing import assert_never

from auditor.declarations.yaml_lines import Items, Node, Pairs, Scalar
from auditor.errors import DeclarationError


def error_at(shown: str, line: int, what: str, hint: str) -> DeclarationError:
    """Return an error whose message begins with ``FILE:LINE``."""
    return DeclarationError(f"{shown}:{line}: {what}", hint=hint)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a hint: the closest known word, or all of them."""
    choices = tuple(known)
    close = get_close_matches(word.lower(), choices, n=1)
    return f"Did you mean {close[0]!r}?" if close else f"Known: {', '.join(choices)}."


def shown_value(node: Node) -> str:
    """Return a value as an error message quotes it, cut short."""
    match node:
        case Scalar(value=None):
            return "null"
        case Scalar(value=bool() as value):
            return str(value).lower()
        case Scalar(value=date() as value):
            return value.isoformat()
        case Scalar(value=value):
            return f"{str(value)[:40]!r}"
        case Items():
            return "a list"
        case Pairs():
            return "a mapping"
        case unreachable:
            assert_never(unreachable)
