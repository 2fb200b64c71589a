import hashlib
import os
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from auditor.domain.observation import FileAt, FileId, FileSeen, Observation, Problem, Remembered
from auditor.identity import HashMode, Progress, digest_files, hashing
from auditor.sources.reading import file_id
from tests.builders.observations import a_file, a_problem


def _on_disk(path: Path, data: bytes, **changes: Any) -> FileSeen:
    path.write_bytes(data)
    return a_file(path.name, path=str(path), **{"file_id": file_id(path.stat()), **changes})


def _digests(observations: list[Observation], mode: HashMode = HashMode.FULL) -> list[str | None]:
    hashed = digest_files(observations, mode, known=lambda _: {})
    return [seen.sha256 for seen in hashed.observations if isinstance(seen, FileSeen)]


def test_the_digest_is_that_of_the_bytes(tmp_path: Path) -> None:
    data = os.urandom(3_000_000)
    assert _digests([_on_disk(tmp_path / "a", data)]) == [hashlib.sha256(data).hexdigest()]


def test_a_file_under_several_names_is_read_once(tmp_path: Path) -> None:
    file = _on_disk(tmp_path / "a", b"x")
    os.link(tmp_path / "a", tmp_path / "b")
    other = a_file("b", path=str(tmp_path / "b"), file_id=file.file_id)
    hashed = digest_files([file, other], HashMode.FULL, known=lambda _: {})
    assert hashed.n_bytes == 1
    assert {seen.sha256 for seen in hashed.observations if isinstance(seen, FileSeen)} == {
        hashlib.sha256(b"x").hexdigest()
    }


def test_a_digest_in_the_cache_is_not_computed_again_unless_all_bytes_are_to_be_read(tmp_path: Path) -> None:
    file = _on_disk(tmp_path / "a", b"x")

    def cached(ids: Iterable[FileId]) -> dict[FileId, Remembered]:
        return dict.fromkeys(ids, Remembered("f" * 64, date(2026, 11, 1)))

    trusting = digest_files([file], HashMode.TRUST_STORE, known=cached)
    assert (trusting.computed, trusting.n_bytes) == ((), 0)
    (believed,) = trusting.observations
    assert isinstance(believed, FileSeen)
    assert (believed.sha256, believed.believed_since) == ("f" * 64, date(2026, 11, 1))
    full = digest_files([file], HashMode.FULL, known=cached)
    assert [digest for _, digest in full.computed] == [hashlib.sha256(b"x").hexdigest()]
    assert full.observations == (replace(file, sha256=hashlib.sha256(b"x").hexdigest()),)


@pytest.mark.parametrize(
    ("mode", "size_bytes", "declared", "read"),
    [
        (HashMode.FULL, 1 << 30, "d" * 64, True),
        (HashMode.TRUST_STORE, 1 << 30, "d" * 64, False),
        (HashMode.TRUST_STORE, 1 << 30, None, True),
        (HashMode.TRUST_STORE, 1 << 20, "d" * 64, True),
        (HashMode.NONE, 1, None, False),
    ],
)
def test_a_mode_says_whose_bytes_are_read(
    mode: HashMode, size_bytes: int, declared: str | None, read: bool
) -> None:
    assert mode.reads(a_file(size_bytes=size_bytes, declared_sha256=declared)) is read


def test_a_hole_is_never_read_whatever_the_mode() -> None:
    hole = a_file(file_id=FileId(1, 1, 800 << 30, 1, 4096))
    assert [mode.reads(hole) for mode in HashMode] == [False, False, False]


def test_a_file_that_vanished_or_changed_is_a_problem_and_the_rest_goes_on(tmp_path: Path) -> None:
    good = _on_disk(tmp_path / "good", b"x")
    gone = _on_disk(tmp_path / "gone", b"y")
    (tmp_path / "gone").unlink()
    stale = _on_disk(tmp_path / "stale", b"z", file_id=FileId(9, 9, 1, 1, 1))
    hashed = digest_files([good, gone, stale, a_problem()], HashMode.FULL, known=lambda _: {})
    assert [type(seen).__name__ for seen in hashed.observations] == [
        "FileSeen",
        "Problem",
        "Problem",
        "Problem",
    ]
    reasons = [seen.reason for seen in hashed.observations if isinstance(seen, Problem)]
    assert reasons == ["no such file or directory", "changed while it was read", "truncated"]


def test_progress_is_told_what_was_read(tmp_path: Path) -> None:
    told: list[Progress] = []
    files = [_on_disk(tmp_path / "a", b"xyz"), _on_disk(tmp_path / "b", b"x")]
    (tmp_path / "b").unlink()
    digest_files(files, HashMode.FULL, known=lambda _: {}, progress=told.append)
    assert told == [Progress(1, 2, 3, 4), Progress(2, 2, 3, 4)]


def test_a_file_that_was_replaced_by_another_of_its_size_and_time_is_a_problem(tmp_path: Path) -> None:
    file = _on_disk(tmp_path / "a", b"x")
    (tmp_path / "b").write_bytes(b"y")
    os.utime(tmp_path / "b", ns=(file.file_id.mtime_ns, file.file_id.mtime_ns))
    (tmp_path / "b").rename(tmp_path / "a")
    hashed = digest_files([file], HashMode.FULL, known=lambda _: {})
    assert [s.reason for s in hashed.observations if isinstance(s, Problem)] == ["changed while it was read"]


