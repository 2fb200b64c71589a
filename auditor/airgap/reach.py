"""Ways out of the process: each goes to a bait that waits on this machine, and to nowhere else.

Each returns when it got through, and raises ``OSError`` when it did not.
"""

import ctypes
import errno
import os
import resource
import signal
import socket
import stat
from dataclasses import dataclass
from typing import Final

_TIMEOUT_S: Final = 2.0

# RFC 1035, section 4.1: id, flags (recursion desired), one question; then the name, type A, class IN.
# The top-level domain is reserved for names that never resolve (RFC 6761, section 6.4).
_DNS_QUERY: Final = (
    b"\x0a\x1d\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x07auditor\x07invalid\x00\x00\x01\x00\x01"
)

# Linux gives system calls added since 5.1 one number on every architecture but Alpha.
# Source: linux/include/uapi/asm-generic/unistd.h, __NR_io_uring_setup; struct io_uring_params is 120 bytes.
_IO_URING_SETUP: Final = 425
_IO_URING_PARAMS_BYTES: Final = 120

# The worker may have far fewer, and none of the parent's baits is beyond.
_MOST_DESCRIPTORS: Final = 65_536
# Source: linux/include/linux/threads.h, PID_MAX_LIMIT; ids stay below.
_NOBODY: Final = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Bait:
    """Where the listeners are. A listener that could not be opened has port 0 or an empty name.

    Attributes:
        tcp4_port: TCP on 127.0.0.1.
        tcp6_port: TCP on ::1.
        udp4_port: UDP on 127.0.0.1.
        dns_port: UDP on 127.0.0.1, answered.
        unix_abstract: Name of an abstract Unix socket, without the leading zero byte.
        unix_path: Path of a Unix socket.
        file_path: Path of a file that may be read and written; others may be made beside it.
        fifo_path: Path of a named pipe that somebody reads from.
        pid: Process that takes signals.
        memory_address: Address of a byte in that process's memory.
        shm_key: Key of a shared memory segment.
    """

    tcp4_port: int
    tcp6_port: int
    udp4_port: int
    dns_port: int
    unix_abstract: str
    unix_path: str
    file_path: str = ""
    fifo_path: str = ""
    pid: int = 0
    memory_address: int = 0
    shm_key: int = 0


def tcp4(bait: Bait) -> None:
    """Connect to the listener on 127.0.0.1."""
    _connect(socket.AF_INET, ("127.0.0.1", bait.tcp4_port))


def tcp6(bait: Bait) -> None:
    """Connect to the listener on ::1."""
    # Without a bait there, the discard port: the attempt still shows what the prison answers.
    _connect(socket.AF_INET6, ("::1", bait.tcp6_port or 9))


def udp4(bait: Bait) -> None:
    """Send a datagram to 127.0.0.1."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.sendto(b"auditor", ("127.0.0.1", bait.udp4_port))


def dns(bait: Bait) -> None:
    """Ask the resolver on 127.0.0.1, and hear its answer."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.settimeout(_TIMEOUT_S)
        client.sendto(_DNS_QUERY, ("127.0.0.1", bait.dns_port))
        client.recv(512)


def unix_abstract(bait: Bait) -> None:
    """Connect to the abstract Unix socket."""
    _connect(socket.AF_UNIX, f"\0{bait.unix_abstract}")


def unix_path(bait: Bait) -> None:
    """Connect to the Unix socket in the file system."""
    _connect(socket.AF_UNIX, bait.unix_path)


def _connect(family: int, address: tuple[str, int] | str) -> None:
    with socket.socket(family, socket.SOCK_STREAM) as client:
        client.settimeout(_TIMEOUT_S)
        client.connect(address)


def netlink(_: Bait) -> None:
    """Bind a route socket."""
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE) as client:
        client.bind((0, 0))


def vsock(_: Bait) -> None:
    """Open a socket to the hypervisor."""
    # Opened, not connected: the other end would be the hypervisor.
    socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM).close()


def io_uring(_: Bait) -> None:
    """Make a ring, which makes sockets without socket calls."""
    libc = ctypes.CDLL(None, use_errno=True)
    descriptor = libc.syscall(_IO_URING_SETUP, 1, ctypes.create_string_buffer(_IO_URING_PARAMS_BYTES))
    if descriptor < 0:
        raise OSError(ctypes.get_errno(), "io_uring_setup")
    os.close(descriptor)


def inherited_socket(_: Bait) -> None:
    """Look for a socket among the open descriptors: the control finds the baits themselves."""
    n_descriptors = min(resource.getrlimit(resource.RLIMIT_NOFILE)[0], _MOST_DESCRIPTORS)
    if not any(_is_socket(descriptor) for descriptor in range(n_descriptors)):
        raise OSError(errno.ENOTSOCK, "no descriptor is a socket")


def _is_socket(descriptor: int) -> bool:
    try:
        return stat.S_ISSOCK(os.fstat(descriptor).st_mode)
    except OSError:
        return False


def read_file(bait: Bait) -> None:
    """Open the file for reading."""
    os.close(os.open(bait.file_path, os.O_RDONLY))


def write_file(bait: Bait) -> None:
    """Write a byte into the file."""
    _give(bait.file_path, os.O_WRONLY)


def truncate_file(bait: Bait) -> None:
    """Empty the file."""
    os.truncate(bait.file_path, 0)


def create_file(bait: Bait) -> None:
    """Make a file beside it."""
    os.close(os.open(f"{bait.file_path}.new", os.O_CREAT, 0o600))


def write_fifo(bait: Bait) -> None:
    """Write a byte into the named pipe."""
    # Without a reader that would wait.
    _give(bait.fifo_path, os.O_WRONLY | os.O_NONBLOCK)


def _give(path: str, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.write(descriptor, b"x")
    finally:
        os.close(descriptor)


def send_signal(bait: Bait) -> None:
    """Send a signal to the process."""
    # It means nothing to who is running. Process 0 would be the whole group.
    os.kill(bait.pid or _NOBODY, signal.SIGCONT)


def process_memory(bait: Bait) -> None:
    """Read a byte of the process's memory."""
    byte = ctypes.create_string_buffer(1)
    here = _Span(ctypes.addressof(byte), 1)
    there = _Span(bait.memory_address, 1)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.process_vm_readv(bait.pid, ctypes.byref(here), 1, ctypes.byref(there), 1, 0) < 0:
        raise OSError(ctypes.get_errno(), "process_vm_readv")


def shared_memory(bait: Bait) -> None:
    """Find the segment of shared memory."""
    # Key 0 would make a new segment.
    if ctypes.CDLL(None, use_errno=True).shmget(bait.shm_key or 1, 0, 0) < 0:
        raise OSError(ctypes.get_errno(), "shmget")


class _Span(ctypes.Structure):
    """Source: readv(2), struct iovec."""

    _fields_ = (("base", ctypes.c_void_p), ("length", ctypes.c_size_t))
