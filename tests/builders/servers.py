"""HTTP servers on the loopback address that answer what a test says, in threads of their own."""

import json
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Reply = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Asked:
    """A server that runs, and what it was asked.

    Attributes:
        port: Its port on 127.0.0.1.
        requests: Method and path of each request, in their order.
        headers: The headers of each.
    """

    port: int
    requests: list[str] = field(default_factory=list)
    headers: list[Mapping[str, str]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def says(value: object, status: int = 200, **headers: str) -> Reply:
    """Answer with JSON."""
    return raw(json.dumps(value).encode(), status, **({"Content-Type": "application/json"} | headers))


def raw(body: bytes, status: int = 200, **headers: str) -> Reply:
    """Answer with bytes."""

    def reply(request: BaseHTTPRequestHandler) -> None:
        request.send_response_only(status)
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        if request.command != "HEAD":
            request.wfile.write(body)

    return reply


def guarded(key: str, reply: Reply) -> Reply:
    """Answer only to those who show a key."""

    def checked(request: BaseHTTPRequestHandler) -> None:
        is_known = request.headers.get("Authorization") == f"Bearer {key}"
        (reply if is_known else says({"error": "no"}, 401))(request)

    return checked


@contextmanager
def serving(
    routes: Mapping[str, Reply], otherwise: Reply | None = None, tls: ssl.SSLContext | None = None
) -> Iterator[Asked]:
    """Serve routes, ``GET /path``, ``HEAD /path`` or ``POST /path``, until the block ends."""
    unknown = otherwise or says({"error": "not found"}, 404)

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            asked.requests.append(f"{self.command} {self.path}")
            asked.headers.append(dict(self.headers))
            try:
                routes.get(f"{self.command} {self.path}", unknown)(self)
            except OSError:
                # The client hung up, as it should.
                self.close_connection = True

        do_GET = do_POST = do_HEAD = _answer  # noqa: N815 - http.server calls them so

        def log_message(self, *_: object) -> None:
            """Print nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """A client that gives up a handshake is what some tests are about."""

    server = Server(("127.0.0.1", 0), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    asked = Asked(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
