"""Attempts to reach something beyond the process, each against a bait that waits on this machine.

The same function runs outside, as the control, and inside the prison. Nothing here ever names an
address that is not this machine's own.
"""

import ctypes
import errno
import os
import resource
import signal
import socket
import stat
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from auditor.domain.attestation import Probe

REACHED: Final = "reached"

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


class Stage(StrEnum):
    """What stood between the process and the world when an attempt was made."""

    NAMESPACE = "namespace"
    """New namespaces alone."""
    SECCOMP = "seccomp"
    """The system-call filter, and whatever else could be built."""
    OPEN = "open"
    """No system-call filter: the platform has none."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One way out.

    Attributes:
        name: What is tried.
        make: Tries it; returns when it got through, raises ``OSError`` when it did not.
        namespace_says: Errors by which the namespaces refuse it; empty where they do not.
        seccomp_says: Errors by which the system-call filter refuses it; empty where it does not.
        needs_control: It must succeed outside, whatever the machine is capable of.
    """

    name: str
    make: Callable[[Bait], None]
    namespace_says: frozenset[str] = frozenset()
    seccomp_says: frozenset[str] = frozenset({"EPERM"})
    needs_control: bool = False

    def says(self, stage: Stage) -> frozenset[str]:
        """Return the errors by which a stage refuses this attempt."""
        return {
            Stage.NAMESPACE: self.namespace_says,
            Stage.SECCOMP: self.seccomp_says,
            Stage.OPEN: self.namespace_says | self.seccomp_says,
        }[stage]


def attempts(stage: Stage) -> tuple[Attempt, ...]:
    """Return what a stage has to stop; where there is no filter, everything is tried."""
    return tuple(attempt for attempt in ATTEMPTS if stage is Stage.OPEN or attempt.says(stage))


def answer(attempt: Attempt, bait: Bait) -> str:
    """Make an attempt, and return ``reached`` or the name of the error."""
    try:
        attempt.make(bait)
    except TimeoutError:
        return "ETIMEDOUT"
    except OSError as error:
        return errno.errorcode.get(error.errno or 0, "EIO")
    return REACHED


def answers(stage: Stage, bait: Bait) -> tuple[tuple[Stage, str, str], ...]:
    """Make every attempt of a stage; return (stage, attempt, answer) for each."""
    return tuple((stage, attempt.name, answer(attempt, bait)) for attempt in attempts(stage))


def controls(bait: Bait) -> Mapping[str, str]:
    """Make every attempt where nothing forbids it; return the answers by name."""
    return {attempt.name: answer(attempt, bait) for attempt in ATTEMPTS}


def compare(inside: Sequence[tuple[Stage, str, str]], outside: Mapping[str, str]) -> tuple[Probe, ...]:
    """Put each answer from inside beside its control.

    An attempt this machine is not capable of at all, such as IPv6 where it is switched off, has no
    control, and its ``outside`` is empty. Some are never excused: TCP over IPv4, files, signals.
    """
    by_name = {attempt.name: attempt for attempt in ATTEMPTS}
    return tuple(_compared(by_name[name], stage, said, outside[name]) for stage, name, said in inside)


def _compared(attempt: Attempt, stage: Stage, inside: str, outside: str) -> Probe:
    excused = outside in _NOT_ON_THIS_MACHINE and not attempt.needs_control
    return Probe(
        name=f"{stage.value}/{attempt.name}",
        inside=inside,
        outside="" if excused else outside,
        holds=inside in attempt.says(stage) and (excused or outside == REACHED),
    )


# How kernels say that a facility is compiled out, switched off or kept from this user altogether.
_NOT_ON_THIS_MACHINE: Final = frozenset(
    {"EAFNOSUPPORT", "EADDRNOTAVAIL", "ENOSYS", "EPERM", "EACCES", "EPROTONOSUPPORT", "ENODEV"}
)


def _tcp4(bait: Bait) -> None:
    _connect(socket.AF_INET, ("127.0.0.1", bait.tcp4_port))


def _tcp6(bait: Bait) -> None:
    # Without a bait there, the discard port: the attempt still shows what the prison answers.
    _connect(socket.AF_INET6, ("::1", bait.tcp6_port or 9))


def _udp4(bait: Bait) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.sendto(b"auditor", ("127.0.0.1", bait.udp4_port))


def _dns(bait: Bait) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.settimeout(_TIMEOUT_S)
        client.sendto(_DNS_QUERY, ("127.0.0.1", bait.dns_port))
        client.recv(512)


def _unix_abstract(bait: Bait) -> None:
    _connect(socket.AF_UNIX, f"\0{bait.unix_abstract}")


def _unix_path(bait: Bait) -> None:
    _connect(socket.AF_UNIX, bait.unix_path)


def _connect(family: int, address: tuple[str, int] | str) -> None:
    with socket.socket(family, socket.SOCK_STREAM) as client:
        client.settimeout(_TIMEOUT_S)
        client.connect(address)


