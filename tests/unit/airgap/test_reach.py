import errno
import os
import resource
import socket
from dataclasses import replace
from pathlib import Path

import pytest

from auditor.airgap.probes import ATTEMPTS, answer
from auditor.airgap.reach import Bait

NOWHERE = Bait(0, 0, 0, 0, "", "")
BY_NAME = {attempt.name: attempt for attempt in ATTEMPTS}


@pytest.mark.loopback
def test_without_a_bait_the_ipv6_attempt_still_says_something() -> None:
    attempt = BY_NAME["ipv6-connect"]
    assert answer(attempt, NOWHERE) in errno.errorcode.values()


def test_a_socket_among_the_descriptors_is_found() -> None:
    attempt = BY_NAME["inherited-socket"]
    one, other = socket.socketpair()
    with one, other:
        assert answer(attempt, NOWHERE) == "reached"


def test_without_descriptors_left_io_uring_is_not_reached() -> None:
    attempt = BY_NAME["io-uring"]
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, hard))
    try:
        said = answer(attempt, NOWHERE)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert said in {"EMFILE", "ENOSYS", "EPERM"}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("file-read", {"ENOENT"}),
        ("fifo-write", {"ENOENT"}),
        ("signal", {"ESRCH"}),
        ("shared-memory", {"ENOENT", "ENOSYS", "EPERM"}),
        ("process-memory", {"ESRCH", "ENOSYS", "EPERM"}),
    ],
)
def test_without_a_bait_nothing_is_reached_and_nothing_is_made(name: str, said: set[str]) -> None:
    attempt = BY_NAME[name]
    assert answer(attempt, NOWHERE) in said


def test_a_pipe_that_nobody_reads_is_not_reached(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    attempt = BY_NAME["fifo-write"]
    assert answer(attempt, replace(NOWHERE, fifo_path=str(tmp_path / "fifo"))) == "ENXIO"
