import ctypes
import os
import resource
import socket
import subprocess
import sys
import tempfile
import threading
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from auditor.airgap.bait import laid
from auditor.airgap.reach import Bait
from auditor.errors import AirgapError

pytestmark = pytest.mark.loopback


def test_baits_listen_while_laid_and_leave_nothing_behind() -> None:
    n_threads = threading.active_count()
    with laid() as bait:
        assert Path(bait.unix_path).is_socket()
        with socket.create_connection(("127.0.0.1", bait.tcp4_port), timeout=2):
            pass
    assert not Path(bait.unix_path).parent.exists()
    assert threading.active_count() == n_threads
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", bait.tcp4_port), timeout=2)


def test_baits_listen_on_this_machine_alone() -> None:
    with laid() as bait:
        listening = Path("/proc/net/tcp").read_text().split()
    assert f"0100007F:{bait.tcp4_port:04X}" in listening
    assert f"00000000:{bait.tcp4_port:04X}" not in listening


def test_a_question_is_answered_with_the_response_bit() -> None:
    with laid() as bait, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.settimeout(2)
        client.sendto(b"\x12\x34\x01\x00rest", ("127.0.0.1", bait.dns_port))
        assert client.recv(512) == b"\x12\x34\x81\x83rest"


def test_baits_are_taken_in_when_something_goes_wrong() -> None:
    with pytest.raises(ZeroDivisionError), laid() as bait:
        raise ZeroDivisionError
    assert not Path(bait.unix_path).exists()


def test_a_socket_path_too_long_for_the_kernel_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = tmp_path / ("x" * 120)
    long.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(long))
    with laid() as bait:
        assert bait.unix_path == ""


def test_without_a_temporary_folder_no_bait_is_laid(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))
    with pytest.raises(AirgapError, match="no temporary folder"), laid():
        pass


def test_without_descriptors_left_the_listeners_are_left_out() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with ExitStack() as held:
        held.callback(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        resource.setrlimit(resource.RLIMIT_NOFILE, (len(list(Path("/proc/self/fd").iterdir())), hard))
        with suppress(OSError):
            while True:
                held.enter_context(socket.socket())
        with laid() as bait:
            held.close()
            assert replace(bait, shm_key=0) == Bait(
                *(0, 0, 0, 0, "", "", "", ""), pid=os.getpid(), memory_address=bait.memory_address
            )


def test_a_segment_of_shared_memory_is_there_while_laid() -> None:
    libc = ctypes.CDLL(None)
    with laid() as bait:
        if not bait.shm_key:
            pytest.skip("this machine has no shared memory of that kind")
        assert libc.shmget(bait.shm_key, 0, 0) >= 0
    assert libc.shmget(bait.shm_key, 0, 0) < 0


def test_somebody_reads_from_the_pipe_while_laid() -> None:
    with laid() as bait:
        descriptor = os.open(bait.fifo_path, os.O_WRONLY | os.O_NONBLOCK)
        assert os.write(descriptor, b"x") == 1
        os.close(descriptor)


def test_the_byte_and_the_process_are_ours() -> None:
    with laid() as bait:
        assert (bait.pid, ctypes.string_at(bait.memory_address, 1)) == (os.getpid(), b"\0")


def test_where_loopback_is_down_the_baits_are_laid_and_taken_in_for_all_that() -> None:
    program = "from auditor.airgap.bait import laid\nwith laid() as bait: print(bait.unix_path)"
    # A new network namespace has a loopback device, and it is down.
    ended = subprocess.run(
        ["unshare", "-rn", sys.executable, "-c", program],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    if "unshare" in ended.stderr:
        pytest.skip(ended.stderr.strip())
    assert (ended.returncode, ended.stderr) == (0, "")
    assert not Path(ended.stdout.strip()).exists()
