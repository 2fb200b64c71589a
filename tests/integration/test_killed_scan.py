"""Scans that are killed with SIGKILL, each at another moment: nothing of them counts, and nothing is lost."""

import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from auditor.formats.writing import TensorSpec
from auditor.pipeline import recording
from auditor.settings import Settings
from tests.builders.safetensors import safetensors_file

pytestmark = pytest.mark.slow

N_SMALL = 6000
N_MIDDLE = 1500
N_LARGE = 40
# Read whole with their header, read for their digest alone, and long to read.
MIDDLE_BYTES = 100 << 10
LARGE_BYTES = 32 << 20

ITEMS = "select count(*) from scan_items"
DIGESTS = "select count(*) from digests"
FINISHED = "select count(*) from ledger"


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tree that takes a second or two: many files, and some that take long to read."""
    folder = tmp_path_factory.mktemp("models")
    for n in range(N_SMALL):
        (folder / f"{n % 20}").mkdir(exist_ok=True)
        safetensors_file(
            folder / f"{n % 20}" / f"{n}.safetensors", tensors=[TensorSpec(f"w{n}", (2, 2), "F16")]
        )
    for n_files, n_bytes in ((N_MIDDLE, MIDDLE_BYTES), (N_LARGE, LARGE_BYTES)):
        for n in range(n_files):
            header = f'{{"w{n:04}":{{"dtype":"U8","shape":[{n_bytes}],"data_offsets":[0,{n_bytes}]}}}}'
            with (folder / f"of-{n_bytes}-{n:04}.safetensors").open("wb") as stream:
                stream.write(len(header).to_bytes(8, "little") + header.encode())
                stream.truncate(8 + len(header) + n_bytes)
    return folder


def _settings(folder: Path) -> Settings:
    return Settings(folder, None, (), folder / "declarations", (), f"sqlite:///{folder}/a.db")


def _asked(database: Path, query: str) -> int:
    """Return a number out of the database, 0 while it has none of that yet."""
    try:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            return int(connection.execute(query).fetchone()[0])
    except sqlite3.OperationalError:
        return 0


def _scan(folder: Path, models: Path) -> subprocess.Popen[bytes]:
    line = [sys.executable, "-m", "auditor", "scan", str(models), "--db", str(folder / "a.db")]
    return subprocess.Popen(line, stdout=subprocess.DEVNULL)


def _kill_when(process: subprocess.Popen[bytes], database: Path, query: str, at_least: int) -> None:
    while process.poll() is None and _asked(database, query) < at_least:
        time.sleep(0.001)
    process.kill()
    process.wait()


@pytest.mark.parametrize(
    ("query", "at_least"),
    [
        ("select count(*) from scans", 1),
        (DIGESTS, 1),
        (DIGESTS, 24),
        (DIGESTS, 1000),
        (ITEMS, 1),
        (ITEMS, 4000),
    ],
    ids=["walking", "first digests", "large files", "files of the middle", "first rows", "many rows"],
)
def test_a_scan_that_is_killed_counts_for_nothing_and_the_next_one_goes_on(
    tmp_path: Path, models: Path, query: str, at_least: int
) -> None:
    database = tmp_path / "a.db"
    _kill_when(_scan(tmp_path, models), database, query, at_least)
    assert _asked(database, query) >= at_least
    assert _asked(database, FINISHED) == 0
    assert recording.verify_ledger(_settings(tmp_path)).broken is None
    with closing(sqlite3.connect(database)) as connection:
        before = dict(connection.execute("select file_key, hashed_at from digests"))
    assert _scan(tmp_path, models).wait() == 0
    report = recording.verify_ledger(_settings(tmp_path))
    assert (report.broken, report.n_scans) == (None, 1)
    with closing(sqlite3.connect(database)) as connection:
        after = dict(connection.execute("select file_key, hashed_at from digests"))
        (n_seen,) = connection.execute(f"{ITEMS} where scan_id in (select id from ledger)").fetchone()
    # What was computed before is not computed again: that would have changed its time.
    assert {key: after[key] for key in before} == before
    assert (len(after), n_seen) == (N_MIDDLE + N_LARGE, N_SMALL + N_MIDDLE + N_LARGE + 1)


def test_a_scan_that_is_killed_again_and_again_comes_to_its_end(tmp_path: Path, models: Path) -> None:
    database = tmp_path / "a.db"
    for at_least in range(8, N_LARGE, 8):
        _kill_when(_scan(tmp_path, models), database, DIGESTS, at_least)
        assert _asked(database, DIGESTS) >= at_least
        assert recording.verify_ledger(_settings(tmp_path)).broken is None
    assert _scan(tmp_path, models).wait() == 0
    assert recording.verify_ledger(_settings(tmp_path)).n_scans == 1
