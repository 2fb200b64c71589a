"""What the sources have in common whose targets are ``FILE|DIR``, without a usual place."""

from dataclasses import dataclass

from auditor.sources.base import PlaceKind, Target
from auditor.sources.places import absolute, named_folder


@dataclass(frozen=True, slots=True)
class PathSource:
    """A source of which a path must be named; what lies there it observes in its own way.

    Attributes:
        scheme: See ``Source.scheme``.
        summary: See ``Source.summary``.
    """

    scheme: str
    summary: str

    @property
    def needs_place(self) -> bool:
        """See ``Source.needs_place``."""
        return True

    @property
    def place_kind(self) -> PlaceKind:
        """See ``Source.place_kind``."""
        return PlaceKind.PATH

    def resolve(self, target: Target) -> Target:
        """See `Source.resolve`."""
        return Target(self.scheme, absolute(named_folder(target)))
