"""A command in a real pseudo-terminal: what it prints is waited for, and answered line by line."""

import os
import pty
import re
import select
import signal
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

_PATIENCE_S = 60
_STYLED = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def at_terminal(
    arguments: Sequence[str], folder: Path, answers: Iterable[tuple[str, str]]
) -> tuple[int, str]:
    """Run ``auditor`` in a folder, answer as it asks, and return its exit code and what it printed.

    Args:
        arguments: The command line.
        folder: Where it runs.
        answers: What has to be printed since the last answer, and the answer to it.
    """
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(folder)
        # Started in the background, the suite ignores interrupts, and so would whoever it starts.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.environ.update(HOME=str(folder / "home"), COLUMNS="80")
        os.execv(sys.executable, [sys.executable, "-m", "auditor", *arguments])
    printed = ""
    for asked, answer in answers:
        seen = _until(terminal, asked)
        printed += seen
        assert asked in seen, f"{asked!r} was never asked: {printed}"
        os.write(terminal, answer.encode())
    printed += _until(terminal, None)
    # Ends whoever still reads from it, so that a question nobody expected fails a test and stops none.
    os.close(terminal)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), printed


def _until(terminal: int, asked: str | None) -> str:
    """Return what is printed until a text stands there, or until the end."""
    seen, until = b"", time.monotonic() + _PATIENCE_S
    while time.monotonic() < until:
        ready, _, _ = select.select([terminal], [], [], 1)
        try:
            more = os.read(terminal, 4096) if ready else b"."[:0]
        except OSError:
            # Linux ends a terminal nobody holds any more with an error.
            break
        if ready and not more:
            break
        seen += more
        if asked is not None and asked in _plain(seen):
            break
    return _plain(seen)


def _plain(raw: bytes) -> str:
    return _STYLED.sub("", raw.decode("utf-8", "replace")).replace("\r\n", "\n")
