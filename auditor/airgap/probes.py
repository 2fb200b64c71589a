"""Attempts to reach something beyond the process, each against a bait that waits on this machine.

The same function runs outside, as the control, and inside the prison. Nothing here ever names an
address that is not this machine's own.
"""

import errno
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from auditor.airgap import reach
from auditor.airgap.reach import Bait
from auditor.domain.attestation import Probe

REACHED: Final = "reached"


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


_NO_ROUTE: Final = frozenset({"ENETUNREACH", "EHOSTUNREACH"})

_NOT_THERE: Final = frozenset({"ENOENT"})

# The loopback device of a new network namespace is down: no route, and no address to connect from.
# Abstract Unix names belong to it, paths to a mount namespace, shared memory to an IPC namespace; netlink,
# vsock, io_uring and signals to none of these, which is why namespaces alone prove nothing.
# The filter lets files be read, those that the mount namespace has.
ATTEMPTS: Final[tuple[Attempt, ...]] = (
    Attempt("ipv4-connect", reach.tcp4, _NO_ROUTE, needs_control=True),
    Attempt("ipv6-connect", reach.tcp6, _NO_ROUTE | {"EADDRNOTAVAIL", "EAFNOSUPPORT"}),
    Attempt("ipv4-send", reach.udp4, _NO_ROUTE),
    Attempt("dns-query", reach.dns, _NO_ROUTE),
    Attempt("unix-abstract", reach.unix_abstract, frozenset({"ECONNREFUSED"})),
    Attempt("unix-path", reach.unix_path, _NOT_THERE),
    Attempt("netlink", reach.netlink),
    Attempt("vsock", reach.vsock),
    Attempt("io-uring", reach.io_uring),
    Attempt("inherited-socket", reach.inherited_socket, seccomp_says=frozenset({"ENOTSOCK"})),
    Attempt("file-read", reach.read_file, _NOT_THERE, seccomp_says=frozenset(), needs_control=True),
    Attempt("file-write", reach.write_file, _NOT_THERE, needs_control=True),
    Attempt("file-truncate", reach.truncate_file, _NOT_THERE, needs_control=True),
    Attempt("file-create", reach.create_file, _NOT_THERE, needs_control=True),
    Attempt("fifo-write", reach.write_fifo, _NOT_THERE, needs_control=True),
    Attempt("shared-memory", reach.shared_memory, _NOT_THERE),
    Attempt("signal", reach.send_signal, needs_control=True),
    Attempt("process-memory", reach.process_memory),
)
