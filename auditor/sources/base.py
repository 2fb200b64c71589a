"""What a source is, and what a target is."""

from collections.abc import Iterator
from dataclasses import dataclass
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

    @property
    def called(self) -> str:
        """The target before a colon: of the usual place only the scheme, whose own colon would double it."""
        return str(self) if self.place else self.scheme


class Source(Protocol):
    """One kind of place where models are.

    Attributes:
        scheme: What targets begin with.
        summary: One line for ``auditor show sources``.
        needs_place: Whether something must follow the colon; else there is a usual place.
    """

    @property
    def scheme(self) -> str: ...  # noqa: D102

    @property
    def summary(self) -> str: ...  # noqa: D102

    @property
    def needs_place(self) -> bool: ...  # noqa: D102

    def resolve(self, target: Target) -> Target:
        """Return a target in full: its absolute place, which is the same for every spelling of it.

        Nothing needs to be there; who asks may only want to know whether it was ever looked at.

        Raises:
            SourceError: its place is no path, or the home of a user who is not known.
        """
        ...

    def observe(self, target: Target) -> Iterator[Observation]:
        """Yield what is at ``target``, headers only, ending with one ``Covered``.

        A broken file is yielded as a ``Problem`` and the source goes on.

        Raises:
            SourceError: the target cannot be looked at at all.
        """
        ...
