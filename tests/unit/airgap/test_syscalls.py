import platform
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from auditor.airgap.syscalls import ALLOWED


def test_no_call_is_listed_twice() -> None:
    assert len(set(ALLOWED)) == len(ALLOWED)


def in_filter(body: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run Python in a process of its own, with the system-call filter loaded."""
    program = "from auditor.airgap.syscalls import load_filter\nif load_filter(): raise SystemExit(77)\n"
    done = subprocess.run(
        [sys.executable, "-c", program + textwrap.dedent(body)],
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
    )
    if done.returncode == 77:
        pytest.skip("this platform has no seccomp")
    return done


CONDITIONAL = {"open", "openat", "fcntl", "ioctl", "prctl", "clone", "clone3", "tgkill", "prlimit64"}
"""What is allowed with some arguments and not with others, each tried below."""


def test_every_call_that_is_not_on_the_list_is_refused() -> None:
    done = in_filter(f"""
        import ctypes, errno, pyseccomp
        libc = ctypes.CDLL(None, use_errno=True)
        tried = 0
        # 335 and 336 are the kernel's own uprobes on x86, which it lets through every filter.
        for number in sorted(set(range(470)) - {{335, 336}}):
            try:
                name = pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, number)
            except ValueError:
                name = b"of no name"
            if name.decode() in {set(ALLOWED) | CONDITIONAL!r}:
                continue
            tried += 1
            said = libc.syscall(number, -1, -1, -1, -1, -1, -1), ctypes.get_errno()
            if said != (-1, errno.EPERM):
                print(number, name, said)
        print("tried", tried > 250)
    """)
    assert (done.returncode, done.stdout, done.stderr) == (0, "tried True\n", "")


@pytest.mark.parametrize(
    "attempt",
    [
        "socket.socket()",
        "socket.socketpair()",
        "os.fork()",
        "os.execv('/bin/true', ['true'])",
        "os.posix_spawn('/bin/true', ['true'], {})",
        "os.pidfd_open(os.getpid())",
        "os.kill(os.getppid(), 0)",
        "os.kill(os.getpid(), 0)",
        "os.killpg(os.getppid(), 0)",
        "os.memfd_create('x')",
        "os.mkdir('x')",
        "os.unlink('kept')",
        "os.rename('kept', 'other')",
        "os.symlink('x' * 3000, 'link')",
        "os.link('kept', 'link')",
        "os.truncate('kept', 0)",
        "os.mkfifo('fifo')",
        "os.chmod('kept', 0)",
        "os.utime('kept')",
        "os.setxattr('kept', 'user.x', b'')",
        "os.open('kept', os.O_RDWR)",
        "os.open('kept', os.O_WRONLY)",
        # Read-only by its mode, and yet it empties, makes or extends the file.
        "os.open('kept', os.O_RDONLY | os.O_TRUNC)",
        "os.open('new', os.O_RDONLY | os.O_CREAT)",
        "os.open('kept', os.O_RDONLY | os.O_APPEND)",
        "os.open('.', os.O_RDWR | os.O_TMPFILE)",
        "fcntl.fcntl(0, fcntl.F_SETOWN, os.getppid())",
        "fcntl.fcntl(0, fcntl.F_SETFL, os.O_ASYNC)",
        "fcntl.ioctl(0, 0x5412, b'x')",
        "resource.prlimit(os.getppid(), resource.RLIMIT_CPU)",
        "call('prlimit64', 0, resource.RLIMIT_NOFILE, bytes(16), 0)",
        "os.sched_setaffinity(0, {0})",
        "os.setpriority(os.PRIO_PROCESS, 0, 19)",
        # The kernel reads 32 bits of these, whatever the rest is.
        "call('fcntl', 0, 2**32 | fcntl.F_SETOWN, os.getppid())",
        "call('tgkill', os.getppid(), os.getppid(), 0)",
        "call('openat', -100, b'kept', 2**32 | os.O_RDWR)",
        "call('clone', 17, 0, 0, 0, 0)",
        "call('shmget', 0, 4096, 0o1600)",
        "call('mq_open', b'x', 0o102, 0o600, 0)",
        "call('io_uring_enter', 0, 0, 0, 0, 0)",
        "call('io_uring_register', 0, 0, 0, 0)",
        "call('ptrace', 0, 0, 0, 0)",
        "call('process_vm_writev', os.getppid(), 0, 0, 0, 0, 0)",
        "call('userfaultfd', 1)",
        "call('bpf', 0, 0, 0)",
        "call('keyctl', 0, -3, 0)",
        "call('unshare', 0)",
        "call('seccomp', 0, 0, 0)",
    ],
)
def test_the_filter_refuses(attempt: str, tmp_path: Path) -> None:
    (tmp_path / "kept").write_bytes(b"whole")
    program = f"""
        import ctypes, fcntl, os, pyseccomp, resource, socket
        def call(name, *arguments):
            number = pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, name)
            words = [ctypes.c_long(each) if isinstance(each, int) else each for each in arguments]
            if ctypes.CDLL(None, use_errno=True).syscall(number, *words) < 0:
                raise OSError(ctypes.get_errno(), name)
        try:
            {attempt}
        except PermissionError:
            raise SystemExit(5)
    """
    done = in_filter(program, tmp_path)
    assert (done.returncode, done.stderr) == (5, "")
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]
    assert (tmp_path / "kept").read_bytes() == b"whole"


def test_the_filter_lets_threads_and_reading_be() -> None:
    done = in_filter("""
        import os, resource, threading
        resource.getrlimit(resource.RLIMIT_NOFILE)
        read = lambda: print(open('/proc/self/comm').read() != '', os.listdir('/') != [])
        threading.Thread(target=read).start()
    """)
    assert (done.returncode, done.stdout, done.stderr) == (0, "True True\n", "")


def test_the_filter_lets_the_process_end_itself() -> None:
    assert in_filter("import os; os.abort()").returncode == -6


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
