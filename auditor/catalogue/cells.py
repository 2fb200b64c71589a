"""What stands in one cell of the catalogue's data, of its type or refused."""

from typing import Final

CORRECT: Final = "Correct the catalogue's data, or reinstall auditor."
"""What to do about data of the catalogue that cannot be read."""


def text(value: object) -> str:
    """Return text, which is not empty.

    Raises:
        TypeError: it is something else.
    """
    if not isinstance(value, str) or not value:
        raise TypeError("expected text")
    return value


def flag(value: object) -> bool:
    """Return whether something is so.

    Raises:
        TypeError: it is something else.
    """
    if not isinstance(value, bool):
        raise TypeError("expected true or false")
    return value
