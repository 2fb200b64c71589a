"""Addresses as configuration, code and servers write them: taken apart, put together, and whose they are.

::

    "https://user:key@Host:8000/v1?x" --parse_address--> Address     whom a program calls, no credentials
    ":8080", "[::1]:80", "tcp://0:1"  --split_address--> host, port  where a server listens, maybe half of it

Of a host that is called, `is_local` says whether anybody else may operate it; of one that a server listens
on, `reach` says from where it can be reached; `is_private` says whether another network may have it as well.
"""

import ipaddress
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from auditor.domain.serving import Exposure

UNKNOWN_PART: Final = "{}"
"""What stands in an address, or in any text, for a part that is only known where the program runs."""

# RFC 1123 2.1 with underscores, which internal names have; braces stand for what is not known.
_NAME: Final = re.compile(r"[a-z0-9_{}-]{1,63}(?:\.[a-z0-9_{}-]{1,63})*")
_UNKNOWN_PORT: Final = re.compile(r":\{\}(?=[/?#]|$)")
_HAS_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_LISTENED: Final = re.compile(
    r"(?:(?P<scheme>[A-Za-z][\w+.-]*)://)?(?:[^@/]*@)?(?P<host>\[[^\]/]*\]|[^:/\[\]]*)(?::(?P<port>\d{1,5}))?(?:[/?#].*)?",
    re.DOTALL,
)
_EVERYWHERE: Final = frozenset({"", "*", "0.0.0.0", "::", "0", "[::]"})  # noqa: S104 - what is read, nothing listens
USUAL_PORTS: Final = {"http": 80, "https": 443}
"""By scheme."""
# RFC 6761 and 6762; ICANN 2024-07-29 for ``internal``; RFC 8375 for ``home.arpa``; Kubernetes' short form.
_OWN_ENDINGS: Final = (".localhost", ".local", ".internal", ".home.arpa", ".svc", ".localdomain")
# RFC 1122 3.2.1.3, 1918, 3927, 6598 (carrier-grade NAT, overlay networks), 4193, 4291.
_OWN_NETWORKS: Final = tuple(
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/32", "127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16",
        "100.64.0.0/10", "::/128", "::1/128", "fc00::/7", "fe80::/10",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Address:
    """An address, taken apart; whoever is named in it is left out.

    Attributes:
        scheme: ``https``; empty where none is written.
        host: Lower case, without a final dot.
        port: Where one is written.
        path: What follows, without query and fragment.
    """

    scheme: str
    host: str
    port: int | None
    path: str

    def __str__(self) -> str:
        """Return the address without user, password, query and fragment: credentials stand there."""
        before = f"{self.scheme}://" if self.scheme else ""
        return f"{before}{joined(self.host, self.port)}{self.path}"

    @property
    def is_local(self) -> bool:
        """Whether the host is this machine or one's own network, see `is_local`."""
        return is_local(self.host)


def parse_address(text: str) -> Address | None:
    """Return the address that a text is, with or without a scheme; ``None`` if it is none."""
    written = text.strip()
    if not written or len(written) > 2048 or any(letter.isspace() or letter == "\\" for letter in written):
        return None
    has_scheme = _HAS_SCHEME.match(written) is not None
    # http://localhost:{}/v1 is local whatever the port.
    written = _UNKNOWN_PORT.sub("", written)
    try:
        parts = urlsplit(written if has_scheme else f"//{written}")
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return None
    if not host or not (_NAME.fullmatch(host) or _ip(host)):
        return None
    return Address(parts.scheme.lower() if has_scheme else "", host, port, parts.path)


def is_local(host: str) -> bool:
    """Say whether a host is this machine or one's own network, so that nobody else operates it.

    True of loopback and private addresses, of single labels (``vllm``), of what resolves in a local network
    only (``.local``, ``.internal``) and of services of a cluster (``chat.ml.svc.cluster.local``).
    """
    if (address := _ip(host)) is not None:
        return any(address in network for network in _OWN_NETWORKS if network.version == address.version)
    if UNKNOWN_PART in host.rpartition(".")[2]:
        return False
    return "." not in host or host.endswith(_OWN_ENDINGS)


def is_private(host: str) -> bool:
    """Say whether a host is an address by number that each network has one of (RFC 1918 and its like)."""
    return _ip(host) is not None and is_local(host)


def split_address(text: str) -> tuple[str | None, int | None]:
    """Return host and port of ``HOST:PORT``, ``[::1]:PORT`` or a URL; ``None`` for what it does not say."""
    text = text.strip()
    found = _LISTENED.fullmatch(text)
    if found is None:
        # An IPv6 address without brackets.
        return (text, None) if _ip(text) else (None, None)
    host = found["host"].strip("[]")
    port = port_of(found["port"]) if found["port"] else USUAL_PORTS.get((found["scheme"] or "").lower())
    return (host or None, port)


def port_of(text: str | None) -> int | None:
    """Return the port that a text is; ``None`` if it is none."""
    text = (text or "").strip()
    return (
        int(text)
        if text.isascii() and text.isdecimal() and 0 < int(text[:6]) < 65_536 and len(text) <= 5
        else None
    )


def joined(host: str | None, port: int | None) -> str:
    """Return ``HOST:PORT``, as far as they are known."""
    if host and _is_socket_file(host):
        return host
    shown = f"[{host}]" if host and ":" in host else (host or "")
    return shown if port is None else f"{shown}:{port}"


def is_everywhere(host: str) -> bool:
    """Say whether a server that listens there does so on every address of its machine."""
    return host in _EVERYWHERE


def reach(host: str) -> Exposure:
    """Return from where a server on this machine can be reached that listens on a host."""
    if _is_socket_file(host) or host.lower().rstrip(".") == "localhost":
        # A socket file is this machine's, as the loopback is.
        return Exposure.LOOPBACK
    address = _ip(host)
    if address is None or is_everywhere(host):
        return Exposure.NETWORK
    if address.is_loopback:
        return Exposure.LOOPBACK
    return Exposure.PUBLIC if address.is_global else Exposure.NETWORK


def _is_socket_file(host: str) -> bool:
    return host.startswith("/") or host.endswith(".sock")


def _ip(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(text.strip("[]").partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
