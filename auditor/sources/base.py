"""What a source is, and what a target is."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Protocol, runtime_checkable

from auditor.domain.observation import Observation
from auditor.formats.text import printable_name
from auditor.sources.credentials import without_credentials


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
        """The target before a colon, in messages: without credentials, which end in logs.

        Of the usual place it is only the scheme, whose own colon would double it.
        """
        return without_credentials(str(self)) if self.place else self.scheme


class PlaceKind(Enum):
    """What follows the colon of a source's targets."""

    PATH = "path"
    """A file or folder, read as what the source knows: a folder in it is a target of its own."""
    TREE = "tree"
    """A file, or a folder that is looked at with everything below it."""
    STORES = "stores"
    """A folder; the usual place may be several, which are all of them one target in full."""
    ADDRESS = "address"
    """No path: an address, or a name."""


@dataclass(frozen=True, slots=True)
class Sign:
    """What tells a walk over a folder that another source reads a file.

    Attributes:
        suffixes: What follows the last dot of its name, in lower case; empty for a name without one.
        name: What its name, in lower case, has in it: a regular expression.
        within: What its beginning has in it, where the name does not settle it: a regular expression.
        is_of_model: Beside weights it is the model's own: how it is built, what it is called in a store.
    """

    suffixes: tuple[str, ...]
    name: str = ""
    within: str | None = None
    is_of_model: bool = False


class Source(Protocol):
    """One kind of place where models are.

    Attributes:
        scheme: What targets begin with.
        summary: One line for ``auditor show sources``.
        needs_place: Whether something must follow the colon; else there is a usual place.
        place_kind: What that is.
    """

    @property
    def scheme(self) -> str: ...  # noqa: D102 - told under Attributes

    @property
    def summary(self) -> str: ...  # noqa: D102 - told under Attributes

    @property
    def needs_place(self) -> bool: ...  # noqa: D102 - told under Attributes

    @property
    def place_kind(self) -> PlaceKind: ...  # noqa: D102 - told under Attributes

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


@runtime_checkable
class UsualSource(Source, Protocol):
    """A source whose usual place is looked at when no target is named at all."""

    def usual_places(self) -> tuple[Path, ...]:
        """Return folders: where any of them is there, or closed, the usual place is looked at."""
        ...


@runtime_checkable
class ConnectingSource(Source, Protocol):
    """A source that may open a connection; it does so only for targets that were named."""

    def is_address(self, place: str) -> bool:
        """Say whether a place is an address, or another word that stands for no path."""
        ...

    def planned(self, target: Target) -> tuple[str, ...]:
        """Return the requests that looking at ``target`` may send, a line each; none without a connection.

        Raises:
            SourceError: the target cannot be looked at.
        """
        ...
