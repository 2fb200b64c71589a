"""Text out of files by strangers: made safe to store and print, and looked at for code."""

import re
from typing import Final

MAX_CHARACTERS: Final = 4096
"""Longest text kept of one header entry; licence texts have their own limit."""

# Control characters move a terminal's cursor, the bidirectional ones reorder what is read, and lone
# surrogates (JSON can spell them) cannot be encoded at all. Tab and line feed stay.
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

# In a name a line break misleads too, and a backslash must not be taken for the beginning of an escape.
_MISLEADING_IN_NAME: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\\\\]"
)

_CODE: Final = re.compile(
    r"\bimport\s+(?:os|sys|subprocess|socket|ctypes|shutil|builtins)\b|__import__|__builtins__"
    r"|\bos\.(?:system|popen|exec\w*|spawn\w*)\b|\bsubprocess\.\w|\b(?:eval|exec|compile)\s*\("
    r"|\bpickle\.loads?\b|<script\b",
    re.IGNORECASE,
)

# Jinja templates of chat models never need Python's double-underscore attributes; every published escape
# from Jinja's sandboxes does (CVE-2024-34359 is the class), spelled out or escaped.
_TEMPLATE_ESCAPE: Final = re.compile(
    r"__(?:class|mro|bases?|subclasses|globals|builtins|init|import|getattribute|code|dict|reduce\w*)__"
    r"|(?:\\x5f|\\u005f){2}|\|\s*attr\s*\(|\.\s*os\s*\.\s*\w+|\.\s*popen\s*\(",
    re.IGNORECASE,
)


def cleaned(text: str, limit: int = MAX_CHARACTERS) -> str:
    r"""Return at most ``limit`` characters of ``text``, unprintable ones as ``\x1b``, ``\u202e``."""
    return _UNPRINTABLE.sub(_escaped, text[:limit])


def printable_name(name: str) -> str:
    r"""Return a file's name, or a path, as text that is valid UTF-8 and prints as one line.

    Different names stay different: control characters become ``\n``, ``\x1b``, what turns the direction of
    reading ``\u202e``, bytes that are not UTF-8 ``\udcff`` as Python stands for them, a backslash two.
    """
    return _MISLEADING_IN_NAME.sub(_escaped_in_name, name)


def code_in(text: str) -> str | None:
    """Return the first thing in ``text`` that reads as a call to run code, if there is one.

    Metadata are never executed by a reader, so this is a reason to look, not a proof.
    """
    found = _CODE.search(text)
    return cleaned(found.group()) if found else None


def template_escape_in(text: str) -> str | None:
    """Return the first thing in a chat template that reaches for Python's internals, if there is one."""
    found = _TEMPLATE_ESCAPE.search(text)
    return cleaned(found.group()) if found else None


def _escaped(match: re.Match[str]) -> str:
    code = ord(match.group())
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"


def _escaped_in_name(match: re.Match[str]) -> str:
    character = match.group()
    return {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(character) or _escaped(match)
