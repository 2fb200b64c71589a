"""How anything is measured here: medians of five after one warm-up, whole processes as a user starts them."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from auditor.formats.writing import TensorSpec, write_safetensors

RUNS: Final = 5


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table.

    Attributes:
        what: What is measured.
        value: What came out; ``None`` where it could not be measured.
        target: What is asked for; ``None`` where nothing is.
        unit: The unit of both.
        at_least: The target is a least, not a most.
        note: What the reader has to know.
    """

    what: str
    value: float | None
    target: float | None
    unit: str
    at_least: bool = False
    note: str = ""

    @property
    def is_missed(self) -> bool:
        """Whether it was measured and is not what is asked for."""
        if self.value is None or self.target is None:
            return False
        return self.value < self.target if self.at_least else self.value > self.target

    def __str__(self) -> str:
        bound = (
            "" if self.target is None else f"{'>=' if self.at_least else '<='} {self.target:g} {self.unit}"
        )
        found = "not measured" if self.value is None else f"{self.value:.3g} {self.unit}"
        return f"{self.what:<52} {bound:>12}  {found:>12}  {'MISSED' if self.is_missed else ''} {self.note}"


def timed_s(work: Callable[[], object]) -> float:
    """Return the wall time of one call, in seconds."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def median_s(work: Callable[[], object], before: Callable[[], object] = lambda: None) -> float:
    """Return the median wall time of a call, in seconds, after one warm-up; ``before`` is not timed."""
    timings = []
    for _ in range(RUNS + 1):
        before()
        timings.append(timed_s(work))
    return statistics.median(timings[1:])


def median_ratio(one: Callable[[], object], other: Callable[[], object]) -> float:
    """Return the median of how often the second call's time holds the first's, taken in pairs, in turn."""
    pairs = [(timed_s(one), timed_s(other)) for _ in range(RUNS + 1)]
    return statistics.median(second / first for first, second in pairs[1:])


def process(*line: str, cwd: Path) -> Callable[[], object]:
    """Return a call that runs a program as a whole process, whatever it ends with."""
    return lambda: subprocess.run(line, cwd=cwd, capture_output=True, check=False, env=_environment())


def auditor(*arguments: str, cwd: Path) -> Callable[[], object]:
    """Return a call that runs ``auditor`` as a whole process, and sees to it that it did what was asked."""

    def run() -> None:
        line = [sys.executable, "-m", "auditor", *arguments]
        ended = subprocess.run(line, cwd=cwd, capture_output=True, check=False, env=_environment())
        if ended.returncode in (1, 2):
            raise RuntimeError(f"{line}: {ended.stderr.decode()}")

    return run


def peak_mib(*arguments: str, cwd: Path) -> float:
    """Return the peak memory of one run of ``auditor``, in MiB."""
    code = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], capture_output=True);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    line = [sys.executable, "-c", code, sys.executable, "-m", "auditor", *arguments]
    ended = subprocess.run(line, cwd=cwd, capture_output=True, text=True, check=True, env=_environment())
    return int(ended.stdout) / 1024


@cache
def _compiled() -> tempfile.TemporaryDirectory[str]:
    """Return where Python keeps what it compiled: what is installed is compiled once, not at every start."""
    return tempfile.TemporaryDirectory()


def _environment() -> Mapping[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    # Peers that speak to their makers are asked not to: a benchmark is no user.
    quiet = {"AISBOM_OFFLINE": "1", "AISBOM_NO_TELEMETRY": "1", "PROMPTFOO_DISABLE_TELEMETRY": "1"}
    return {**kept, **quiet, "PYTHONPYCACHEPREFIX": _compiled().name}


def tree(folder: Path, n: int, *, n_folders: int, n_tensors: int = 1) -> Path:
    """Write ``n`` safetensors files that all differ into so many folders."""
    for number in range(n):
        path = folder / f"{number % n_folders:04}" / f"m{number}.safetensors"
        path.parent.mkdir(parents=True, exist_ok=True)
        tensors = [TensorSpec(f"layers.{k}.weight.{number}", (4, 8), "F16") for k in range(n_tensors)]
        with path.open("wb") as stream:
            write_safetensors(stream, tensors, {"format": "pt"})
    return folder
