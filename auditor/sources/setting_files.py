"""Files of settings at or below a place, for the sources whose targets are ``FILE|DIR``."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from auditor.domain.observation import Problem
from auditor.errors import FormatError, SourceError
from auditor.formats.text import printable_name
from auditor.sources.base import Target
from auditor.sources.places import Unfollowed, named_folder, real_file, walk
from auditor.sources.reading import read_bounded, why

MAX_BYTES: Final = 8_000_000
"""A chart rendered into one file, with its definitions, is a few megabytes."""

_NOT_OURS: Final = frozenset({".git", ".hg", ".svn", "node_modules", ".venv", "__pycache__", ".terraform"})


@dataclass(frozen=True, slots=True)
class SettingFile:
    """A file that was read.

    Attributes:
        path: Where it is, links followed.
        locator: Place within the target.
        text: What it says.
    """

    path: Path
    locator: str
    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """What a target of files stands for.

    Attributes:
        target: The target, as named.
        named: The file or folder, links resolved.
        folder: The folder whose files may be read: itself, or the one the file lies in.
    """

    target: str
    named: Path
    folder: Path

    def files(self, is_wanted: Callable[[str], bool]) -> Iterator[SettingFile | Problem]:
        """Yield the file, or in the order of their paths those below whose names are wanted."""
        if self.named != self.folder:
            yield self.read(self.named)
            return
        failed: list[OSError] = []
        for path, is_folder in walk(self.folder, failed.append):
            parts = path.relative_to(self.folder).parts
            if not is_folder and is_wanted(path.name) and not _NOT_OURS.intersection(parts):
                yield self.read(path)
        for error in failed:
            yield Problem(self.target, self.locator(Path(os.fsdecode(error.filename or b""))), why(error))

    def read(self, path: Path) -> SettingFile | Problem:
        """Read one file as text."""
        locator = self.locator(path)
        try:
            is_link = path.is_symlink()
            real = real_file(str(path), (self.folder,), "broken link" if is_link else "not there")
        except ValueError:
            # Null bytes, and characters that no file system has: another file names it so.
            return Problem(self.target, locator, "not a path")
        if isinstance(real, Unfollowed):
            reason = "outside the folder, not read" if real.leads_out and not is_link else real.reason
            return Problem(self.target, locator, reason)
        try:
            return SettingFile(Path(real), locator, _decoded(read_bounded(real, MAX_BYTES)))
        except FormatError as error:
            return Problem(self.target, locator, error.message)
        except OSError as error:
            return Problem(self.target, locator, why(error))

    def locator(self, path: Path) -> str:
        """Return the place of a path within the target."""
        is_within = path.is_relative_to(self.folder)
        return printable_name(path.relative_to(self.folder).as_posix() if is_within else path.name)


def place_of(target: Target) -> Place:
    """Return what a target stands for.

    Raises:
        SourceError: there is nothing, or it cannot be looked at.
    """
    try:
        named = named_folder(target).resolve(strict=True)
        is_folder = named.is_dir()
    except (OSError, RuntimeError) as error:
        reason = why(error) if isinstance(error, OSError) else "a link that leads in a circle"
        raise SourceError(f"{target.called}: {reason}", hint="Check the path.") from error
    return Place(str(target), named, named if is_folder else named.parent)


def _decoded(raw: bytes) -> str:
    # Windows writes UTF-16; what is not UTF-8 otherwise has a character that nothing is called by.
    is_wide = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = raw.decode("utf-16" if is_wide else "utf-8-sig", "replace")
    if "\0" in text:
        raise FormatError("not text: it has null bytes")
    return text.replace("\r\n", "\n")
