"""The prison: limits, namespaces and a system-call filter that the worker puts on itself, for good.

Every function works on the calling process and cannot be undone; only the worker calls them, before
it starts a thread. They answer with an empty string, or with why the platform forbids it.
"""

import ctypes
import errno
import resource
import signal
from typing import Final

from auditor.domain.attestation import Isolation

# Source: linux/include/uapi/linux/sched.h and prctl.h.
_CLONE_NEWUSER: Final = 0x10000000
_CLONE_NEWNET: Final = 0x40000000
_CLONE_THREAD: Final = 0x00010000
_PR_SET_PDEATHSIG: Final = 1
_PR_SET_NO_NEW_PRIVS: Final = 38

# Source: linux/include/uapi/linux/capability.h, _LINUX_CAPABILITY_VERSION_3: a header of version and
# process, then two sets of three 32-bit words.
_CAPABILITY_VERSION_3: Final = 0x20080522
_CAPABILITY_WORDS: Final = 6

_MAX_DESCRIPTORS: Final = 256

REFUSED_CALLS: Final = (
    # Sockets: none can be made, and none that was passed in can be used.
    *("socket", "socketpair", "connect", "bind", "listen", "accept", "accept4"),
    *("sendto", "sendmsg", "sendmmsg", "recvfrom", "recvmsg", "recvmmsg"),
    # io_uring makes and uses sockets without any of the calls above.
    *("io_uring_setup", "io_uring_enter", "io_uring_register"),
    # Other processes' descriptors and memory.
    *("pidfd_getfd", "pidfd_open", "ptrace", "process_vm_readv", "process_vm_writev", "kcmp"),
    # Other namespaces, and wide doors into the kernel.
    *("setns", "unshare", "mount", "bpf", "perf_event_open", "userfaultfd"),
    *("keyctl", "add_key", "request_key"),
    # Other programs and processes: the worker stays alone.
    *("execve", "execveat", "fork", "vfork"),
)


class _CapabilityHeader(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


def limit(*, memory_bytes: int, cpu_s: int) -> None:  # pragma: no cover - irreversible, run in the worker
    """Bound what the worker may use: address space, processor time, descriptors; no file, no core dump.

    The number of processes is left alone: the kernel counts all of the user's, not the worker's.
    The worker also dies with its parent.
    """
    limits = (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_CPU, cpu_s),
        (resource.RLIMIT_NOFILE, _MAX_DESCRIPTORS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    )
    for kind, wanted in limits:
        hard = resource.getrlimit(kind)[1]
        allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(kind, (allowed, allowed))
    _libc().prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def enter_namespace() -> str:  # pragma: no cover - irreversible, run in the worker
    """Move into a network namespace of its own, whose only device is a loopback that is down.

    With a user namespace around it, which needs no privilege; else without, which root may do.
    Capabilities, those in the new namespace included, are given up: the device cannot be raised.
    """
    libc = _libc()
    why = ""
    if libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) != 0:
        why = _error_name()
        if libc.unshare(_CLONE_NEWNET) == 0:
            why = ""
    header = _CapabilityHeader(_CAPABILITY_VERSION_3, 0)
    if libc.capset(ctypes.byref(header), (ctypes.c_uint32 * _CAPABILITY_WORDS)()) != 0 and not why:
        return f"capset: {_error_name()}"
    return f"unshare: {why}" if why else ""


def load_filter() -> str:  # pragma: no cover - irreversible, run in the worker
    """Make the kernel refuse :data:`REFUSED_CALLS`, new processes, and calls of foreign architectures.

    Refused calls fail with EPERM. The 32-bit and x32 entries of the kernel, which number their calls
    differently, end the process. Threads can still be made.
    """
    try:
        import pyseccomp
    except (ImportError, RuntimeError, OSError) as error:
        return f"libseccomp: {error}"
    if _libc().prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return f"no_new_privs: {_error_name()}"
    try:
        rules = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
        rules.set_attr(pyseccomp.Attr.ACT_BADARCH, pyseccomp.KILL_PROCESS)
        for call in REFUSED_CALLS:
            # A call this architecture has not got has a negative number, and needs no rule.
            if pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, call) >= 0:
                rules.add_rule(pyseccomp.ERRNO(errno.EPERM), call)
        # A filter cannot look behind clone3's pointer; told that it is missing, libc falls back to clone.
        rules.add_rule(pyseccomp.ERRNO(errno.ENOSYS), "clone3")
        no_thread = pyseccomp.Arg(0, pyseccomp.MASKED_EQ, _CLONE_THREAD, 0)
        rules.add_rule(pyseccomp.ERRNO(errno.EPERM), "clone", no_thread)
        rules.load()
    except OSError as error:
        return f"seccomp: {errno.errorcode.get(error.errno or 0, str(error))}"
    return ""


def level(*, has_namespace: bool, has_filter: bool) -> Isolation:
    """Name what was built; a namespace without a filter counts as nothing, for it leaves doors open."""
    if not has_filter:
        return Isolation.NONE
    return Isolation.NAMESPACE_SECCOMP if has_namespace else Isolation.SECCOMP


def _libc() -> ctypes.CDLL:  # pragma: no cover - run in the worker
    return ctypes.CDLL(None, use_errno=True)


def _error_name() -> str:  # pragma: no cover - run in the worker
    return errno.errorcode.get(ctypes.get_errno(), "EIO")
