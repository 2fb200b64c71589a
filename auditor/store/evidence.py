"""Copies of the files that prove something, named by their digests, in a folder beside the database.

A copy is written once and never again: what an audit rested on can be looked at whatever becomes of the
original.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO, Final

from auditor.errors import StoreError

_CHUNK_BYTES: Final = 1 << 20
_READ_ONLY: Final = 0o444


@dataclass(frozen=True, slots=True)
class EvidenceFolder:
    """A folder of copies: ``AB/ABCD...``, the SHA-256 of each in full below its first two digits.

    Attributes:
        path: The folder; made when the first copy is.
    """

    path: Path

    @classmethod
    def beside(cls, url: str) -> "EvidenceFolder":
        """Return the folder of a database, e.g. ``auditor-evidence`` beside ``auditor.db``.

        Raises:
            StoreError: the URL is not that of a SQLite file.
        """
        from auditor.store.database import path_of

        database = path_of(url)
        return cls(database.with_name(f"{database.stem}-evidence"))

    def place(self, sha256: str) -> Path:
        """Return where the copy of a file of this digest is, or would be."""
        return self.path / sha256[:2] / sha256

    def keep(self, files: Iterable[tuple[Path, str]]) -> frozenset[str]:
        """Copy files that are not kept yet, and return the digests of all of them.

        Args:
            files: Each file, and the digest it was seen with.

        Raises:
            StoreError: one cannot be read or copied, or is not any more what was seen.
        """
        kept = set()
        for path, sha256 in files:
            if not self.place(sha256).exists():
                self._copy(path, sha256)
            kept.add(sha256)
        return frozenset(kept)

    def broken(self, digests: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Yield the digest of every copy that is missing or altered, and which of the two it is."""
        for sha256 in digests:
            try:
                with self.place(sha256).open("rb") as stream:
                    found = hashlib.file_digest(stream, "sha256").hexdigest()
            except OSError as error:
                yield sha256, f"its copy cannot be read: {(error.strerror or str(error)).lower()}"
                continue
            if found != sha256:
                yield sha256, "its copy was altered"

    def _copy(self, path: Path, sha256: str) -> None:
        place = self.place(sha256)
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile(dir=place.parent, delete=False) as copy:
                made = Path(copy.name)
                try:
                    with path.open("rb") as stream:
                        found = _copied(stream, copy)  # type: ignore[arg-type] # a file opened for writing
                    if found == sha256:
                        made.chmod(_READ_ONLY)
                        _put(made, place)
                finally:
                    made.unlink(missing_ok=True)
        except OSError as error:
            why = (error.strerror or str(error)).lower()
            raise StoreError(
                f"{path}: cannot be kept in {self.path}: {why}",
                hint="Name a folder you may write to: evidence_store in auditor.toml.",
            ) from error
        if found != sha256:
            raise StoreError(f"{path}: changed while it was read", hint="Run it again.")


def _copied(stream: BinaryIO, copy: BinaryIO) -> str:
    """Copy a file and return the digest of what was copied."""
    digest = hashlib.sha256()
    while chunk := stream.read(_CHUNK_BYTES):
        digest.update(chunk)
        copy.write(chunk)
    copy.flush()
    os.fsync(copy.fileno())
    return digest.hexdigest()


def _put(made: Path, place: Path) -> None:
    """Give a copy its name, unless another process has kept the same file meanwhile."""
    try:
        os.link(made, place)
    except FileExistsError:
        return
    except OSError:
        # A file system without links; that nobody else writes this very file now is likely enough there.
        if not place.exists():
            made.rename(place)
