"""What a source is, and what a target is."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from auditor.domain.observation import Observation
from auditor.formats.text import printable_name


@dataclass(frozen=True, slots=True)
class Target:
    """A place to look at, as the user named it.

    Attributes:
        scheme: The source that looks there.
        place: What follows the colon; empty for the usual place.
    """

    scheme: str
    place: str

    def __str__(self) -> str:
        """Return the target as it is written on the command line, in characters that can be printed."""
        return f"{self.scheme}:{printable_name(self.place)}"


def absolute(place: str) -> str:
    """Return the absolute path of a place on this machine, links followed as far as they lead somewhere."""
    try:
        return str(Path(place).expanduser().resolve())
    except (OSError, RuntimeError, ValueError):
        return os.path.abspath(place)  # noqa: PTH100 - a circle of links has no other path


class Source(Protocol):
    """One kind of place where models are.

    Attributes:
        scheme: What targets begin with.
        summary: One line for ``auditor show sources``.
    """

    @property
    def scheme(self) -> str: ...  # noqa: D102

    @property
    def summary(self) -> str: ...  # noqa: D102

    def resolve(self, target: Target) -> Target:
        """Return a target in full: its absolute place, which is the same for every spelling of it.

        Nothing needs to be there; who asks may only want to know whether it was ever looked at.
        """
        ...

    def observe(self, target: Target) -> Iterator[Observation]:
        """Yield what is at ``target``, headers only, ending with one ``Covered``.

        A broken file is yielded as a ``Problem`` and the source goes on.

        Raises:
            SourceError: the target cannot be looked at at all.
        """
        ...
