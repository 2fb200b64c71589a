"""Requests to one server: the only sockets of the sources.

The host is looked up once; the first of its addresses that answers is kept. There are no proxies, no
redirects and no cookies; TLS is verified; an answer has a time in which it must be whole, and a size.
"""

import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from auditor import __version__
from auditor.domain.serving import Exposure
from auditor.formats.address import reach
from auditor.sources.reading import why
from auditor.sources.web.pace import Pace
from auditor.sources.web.place import Place

if TYPE_CHECKING:
    from http.client import HTTPResponse

T = TypeVar("T")

USER_AGENT: Final = f"auditor/{__version__}"
MOST_BYTES: Final = 4_000_000
TIME_LIMIT_S: Final = 10.0
_BLOCK: Final = 65_536
_KEY_REFUSED: Final = "its key is not sent over plain HTTP to another machine"


class NoAnswerError(Exception):
    """There was no whole answer; the text says why, without anything that the server wrote.

    Attributes:
        is_final: Nobody can be asked there: another request would fare no better.
    """

    def __init__(self, reason: str, *, is_final: bool = False) -> None:
        super().__init__(reason)
        self.is_final = is_final


class _WrongAnswerError(Exception):
    """An answer came, and is not what it should be; the text is one of ours."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back.

    Attributes:
        status: Status code.
        server: The ``Server`` header.
        value: The JSON of the body; ``None`` where it is none.
    """

    status: int
    server: str = ""
    value: object = None

    @property
    def is_refusal(self) -> bool:
        """Whether it asks for credentials."""
        return self.status in (401, 403)


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer as it came.

    Attributes:
        status: Status code.
        headers: Headers by name, in lower case.
        body: Its bytes.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes


class Client:
    """Asks one server.

    Args:
        place: The server.
        pace: Shared by all clients of a scan.
        time_limit_s: Time in which an answer must be whole.

    Raises:
        NoAnswerError: nobody knows its host.
    """

    def __init__(self, place: Place, pace: Pace, time_limit_s: float = TIME_LIMIT_S) -> None:
        self._place, self._pace, self._time_limit_s = place, pace, time_limit_s
        try:
            found = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise NoAnswerError("its host is not known here", is_final=True) from error
        # localhost is two addresses, and a server often listens on one of them.
        self._addresses = tuple(dict.fromkeys(str(one[4][0]) for one in found))

    @property
    def address(self) -> str:
        """The address of its host that answered, and that every request then goes to; before, the first."""
        return self._addresses[0]

    @property
    def is_loopback(self) -> bool:
        """Whether it is this machine, whichever of its addresses answers."""
        return all(reach(address) is Exposure.LOOPBACK for address in self._addresses)

    def ask(self, method: str, path: str, key: str | None = None) -> Answer:
        """Send one request and return its answer.

        Raises:
            NoAnswerError: there was no whole answer in time, or in size.
        """
        if key is not None and self._place.scheme != "https" and not self.is_loopback:
            raise NoAnswerError(_KEY_REFUSED)
        headers = {"Accept": "application/json"}
        if key is not None:
            headers["Authorization"] = f"Bearer {key}"
        return self._sent(method, path, headers, _status if method == "HEAD" else _answer)

    def fetch(
        self, path: str, headers: Mapping[str, str], most_bytes: int, *, method: str = "GET"
    ) -> Fetched:
        """Send one request without a body and return what came back, of at most so many bytes.

        Raises:
            NoAnswerError: there was no whole answer in time, or in size.
        """

        def whole(response: "HTTPResponse") -> Fetched:
            names = {name.lower(): value for name, value in response.getheaders()}
            if names.get("content-encoding", "identity") != "identity":
                raise _WrongAnswerError("its answer is compressed, which was not asked for")
            body, length = _read(response.read, most_bytes), names.get("content-length", "")
            # A connection that ends early is no error to http.client where it is read in parts.
            if method != "HEAD" and length.isdecimal() and int(length) != len(body):
                raise _WrongAnswerError("its answer breaks off")
            return Fetched(response.status, names, body)

        return self._sent(method, path, headers, whole)

    def _sent(
        self, method: str, path: str, headers: Mapping[str, str], take: "Callable[[HTTPResponse], T]"
    ) -> T:
        # Its parts cost more than all other sources together; a scan that asks nobody does without.
        from http.client import HTTPException

        self._pace.keep(self.address)
        current: list[socket.socket] = []
        ended = threading.Event()
        # A read has a time-out of its own, but who sends a byte now and then outlasts every one of them.
        watch = threading.Timer(self._time_limit_s, _cut, (current, ended))
        watch.daemon = True
        watch.start()
        is_connected = False
        try:
            self._connect(current)
            is_connected = True
            taken = self._exchange(method, path, headers, current[-1], take)
            if ended.is_set():
                raise TimeoutError
            return taken
        except (OSError, HTTPException, ValueError, _WrongAnswerError) as error:
            reason = _reason(error, timed_out=ended.is_set())
            # No cause is kept: what is wrong with a key or an answer quotes it.
            raise NoAnswerError(reason, is_final=not is_connected) from None
        finally:
            watch.cancel()
            _close(current)

    def _exchange(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str],
        connected: socket.socket,
        take: "Callable[[HTTPResponse], T]",
    ) -> T:
        from http.client import HTTPConnection

        connection = HTTPConnection(self._place.host, self._place.port)
        connection.sock = connected
        sent = {
            "Host": self._place.authority,
            "User-Agent": USER_AGENT,
            "Accept-Encoding": "identity",
            "Connection": "close",
            **headers,
        }
        body = b"" if method == "POST" else None
        connection.request(method, self._place.path + path, body=body, headers=sent)
        with connection.getresponse() as response:
            return take(response)

    def _connect(self, current: list[socket.socket]) -> None:
        plain = self._reached(time.monotonic() + self._time_limit_s)
        current.append(plain)
        if self._place.scheme == "https":
            context = ssl.create_default_context()
            secured = context.wrap_socket(
                plain, server_hostname=self._place.host, do_handshake_on_connect=False
            )
            current.append(secured)
            secured.do_handshake()

    def _reached(self, deadline_s: float) -> socket.socket:
        """Connect to the first address that answers, and stay with it."""
        for place, address in enumerate(self._addresses):
            is_last = place == len(self._addresses) - 1
            left_s = max(deadline_s - time.monotonic(), 0.001) / (len(self._addresses) - place)
            try:
                connected = socket.create_connection((address, self._place.port), timeout=left_s)
            except OSError:
                if is_last:
                    raise
                continue
            connected.settimeout(self._time_limit_s)
            self._addresses = (address,)
            return connected
        raise AssertionError("a host has an address")


