"""What a target says behind its place: ``dir:/srv/models?ignore=*.bak&follow=links``.

It stands in the target, and so in the record and in every report: nothing is left out that nobody sees.
"""

from collections.abc import Collection, Mapping
from pathlib import Path
from urllib.parse import parse_qsl

from auditor.errors import SourceError
from auditor.sources.base import Target
from auditor.sources.credentials import without_credentials


def split(target: Target) -> tuple[Target, str]:
    """Return the target without what is said behind its place, and that, its question mark included.

    A file or folder that is called like all of it comes first.
    """
    path, mark, query = target.place.rpartition("?")
    is_said = bool(mark) and "=" in query and not _is_there(target.place)
    return (Target(target.scheme, path), mark + query) if is_said else (target, "")


def asides(target: Target, query: str, known: Collection[str]) -> Mapping[str, tuple[str, ...]]:
    """Return what is said, by its word; a word may stand several times.

    Args:
        target: The target, for an error.
        query: As `split` returns it.
        known: The words that mean something.

    Raises:
        SourceError: another word stands there, or one without anything behind it.
    """
    found: dict[str, tuple[str, ...]] = {}
    for word, value in parse_qsl(query.removeprefix("?"), keep_blank_values=True):
        if word not in known or not value.strip():
            raise SourceError(
                f"{target.called}: {without_credentials(f'{word}={value}')} means nothing here",
                hint=f"Known behind the question mark: {', '.join(f'{one}=' for one in known)}.",
            )
        found[word] = (*found.get(word, ()), value)
    return found


def _is_there(place: str) -> bool:
    try:
        return Path(place).expanduser().exists()
    except (OSError, RuntimeError, ValueError):
        return False
