"""Addresses that a server listens on, and from where they can be reached."""

import ipaddress
import re
from typing import Final

from auditor.domain.serving import Exposure

_ADDRESS: Final = re.compile(
    r"(?:(?P<scheme>[A-Za-z][\w+.-]*)://)?(?:[^@/]*@)?(?P<host>\[[^\]/]*\]|[^:/\[\]]*)(?::(?P<port>\d{1,5}))?(?:[/?#].*)?",
    re.DOTALL,
)
_EVERYWHERE: Final = frozenset({"", "*", "0.0.0.0", "::", "0", "[::]"})  # noqa: S104
_SCHEME_PORTS: Final = {"http": 80, "https": 443}


def split_address(text: str) -> tuple[str | None, int | None]:
    """Return host and port of ``HOST:PORT``, ``[::1]:PORT`` or a URL; ``None`` for what it does not say."""
    text = text.strip()
    found = _ADDRESS.fullmatch(text)
    if found is None:
        # An IPv6 address without brackets.
        return (text, None) if _ip(text) else (None, None)
    host = found["host"].strip("[]")
    port = port_of(found["port"]) if found["port"] else _SCHEME_PORTS.get((found["scheme"] or "").lower())
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
        return ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        return None
