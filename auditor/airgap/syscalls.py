"""The system calls the worker may make once it is shut in: a list of what is allowed, recorded from runs.

Everything else fails with EPERM: sockets, io_uring, other processes' memory, descriptors and limits,
signals, namespaces, programs, processes, shared memory, queues, and whatever changes a file or a name.
"""

import errno
import os
from contextlib import suppress
from types import ModuleType
from typing import TYPE_CHECKING, Final

from auditor.airgap import kernel

if TYPE_CHECKING:
    from pyseccomp import SyscallFilter

# Source: linux/include/uapi/linux/prctl.h and sched.h.
_PR_SET_NO_NEW_PRIVS: Final = 38
_CLONE_THREAD: Final = 0x00010000

_WORD: Final = 0xFFFFFFFF
"""The kernel reads 32 bits of these arguments, so a filter must not look at more."""

_ADDRESS: Final = 0xFFFF_FFFF_FFFF_FFFF

# Beside reading: any access mode but that, and the flags that make, empty or extend a file.
_WRITING: Final = os.O_ACCMODE | os.O_CREAT | os.O_TRUNC | os.O_APPEND

ALLOWED: Final = (
    # Memory, and the threads in it.
    *("brk", "mmap", "munmap", "mprotect", "mremap", "madvise", "membarrier", "mseal"),
    *("futex", "futex_time64", "rseq", "set_robust_list", "set_tid_address", "arch_prctl"),
    *("sched_yield", "sched_getaffinity", "getcpu", "exit", "exit_group"),
    # Its own signals, and waiting.
    *("rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigaltstack", "restart_syscall"),
    *("nanosleep", "clock_nanosleep", "clock_nanosleep_time64", "poll", "ppoll"),
    # What time it is, and who and where the process is.
    *("clock_gettime", "clock_gettime64", "clock_getres", "gettimeofday", "time", "times", "getrusage"),
    *("uname", "sysinfo", "getrandom", "getcwd", "getpid", "getppid", "gettid", "getpgrp"),
    *("getuid", "geteuid", "getgid", "getegid", "getrlimit", "ugetrlimit"),
    # Descriptors: the pipes, and files that were opened for reading.
    *("read", "pread64", "readv", "preadv", "write", "writev", "lseek", "_llseek", "close", "dup", "dup2"),
    *("dup3", "fadvise64", "readahead"),
    # Looking at files and folders.
    *("stat", "lstat", "fstat", "newfstatat", "fstatat64", "fstat64", "stat64", "lstat64", "statx"),
    *("access", "faccessat", "faccessat2", "readlink", "readlinkat", "getdents64", "statfs", "fstatfs"),
)

# Call, argument, and the values it may have. Source: linux/include/uapi/linux/fcntl.h (F_DUPFD, F_GETFD,
# F_SETFD, F_GETFL, F_DUPFD_CLOEXEC), asm-generic/ioctls.h (TCGETS, FIONCLEX, FIOCLEX), prctl.h
# (PR_SET_NAME, PR_GET_NAME, PR_SET_VMA). What is left out could send signals or type into a terminal.
_VALUES: Final = (
    ("fcntl", 1, (0, 1, 2, 3, 1030)),
    ("fcntl64", 1, (0, 1, 2, 3, 1030)),
    ("ioctl", 1, (0x5401, 0x5450, 0x5451)),
    ("prctl", 0, (15, 16, 0x53564D41)),
)


def find_libseccomp() -> None:  # pragma: no cover - run in the worker
    """Load libseccomp while it can be searched for, which takes other programs; see :func:`load_filter`."""
    with suppress(ImportError, RuntimeError, OSError):
        import pyseccomp  # noqa: F401 - loads the library


def load_filter() -> str:  # pragma: no cover - irreversible, run in the worker
    """Make the kernel refuse every call but :data:`ALLOWED`, new processes, and foreign architectures.

    Refused calls fail with EPERM. The 32-bit and x32 entries of the kernel, which number their calls
    differently, end the process. Threads can still be made, files opened for reading, limits read,
    and the process can end itself by a signal, as abort does.

    Returns:
        Why the platform forbids it; empty if the filter stands.
    """
    try:
        import pyseccomp
    except (ImportError, RuntimeError, OSError) as error:
        return f"libseccomp: {error}"
    try:
        kernel.call("prctl", _PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        _rules(pyseccomp).load()
    except OSError as error:
        return f"seccomp: {errno.errorcode.get(error.errno or 0, str(error))}"
    return ""


def _rules(pyseccomp: ModuleType) -> "SyscallFilter":  # pragma: no cover - run in the worker
    rules = pyseccomp.SyscallFilter(pyseccomp.ERRNO(errno.EPERM))
    rules.set_attr(pyseccomp.Attr.ACT_BADARCH, pyseccomp.KILL_PROCESS)

    def allow(call: str, *conditions: tuple[int, int, int]) -> None:
        # A call this architecture, or this libseccomp, has not got needs no rule.
        if pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, call) >= 0:
            masked = (pyseccomp.Arg(which, pyseccomp.MASKED_EQ, *bits) for which, *bits in conditions)
            rules.add_rule(pyseccomp.ALLOW, call, *masked)

    for call in ALLOWED:
        allow(call)
    for call, which, values in _VALUES:
        for value in values:
            allow(call, (which, _WORD, value))
    allow("open", (1, _WRITING, 0))
    allow("openat", (2, _WRITING, 0))
    allow("clone", (0, _CLONE_THREAD, _CLONE_THREAD))
    allow("tgkill", (0, _WORD, os.getpid()))
    # Of its own limits, and only read: the new ones are at no address.
    allow("prlimit64", (0, _WORD, 0), (2, _ADDRESS, 0))
    # A filter cannot look behind clone3's pointer; told that it is missing, libc falls back to clone.
    rules.add_rule(pyseccomp.ERRNO(errno.ENOSYS), "clone3")
    return rules
