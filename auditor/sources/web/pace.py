"""How fast servers are asked: one request a second to each host, whatever asks it."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Final

PAUSE_S: Final = 1.0


@dataclass(slots=True)
class Pace:
    """At most one request a second to a host, however many servers are there.

    Attributes:
        clock: Seconds that pass.
        wait: Waits for some.
    """

    clock: Callable[[], float] = time.monotonic
    wait: Callable[[float], None] = time.sleep
    _free: dict[str, float] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def keep(self, host: str) -> None:
        """Wait until the next request to a host may be sent."""
        with self._lock:
            now = self.clock()
            free = max(now, self._free.get(host, now))
            self._free[host] = free + PAUSE_S
        if free > now:
            self.wait(free - now)


@cache
def shared_pace() -> Pace:
    """Return the pace of all targets of a scan: two of them may be on one host."""
    return Pace()
