"""Licence files, as text."""

import hashlib
from typing import Final

from auditor.domain.document import LicenseText
from auditor.errors import FormatError
from auditor.formats.content import PLAIN_TEXT, looks_like

# The longest licences of published models are below 60,000 characters.
MAX_CHARACTERS: Final = 100_000

# What Windows editors write without saying so; it gives every byte but five a meaning.
_LEGACY_ENCODING: Final = "cp1252"


def parse(raw: bytes) -> LicenseText:
    """Read a licence file: UTF-8, UTF-16 with its mark, or the legacy encoding of Windows.

    Raises:
        FormatError: it is empty, something else, or binary.
    """
    content = looks_like(raw[:65_536], len(raw))
    if content is not None and content != PLAIN_TEXT and not _is_utf16(raw):
        raise FormatError(f"licence text: it is {content.phrase}", offset=0, hint=content.hint)
    text = _decoded(raw)
    nul = text.find("\0")
    if nul >= 0:
        raise FormatError("licence text: it is binary", offset=raw.find(b"\0"))
    return LicenseText(text=text[:MAX_CHARACTERS], sha256=hashlib.sha256(raw).hexdigest())


def _is_utf16(raw: bytes) -> bool:
    return raw.startswith((b"\xff\xfe", b"\xfe\xff"))


def _decoded(raw: bytes) -> str:
    encoding = "utf-16" if _is_utf16(raw) else "utf-8-sig"
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding == "utf-16":
            raise FormatError("licence text: broken UTF-16", offset=error.start) from error
        return raw.decode(_LEGACY_ENCODING, errors="replace")
