import ast
import socket
import ssl
import subprocess
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from auditor.sources.web.client import MOST_BYTES, USER_AGENT, Answer, Client, NoAnswerError
from auditor.sources.web.pace import Pace
from auditor.sources.web.place import Place, place_of
from tests.builders.servers import Reply, raw, says, serving

pytestmark = pytest.mark.loopback
AT_ONCE: Callable[[], Pace] = lambda: Pace(wait=lambda _: None)  # noqa: E731


def client_of(url: str, time_limit_s: float = 10.0) -> Client:
    return Client(place_of(url), AT_ONCE(), time_limit_s)


def why_not(reply: Reply, time_limit_s: float = 10.0) -> str:
    with serving({"GET /x": reply}) as asked, pytest.raises(NoAnswerError) as raised:
        client_of(asked.url, time_limit_s).ask("GET", "/x")
    return str(raised.value)


def test_a_request_says_who_asks_and_carries_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with serving({"GET /base/x": says({"a": 1}, Server="llama.cpp")}) as asked:
        answer = client_of(f"{asked.url}/base/v1").ask("GET", "/x")
    assert answer == Answer(200, "llama.cpp", {"a": 1})
    assert asked.headers == [
        {
            "Host": f"127.0.0.1:{asked.port}",
            "User-Agent": USER_AGENT,
            "Accept": "application/json",
            "Accept-Encoding": "identity",
            "Connection": "close",
        }
    ]


def hang(request: BaseHTTPRequestHandler) -> None:
    time.sleep(5)


def drip_head(request: BaseHTTPRequestHandler) -> None:
    for _ in range(100):
        request.wfile.write(b"HTTP/1.1 200 OK\r\nX: y\r\n"[:1])
        request.wfile.flush()
        time.sleep(0.05)


def drip_body(request: BaseHTTPRequestHandler) -> None:
    request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n[")
    for _ in range(100):
        request.wfile.write(b"1,")
        time.sleep(0.05)


@pytest.mark.parametrize("reply", [hang, drip_head, drip_body])
def test_who_hangs_or_drips_is_given_up_in_time(reply: Reply) -> None:
    began = time.monotonic()
    assert why_not(reply, 0.4) == "no whole answer in time"
    assert time.monotonic() - began < 3


def gigabytes(request: BaseHTTPRequestHandler) -> None:
    request.wfile.write(
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9000000000\r\n\r\n"
    )
    while True:
        request.wfile.write(b" " * 1_000_000)


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (gigabytes, f"its answer is longer than {MOST_BYTES} bytes"),
        (raw(b"<html>", Content_Type="application/json"), "its answer says that it is JSON, and is not"),
        (raw(b"[" * 100_000, Content_Type="application/json"), "its answer says that it is JSON, and is not"),
        (
            raw(b"\xff\xfe\x00", Content_Type="application/json"),
            "its answer says that it is JSON, and is not",
        ),
        (lambda request: None, "remote end closed connection without response"),
        (lambda request: request.wfile.write(b"SSH-2.0-x\r\n") and None, "its answer is not HTTP"),
    ],
)
def test_an_answer_that_is_none_says_why_and_quotes_nothing(reply: Reply, reason: str) -> None:
    assert why_not(reply) == reason


def test_a_redirect_is_not_followed() -> None:
    with serving({"GET /x": raw(b"", 302, Location="/y"), "GET /y": says({})}) as asked:
        assert client_of(asked.url).ask("GET", "/x").status == 302
    assert asked.requests == ["GET /x"]


def test_what_is_not_called_json_is_not_read() -> None:
    with serving({"GET /x": raw(b'{"a": 1}', Content_Type="text/html")}) as asked:
        assert client_of(asked.url).ask("GET", "/x") == Answer(200)


def test_nobody_there_ends_the_asking() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        with pytest.raises(NoAnswerError, match="refused") as raised:
            client_of(f"http://127.0.0.1:{free.getsockname()[1]}").ask("GET", "/")
    assert raised.value.is_final


