"""Listening sockets of a network namespace, as ``/proc/PID/net/tcp`` and ``tcp6`` list them."""

import ipaddress
import re
import struct
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from auditor.domain.serving import Exposure
from auditor.formats.address import is_everywhere, reach

# Documentation/networking/proc_net_tcp.rst: the state of a listening socket, and where its fields stand.
_LISTENS: Final = "0A"
_ROW: Final = re.compile(
    r"\s*\d+: (?P<host>[0-9A-F]{8}|[0-9A-F]{32}):(?P<port>[0-9A-F]{4}) \S+ (?P<state>[0-9A-F]{2})"
    r" \S+ \S+ \S+\s+\d+\s+\d+ (?P<inode>\d+)"
)
_WIDEST_FIRST: Final = (Exposure.PUBLIC, Exposure.NETWORK, Exposure.INTERNAL, Exposure.LOOPBACK)


@dataclass(frozen=True, slots=True)
class Listener:
    """Where one socket listens.

    Attributes:
        host: Address, as text; ``0.0.0.0`` and ``::`` are all of them.
        port: Port.
    """

    host: str
    port: int


def listeners(table: str) -> Mapping[int, Listener]:
    """Return the listening sockets of one table by their inode; rows that cannot be read are passed by."""
    rows = (_ROW.match(line) for line in table.splitlines()[1:])
    return {
        int(row["inode"]): Listener(_host(row["host"]), int(row["port"], 16))
        for row in rows
        if row is not None and row["state"] == _LISTENS and row["inode"] != "0"
    }


def widest(found: Iterable[Listener], told_port: int | None) -> Listener | None:
    """Return the socket that callers use: on the port that the server was told, else the widest there is.

    Of several the one that most can reach comes first, then the lowest port.
    """
    ordered = sorted(_ordered(found))
    told = [listener for *_, listener in ordered if listener.port == told_port]
    return next(iter(told or [listener for *_, listener in ordered]), None)


def _ordered(found: Iterable[Listener]) -> "Iterator[tuple[int, bool, int, str, Listener]]":
    for listener in set(found):
        is_single = not is_everywhere(listener.host)
        yield _WIDEST_FIRST.index(reach(listener.host)), is_single, listener.port, listener.host, listener


def _host(digits: str) -> str:
    """Return an address, whose 32-bit words stand in the byte order of the machine."""
    raw = bytes.fromhex(digits)
    words = struct.unpack(f">{len(raw) // 4}I", raw)
    order = "<" if sys.byteorder == "little" else ">"
    address = ipaddress.ip_address(struct.pack(f"{order}{len(words)}I", *words))
    mapped = getattr(address, "ipv4_mapped", None)
    return str(mapped or address)
