"""Which digests are computed, and which are believed; every inode is read once."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Self

from auditor.domain.observation import Access, FileId, FileSeen, Observation, Problem, Remembered
from auditor.identity.digesting import Meter, digest_all

# A file this small is read anyway: checking costs less than saying that it was not checked.
_ALWAYS_READ_BYTES: Final = 1 << 20

# A file this small is read whole with its header, whatever the mode.
_READ_WHOLE_BYTES: Final = 64 << 10

# Remembering costs a millisecond: after so much work that is nothing, and what is lost is done in a second.
_BATCH_FILES: Final = 500
_BATCH_BYTES: Final = 256 << 20


class HashMode(StrEnum):
    """Which files' bytes are read."""

    FULL = "full"
    """All of them."""
    TRUST_STORE = "trust-store"
    """All but large ones whose store names a digest; that digest stays a claim."""
    NONE = "none"
    """None for their digest alone; identities rest on headers, but for files so small that this read them."""

    def reads(self, file: FileSeen) -> bool:
        """Say whether a file is still to be read; what is in a hole was never written, and never is read."""
        if file.sha256 or file.access is not Access.OPENED or file.file_id.is_hole:
            return False
        match self:
            case HashMode.FULL:
                return True
            case HashMode.NONE:
                return False
            case _:
                return file.declared_sha256 is None or file.file_id.size_bytes <= _ALWAYS_READ_BYTES

    def reads_broken(self, file_id: FileId) -> bool:
        """Say whether a file with a problem is read for its digest; nobody vouches for one."""
        if file_id.is_hole:
            return False
        return self is not HashMode.NONE or file_id.size_bytes <= _READ_WHOLE_BYTES


@dataclass(frozen=True, slots=True)
class _Broken:
    """A file with a problem, as it is read."""

    target: str
    locator: str
    path: str
    file_id: FileId


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the reading is.

    Attributes:
        n_files: Files that were read, or could not be.
        n_all: Files to read.
        n_bytes: Bytes read.
        n_all_bytes: Bytes to read.
    """

    n_files: int
    n_all: int
    n_bytes: int
    n_all_bytes: int


@dataclass(frozen=True, slots=True)
class Hashed:
    """What hashing came to.

    Attributes:
        observations: The observations, digests filled in; files that could not be read are problems.
        computed: Digests that were computed now, in the order in which they were.
        n_bytes: Bytes read.
    """

    observations: tuple[Observation, ...]
    computed: tuple[tuple[FileId, str], ...]
    n_bytes: int


def digest_files(
    observations: Iterable[Observation],
    mode: HashMode,
    *,
    known: Callable[[Iterable[FileId]], Mapping[FileId, Remembered]],
    remember: Callable[[Sequence[tuple[FileId, str]]], None] = lambda _: None,
    read: Mapping[FileId, str] = MappingProxyType({}),
    progress: Callable[[Progress], None] = lambda _: None,
) -> Hashed:
    """Fill in the digests of the files among the observations.

    Args:
        observations: What the sources saw.
        mode: Which files to read.
        known: The cache: digests of those files that have not changed since they were last read.
        remember: Told what was computed, often enough that whoever is killed has lost little.
        read: Digests that this scan computed before, believed whatever the mode.
        progress: Told after each file that was read and within large ones, from this thread.
    """
    seen = tuple(observations)
    wanted: dict[FileId, FileSeen | _Broken] = {}
    for one in seen:
        file = _wanted(one, mode)
        if file is not None:
            wanted.setdefault(file.file_id, file)
    # Full means that every byte is read now: a cache believes what the file system says of a file.
    believed = {} if mode is HashMode.FULL else known(wanted)
    digests: dict[FileId, str | Remembered | Problem] = {**believed}
    digests.update((id_, read[id_]) for id_ in wanted if id_ in read)
    computed: list[tuple[FileId, str]] = []
    unread = [file for id_, file in wanted.items() if id_ not in digests]
    with _Remembering(remember) as kept:
        for file_id, result in _read_all(unread, progress):
            digests[file_id] = result
            if isinstance(result, str):
                computed.append((file_id, result))
                kept.add(file_id, result)
    filled = tuple(_fill(observation, digests) for observation in seen)
    return Hashed(filled, tuple(computed), sum(file_id.size_bytes for file_id, _ in computed))


def _wanted(seen: Observation, mode: HashMode) -> FileSeen | _Broken | None:
    """Return the file of an observation whose bytes are to be read."""
    if isinstance(seen, FileSeen):
        return seen if mode.reads(seen) else None
    if (
        not isinstance(seen, Problem)
        or seen.at is None
        or seen.sha256
        or not mode.reads_broken(seen.at.file_id)
    ):
        return None
    return _Broken(seen.target, seen.locator, seen.at.path, seen.at.file_id)


class _Remembering:
    """Hands on what was computed a batch at a time; the rest when it is left, whatever the reason."""

    def __init__(self, remember: Callable[[Sequence[tuple[FileId, str]]], None]) -> None:
        self._remember = remember
        self._batch: list[tuple[FileId, str]] = []
        self._n_bytes = 0

    def add(self, file_id: FileId, sha256: str) -> None:
        self._batch.append((file_id, sha256))
        self._n_bytes += file_id.size_bytes
        if len(self._batch) >= _BATCH_FILES or self._n_bytes >= _BATCH_BYTES:
            self._flush()

    def _flush(self) -> None:
        if self._batch:
            self._remember(tuple(self._batch))
        self._batch, self._n_bytes = [], 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._flush()


def _read_all(
    files: Sequence[FileSeen | _Broken], progress: Callable[[Progress], None]
) -> Iterator[tuple[FileId, str | Problem]]:
    if not files:
        return
    n_files, n_bytes, meter = 0, sum(file.file_id.size_bytes for file in files), Meter()
    for finished in digest_all(files, meter):
        if finished is not None:
            n_files += 1
            yield finished[0].file_id, finished[1]
        progress(Progress(n_files, len(files), meter.n_bytes, n_bytes))


def _fill(observation: Observation, digests: Mapping[FileId, str | Remembered | Problem]) -> Observation:
    if isinstance(observation, Problem) and observation.at is not None:
        file_id = observation.at.file_id
        return _fill_broken(observation, file_id, digests.get(file_id))
    if not isinstance(observation, FileSeen) or observation.file_id not in digests:
        return observation
    result = digests[observation.file_id]
    if isinstance(result, Problem):
        return replace(result, target=observation.target, locator=observation.locator)
    if isinstance(result, Remembered):
        return replace(observation, sha256=result.sha256, believed_since=result.since)
    return replace(observation, sha256=result)


def _fill_broken(problem: Problem, file_id: FileId, result: str | Remembered | Problem | None) -> Problem:
    """Return a problem with the size and digest of its file; without one, the same is the matter."""
    if isinstance(result, Remembered):
        result = result.sha256
    sha256 = result if isinstance(result, str) else problem.sha256
    return replace(problem, sha256=sha256, size_bytes=file_id.size_bytes, at=None)
