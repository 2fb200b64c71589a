"""Scans of many small models: in-process, as a command, again, and against the peers."""

import os
import shutil
import statistics
from collections.abc import Iterator, Sequence
from pathlib import Path

from auditor.identity import group
from auditor.sources import Target
from auditor.sources.directory import DirectorySource
from benchmarks.measuring import Row, auditor, median_s, peak_mib, process, timed_s, tree

N_MANY = 100_000
N_AGAIN = 10_000
N_AGAINST_PEERS = 2_000
PEERS = (("modelaudit", ("modelaudit", "scan", "--no-cache"), 50.0), ("aisbom-cli", ("aisbom", "scan"), 5.0))


def rows(folder: Path) -> Iterator[Row]:
    """Measure and yield the lines of the table."""
    yield from _many(folder)
    yield from _again(folder)
    yield from _against_peers(folder)


def core(folder: Path) -> None:
    """Walk, read the headers, and group: no digest, no database."""
    found = group(DirectorySource().observe(Target("dir", str(folder))))
    if not found.models:
        raise RuntimeError(f"{folder}: no model found")


def _many(folder: Path) -> Iterator[Row]:
    models = tree(folder / "many", N_MANY, n_folders=100)
    database = folder / "many.db"
    scan = ("scan", str(models), "--db", str(database))
    yield Row(f"{N_MANY:,} files: walk, headers, identity", median_s(lambda: core(models)), 8, "s")
    command_s = median_s(auditor(*scan, cwd=folder), lambda: _remove(database))
    yield Row(f"{N_MANY:,} files: auditor scan, empty database", command_s, 25, "s")
    _remove(database)
    yield Row("  its peak memory", peak_mib(*scan, cwd=folder), 150, "MiB")
    yield Row("  peak memory of the same again", peak_mib(*scan, cwd=folder), 150, "MiB")


def _again(folder: Path) -> Iterator[Row]:
    models = tree(folder / "again", N_AGAIN, n_folders=100)
    again = auditor("scan", str(models), "--db", str(folder / "again.db"), cwd=folder)
    # The warm-up is the first scan.
    yield Row(f"{N_AGAIN:,} files: auditor scan, unchanged", median_s(again), 1.2, "s")


def _against_peers(folder: Path) -> Iterator[Row]:
    models = tree(folder / "peers", N_AGAINST_PEERS, n_folders=20)
    database = folder / "peers.db"
    ours = auditor("scan", str(models), "--db", str(database), cwd=folder)
    for name, line, target in PEERS:
        what = f"{N_AGAINST_PEERS:,} files: times as fast as {name}"
        program = shutil.which(line[0], path=_search_path())
        if program is None:
            note = f"{name} is not installed: see AUDITOR_PEERS in benchmarks/README.md"
            yield Row(what, None, target, "x", at_least=True, note=note)
            continue
        theirs = process(program, *line[1:], str(models), cwd=folder)
        ratios = []
        for _ in range(6):
            _remove(database)
            ours_s = timed_s(ours)
            ratios.append(timed_s(theirs) / ours_s)
        yield Row(what, statistics.median(ratios[1:]), target, "x", at_least=True)


def _search_path() -> str:
    named: Sequence[str] = [os.environ.get("AUDITOR_PEERS", ""), os.environ.get("PATH", "")]
    return os.pathsep.join(filter(None, named))


def _remove(database: Path) -> None:
    for end in ("", "-wal", "-shm"):
        database.with_name(f"{database.name}{end}").unlink(missing_ok=True)
