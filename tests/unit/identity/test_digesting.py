import hashlib
import os
from pathlib import Path

import pytest

from auditor.domain.observation import FileSeen
from auditor.identity import digesting
from auditor.identity.digesting import Meter, digest_all
from auditor.sources.reading import file_id
from tests.builders.observations import a_file


def _files(folder: Path, *sizes: int) -> list[FileSeen]:
    found = []
    for n, size in enumerate(sizes):
        path = folder / f"{n}"
        path.write_bytes(os.urandom(size))
        found.append(a_file(path.name, path=str(path), file_id=file_id(path.stat())))
    return found


def _empty(path: Path, size: int) -> FileSeen:
    """A file of zeros that takes no room."""
    with path.open("wb") as stream:
        stream.truncate(size)
    return a_file(path.name, path=str(path), file_id=file_id(path.stat()))


def test_every_file_has_its_digest_whatever_the_sizes(tmp_path: Path) -> None:
    chunk = digesting._CHUNK_BYTES
    files = _files(tmp_path, 0, 1, chunk - 1, chunk, chunk + 1, 5 << 20, *[3] * 150)
    meter = Meter()
    results = dict(done for done in digest_all(files, meter) if done is not None)
    assert results == {file: hashlib.sha256(Path(file.path).read_bytes()).hexdigest() for file in files}
    assert meter.n_bytes == sum(file.file_id.size_bytes for file in files)


def test_the_largest_come_first_and_small_ones_share_a_turn(tmp_path: Path) -> None:
    files = _files(tmp_path, 1, 5 << 20, 2, 6 << 20, *[3] * 64)
    tasks = list(digesting._tasks(files))
    assert [[file.file_id.size_bytes for file in task] for task in tasks] == [
        [6 << 20],
        [5 << 20],
        [3] * 64,
        [2, 1],
    ]


def test_small_ones_are_done_while_a_large_one_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    small, large = _files(tmp_path, *[1000] * 20), _empty(tmp_path / "large", 512 << 20)
    done = [found[0] for found in digest_all([*small, large], Meter()) if found is not None]
    assert (set(done[:20]), done[20:]) == (set(small), [large])


def test_whoever_waits_for_a_large_file_hears_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digesting, "_TELL_EVERY_S", 0.001)
    meter, n_bytes = Meter(), list[int]()
    (file,) = _files(tmp_path, 64 << 20)
    for done in digest_all([file], meter):
        n_bytes += [meter.n_bytes] if done is None else []
    assert any(0 < n < 64 << 20 for n in n_bytes)


def test_giving_up_does_not_wait_for_the_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digesting, "_TELL_EVERY_S", 0.001)
    meter = Meter()
    waiting = digest_all([_empty(tmp_path / "large", 1 << 34)], meter)
    assert next(waiting) is None
    waiting.close()  # type: ignore[attr-defined] # it is a generator
    assert meter.n_bytes < 1 << 33
