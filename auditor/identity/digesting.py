"""SHA-256 of many files: as many at a time as there are cores, the largest first."""

import hashlib
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from io import RawIOBase
from queue import Empty, SimpleQueue
from threading import Lock
from typing import Final, Protocol, TypeVar

from auditor.domain.observation import FileId, Problem


class OnDisk(Protocol):
    """A file that can be opened, and what it was when it was looked at."""

    @property
    def target(self) -> str:
        """The target it was found under."""

    @property
    def locator(self) -> str:
        """Place within the target."""

    @property
    def path(self) -> str:
        """Path to open; links already resolved."""

    @property
    def file_id(self) -> FileId:
        """Which file this is."""


Result = str | Problem
"""The digest of a file, or why there is none."""
_File = TypeVar("_File", bound=OnDisk)

# hashlib lets go of the interpreter while it digests more than 2,047 bytes, so threads use every core. Of
# 64 KiB to 4 MiB this is the fastest: larger blocks leave the processor's cache before they are digested.
_CHUNK_BYTES: Final = 256 * 1024

# Small files are handed out by the dozen: one at a time, a thread's turn costs more than their bytes.
_TASK_BYTES: Final = 4 << 20
_TASK_FILES: Final = 64

_TELL_EVERY_S: Final = 0.5


class Meter:
    """Bytes read so far, by all threads, and whether they are to go on."""

    def __init__(self) -> None:
        self._lock = Lock()
        self.n_bytes = 0
        self.is_stopped = False

    def add(self, n_bytes: int) -> None:
        """Count bytes."""
        with self._lock:
            self.n_bytes += n_bytes


def digest_all(files: Sequence[_File], meter: Meter) -> Iterator[tuple[_File, Result] | None]:
    """Yield each file with its result as soon as there is one, and ``None`` while there is none for long."""
    done: SimpleQueue[Future[list[tuple[_File, Result]]]] = SimpleQueue()
    pool = ThreadPoolExecutor(max_workers=os.cpu_count() or 1)
    try:
        tasks = list(_tasks(files))
        for task in tasks:
            pool.submit(_digest_task, task, meter).add_done_callback(done.put)
        for _ in tasks:
            while (finished := _next(done)) is None:
                yield None
            yield from finished.result()
    finally:
        # Whoever gives up, as with Ctrl-C, does not wait for the rest of a file of a hundred gigabytes.
        meter.is_stopped = True
        pool.shutdown(cancel_futures=True)


def _next(
    done: "SimpleQueue[Future[list[tuple[_File, Result]]]]",
) -> Future[list[tuple[_File, Result]]] | None:
    try:
        return done.get(timeout=_TELL_EVERY_S)
    except Empty:
        return None


def _tasks(files: Sequence[_File]) -> Iterator[tuple[_File, ...]]:
    """Yield what one thread does in one turn; largest first, so that no core is left with the last one."""
    task: list[_File] = []
    n_bytes = 0
    for file in sorted(files, key=lambda file: -file.file_id.size_bytes):
        task.append(file)
        n_bytes += file.file_id.size_bytes
        if n_bytes >= _TASK_BYTES or len(task) == _TASK_FILES:
            yield tuple(task)
            task, n_bytes = [], 0
    if task:
        yield tuple(task)


def _digest_task(task: Sequence[_File], meter: Meter) -> list[tuple[_File, Result]]:
    return [(file, _digest(file, meter)) for file in task]


def _digest(file: OnDisk, meter: Meter) -> Result:
    try:
        # What lies there now may be a link, a pipe or a device: neither followed nor waited for.
        descriptor = os.open(file.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb", buffering=0) as stream:
            is_same = _is_same(os.fstat(descriptor), file.file_id)
            digest = _digest_of(stream, file.file_id.size_bytes, meter) if is_same else ""
            is_same = is_same and _is_same(os.fstat(descriptor), file.file_id)
    except OSError as error:
        return Problem(file.target, file.locator, (error.strerror or str(error)).lower())
    return digest if is_same else Problem(file.target, file.locator, "changed while it was read")


def _digest_of(stream: RawIOBase, size_bytes: int, meter: Meter) -> str:
    """Return the digest of the first bytes; a file that grows as fast as it is read has no end."""
    digest = hashlib.sha256()
    view = memoryview(bytearray(min(size_bytes, _CHUNK_BYTES)))
    left = size_bytes
    while left and (n_read := stream.readinto(view[: min(left, _CHUNK_BYTES)])):
        digest.update(view[:n_read])
        left -= n_read
        meter.add(n_read)
        if meter.is_stopped:
            raise OSError("given up")
    return digest.hexdigest()


def _is_same(status: os.stat_result, file_id: FileId) -> bool:
    """Say whether a file is the one whose header was read, and unchanged since."""
    now = (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)
    return now == (file_id.device, file_id.inode, file_id.size_bytes, file_id.mtime_ns)
