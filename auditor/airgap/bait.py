"""What the probes try to reach: the control that shows a refused attempt means something."""

import ctypes
import os
import secrets
import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Final

from auditor.airgap.reach import Bait
from auditor.errors import AirgapError

# Source: linux/include/uapi/linux/ipc.h.
_IPC_CREAT: Final = 0o1000
_IPC_EXCL: Final = 0o2000
_IPC_RMID: Final = 0
_LOOK_UP_S: Final = 0.05


@contextmanager
def laid() -> Iterator[Bait]:
    """Lay the baits, say where they are, and take them in again; nothing is left behind.

    Listeners are on the loopback device, files in a private folder. A kind this machine does not have is left
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
            file_path=_file(f"{path}.txt"),
            fifo_path=_fifo(stack, f"{path}.fifo"),
            pid=os.getpid(),
            memory_address=_byte(stack),
            shm_key=_segment(stack),
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
        stopped = threading.Event()
        answering = threading.Thread(target=_answer, args=(listener, stopped), daemon=True)
        answering.start()
        stack.callback(_stop, answering, stopped)
    return port


def _answer(listener: socket.socket, stopped: threading.Event) -> None:
    """Send every datagram back with DNS's response bit set, until told to stop.

    It looks up from time to time: where the loopback device is down, no datagram could wake it.
    """
    listener.settimeout(_LOOK_UP_S)
    while not stopped.is_set():
        with suppress(OSError):
            query, sender = listener.recvfrom(512)
            listener.sendto(query[:2] + b"\x81\x83" + query[4:], sender)


def _stop(answering: threading.Thread, stopped: threading.Event) -> None:
    stopped.set()
    answering.join()


def _unix(stack: ExitStack, address: str) -> str:
    try:
        listener = stack.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
        listener.bind(address)
        listener.listen()
    except OSError:
        return ""
    return address


def _file(path: str) -> str:
    try:
        Path(path).write_bytes(b"bait")
    except OSError:
        return ""
    return path


def _fifo(stack: ExitStack, path: str) -> str:
    try:
        os.mkfifo(path, 0o600)
        stack.callback(os.close, os.open(path, os.O_RDONLY | os.O_NONBLOCK))
    except OSError:
        return ""
    return path


def _byte(stack: ExitStack) -> int:
    """Return the address of a byte that stays where it is until the baits are taken in."""
    byte = ctypes.create_string_buffer(1)
    stack.callback(bytes, byte)
    return ctypes.addressof(byte)


def _segment(stack: ExitStack) -> int:
    libc = ctypes.CDLL(None, use_errno=True)
    key = secrets.randbelow(2**30) + 2
    segment = libc.shmget(key, 1, _IPC_CREAT | _IPC_EXCL | 0o600)
    if segment < 0:
        return 0
    stack.callback(libc.shmctl, segment, _IPC_RMID, None)
    return key
