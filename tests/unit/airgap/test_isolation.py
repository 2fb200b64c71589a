import platform
import subprocess
import sys
import textwrap

import pytest

from auditor.airgap.isolation import REFUSED_CALLS, level
from auditor.domain.attestation import Isolation


@pytest.mark.parametrize(
    ("has_namespace", "has_filter", "expected"),
    [
        (True, True, Isolation.NAMESPACE_SECCOMP),
        (False, True, Isolation.SECCOMP),
        # Paths, netlink, vsock and io_uring are open: that is no isolation.
        (True, False, Isolation.NONE),
        (False, False, Isolation.NONE),
    ],
)
def test_the_level_is_what_was_built(has_namespace: bool, has_filter: bool, expected: Isolation) -> None:
    assert level(has_namespace=has_namespace, has_filter=has_filter) is expected


def test_no_call_is_listed_twice() -> None:
    assert len(set(REFUSED_CALLS)) == len(REFUSED_CALLS)


def in_filter(body: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a process of its own, with the system-call filter loaded."""
    program = "from auditor.airgap.isolation import load_filter\nif load_filter(): raise SystemExit(77)\n"
    done = subprocess.run(
        [sys.executable, "-c", program + textwrap.dedent(body)], capture_output=True, text=True, check=False
    )
    if done.returncode == 77:
        pytest.skip("this platform has no seccomp")
    return done


@pytest.mark.parametrize(
    "attempt",
    [
        "socket.socket()",
        "socket.socketpair()",
        "os.fork()",
        "os.execv('/bin/true', ['true'])",
        "os.posix_spawn('/bin/true', ['true'], {})",
        "os.pidfd_open(os.getpid())",
    ],
)
def test_the_filter_refuses(attempt: str) -> None:
    done = in_filter(f"""
        import os, socket
        try:
            {attempt}
        except PermissionError:
            raise SystemExit(5)
    """)
    assert (done.returncode, done.stderr) == (5, "")


def test_the_filter_lets_threads_and_files_be() -> None:
    done = in_filter("""
        import threading
        threading.Thread(target=lambda: print(open('/proc/self/comm').read() != '')).start()
    """)
    assert (done.returncode, done.stdout, done.stderr) == (0, "True\n", "")


@pytest.mark.skipif(platform.machine() != "x86_64", reason="entries of the x86 kernel")
def test_the_other_entries_of_the_kernel_end_the_process() -> None:
    x32 = in_filter("import ctypes; ctypes.CDLL(None).syscall(0x40000000 | 41, 2, 1, 0)")
    assert x32.returncode == -31
    # mov eax, 359 (socket); mov ebx, 2; mov ecx, 1; xor edx, edx; int 0x80; ret
    i386 = in_filter("""
        import ctypes, mmap
        code = bytes.fromhex("b867010000" "bb02000000" "b901000000" "31d2" "cd80" "c3")
        page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
        page.write(code)
        ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))()
    """)
    # SIGSYS from the filter, or SIGSEGV from a kernel without the 32-bit entry.
    assert i386.returncode in {-31, -11}


def test_the_filter_stays_for_good() -> None:
    done = in_filter("""
        import ctypes, socket, pyseccomp
        again = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
        again.load()
        try:
            socket.socket()
        except PermissionError:
            raise SystemExit(5)
    """)
    assert done.returncode == 5
