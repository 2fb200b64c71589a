"""Start one worker with pipes and nothing else, listen to it within bounds, and see it end."""

import math
import os
import re
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from auditor.airgap.protocol import MAX_OUTPUT_BYTES, Request, Said, decode_said, encode, printable
from auditor.errors import AirgapError

# What a worker may find in its environment: where the dynamic linker looks, and that of nobody else.
_KEPT: Final = ("LD_LIBRARY_PATH",)
_ENVIRONMENT: Final = {
    "LANG": "C.UTF-8",
    "LC_ALL": "C.UTF-8",
    # A crash should end the process, not start a debugger.
    "GGML_NO_BACKTRACE": "1",
}
# Isolated mode, no bytecode: nothing from the current folder, the user's folder or PYTHON* variables.
# The code is that of this process, whichever copy of it an isolated interpreter would find by itself.
_PROGRAM: Final = (
    "import sys; sys.path.insert(0, sys.argv[1]); from auditor.airgap.worker import main; main()"
)
WORKER: Final = ("-I", "-B", "-c", _PROGRAM, str(Path(__file__).parents[2]))

_FOLDER: Final = re.compile(r"\S*/(?=[\w.-]+:\d+)")


@dataclass(frozen=True, slots=True)
class Ended:
    """How a worker ended, and what it said before.

    Attributes:
        said: Its lines.
        complaint: The last line on its standard error.
        exit_code: Its exit code, negative for the signal it died by; ``None`` if it was stopped.
    """

    said: Said
    complaint: str
    exit_code: int | None

    @property
    def signal_name(self) -> str:
        """The signal it died by, or nothing."""
        if self.exit_code is None or self.exit_code >= 0:
            return ""
        try:
            return signal.Signals(-self.exit_code).name
        except ValueError:
            return f"signal {-self.exit_code}"

    @property
    def has_crashed(self) -> bool:
        """Whether foreign code died by a signal, other than the one that ends an overlong computation."""
        return bool(self.signal_name and self.said.prison) and not self.is_overdue

    @property
    def is_overdue(self) -> bool:
        """Whether it was stopped, by us or at the kernel's limit of processor time."""
        return self.exit_code is None or self.signal_name == "SIGXCPU"


def launch(request: Request, budget_s: float, arguments: Sequence[str] = WORKER) -> Ended:
    """Run one worker until it ends or the budget is used up; then it is killed, and all it started.

    Args:
        request: What it is asked to do.
        budget_s: Seconds from its start.
        arguments: What this interpreter is started with.

    Raises:
        AirgapError: no process can be started.
    """
    deadline = time.monotonic() + budget_s
    try:
        process = subprocess.Popen(  # noqa: S603 - this interpreter, and arguments of our own
            [sys.executable, *arguments],
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd="/",
            env=_environment(),
            start_new_session=True,
        )
    except OSError as error:
        raise AirgapError(f"air-gap: no worker can be started: {error}") from error
    with process:
        try:
            return _listened(process, request, deadline)
        finally:
            if process.poll() is None:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)


def _environment() -> dict[str, str]:
    return _ENVIRONMENT | {name: os.environ[name] for name in _KEPT if name in os.environ}


def _listened(process: subprocess.Popen[bytes], request: Request, deadline: float) -> Ended:
    assert process.stdin
    # Smaller than a pipe's buffer, so this never waits; a worker that is already gone is seen below.
    with suppress(BrokenPipeError):
        process.stdin.write(encode(request))
    process.stdin.close()
    output, complaints = _drain(process, deadline)
    exit_code: int | None = None
    with suppress(subprocess.TimeoutExpired):
        exit_code = process.wait(max(0.0, deadline - time.monotonic()))
    return Ended(decode_said(output), _last_line(complaints), exit_code)


def _drain(process: subprocess.Popen[bytes], deadline: float) -> tuple[bytes, bytes]:
    """Read both outputs to their ends or the deadline: the head of the first, the tail of the second."""
    assert process.stdout
    assert process.stderr
    head, tail = bytearray(), bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        selector.register(process.stderr, selectors.EVENT_READ)
        while selector.get_map() and (left := deadline - time.monotonic()) > 0:
            for key, _ in selector.select(left):
                chunk = os.read(key.fd, MAX_OUTPUT_BYTES)
                if not chunk:
                    selector.unregister(key.fileobj)
                elif key.fileobj is process.stdout:
                    head += chunk[: MAX_OUTPUT_BYTES - len(head)]
                else:
                    tail = (tail + chunk)[-MAX_OUTPUT_BYTES:]
    return bytes(head), bytes(tail)


def _last_line(raw: bytes) -> str:
    lines = [printable(line) for line in raw.decode(errors="replace").splitlines()]
    # Assertions name the folder that llama.cpp was compiled in, which is nobody's business here.
    return _FOLDER.sub("", next((line for line in reversed(lines) if line), ""))


def cpu_allowance_s(budget_s: float, n_threads: int) -> int:
    """Return processor seconds that only a worker which outlives its budget can use up."""
    return math.ceil(budget_s) * n_threads + 5
