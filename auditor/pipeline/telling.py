"""What people who wait for bytes to be read are told: how far it is, how fast, and how long it will take."""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Final

from auditor.identity import Progress

# Before this, a rate is that of caches and of the first file.
_SETTLED_S: Final = 1.0


@dataclass(slots=True)
class HashingTold:
    """Tells the progress of the hashing of one target.

    Attributes:
        begin: How each sentence begins.
        notify: Whom to tell.
        clock: Seconds, from any moment on.
        began_s: When it began.
    """

    begin: str
    notify: Callable[[str], None]
    clock: Callable[[], float] = monotonic
    began_s: float | None = None

    def __call__(self, done: Progress) -> None:
        """Tell how far it is; the rate and the time left as soon as they mean something."""
        self.notify(self._words(done))

    def _words(self, done: Progress) -> str:
        now_s = self.clock()
        if self.began_s is None:
            self.began_s = now_s
        amount = f"{done.n_bytes / 1e9:.1f} of {done.n_all_bytes / 1e9:.1f} GB"
        said = f"{self.begin}: {done.n_files:,} of {done.n_all:,} files, {amount}"
        elapsed_s = now_s - self.began_s
        if elapsed_s < _SETTLED_S or not done.n_bytes:
            return said
        rate = done.n_bytes / elapsed_s
        # Files that grow or shrink while they are read are counted as they were.
        left_s = max(0, done.n_all_bytes - done.n_bytes) / rate
        return f"{said}, {rate / 1e6:,.0f} MB/s, {_duration(left_s)} left"


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02} h" if hours else f"{minutes}:{rest:02} min"
