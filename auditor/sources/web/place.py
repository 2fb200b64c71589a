"""A server as the user names it."""

import re
from dataclasses import dataclass

from auditor.errors import SourceError
from auditor.formats.address import USUAL_PORTS, joined, parse_address


@dataclass(frozen=True, slots=True)
class Place:
    """A server.

    Attributes:
        scheme: ``http`` or ``https``.
        host: Name or address, lower case.
        port: Port.
        path: What its paths begin with, without a slash at the end.
        key_variable: Variable of the environment that holds its key, where the user names one.
    """

    scheme: str
    host: str
    port: int
    path: str = ""
    key_variable: str | None = None

    def __str__(self) -> str:
        """Return its URL."""
        return f"{self.scheme}://{self.authority}{self.path}"

    @property
    def authority(self) -> str:
        """Host and port as a ``Host`` header has them."""
        return joined(self.host, self.port)


def place_of(text: str, key_variable: str | None = None) -> Place:
    """Return the server that a URL, or ``HOST:PORT``, names; its base path may end in ``/v1``.

    Raises:
        SourceError: it names none, or has a user, a password or a query, where credentials stand.
    """
    address = parse_address(text)
    is_word = address is not None and not address.scheme and address.port is None
    if address is None or is_word or (address.scheme or "http") not in USUAL_PORTS:
        raise SourceError("not the URL of a server", hint="Write it as http://HOST:PORT.")
    if any(sign in text for sign in "@?#") or "%" in address.host:
        raise SourceError(
            "a URL with a user, a password or a query is not taken",
            hint="Name the variable that holds the key in a file: endpoints:FILE.",
        )
    scheme = address.scheme or "http"
    path = address.path.rstrip("/").removesuffix("/v1")
    if not re.fullmatch(r"[\w./~-]*", path, re.ASCII):
        raise SourceError("its path has signs that no server's base path has")
    return Place(scheme, address.host, address.port or USUAL_PORTS[scheme], path, key_variable)