def _netlink(_: Bait) -> None:
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE) as client:
        client.bind((0, 0))


def _vsock(_: Bait) -> None:
    # Opened, not connected: the other end would be the hypervisor.
    socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM).close()


def _io_uring(_: Bait) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    descriptor = libc.syscall(_IO_URING_SETUP, 1, ctypes.create_string_buffer(_IO_URING_PARAMS_BYTES))
    if descriptor < 0:
        raise OSError(ctypes.get_errno(), "io_uring_setup")
    os.close(descriptor)


def _inherited(_: Bait) -> None:
    """Look for a socket among the open descriptors: the control finds the baits themselves."""
    n_descriptors = min(resource.getrlimit(resource.RLIMIT_NOFILE)[0], _MOST_DESCRIPTORS)
    if not any(_is_socket(descriptor) for descriptor in range(n_descriptors)):
        raise OSError(errno.ENOTSOCK, "no descriptor is a socket")


def _is_socket(descriptor: int) -> bool:
    try:
        return stat.S_ISSOCK(os.fstat(descriptor).st_mode)
    except OSError:
        return False


def _read(bait: Bait) -> None:
    os.close(os.open(bait.file_path, os.O_RDONLY))


def _write(bait: Bait) -> None:
    _give(bait.file_path, os.O_WRONLY)


def _truncate(bait: Bait) -> None:
    os.truncate(bait.file_path, 0)


def _create(bait: Bait) -> None:
    os.close(os.open(f"{bait.file_path}.new", os.O_CREAT, 0o600))


def _fifo(bait: Bait) -> None:
    # Without a reader that would wait.
    _give(bait.fifo_path, os.O_WRONLY | os.O_NONBLOCK)


def _give(path: str, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.write(descriptor, b"x")
    finally:
        os.close(descriptor)


def _signal(bait: Bait) -> None:
    # It means nothing to who is running. Process 0 would be the whole group.
    os.kill(bait.pid or _NOBODY, signal.SIGCONT)


def _process_memory(bait: Bait) -> None:
    byte = ctypes.create_string_buffer(1)
    here = _Span(ctypes.addressof(byte), 1)
    there = _Span(bait.memory_address, 1)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.process_vm_readv(bait.pid, ctypes.byref(here), 1, ctypes.byref(there), 1, 0) < 0:
        raise OSError(ctypes.get_errno(), "process_vm_readv")


def _shared_memory(bait: Bait) -> None:
    # Key 0 would make a new segment.
    if ctypes.CDLL(None, use_errno=True).shmget(bait.shm_key or 1, 0, 0) < 0:
        raise OSError(ctypes.get_errno(), "shmget")


class _Span(ctypes.Structure):
    """Source: readv(2), struct iovec."""

    _fields_ = (("base", ctypes.c_void_p), ("length", ctypes.c_size_t))


_NO_ROUTE: Final = frozenset({"ENETUNREACH", "EHOSTUNREACH"})

_NOT_THERE: Final = frozenset({"ENOENT"})

# The loopback device of a new network namespace is down: no route, and no address to connect from.
# Abstract Unix names belong to it, paths to a mount namespace, shared memory to an IPC namespace; netlink,
# vsock, io_uring and signals to none of these, which is why namespaces alone prove nothing.
# The filter lets files be read, those that the mount namespace has.
ATTEMPTS: Final[tuple[Attempt, ...]] = (
    Attempt("ipv4-connect", _tcp4, _NO_ROUTE, needs_control=True),
    Attempt("ipv6-connect", _tcp6, _NO_ROUTE | {"EADDRNOTAVAIL", "EAFNOSUPPORT"}),
    Attempt("ipv4-send", _udp4, _NO_ROUTE),
    Attempt("dns-query", _dns, _NO_ROUTE),
    Attempt("unix-abstract", _unix_abstract, frozenset({"ECONNREFUSED"})),
    Attempt("unix-path", _unix_path, _NOT_THERE),
    Attempt("netlink", _netlink),
    Attempt("vsock", _vsock),
    Attempt("io-uring", _io_uring),
    Attempt("inherited-socket", _inherited, seccomp_says=frozenset({"ENOTSOCK"})),
    Attempt("file-read", _read, _NOT_THERE, seccomp_says=frozenset(), needs_control=True),
    Attempt("file-write", _write, _NOT_THERE, needs_control=True),
    Attempt("file-truncate", _truncate, _NOT_THERE, needs_control=True),
    Attempt("file-create", _create, _NOT_THERE, needs_control=True),
    Attempt("fifo-write", _fifo, _NOT_THERE, needs_control=True),
    Attempt("shared-memory", _shared_memory, _NOT_THERE),
    Attempt("signal", _signal, needs_control=True),
    Attempt("process-memory", _process_memory),
)
