"""Listeners for the probes to reach: the control that shows a refused attempt means something."""

import secrets
import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from auditor.airgap.probes import Bait
from auditor.errors import AirgapError


@contextmanager
def laid() -> Iterator[Bait]:
    """Open the listeners, say where they are, and close them again; nothing is left in the file system.

    All are on the loopback device or in a private folder. A kind this machine does not have is left
    out (port 0, empty name), and its control then fails in its own words.

    Raises:
        AirgapError: not even a temporary folder can be made.
    """
    with ExitStack() as stack:
        try:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="auditor-"))
        except OSError as error:
            raise AirgapError(
                f"air-gap: no temporary folder: {error}", hint="Point TMPDIR at a writable folder."
            ) from error
        abstract, path = f"auditor-{secrets.token_hex(8)}", str(Path(folder) / "bait")
        yield Bait(
            tcp4_port=_tcp(stack, socket.AF_INET, "127.0.0.1"),
            tcp6_port=_tcp(stack, socket.AF_INET6, "::1"),
            udp4_port=_udp(stack, is_answered=False),
            dns_port=_udp(stack, is_answered=True),
            unix_abstract=_unix(stack, f"\0{abstract}")[1:],
            unix_path=_unix(stack, path),
        )


def _tcp(stack: ExitStack, family: int, host: str) -> int:
    try:
        listener = stack.enter_context(socket.socket(family, socket.SOCK_STREAM))
        listener.bind((host, 0))
        listener.listen()
    except OSError:
        return 0
    port: int = listener.getsockname()[1]
    return port


def _udp(stack: ExitStack, *, is_answered: bool) -> int:
    try:
        listener = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        listener.bind(("127.0.0.1", 0))
    except OSError:
        return 0
    port: int = listener.getsockname()[1]
    if is_answered:
        answering = threading.Thread(target=_answer, args=(listener,), daemon=True)
        answering.start()
        stack.callback(_stop, answering, port)
    return port


def _answer(listener: socket.socket) -> None:
    """Send every datagram back with DNS's response bit set, until an empty one comes."""
    while True:
        query, sender = listener.recvfrom(512)
        if not query:
            return
        listener.sendto(query[:2] + b"\x81\x83" + query[4:], sender)


def _stop(answering: threading.Thread, port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.sendto(b"", ("127.0.0.1", port))
    answering.join()


def _unix(stack: ExitStack, address: str) -> str:
    try:
        listener = stack.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
        listener.bind(address)
        listener.listen()
    except OSError:
        return ""
    return address
