"""Web addresses that stand in declarations; recorded, never opened."""

from urllib.parse import urlsplit


def is_address(text: str) -> bool:
    """Say whether a text is an http or https address."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc) and not any(map(str.isspace, text))
