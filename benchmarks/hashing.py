"""Digests of large files against ``openssl dgst -sha256`` on the same files, one process per core."""

import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

from auditor.domain.header import Header
from auditor.domain.observation import FileSeen
from auditor.identity import HashMode, digest_files
from auditor.sources.reading import file_id
from benchmarks.measuring import Row, median_ratio

LARGE_BYTES = 512 << 20
N_SMALL = 64


def rows(folder: Path) -> list[Row]:
    """Measure and return the lines of the table."""
    name = "hashing, of the rate of openssl"
    if shutil.which("openssl") is None:
        return [Row(name, None, 0.9, "x", at_least=True, note="openssl is not installed")]
    n_cores = os.cpu_count() or 1
    large = [_random(folder / f"large-{n}", LARGE_BYTES) for n in range(n_cores)]
    small = [_random(folder / f"small-{n}", LARGE_BYTES // N_SMALL) for n in range(N_SMALL)]
    by_core = [[path] for path in large]
    uneven = [[large[0]], small]
    return [
        Row(f"{name}: one core", _ratio([[large[0]]]), 0.9, "x", at_least=True),
        Row(f"{name}: {n_cores} large files", _ratio(by_core), 0.9, "x", at_least=True),
        Row(f"{name}: a large one, {N_SMALL} small", _ratio(uneven), 0.9, "x", at_least=True),
    ]


def _ratio(shares: Sequence[Sequence[Path]]) -> float:
    """Return the rate of our hashing in that of openssl, each process of which is given a share."""
    files = [_seen(path) for share in shares for path in share]
    return median_ratio(_ours(files), _openssl(shares))


def _ours(files: Sequence[FileSeen]) -> Callable[[], object]:
    return lambda: digest_files(files, HashMode.FULL, known=lambda _: {})


def _openssl(shares: Sequence[Sequence[Path]]) -> Callable[[], object]:
    def run() -> None:
        lines = [["openssl", "dgst", "-sha256", *map(str, share)] for share in shares]
        started = [subprocess.Popen(line, stdout=subprocess.DEVNULL) for line in lines]
        for one in started:
            if one.wait():
                raise RuntimeError("openssl failed")

    return run


def _random(path: Path, size_bytes: int) -> Path:
    with path.open("wb") as stream:
        for _ in range(size_bytes >> 20):
            stream.write(os.urandom(1 << 20))
    return path


def _seen(path: Path) -> FileSeen:
    header = Header("safetensors", "1", "0" * 64, 0, 0)
    return FileSeen("dir:/", path.name, str(path), file_id(path.stat()), header, ".")
