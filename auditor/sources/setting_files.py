"""Files of settings at or below a place, for the sources whose targets are ``FILE|DIR``.

::

    Target --place_of--> Place --files--> SettingFile | Problem | Skipped   a source that joins several files
           --observe(SettingKind)-->      Observation*, one Covered         a source whose files stand alone

A file below a folder counts only if it reads like one of its kind, since others lie there too; of one that
is named, that it does not is a problem.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from auditor.domain.observation import Covered, Observation, Problem, Skipped
from auditor.errors import FormatError
from auditor.formats.text import printable_name
from auditor.sources.base import Target
from auditor.sources.places import NOT_OURS, Unfollowed, existing, real_file, unfollowed_folder, walk
from auditor.sources.reading import read_text, why, with_bytes

MAX_BYTES: Final = 8_000_000
"""A chart rendered into one file, with its definitions, is a few megabytes."""


@dataclass(frozen=True, slots=True)
class SettingFile:
    """A file that was read.

    Attributes:
        target: The target it was found under, as printed.
        locator: Place within the target.
        path: Where it is, links followed.
        folder: The folder that the target is, or that the file lies in, links resolved.
        text: What it says, without a byte order mark, its lines ended by a line feed.
        is_named: The target is this very file.
    """

    target: str
    locator: str
    path: Path
    folder: Path
    text: str
    is_named: bool = False

    def at(self, line: int) -> str:
        """Return a place in it."""
        return f"{self.locator}:{line}"

    def problem(self, line: int, reason: str) -> Problem:
        """Return the problem with a place in it."""
        return Problem(self.target, self.at(line), reason)

    def paths(self, written: str) -> tuple[str, ...]:
        """Return the path that a file's name stands for: absolute, or beside this file and in the folder."""
        if not written or "\0" in written:
            return ()
        if os.path.isabs(written):  # noqa: PTH117 - a stranger's text, no path of ours
            return (os.path.normpath(written),)
        found = os.path.normpath(self.path.parent / written)
        return (found,) if Path(found).is_relative_to(self.folder) else ()


@dataclass(frozen=True, slots=True)
class SettingKind:
    """A kind of files of settings that say what they say on their own.

    Attributes:
        what: What one is called, in the singular: ``LiteLLM configuration``.
        is_candidate: Whether a file below a folder may be one, by its name.
        read: What it says; ``None`` if it is none. May raise `FormatError` if it is broken.
        max_bytes: The largest that is read.
    """

    what: str
    is_candidate: Callable[[str], bool]
    read: Callable[[SettingFile], Iterable[Observation] | None]
    max_bytes: int = MAX_BYTES


@dataclass(frozen=True, slots=True)
class Place:
    """What a target of files stands for.

    Attributes:
        target: The target, as printed.
        named: The file or folder, links resolved.
        folder: The folder whose files may be read: itself, or the one the file lies in.
    """

    target: str
    named: Path
    folder: Path

    @property
    def is_file(self) -> bool:
        """Whether the target is one file."""
        return self.named != self.folder

    def files(
        self, is_wanted: Callable[[str], bool], max_bytes: int = MAX_BYTES
    ) -> Iterator[SettingFile | Problem | Skipped]:
        """Yield the file, or in the order of their paths those below whose names are wanted, each once."""
        if self.is_file:
            yield self.read(self.named, max_bytes)
            return
        failed: list[OSError] = []
        below = [
            (path, is_linked_folder)
            for path, is_linked_folder in walk(self.folder, failed.append)
            if NOT_OURS.isdisjoint(path.relative_to(self.folder).parts)
        ]
        wanted = [path for path, is_linked_folder in below if not is_linked_folder and is_wanted(path.name)]
        seen = {str(path) for path in wanted if not path.is_symlink()}
        for path, is_linked_folder in below:
            if is_linked_folder:
                reason = unfollowed_folder(str(path), self.folder)
                if reason is not None:
                    yield Skipped(self.target, self.locator(path), reason)
            elif is_wanted(path.name):
                real = os.path.realpath(path)
                if path.is_symlink() and real in seen:
                    continue
                seen.add(real)
                yield self.read(path, max_bytes)
        yield from self.unlisted(failed)

    def unlisted(self, failed: Iterable[OSError]) -> Iterator[Problem]:
        """Yield the folders that could not be listed."""
        for error in failed:
            yield Problem(self.target, self.locator(Path(os.fsdecode(error.filename or b""))), why(error))

    def read(self, path: Path, max_bytes: int = MAX_BYTES) -> SettingFile | Problem | Skipped:
        """Read one file as text, through links that stay in the folder."""
        locator = self.locator(path)
        try:
            is_link = path.is_symlink()
            real = real_file(str(path), (self.folder,), "broken link" if is_link else "not there")
        except ValueError:
            # Null bytes, and characters that no file system has: another file names it so.
            return Problem(self.target, locator, "not a path")
        if isinstance(real, Unfollowed):
            return self._refused(locator, real, is_link=is_link)
        try:
            text = read_text(real, max_bytes)
        except FormatError as error:
            return with_bytes(Problem(self.target, locator, error.message), real)
        except OSError as error:
            return with_bytes(Problem(self.target, locator, why(error)), real)
        return SettingFile(
            self.target, locator, Path(real), self.folder, text, self.is_file and path == self.named
        )

    def _refused(self, locator: str, found: Unfollowed, *, is_link: bool) -> Problem | Skipped:
        if not found.leads_out:
            return Problem(self.target, locator, found.reason)
        if is_link:
            return Skipped(self.target, locator, "link out of the folder, not followed")
        return Problem(self.target, locator, "outside the folder, not read")

    def locator(self, path: Path) -> str:
        """Return the place of a path within the target."""
        is_within = path.is_relative_to(self.folder)
        return printable_name(path.relative_to(self.folder).as_posix() if is_within else path.name)


def place_of(target: Target) -> Place:
    """Return what a target stands for.

    Raises:
        SourceError: there is nothing, or it cannot be looked at.
    """
    named = existing(target)
    return Place(str(target), named, named if named.is_dir() else named.parent)


def observe(target: Target, kind: SettingKind) -> Iterator[Observation]:
    """Yield what the files of a kind at a place say, in the order of their names, and one ``Covered``.

    Raises:
        SourceError: there is nothing, or it cannot be looked at.
    """
    place, n_read = place_of(target), 0
    for file in place.files(kind.is_candidate, kind.max_bytes):
        said = list(_said(file, kind)) if isinstance(file, SettingFile) else [file]
        n_read += any(not isinstance(one, Problem | Skipped) for one in said)
        yield from said
    if place.is_file:
        yield Covered(place.target, 1, f"one file, read as {kind.what}")
    else:
        how_far = f"every {kind.what} below, told by name and content; links not followed out of the folder"
        yield Covered(place.target, n_read, how_far)


def _said(file: SettingFile, kind: SettingKind) -> Iterator[Observation]:
    try:
        said = kind.read(file)
        if said is not None:
            yield from said
        elif file.is_named:
            yield with_bytes(Problem(file.target, file.locator, f"not a {kind.what}"), str(file.path))
    except FormatError as error:
        found = Problem(file.target, file.locator, error.message, error.offset)
        yield with_bytes(found, str(file.path))
