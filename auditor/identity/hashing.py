"""Digests of bytes: every inode read once, as many at a time as there are cores."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from enum import StrEnum
from io import RawIOBase
from typing import Final

from auditor.domain.observation import Access, FileId, FileSeen, Observation, Problem

# A file this small is read anyway: checking costs less than saying that it was not checked.
_ALWAYS_READ_BYTES: Final = 1 << 20
_CHUNK_BYTES: Final = 1 << 20


class HashMode(StrEnum):
    """Which files' bytes are read."""

    FULL = "full"
    """All of them."""
    TRUST_STORE = "trust-store"
    """All but large ones whose store names a digest; that digest stays a claim."""
    NONE = "none"
    """None; identities rest on headers."""

    def reads(self, file: FileSeen) -> bool:
        """Say whether a file's bytes are to be read; those of a hole were never written, and never are."""
        if file.access is not Access.OPENED or file.file_id.is_hole:
            return False
        match self:
            case HashMode.FULL:
                return True
            case HashMode.NONE:
                return False
            case _:
                return file.declared_sha256 is None or file.file_id.size_bytes <= _ALWAYS_READ_BYTES


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the reading is.

    Attributes:
        n_files: Files that were read, or could not be.
        n_all: Files to read.
        n_bytes: Bytes read.
    """

    n_files: int
    n_all: int
    n_bytes: int


@dataclass(frozen=True, slots=True)
class Hashed:
    """What hashing came to.

    Attributes:
        observations: The observations, digests filled in; files that could not be read are problems.
        computed: Digests that were computed now, for the cache.
        n_bytes: Bytes read.
    """

    observations: tuple[Observation, ...]
    computed: tuple[tuple[FileId, str], ...]
    n_bytes: int


def digest_files(
    observations: Iterable[Observation],
    mode: HashMode,
    *,
    known: Callable[[Iterable[FileId]], Mapping[FileId, str]],
    progress: Callable[[Progress], None] = lambda _: None,
) -> Hashed:
    """Fill in the digests of the files among the observations.

    Args:
        observations: What the sources saw.
        mode: Which files to read.
        known: The cache: digests of those files that have not changed since they were last read.
        progress: Told after each file that was read, from this thread.
    """
    seen = tuple(observations)
    wanted: dict[FileId, FileSeen] = {}
    for file in seen:
        if isinstance(file, FileSeen) and mode.reads(file):
            wanted.setdefault(file.file_id, file)
    # Full means that every byte is read now: a cache believes size and time, which can be put back.
    digests: dict[FileId, str | Problem] = {} if mode is HashMode.FULL else dict(known(wanted))
    computed: list[tuple[FileId, str]] = []
    unread = [file for id_, file in wanted.items() if id_ not in digests]
    n_bytes = 0
    for n_files, (file_id, result) in enumerate(_read_all(unread), start=1):
        digests[file_id] = result
        if isinstance(result, str):
            computed.append((file_id, result))
            n_bytes += file_id.size_bytes
        progress(Progress(n_files, len(unread), n_bytes))
    filled = tuple(_fill(observation, digests) for observation in seen)
    return Hashed(filled, tuple(computed), n_bytes)


def _fill(observation: Observation, digests: dict[FileId, str | Problem]) -> Observation:
    if not isinstance(observation, FileSeen) or observation.file_id not in digests:
        return observation
    result = digests[observation.file_id]
    if isinstance(result, Problem):
        return replace(result, target=observation.target, locator=observation.locator)
    return replace(observation, sha256=result)


def _read_all(files: Sequence[FileSeen]) -> Iterator[tuple[FileId, str | Problem]]:
    if not files:
        return
    # Largest first, so that no core is left alone with the last one.
    ordered = sorted(files, key=lambda file: -file.file_id.size_bytes)
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        for file, result in zip(ordered, pool.map(_digest, ordered), strict=True):
            yield file.file_id, result


def _digest(file: FileSeen) -> str | Problem:
    try:
        # What lies there now may be a link, a pipe or a device: neither followed nor waited for.
        descriptor = os.open(file.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb", buffering=0) as stream:
            is_same = _is_same(os.fstat(descriptor), file.file_id)
            digest = _digest_of(stream, file.file_id.size_bytes) if is_same else ""
            is_same = is_same and _is_same(os.fstat(descriptor), file.file_id)
    except OSError as error:
        return Problem(file.target, file.locator, (error.strerror or str(error)).lower())
    return digest if is_same else Problem(file.target, file.locator, "changed while it was read")


def _digest_of(stream: RawIOBase, size_bytes: int) -> str:
    """Return the digest of the first bytes; a file that grows as fast as it is read has no end."""
    digest = hashlib.sha256()
    buffer = bytearray(_CHUNK_BYTES)
    view = memoryview(buffer)
    left = size_bytes
    while left and (n_read := stream.readinto(view[: min(left, _CHUNK_BYTES)])):
        digest.update(view[:n_read])
        left -= n_read
    return digest.hexdigest()


def _is_same(status: os.stat_result, file_id: FileId) -> bool:
    """Say whether a file is the one whose header was read, and unchanged since."""
    now = (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)
    return now == (file_id.device, file_id.inode, file_id.size_bytes, file_id.mtime_ns)