def test_a_link_a_pipe_or_a_device_in_place_of_the_file_is_a_problem_and_does_not_hang(
    tmp_path: Path,
) -> None:
    files = [_on_disk(tmp_path / name, b"x") for name in ("link", "pipe", "device")]
    for file in files:
        Path(file.path).unlink()
    (tmp_path / "link").symlink_to("elsewhere")
    os.mkfifo(tmp_path / "pipe")
    files[2] = replace(files[2], path="/dev/zero")
    hashed = digest_files(files, HashMode.FULL, known=lambda _: {})
    assert [s.reason for s in hashed.observations if isinstance(s, Problem)] == [
        "too many levels of symbolic links",
        "changed while it was read",
        "changed while it was read",
    ]


def test_a_file_that_grows_while_it_is_read_ends_and_is_a_problem(tmp_path: Path) -> None:
    file = _on_disk(tmp_path / "a", b"x" * (8 << 20))
    stop, has_grown = Event(), Event()

    def grow() -> None:
        with (tmp_path / "a").open("ab") as stream:
            while not stop.is_set():
                stream.write(b"y" * 4096)
                stream.flush()
                has_grown.set()

    growing = Thread(target=grow)
    growing.start()
    has_grown.wait()
    try:
        hashed = digest_files([file], HashMode.FULL, known=lambda _: {})
    finally:
        stop.set()
        growing.join()
    assert [s.reason for s in hashed.observations if isinstance(s, Problem)] == ["changed while it was read"]


def test_a_hole_of_ordinary_size_is_read(tmp_path: Path) -> None:
    with (tmp_path / "a").open("wb") as stream:
        stream.truncate(3_000_000)
    file = a_file("a", path=str(tmp_path / "a"), file_id=file_id((tmp_path / "a").stat()))
    assert _digests([file]) == [hashlib.sha256(bytes(3_000_000)).hexdigest()]


def test_digests_are_remembered_while_others_are_computed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hashing, "_BATCH_FILES", 3)
    monkeypatch.setattr(hashing, "_BATCH_BYTES", 10 << 20)
    sizes = (6 << 20, 5 << 20, 1, 1, 1, 1)
    files = [_on_disk(tmp_path / f"{n}", bytes(size)) for n, size in enumerate(sizes)]
    batches: list[tuple[tuple[FileId, str], ...]] = []
    hashed = digest_files(
        files, HashMode.FULL, known=lambda _: {}, remember=lambda new: batches.append((*new,))
    )
    assert [one for batch in batches for one in batch] == list(hashed.computed)
    assert len(hashed.computed) == len(sizes)
    for batch in batches:
        assert len(batch) <= 3
        assert sum(file_id.size_bytes for file_id, _ in batch[:-1]) < 10 << 20
    assert len(batches) >= 2


def test_what_was_computed_is_remembered_when_whoever_waits_gives_up(tmp_path: Path) -> None:
    files = [_on_disk(tmp_path / f"{n}", bytes(5 << 20)) for n in range(4)]
    remembered: list[tuple[FileId, str]] = []

    def give_up(done: Progress) -> None:
        if done.n_files == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        digest_files(files, HashMode.FULL, known=lambda _: {}, remember=remembered.extend, progress=give_up)
    assert {digest for _, digest in remembered} == {hashlib.sha256(bytes(5 << 20)).hexdigest()}
    assert len(remembered) == 2


@pytest.mark.parametrize("mode", [HashMode.FULL, HashMode.TRUST_STORE])
def test_what_this_scan_read_before_is_believed_whatever_the_mode(tmp_path: Path, mode: HashMode) -> None:
    file = _on_disk(tmp_path / "a", b"x")
    hashed = digest_files([file], mode, known=lambda _: {}, read={file.file_id: "e" * 64})
    assert ([one.sha256 for one in hashed.observations if isinstance(one, FileSeen)], hashed.computed) == (
        ["e" * 64],
        (),
    )


def _broken(path: Path, data: bytes, **changes: Any) -> Problem:
    path.write_bytes(data)
    return replace(a_problem(path.name), at=FileAt(str(path), file_id(path.stat())), **changes)


@pytest.mark.parametrize(
    ("mode", "size_bytes", "is_read"),
    [
        (HashMode.FULL, 100_000, True),
        (HashMode.TRUST_STORE, 100_000, True),
        (HashMode.NONE, 100_000, False),
        (HashMode.NONE, 60_000, True),
    ],
)
def test_a_file_with_a_problem_has_a_digest_as_far_as_the_mode_reads_it(
    tmp_path: Path, mode: HashMode, size_bytes: int, is_read: bool
) -> None:
    data = os.urandom(size_bytes)
    problem = _broken(tmp_path / "a", data)
    (found,) = digest_files([problem], mode, known=lambda _: {}).observations
    digest = hashlib.sha256(data).hexdigest() if is_read else None
    assert found == replace(problem, sha256=digest, size_bytes=size_bytes)
    assert isinstance(found, Problem)
    assert found.at is None


def test_a_broken_file_that_vanished_keeps_its_problem(tmp_path: Path) -> None:
    problem = _broken(tmp_path / "a", b"x")
    (tmp_path / "a").unlink()
    (found,) = digest_files([problem], HashMode.FULL, known=lambda _: {}).observations
    assert found == replace(problem, size_bytes=1)


def test_a_digest_that_is_known_of_a_broken_file_is_believed_where_others_are(tmp_path: Path) -> None:
    problem = _broken(tmp_path / "a", b"x")

    def cached(ids: Iterable[FileId]) -> dict[FileId, Remembered]:
        return dict.fromkeys(ids, Remembered("f" * 64, date(2026, 11, 1)))

    (found,) = digest_files([problem], HashMode.TRUST_STORE, known=cached).observations
    assert (isinstance(found, Problem) and found.sha256) == "f" * 64
