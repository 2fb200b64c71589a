r"""Text that a database or canonical JSON cannot hold, and back.

File names are bytes; Python stands in for those that are not UTF-8 with lone surrogates, which neither
SQLite, PostgreSQL nor RFC 8785 accept, and PostgreSQL has no NUL. Such text is written as a mark and
its Python escapes. Text that begins with the mark is written that way too, so that it reads back.
"""

from typing import Final

MARK: Final = "\x1a"
"""U+001A SUBSTITUTE: an escaped text follows."""


def is_plain(text: str) -> bool:
    """Whether a database can hold the text as it is."""
    if text.isascii():
        return "\x00" not in text and not text.startswith(MARK)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return "\x00" not in text and not text.startswith(MARK)


def escaped(text: str) -> str:
    """Return the text as a database can hold it."""
    return text if is_plain(text) else MARK + text.encode("unicode_escape").decode("ascii")


def unescaped(text: str) -> str:
    """Return the text that :func:`escaped` was given.

    Raises:
        ValueError: what follows the mark is not what ``escaped`` writes.
    """
    if not text.startswith(MARK):
        return text
    return text.removeprefix(MARK).encode("ascii").decode("unicode_escape")
