"""Files that declarations name: found within the project, digested, never opened otherwise."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from auditor.declarations.entry import Entry
from auditor.declarations.web import is_address

_CHUNK_BYTES: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Files:
    """The folder that relative paths start from, and the one they may not leave.

    Attributes:
        folder: Folder of the declaration file, resolved.
        root: Its parent: a declaration and what proves it lie in one project.
    """

    folder: Path
    root: Path

    @property
    def folders(self) -> tuple[Path, Path]:
        """Where a relative path may start: beside the declaration, and in the folder above."""
        return self.folder, self.root

    def digest(self, entry: Entry, key: str, name: str) -> str | None:
        """Return the SHA-256 of a file's bytes; ``None`` if there is no such file or it cannot be read.

        Args:
            entry: The entry that names it.
            key: The field that names it.
            name: Path relative to the declaration file.

        Raises:
            DeclarationError: it lies outside the project.
        """
        path = self._within(name)
        if path is None:
            hint = f"Keep it below {self.root.name or self.root}, beside the declarations."
            raise entry.error(key, f"lies outside the project: {name!r}", hint)
        return _digest(path)

    def source_digest(self, source: str) -> str | None:
        """Return the digest of what a ``source`` names: of the file, or of the web address itself.

        A source may also be a sentence; that is no evidence and has none.
        """
        if is_address(source):
            return hashlib.sha256(source.encode("utf-8")).hexdigest()
        path = self._within(source)
        return None if path is None else _digest(path)

    def _within(self, name: str) -> Path | None:
        try:
            path = (self.folder / name).resolve()
        except (OSError, RuntimeError):  # a circle of links
            return self.folder / name
        return path if path.is_relative_to(self.root) else None


def _digest(path: Path) -> str | None:
    try:
        if not path.is_file():
            return None
        digest = hashlib.sha256()
        with path.open("rb") as stream:
            while chunk := stream.read(_CHUNK_BYTES):
                digest.update(chunk)
    except OSError:
        return None
    return digest.hexdigest()
