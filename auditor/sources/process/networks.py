"""Where processes listen, each in its own network, and what of it a container engine passes on."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from auditor.formats.address import port_of
from auditor.sources.process.procfs import Process, link, read_text
from auditor.sources.process.sockets import Listener, listeners

# Some hundred bytes per connection; a busy gateway has some ten thousand.
_MOST_TABLE: Final = 64_000_000
_LOCAL: Final = re.compile(r"\|-- (\S+)\n\s+/32 host LOCAL")
_FORWARDER: Final = "docker-proxy"


@dataclass(slots=True)
class Networks:
    """The networks of this machine, each read once.

    Attributes:
        proc: Folder of processes.
        forwarded: Where the machine listens for an address and port of a container.
    """

    proc: Path
    forwarded: Mapping[tuple[str, int], Listener]
    _own: str | None = None
    _tables: dict[str, Mapping[int, Listener]] = field(default_factory=dict)

    @classmethod
    def of(cls, proc: Path, processes: Iterable[Process]) -> "Networks":
        """Return the networks in which processes are."""
        return cls(proc, _forwarded(processes), link(proc / "self/ns/net"))

    def is_own(self, process: Process) -> bool | None:
        """Say whether a process is in the network of this program; ``None`` where that is not known."""
        return None if process.network is None or self._own is None else process.network == self._own

    def listening(self, processes: Iterable[Process]) -> frozenset[Listener]:
        """Return where processes listen, as far as their sockets may be looked at."""
        return frozenset(
            table[inode]
            for process in processes
            if process.sockets
            for table in (self._table(process),)
            for inode in process.sockets
            if inode in table
        )

    def published(self, process: Process, listener: Listener) -> Listener | None:
        """Return where the machine listens for a socket in a container; ``None`` where nobody is seen to."""
        try:
            text = read_text(self.proc / str(process.pid) / "net/fib_trie", _MOST_TABLE)
        except OSError:
            return None
        places = ((address, listener.port) for address in sorted(set(_LOCAL.findall(text))))
        return next((self.forwarded[place] for place in places if place in self.forwarded), None)

    def _table(self, process: Process) -> Mapping[int, Listener]:
        key = process.network or f"of {process.pid}"
        if key not in self._tables:
            found: dict[int, Listener] = {}
            for name in ("tcp", "tcp6"):
                try:
                    found |= listeners(read_text(self.proc / str(process.pid) / "net" / name, _MOST_TABLE))
                except OSError:
                    # Without IPv6 there is no such table; a process that has ended has none at all.
                    continue
            self._tables[key] = found
        return self._tables[key]


def _forwarded(processes: Iterable[Process]) -> dict[tuple[str, int], Listener]:
    """Return what Docker's forwarders say on their command lines."""
    found: dict[tuple[str, int], Listener] = {}
    for process in processes:
        if process.words[0].rpartition("/")[2] != _FORWARDER:
            continue
        told = dict(zip(process.words[1:], process.words[2:], strict=False))
        host_port, port = port_of(told.get("-host-port")), port_of(told.get("-container-port"))
        host, address = told.get("-host-ip"), told.get("-container-ip")
        if host and address and host_port and port and told.get("-proto") == "tcp":
            # Of IPv4 and IPv6 the first, which is the lower process id, speaks for both.
            found.setdefault((address, port), Listener(host, host_port))
    return found
