"""Variables in words: ``$NAME`` and ``${NAME:-default}`` of shells, ``$(NAME)`` of Kubernetes.

A variable that holds a secret by its name is never replaced by its value.
"""

import re
from collections.abc import Mapping
from typing import Final

from auditor.sources.credentials import is_secret_name

Environment = Mapping[str, str | None]
"""Variables and their values; ``None`` for one that is set to what is not known here."""

# Longer values are left as variables: a few lines of a script can double one without end.
_LONGEST_VALUE: Final = 4096
_VARIABLE: Final = re.compile(
    r"\$(?:\{(?P<braced>[A-Za-z_]\w*|[0-9@*])(?::?(?P<operator>[-=?+])(?P<word>"
    # With variables in its own word, and in theirs.
    r"(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*))?\}"
    r"|\((?P<kubernetes>[A-Za-z_]\w*)\)|(?P<plain>[A-Za-z_]\w*|[0-9@*]))"
)
# What is not known until it runs: a variable, a command's output, a place of a template.
_OPEN: Final = re.compile(r"\$[({]|\$[A-Za-z_0-9@*]|`|\{\{|%[{(]")
_NAMED: Final = re.compile(r"\$[({]?([A-Za-z_]\w*)|\{\{-?\s*([\w.$]+)")


def expand(text: str, environment: Environment) -> str:
    """Return a text with the variables whose values are known replaced by them."""
    return _VARIABLE.sub(lambda found: _value(found, environment), text)


def expand_fields(text: str, environment: Environment) -> list[str]:
    """Return what a shell makes of unquoted text: known values are put in and fall apart at white space."""
    fields = [""]
    end = 0
    for found in _VARIABLE.finditer(text):
        fields[-1] += text[end : found.start()]
        end = found.end()
        value = _value(found, environment)
        first, *rest = re.split(r"\s+", value) if value != found.group() else [value]
        fields[-1] += first
        fields += rest
    fields[-1] += text[end:]
    return fields


def is_open(text: str) -> bool:
    """Say whether words hold something whose value is not known here."""
    return _OPEN.search(text) is not None


def open_names(text: str) -> tuple[str, ...]:
    """Return the names of the variables and template places that are left in a text."""
    return tuple(dict.fromkeys(plain or place for plain, place in _NAMED.findall(text)))


def _value(found: re.Match[str], environment: Environment) -> str:
    name = found["braced"] or found["kubernetes"] or found["plain"]
    if is_secret_name(name):
        # A default may be a secret too.
        return f"${{{name}}}"
    value, default = environment.get(name), found["word"]
    if found["operator"] == "+":
        value = default if value else ""
    elif not value and name not in environment and found["operator"] in ("-", "="):
        value = expand(default, {key: known for key, known in environment.items() if key != name})
    return found.group() if value is None or len(value) > _LONGEST_VALUE else value
