"""Run every benchmark, print what is asked for beside what was measured; exit 1 where a target is missed.

    python -m benchmarks [start] [hashing] [scanning] [buckets] [audit]

Timings on shared machines are noisy: quote medians and ratios, measure what is compared in one run, and say
what else was running.
"""

import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from auditor.__main__ import collect_seldom
from benchmarks import buckets, hashing, scanning
from benchmarks.measuring import RUNS, Row, auditor, median_s


def _start(folder: Path) -> Iterable[Row]:
    yield Row("auditor --version", median_s(auditor("--version", cwd=folder)), 0.15, "s")
    yield Row("auditor --help", median_s(auditor("--help", cwd=folder)), 0.25, "s")


def _audit(folder: Path) -> Iterable[Row]:
    audit = auditor("audit", "demo:", "--db", str(folder / "demo.db"), cwd=folder)
    yield Row("auditor audit demo:, dossier included", median_s(audit), 60, "s")


PARTS: Final[dict[str, Callable[[Path], Iterable[Row]]]] = {
    "start": _start,
    "hashing": hashing.rows,
    "scanning": scanning.rows,
    "buckets": buckets.rows,
    "audit": _audit,
}


def main(named: list[str]) -> int:
    """Measure and print."""
    if unknown := [name for name in named if name not in PARTS]:
        print(f"no such benchmark: {', '.join(unknown)}; there are {', '.join(PARTS)}", file=sys.stderr)
        return 2
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"medians of {RUNS}, load {os.getloadavg()[0]:.1f} before"
    )
    # What is measured in this process runs as it does in the command.
    collect_seldom()
    n_missed = 0
    for name in named or PARTS:
        with tempfile.TemporaryDirectory() as folder:
            for row in PARTS[name](Path(folder)):
                print(row, flush=True)
                n_missed += row.is_missed
    print(f"{n_missed} missed, load {os.getloadavg()[0]:.1f} after")
    return 1 if n_missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
