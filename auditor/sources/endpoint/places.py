"""Servers that a file names, one a line, and the keys that they are asked with."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from auditor.errors import SourceError
from auditor.sources.web.place import Place, place_of

_VARIABLE: Final = re.compile(r"[A-Za-z_]\w*")
_SEPARATOR: Final = re.compile(r"\s+")


def places_in(text: str) -> Iterator[tuple[int, Place | SourceError]]:
    """Yield what each line of a file names, with its number; ``#`` begins a comment.

    A line is ``URL``, or ``URL key=VARIABLE`` for a server whose key is in a variable of the environment.
    """
    for number, line in enumerate(text.splitlines(), start=1):
        words = _SEPARATOR.split(re.sub(r"(?:^|\s)#.*", "", line).strip())
        if not words[0]:
            continue
        try:
            yield number, _of_words(words)
        except SourceError as error:
            yield number, error


def _of_words(words: list[str]) -> Place:
    if len(words) == 1:
        return place_of(words[0])
    name, _, variable = words[1].partition("=")
    if len(words) > 2 or name != "key" or not _VARIABLE.fullmatch(variable):
        # What stands there may be the key itself, which is not repeated.
        raise SourceError("behind the URL only key=VARIABLE may stand, the name of a variable")
    return place_of(words[0], variable)


def key_of(place: Place, environment: Mapping[str, str]) -> str | None:
    """Return the key of a server, from the variable that the user named for it; else none."""
    return environment.get(place.key_variable) or None if place.key_variable else None
