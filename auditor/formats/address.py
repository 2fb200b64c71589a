"""Addresses as configuration and code write them, and which of them are of one's own network."""

import ipaddress
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

UNKNOWN_PART: Final = "{}"
"""What stands in an address, or in any text, for a part that is only known where the program runs."""

# RFC 1123 2.1 with underscores, which internal names have; braces stand for what is not known.
_NAME: Final = re.compile(r"[a-z0-9_{}-]{1,63}(?:\.[a-z0-9_{}-]{1,63})*")
_UNKNOWN_PORT: Final = re.compile(r":\{\}(?=[/?#]|$)")
_HAS_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
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
        host = f"[{self.host}]" if ":" in self.host else self.host
        before = f"{self.scheme}://" if self.scheme else ""
        return f"{before}{host}{'' if self.port is None else f':{self.port}'}{self.path}"

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
        mapped = getattr(address, "ipv4_mapped", None) or address
        return any(mapped in network for network in _OWN_NETWORKS if network.version == mapped.version)
    if UNKNOWN_PART in host.rpartition(".")[2]:
        return False
    return "." not in host or host.endswith(_OWN_ENDINGS)


def _ip(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return None
