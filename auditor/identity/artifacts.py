"""Files to artifacts: single files, and the shards of one set as one."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from auditor.domain.observation import FileSeen, Header
from auditor.domain.subject import Artifact, ArtifactFile, Strength


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One artifact at one place.

    Attributes:
        target: The target it was found under.
        locator: Its place there: the file, or the set's key.
        bundle: What it lies with.
        files: Its files, in shard order.
        n_missing: Shards the set names and that were not found.
    """

    target: str
    locator: str
    bundle: str
    files: tuple[FileSeen, ...]
    n_missing: int = 0

    @property
    def place(self) -> str:
        """``TARGET#locator``."""
        return f"{self.target}#{self.locator}"

    @property
    def path(self) -> str:
        """Path of the first file; what a loader is given."""
        return self.files[0].path


def occurrences(files: Iterable[FileSeen]) -> tuple[Occurrence, ...]:
    """Group files into artifacts, place by place."""
    sets: dict[tuple[str, str, str], list[FileSeen]] = {}
    for file in files:
        key = (file.target, file.bundle, file.shard_set or f"\0{file.locator}")
        sets.setdefault(key, []).append(file)
    return tuple(_occurrence(key[2], group) for key, group in sets.items())


def _occurrence(key: str, group: list[FileSeen]) -> Occurrence:
    first = group[0]
    if key.startswith("\0"):
        return Occurrence(first.target, first.locator, first.bundle, (first,))
    ordered = sorted(group, key=lambda file: file.locator)
    count = int(key.rpartition("-of-")[2].partition(".")[0])
    return Occurrence(first.target, key, first.bundle, tuple(ordered), max(0, count - len(ordered)))


def identify(occurrence: Occurrence) -> tuple[str, Strength]:
    """Return the id of an artifact and what it rests on.

    ``sha256:`` for one file, ``set:`` over the sorted shard digests (names left out),
    ``header:`` over headers, sizes and declared digests where bytes were not read.
    """
    digests = [file.sha256 for file in occurrence.files]
    known = [digest for digest in digests if digest is not None]
    if len(known) == len(digests) and not occurrence.n_missing:
        if len(known) == 1:
            return f"sha256:{known[0]}", Strength.CONTENT
        return f"set:{_over(sorted(known))}", Strength.CONTENT
    parts = [
        f"{file.header.sha256}:{file.file_id.size_bytes}:{file.declared_sha256 or ''}"
        for file in occurrence.files
    ]
    return f"header:{_over(sorted(parts))}", Strength.HEADER


def artifact(occurrence: Occurrence) -> Artifact:
    """Return the artifact at one place."""
    files = tuple(
        ArtifactFile(
            f"{file.target}#{file.locator}", file.file_id.size_bytes, file.sha256, file.declared_sha256
        )
        for file in occurrence.files
    )
    headers = tuple(file.header for file in occurrence.files)
    return Artifact(headers[0].format, files, merged(headers), occurrence.n_missing)


def merged(headers: Sequence[Header]) -> Header:
    """Return one header for a set: counts summed, words from the first shard that has them."""
    if len(headers) == 1:
        return headers[0]
    dtypes: dict[str, int] = {}
    for header in headers:
        for name, count in header.dtypes:
            dtypes[name] = dtypes.get(name, 0) + count
    first = headers[0]
    return replace(
        first,
        sha256=_over([header.sha256 for header in headers]),
        n_tensors=sum(header.n_tensors for header in headers),
        n_parameters=sum(header.n_parameters for header in headers),
        n_expert_parameters=sum(header.n_expert_parameters for header in headers),
        dtypes=tuple(sorted(dtypes.items())),
        shard=None,
        anomalies=tuple(anomaly for header in headers for anomaly in header.anomalies),
    )


def _over(words: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(words).encode()).hexdigest()
