"""Files that declarations name: looked for within the project, digested, never opened otherwise."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from auditor.declarations.entry import Entry
from auditor.declarations.web import is_address
from auditor.domain.evidence import EvidenceState

_CHUNK_BYTES: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Files:
    """The folders that relative paths start from: that of the declaration, else the one above it.

    Attributes:
        folder: Folder of the declaration file, resolved.
        root: Its parent: a declaration and what proves it lie in one project.
        declared: The declaration files themselves, resolved.
    """

    folder: Path
    root: Path
    declared: frozenset[Path] = frozenset()

    @classmethod
    def beside(cls, path: Path, declared: Iterable[Path]) -> "Files":
        """Return where the files lie that a declaration file names.

        Args:
            path: The declaration file.
            declared: Every declaration file, this one included.
        """
        home = path.parent.resolve()
        return cls(home, home.parent, frozenset(one.resolve() for one in declared))

    @property
    def folders(self) -> tuple[Path, Path]:
        """Where a relative path may start: beside the declaration, and in the folder above."""
        return self.folder, self.root

    def digest(self, entry: Entry, key: str, name: str) -> str | None:
        """Return the SHA-256 of a file's bytes; ``None`` if there is no such file or it cannot be read.

        Args:
            entry: The entry that names it.
            key: The field that names it.
            name: Its path; one that is relative starts beside the declaration, else in the folder above.

        Raises:
            DeclarationError: it lies outside the project.
        """
        if self._within(self.folder, name) is None:
            hint = f"Keep it below {self.root.name or self.root}, beside the declarations."
            raise entry.error(key, f"lies outside the project: {name!r}", hint)
        return self._digest(name)

    def path(self, name: str) -> Path | None:
        """Return the file of a name whose digest is taken; ``None`` where there is none."""
        paths = (self._within(folder, name) for folder in self.folders)
        return next((path for path in paths if path and _is_file(path)), None)

    def flaw(self, name: str) -> EvidenceState | None:
        """Return why a file that is there is no evidence; ``None`` where it may be, or there is none."""
        path = self.path(name)
        if path is None:
            return None
        if path in self.declared:
            return EvidenceState.DECLARATION
        return EvidenceState.EMPTY if _is_blank(path) else None

    def source_digest(self, source: str) -> str | None:
        """Return the digest of what a ``source`` names: of the file, or of the web address itself.

        A source may also be a sentence; that is no evidence and has none, nor has a file that is none.
        """
        if is_address(source):
            return hashlib.sha256(source.encode("utf-8")).hexdigest()
        return None if self.flaw(source) else self._digest(source)

    def _digest(self, name: str) -> str | None:
        """Return the digest of the first file of that name that there is and can be read."""
        paths = (self._within(folder, name) for folder in self.folders)
        return next((digest for path in paths if path and (digest := _digest(path))), None)

    def _within(self, folder: Path, name: str) -> Path | None:
        try:
            path = (folder / name).resolve()
        except (OSError, RuntimeError):  # a circle of links
            return folder / name
        return path if path.is_relative_to(self.root) else None


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a sentence, too long for a name
        return False


def _is_blank(path: Path) -> bool:
    """Say whether a file holds nothing but blanks; one that cannot be read is not known to."""
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(_CHUNK_BYTES):
                if chunk.strip():
                    return False
    except OSError:
        return False
    return True


def _digest(path: Path) -> str | None:
    try:
        if not _is_file(path):
            return None
        digest = hashlib.sha256()
        with path.open("rb") as stream:
            while chunk := stream.read(_CHUNK_BYTES):
                digest.update(chunk)
    except OSError:
        return None
    return digest.hexdigest()