def test_a_host_is_looked_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_up = []

    def once(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        looked_up.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr("auditor.sources.web.client.socket.getaddrinfo", once)
    with serving({}) as asked:
        client = Client(Place("http", "models.example", asked.port), AT_ONCE())
        monkeypatch.undo()
        client.ask("GET", "/a")
        client.ask("GET", "/b")
    assert looked_up == ["models.example"]
    assert asked.requests == ["GET /a", "GET /b"]
    assert asked.headers[0]["Host"] == f"models.example:{asked.port}"


def test_a_host_that_nobody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr("auditor.sources.web.client.socket.getaddrinfo", unknown)
    with pytest.raises(NoAnswerError, match="its host is not known here"):
        client_of("http://nowhere.example")


def test_a_key_is_not_sent_in_the_clear_to_another_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    def found(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.0.2.1", port))]

    monkeypatch.setattr("auditor.sources.web.client.socket.getaddrinfo", found)
    with pytest.raises(NoAnswerError, match="is not sent over plain HTTP"):
        client_of("http://models.example").ask("GET", "/", "planted-secret-1")


def test_a_key_that_no_header_can_hold_is_not_quoted() -> None:
    with serving({}) as asked, pytest.raises(NoAnswerError) as raised:
        client_of(asked.url).ask("GET", "/", "planted\nsecret")
    assert "planted" not in repr(raised.value)
    assert raised.value.__cause__ is None


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    key, file = tmp_path / "key.pem", tmp_path / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
         "-keyout", key, "-out", file, "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost"],
        check=True,
        capture_output=True,
    )  # fmt: skip
    return key, file


def test_tls_is_verified(certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    key, file = certificate
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file, key)
    with serving({"GET /x": says([1])}, tls=context) as asked:
        url = f"https://localhost:{asked.port}"
        with pytest.raises(NoAnswerError, match="certificate does not verify") as raised:
            client_of(url).ask("GET", "/x")
        assert raised.value.is_final
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
        assert client_of(url).ask("GET", "/x").value == [1]
        with pytest.raises(NoAnswerError, match="certificate does not verify"):
            client_of(f"https://127.0.0.1:{asked.port}").ask("GET", "/x")


def test_who_speaks_no_tls_is_told_so() -> None:
    with serving({}) as asked, pytest.raises(NoAnswerError) as raised:
        client_of(f"https://127.0.0.1:{asked.port}").ask("GET", "/x")
    assert raised.value.is_final


def test_no_other_source_has_sockets() -> None:
    sources = Path(__file__).parents[4] / "auditor/sources"
    doors = {"socket", "ssl", "http", "urllib.request", "asyncio", "requests", "httpx", "socketserver"}
    found = set()
    for path in sources.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if any(name == door or name.startswith(f"{door}.") for name in names for door in doors):
                found.add(path.name)
    assert found == {"client.py"}


def _breaks_off(request: BaseHTTPRequestHandler) -> None:
    request.send_response_only(200)
    request.send_header("Content-Length", "10")
    request.end_headers()
    request.wfile.write(b"abc")
    request.close_connection = True


def _never_ends(request: BaseHTTPRequestHandler) -> None:
    request.send_response_only(200)
    request.end_headers()
    for _ in range(100):
        request.wfile.write(b"x")
        request.wfile.flush()
        time.sleep(0.05)


@pytest.mark.parametrize(("reply", "reason"), [(_breaks_off, "breaks off"), (_never_ends, "in time")])
def test_what_is_fetched_is_whole_or_nothing(reply: Reply, reason: str) -> None:
    with serving({"GET /x": reply}) as asked, pytest.raises(NoAnswerError, match=reason):
        client_of(asked.url, 0.5).fetch("/x", {}, 1000)


def test_a_head_request_has_headers_alone() -> None:
    with serving({"HEAD /x": _head}) as asked:
        fetched = client_of(asked.url).fetch("/x", {}, 0, method="HEAD")
    assert (fetched.status, fetched.headers["content-length"], fetched.body) == (200, "10", b"")


def _head(request: BaseHTTPRequestHandler) -> None:
    request.send_response_only(200)
    request.send_header("Content-Length", "10")
    request.end_headers()


def _as_two(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda _, port, *__, **___: [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in addresses
        ],
    )


def test_each_address_of_a_host_is_tried_and_the_one_that_answers_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = socket.create_connection
    tried: list[str] = []

    def connect(address: tuple[str, int], timeout: float) -> socket.socket:
        tried.append(address[0])
        if address[0] == "127.0.0.2":
            raise ConnectionRefusedError
        return real(address, timeout)

    with serving({"GET /x": says({"a": 1})}) as asked:
        with monkeypatch.context() as looked_up:
            _as_two(looked_up, "127.0.0.2", "127.0.0.1")
            client = client_of(f"http://localhost:{asked.port}")
        monkeypatch.setattr(socket, "create_connection", connect)
        assert client.ask("GET", "/x").value == {"a": 1}
        assert client.ask("GET", "/x").value == {"a": 1}

    assert tried == ["127.0.0.2", "127.0.0.1", "127.0.0.1"]
    assert client.address == "127.0.0.1"


def test_a_key_is_not_sent_where_another_machine_may_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    _as_two(monkeypatch, "127.0.0.1", "192.0.2.1")
    client = client_of("http://gpu:1")

    assert not client.is_loopback
    with pytest.raises(NoAnswerError, match="key is not sent"):
        client.ask("GET", "/x", "key")