def _status(response: "HTTPResponse") -> Answer:
    # Its headers are those of the answer that was not sent.
    return Answer(response.status, (response.getheader("Server") or "")[:200])


def _answer(response: "HTTPResponse") -> Answer:
    is_json = "json" in (response.getheader("Content-Type") or "").lower()
    server = response.getheader("Server") or ""
    value = _json(_read(response.read, MOST_BYTES)) if is_json and response.status == 200 else None
    return Answer(response.status, server[:200], value)


def _read(read: Callable[[int], bytes], most_bytes: int) -> bytes:
    parts, size = list[bytes](), 0
    while block := read(_BLOCK):
        size += len(block)
        if size > most_bytes:
            raise _WrongAnswerError(f"its answer is longer than {most_bytes} bytes")
        parts.append(block)
    return b"".join(parts)


def _json(raw: bytes) -> object:
    try:
        value: object = json.loads(raw)
    except (ValueError, RecursionError):
        raise _WrongAnswerError("its answer says that it is JSON, and is not") from None
    return value


def _reason(error: Exception, *, timed_out: bool) -> str:
    if timed_out or isinstance(error, TimeoutError):
        return "no whole answer in time"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate does not verify: {error.verify_message}"
    if isinstance(error, ssl.SSLError):
        return "it does not speak TLS as it should"
    if isinstance(error, OSError):
        return why(error)
    # What http.client found wrong quotes the server, or the key.
    return str(error) if isinstance(error, _WrongAnswerError) else "its answer is not HTTP"


def _cut(current: list[socket.socket], ended: threading.Event) -> None:
    ended.set()
    for open_ in reversed(current):
        with suppress(OSError):
            open_.shutdown(socket.SHUT_RDWR)


def _close(current: list[socket.socket]) -> None:
    for open_ in current:
        with suppress(OSError):
            open_.close()
