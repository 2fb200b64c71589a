"""Credentials, as providers shape them: what looks like one is never kept."""

import re
from typing import Final

# Prefixes of the providers' own documentation; then tokens without one, by length and mixture.
_SHAPES: Final = re.compile(
    r"(?<![A-Za-z0-9])sk-[\w-]{8,}|(?:gsk|hf|r8|xai|pplx|nvapi|csk|fw|gh[pousr]|github_pat|glpat|lsv2|pcsk|tvly)[_-][\w-]{10,}"
    r"|AKIA[0-9A-Z]{12,}|ASIA[0-9A-Z]{12,}|AIza[\w-]{20,}|ya29\.[\w-]+|eyJ[\w-]{10,}\.[\w-]+|xox[abpr]-[\w-]+"
    r"|ABSK[\w+/=]{20,}|-----BEGIN"
)
_TOKEN: Final = re.compile(
    r"[A-Za-z0-9+_=]{32,}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
)


def looks_secret(text: str) -> bool:
    """Say whether a text is, or holds, something that looks like a credential."""
    return _SHAPES.search(text) is not None or any(
        re.search(r"\d", found) is not None for found in _TOKEN.findall(text)
    )
