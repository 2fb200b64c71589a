"""Artifacts: the files of one set of weights, as one."""

from dataclasses import dataclass
from datetime import date

from auditor.domain.header import Header


@dataclass(frozen=True, slots=True)
class ArtifactFile:
    """One file of an artifact.

    Attributes:
        locator: First place it was seen at: ``TARGET#path``.
        size_bytes: Its size.
        sha256: Digest of its bytes, if they were read.
        declared_sha256: Digest its store claims.
        is_hole: Nearly all of its bytes were never written, so that none are read.
        believed_since: Day on which an earlier scan computed the digest, which was not computed again.
    """

    locator: str
    size_bytes: int
    sha256: str | None
    declared_sha256: str | None = None
    is_hole: bool = False
    believed_since: date | None = None


@dataclass(frozen=True, slots=True)
class Artifact:
    """One file, or all shards of one set.

    Attributes:
        format: Format of the files.
        files: The files, in shard order.
        header: Header of the set: counts summed, the rest from its first file.
        n_missing: Shards that the set names and that were not found or not read.
        defect: Why the files are not one whole set; empty if they are.
    """

    format: str
    files: tuple[ArtifactFile, ...]
    header: Header
    n_missing: int = 0
    defect: str = ""

    @property
    def size_bytes(self) -> int:
        """Size of all files."""
        return sum(file.size_bytes for file in self.files)
