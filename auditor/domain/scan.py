"""One look at one target."""

from dataclasses import dataclass
from datetime import datetime


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
    def seen_at(self) -> datetime:
        """When it ended; of one that was cut off, when it began."""
        return self.finished_at or self.started_at
