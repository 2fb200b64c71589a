"""How errors about a declaration are worded."""

from datetime import date

from auditor.errors import DeclarationError
from auditor.formats.yaml_node import Node, quoted


def error_at(shown: str, line: int, what: str, hint: str) -> DeclarationError:
    """Return an error whose message begins with ``FILE:LINE``."""
    return DeclarationError(f"{shown}:{line}: {what}", hint=hint)


def shown_value(node: Node) -> str:
    """Return a value as an error message quotes it, cut short."""
    match node.content:
        case None:
            return "null"
        case bool() as value:
            return str(value).lower()
        case date() as value:
            return value.isoformat()
        case str() | int() | float() as value:
            return quoted(str(value))
        case tuple():
            return "a list"
        case _:
            return "a mapping"
