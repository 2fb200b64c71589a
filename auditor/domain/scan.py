"""One look at one target."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

# An address keeps what it says behind its question mark; a path is followed by how to read what lies there.
_ADDRESS: Final = "//"


@dataclass(frozen=True, slots=True)
class Scan:
    """One look at one target.

    Attributes:
        id: Id in the database.
        target: The target, as named.
        started_at: When it began.
        finished_at: When it ended; ``None`` for a scan that was cut off.
        hash_mode: ``full``, ``trust-store`` or ``none``.
        sha256: Digest of its observations, without clock and host.
        resolved: The target in full: its scheme and the absolute place, the same for every spelling.
    """

    id: str
    target: str
    started_at: datetime
    finished_at: datetime | None
    hash_mode: str
    sha256: str
    resolved: str

    @property
    def place(self) -> str:
        """The target in full without what it says of how to read it: of one place the newest scan speaks."""
        return place_alone(self.resolved)

    @property
    def seen_at(self) -> datetime:
        """When it ended; of one that was cut off, when it began."""
        return self.finished_at or self.started_at


def place_alone(target: str) -> str:
    """Return a target, as named or in full, without what it says of how to read its place."""
    place, _, said = target.rpartition("?")
    return place if place and "=" in said and _ADDRESS not in place else target
