"""Run every benchmark and print a table; medians of five.

Timings on shared machines are noisy: quote medians and ratios, and measure what is compared in one run.
"""

import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from auditor.formats.writing import TensorSpec, write_safetensors
from auditor.sources import Target
from auditor.sources.directory import DirectorySource

RUNS = 5
N_HEADERS = 2_000


def median_s(work: Callable[[], object]) -> float:
    """Return the median wall time of a call, in seconds, after one warm-up."""
    work()
    timings = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        work()
        timings.append(time.perf_counter() - begun)
    return statistics.median(timings)


def command(*arguments: str, cwd: Path | None = None) -> Callable[[], object]:
    """Return a call that runs the command line as a whole process."""
    return lambda: subprocess.run(
        [sys.executable, "-m", "auditor", *arguments], cwd=cwd, capture_output=True, check=False
    )


def peak_mib(*arguments: str, cwd: Path) -> float:
    """Return the peak memory of one run of the command line, in MiB."""
    code = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], capture_output=True);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    line = [sys.executable, "-c", code, sys.executable, "-m", "auditor", *arguments]
    return int(subprocess.run(line, cwd=cwd, capture_output=True, text=True, check=True).stdout) / 1024


def tree(folder: Path, n: int) -> Path:
    """Write ``n`` safetensors files with ten tensors each, a hundred to a folder."""
    for number in range(n):
        path = folder / f"{number // 100:04}" / f"m{number}.safetensors"
        path.parent.mkdir(parents=True, exist_ok=True)
        tensors = [TensorSpec(f"layers.{k}.weight.{number}", (4, 8), "F16") for k in range(10)]
        with path.open("wb") as stream:
            write_safetensors(stream, tensors, {"format": "pt"})
    return folder


def core(folder: Path) -> object:
    """Look at a folder in-process."""
    return list(DirectorySource().observe(Target("dir", str(folder))))


def bare(folder: Path) -> object:
    """Open, read and close the same files and nothing else: the limit."""
    read = []
    for where, _, names in os.walk(folder):
        for name in names:
            descriptor = os.open(f"{where}/{name}", os.O_RDONLY)
            read.append(os.read(descriptor, 1 << 16))
            os.close(descriptor)
    return read


def main() -> None:
    """Measure and print."""
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, medians of {RUNS}"
    )
    rows = [
        ("auditor --version", f"{median_s(command('--version')):.2f} s"),
        ("auditor --help", f"{median_s(command('--help')):.2f} s"),
    ]
    with tempfile.TemporaryDirectory() as name:
        folder = tree(Path(name) / "models", N_HEADERS)
        seconds, limit = median_s(lambda: core(folder)), median_s(lambda: bare(folder))
        rows.append(
            (f"{N_HEADERS:,} headers, in-process", f"{seconds:.3f} s ({seconds / limit:.1f} x a bare loop)")
        )
        scan = ("scan", str(folder), "--hash", "none", "--db", f"{name}/a.db")
        rows.append((f"auditor scan --hash none, {N_HEADERS:,} files", f"{median_s(command(*scan)):.2f} s"))
        rows.append(("  peak memory", f"{peak_mib(*scan, cwd=Path(name)):.0f} MiB"))
        demo = ("audit", "demo:", "--db", f"{name}/b.db")
        rows.append(("auditor audit demo:", f"{median_s(command(*demo, cwd=Path(name))):.1f} s"))
    for what, figure in rows:
        print(f"{what:<44} {figure}")
    print(f"\nthis process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
