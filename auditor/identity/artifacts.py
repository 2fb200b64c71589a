"""Files to artifacts: single files, and the shards of one set as one."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from auditor.domain.artifact import Artifact, ArtifactFile
from auditor.domain.header import Header
from auditor.domain.observation import Access, FileSeen
from auditor.domain.subject import Strength
from auditor.identity.shards import Defect, Index, Place, of_index, of_names


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One artifact at one place.

    Attributes:
        target: The target it was found under.
        key: What tells it from others there, whichever of its files are present: the file, the set's
            name or its index.
        bundle: What it lies with.
        files: Its files, in the order of their names.
        n_missing: Files the set names and that were not found or not read.
        defects: What keeps the files from being one whole set.
    """

    target: str
    key: str
    bundle: str
    files: tuple[FileSeen, ...]
    n_missing: int = 0
    defects: tuple[Defect, ...] = ()

    @property
    def locator(self) -> str:
        """Its place: the file, or the first file of the set that is there."""
        return self.files[0].locator

    @property
    def place(self) -> str:
        """``TARGET#locator``."""
        return f"{self.target}#{self.locator}"

    @property
    def is_elsewhere(self) -> bool:
        """Whether its bytes are on another machine, which only says what they are."""
        return Access.REMOTE in [file.access for file in self.files]


def occurrences(
    files: Iterable[FileSeen],
    indexes: Mapping[Place, Index] | None = None,
    broken: Collection[Place] = frozenset(),
) -> tuple[Occurrence, ...]:
    """Group files into artifacts, place by place.

    Args:
        files: The files.
        indexes: The index that names each file, where one does.
        broken: Places of files that could not be read.
    """
    sets: dict[tuple[str, str, str], list[FileSeen]] = {}
    known = indexes or {}
    for file in files:
        index = known.get((file.target, file.locator))
        key = index.locator if index else file.shard_set or file.locator
        sets.setdefault((file.target, file.bundle, key), []).append(file)
    return tuple(_occurrence(key, group, known, broken) for (_, _, key), group in sets.items())


def _occurrence(
    key: str, group: list[FileSeen], indexes: Mapping[Place, Index], broken: Collection[Place]
) -> Occurrence:
    ordered = tuple(sorted(group, key=lambda file: file.locator))
    first = ordered[0]
    index = indexes.get((first.target, first.locator))
    n_missing, defects = of_index(index, ordered, broken) if index else of_names(ordered, broken)
    # An index may come later or get lost: names that agree on a set stay its key.
    names = {file.shard_set or file.locator for file in ordered}
    return Occurrence(
        first.target, names.pop() if len(names) == 1 else key, first.bundle, ordered, n_missing, defects
    )


def identify(occurrence: Occurrence) -> tuple[str, Strength]:
    """Return the id of an artifact and what it rests on.

    ``sha256:`` for one file, ``set:`` over the sorted shard digests (names left out),
    ``header:`` over headers, sizes and declared digests where bytes were not read.
    """
    digests = [file.sha256 for file in occurrence.files]
    known = [digest for digest in digests if digest is not None]
    if len(known) == len(digests) and not occurrence.defects:
        if len(known) == 1:
            return f"sha256:{known[0]}", Strength.CONTENT
        return f"set:{_over(sorted(known))}", Strength.CONTENT
    return header_id(occurrence), Strength.HEADER


def header_id(occurrence: Occurrence) -> str:
    """Return the id of an artifact while its bytes are not read."""
    parts = [
        f"{file.header.sha256}:{file.file_id.size_bytes}:{file.declared_sha256 or ''}"
        for file in occurrence.files
    ]
    return f"header:{_over(sorted(parts))}"


def artifact(occurrence: Occurrence) -> Artifact:
    """Return the artifact at one place."""
    files = tuple(
        ArtifactFile(
            locator=f"{file.target}#{file.locator}",
            size_bytes=file.file_id.size_bytes,
            sha256=file.sha256,
            declared_sha256=file.declared_sha256,
            is_hole=file.file_id.is_hole,
            believed_since=file.believed_since,
        )
        for file in occurrence.files
    )
    headers = tuple(file.header for file in occurrence.files)
    defect = "; ".join(defect.reason for defect in occurrence.defects)
    return Artifact(headers[0].format, files, merged(headers), occurrence.n_missing, defect)


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
        packed_bits=sum(header.packed_bits for header in headers),
        packed_expert_bits=sum(header.packed_expert_bits for header in headers),
        dtypes=tuple(sorted(dtypes.items())),
        may_have_experts=any(header.may_have_experts for header in headers),
        stacked_experts=tuple(sorted({n for header in headers for n in header.stacked_experts})),
        shard=None,
        unread=next((header.unread for header in headers if header.unread), ""),
        anomalies=tuple(anomaly for header in headers for anomaly in header.anomalies),
    )


def _over(words: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(words).encode()).hexdigest()
