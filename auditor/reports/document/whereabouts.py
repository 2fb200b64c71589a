"""Where something lies: the same in two audits, whatever its target was called and however it was read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from auditor.domain.audit import Run
from auditor.domain.scan import place_alone


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What an audit looked at.

    Attributes:
        places: The places, in full, by the name of the target; what a target says of how to read is no part.
    """

    places: Mapping[str, str]

    @classmethod
    def of(cls, run: Run) -> Self:
        """Return what the scans behind a run looked at."""
        return cls(
            {
                name: scan.place
                for scan in run.scans
                for name in (scan.target, place_alone(scan.target), scan.resolved, scan.place)
            }
        )

    def full(self, locator: str) -> str:
        """Return a locator, ``TARGET#place`` or ``TARGET/place``, with its target in full."""
        target, mark, inside = locator.partition("#")
        if target in self.places:
            return f"{self.places[target]}{mark}{inside}"
        above = max((name for name in self.places if _is_below(locator, name)), key=len, default="")
        return f"{self.places[above]}{locator.removeprefix(above)}" if above else locator

    def includes(self, locator: str) -> bool:
        """Say whether a place, in full, lies in what was looked at."""
        return any(_is_below(locator, place) for place in self.places.values())


def _is_below(locator: str, place: str) -> bool:
    begins = place if place.endswith(("/", ":")) else f"{place}/"
    return locator == place or locator.startswith((begins, f"{place}#"))
