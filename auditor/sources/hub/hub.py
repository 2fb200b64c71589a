"""Requests to a hub and to where it keeps its files.

A hub sends whoever wants a file on to a delivery network: such a redirect is followed over TLS, and to this
machine only from a hub on this machine. A listing may move within its hub, and nowhere else. The token is
shown to its own hub alone, over TLS or on this machine.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urljoin, urlsplit

from auditor.sources.web.client import Client, Fetched, NoAnswerError
from auditor.sources.web.pace import Pace
from auditor.sources.web.place import Place
from auditor.sources.web.remote_file import part_of

TIME_LIMIT_S: Final = 30.0
_MOST_REDIRECTS: Final = 3
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_PORTS: Final = {"http": 80, "https": 443}
_REFUSALS: Final = {
    401: "it asks for a token: the repository is private or gated, or not there",
    403: "access is refused: the repository is gated, or the token may not read it",
    404: "there is no such repository, revision or file",
    429: "it takes no more requests for now",
}


def _pace() -> Pace:
    # A hub is made to be read, and says itself (429) when it is asked too often.
    return Pace(wait=lambda _: None)


@dataclass(slots=True)
class Hub:
    """Asks one hub.

    Attributes:
        place: Its server.
        token: Shown to it, where there is one.
        time_limit_s: Time in which an answer must be whole.
    """

    place: Place
    token: str | None = field(default=None, repr=False)
    time_limit_s: float = TIME_LIMIT_S
    _clients: dict[Place, Client] = field(default_factory=dict, repr=False)

    def whole(self, path: str, most_bytes: int, *, is_download: bool = False) -> bytes:
        """Return all of what lies at a path.

        Raises:
            NoAnswerError: nothing came, or not in time or size, or something else.
        """
        answer = self._fetched(path, {}, most_bytes, is_download=is_download)
        if answer.status != 200:
            raise NoAnswerError(_refusal(answer.status))
        return answer.body

    def part(self, path: str, begin: int, length: int, size: int) -> bytes:
        """Return some bytes of a file.

        Args:
            path: The file.
            begin: Where they begin.
            length: How many they are.
            size: How large the file is, as the hub lists it.

        Raises:
            NoAnswerError: nothing came, or not in time or size, or something else.
        """
        span = {"Range": f"bytes={begin}-{begin + length - 1}"}
        answer = self._fetched(path, span, length, is_download=True)
        if answer.status not in (200, 206):
            raise NoAnswerError(_refusal(answer.status))
        return part_of(answer, begin, length, size)

    def _fetched(self, path: str, headers: dict[str, str], most_bytes: int, *, is_download: bool) -> Fetched:
        place, at = self.place, self.place.path + path
        for _ in range(_MOST_REDIRECTS + 1):
            client = self._client(place)
            answer = client.fetch(at, headers | self._credentials(place, client), most_bytes)
            if answer.status not in _REDIRECTS:
                return answer
            place, at = self._next(place, at, answer.headers.get("location", ""), is_download=is_download)
        raise NoAnswerError("it redirects again and again")

    def _client(self, place: Place) -> Client:
        bare = Place(place.scheme, place.host, place.port)
        if bare not in self._clients:
            self._clients[bare] = Client(bare, _pace(), self.time_limit_s)
        client = self._clients[bare]
        if not self._is_hub(bare) and place.scheme != "https" and not self._is_local(client):
            raise NoAnswerError("it redirects to a host that does not take TLS, which is not followed")
        return client

    def _is_local(self, client: Client) -> bool:
        """Say whether both a host and the hub are this machine."""
        return client.is_loopback and self._clients[Place(*_origin(self.place))].is_loopback

    def _is_hub(self, place: Place) -> bool:
        return _origin(place) == _origin(self.place)

    def _credentials(self, place: Place, client: Client) -> dict[str, str]:
        is_safe = place.scheme == "https" or client.is_loopback
        if self.token is None or not is_safe or not self._is_hub(place):
            return {}
        return {"Authorization": f"Bearer {self.token}"}

    def _next(self, place: Place, at: str, location: str, *, is_download: bool) -> tuple[Place, str]:
        """Return where a redirect leads; what it says is not repeated, for links of such kind are signed."""
        try:
            to = urlsplit(urljoin(f"{place.scheme}://{place.authority}{at}", location))
            port = to.port or _PORTS.get(to.scheme, 0)
        except ValueError:
            raise NoAnswerError("it redirects to what is no address") from None
        if not location or not port or not to.hostname or to.username is not None or not location.isascii():
            raise NoAnswerError("it redirects to what is no address")
        found = Place(to.scheme, to.hostname, port)
        if not is_download and not self._is_hub(found):
            raise NoAnswerError("it redirects to another host, which is not followed")
        return found, f"{to.path or '/'}?{to.query}" if to.query else to.path or "/"


def _origin(place: Place) -> tuple[str, str, int]:
    return place.scheme, place.host, place.port


def _refusal(status: int) -> str:
    return _REFUSALS.get(status, f"it answers with status {status}")


Tokens = Callable[[], str | None]
"""Returns the token of this machine for its own hub."""


def own_token() -> str | None:
    """Return the token of ``HF_TOKEN``, or that which the hub's own library keeps."""
    from huggingface_hub import get_token

    return get_token()
