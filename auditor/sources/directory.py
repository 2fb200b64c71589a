"""``dir:PATH``: every model file below a folder."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from auditor.domain.observation import Covered, FileSeen, Observation, Problem, Skipped
from auditor.formats.document_name import DocumentKind, kind_of
from auditor.formats.folder_name import folder_name
from auditor.formats.model_file import is_read, is_unfinished, may_be_read
from auditor.formats.text import printable_name
from auditor.sources.base import PlaceKind, Target
from auditor.sources.places import Unfollowed, absolute, existing, named_folder, real_file, unfollowed_folder
from auditor.sources.reading import read_document, read_weights, why


@dataclass(frozen=True, slots=True)
class DirectorySource:
    """Walks a folder without following a link out of it; one file may be named as well."""

    scheme: str = "dir"
    summary: str = "every model file below a folder (dir:/srv/models, or just the path)"
    needs_place: bool = True
    place_kind: PlaceKind = PlaceKind.TREE

    def resolve(self, target: Target) -> Target:
        """See `Source.resolve`."""
        return Target(self.scheme, absolute(named_folder(target)))

    def observe(self, target: Target) -> Iterator[Observation]:
        """See `Source.observe`."""
        root, name = existing(target), str(target)
        if not root.is_dir():
            yield _one_file(name, root)
            yield Covered(name, 1, "one file, its header read")
            return
        n_seen, walked = 0, _Root(name, root, _name_of(root))
        for folder in _folders(root):
            yield from _observe_folder(folder, walked)
            n_seen += len(folder.files)
        yield Covered(name, n_seen, "every folder below, headers of models, links not followed out of it")


@dataclass(frozen=True, slots=True)
class _Root:
    """The folder that is walked through.

    Attributes:
        target: The target, as printed.
        path: Where it is, links resolved.
        name: What it is called.
    """

    target: str
    path: Path
    name: str


@dataclass(slots=True)
class _Folder:
    """One folder's entries, sorted by name.

    Attributes:
        relative: Its place below the root, as printed; empty for the root.
        files: Everything in it that is no folder.
        above: The folder it lies in, unless that is outside.
        failure: Why it could not be listed; empty if it could.
        has_spoken: Its documents were read.
    """

    relative: str
    files: tuple[os.DirEntry[str], ...] = field(repr=False)
    above: "_Folder | None" = field(repr=False)
    failure: str = ""
    has_spoken: bool = False

    @property
    def bundle(self) -> str:
        return self.relative or "."

    def locator(self, name: str) -> str:
        printed = printable_name(name)
        return f"{self.relative}/{printed}" if self.relative else printed


def _folders(root: Path) -> Iterator[_Folder]:
    """Yield every folder below ``root``, depth first, in the order of names."""
    pending: list[tuple[str, str, _Folder | None]] = [(str(root), "", None)]
    while pending:
        path, relative, above = pending.pop()
        try:
            with os.scandir(path) as entries:
                listed = [(entry, entry.is_dir(follow_symlinks=False)) for entry in entries]
        except OSError as error:
            yield _Folder(relative, (), above, why(error))
            continue
        listed.sort(key=lambda pair: pair[0].name)
        folder = _Folder(relative, tuple(entry for entry, is_folder in listed if not is_folder), above)
        yield folder
        below = [entry for entry, is_folder in listed if is_folder]
        pending.extend((entry.path, folder.locator(entry.name), folder) for entry in reversed(below))


def _observe_folder(folder: _Folder, root: _Root) -> Iterator[Observation]:
    if folder.failure:
        yield Problem(root.target, folder.bundle, folder.failure)
    has_weights = False
    for entry in folder.files:
        seen = _observe_entry(entry, folder, root)
        if seen is not None:
            yield seen
        has_weights = has_weights or isinstance(seen, FileSeen) or _is_of_weights(entry.name)
    if has_weights:
        # What lies one folder up may speak about these weights too.
        for speaking in (folder, folder.above):
            if speaking is not None and not speaking.has_spoken:
                speaking.has_spoken = True
                yield from _observe_documents(speaking, root)


def _is_of_weights(name: str) -> bool:
    """Say whether a file of this name is weights, or says where they are, whatever is in it."""
    return is_read(name) or kind_of(name) is DocumentKind.INDEX


def _observe_entry(entry: os.DirEntry[str], folder: _Folder, root: _Root) -> Observation | None:
    """Return what is seen of an entry that is no document; ``None`` if it is nothing to an audit."""
    target, locator = root.target, folder.locator(entry.name)
    if may_be_read(entry.name):
        found = _real_file(entry, root.path)
        if isinstance(found, str):
            return read_weights(target, locator, found, folder.bundle, root_name=root.name)
        return _refused(target, locator, found)
    if is_unfinished(entry.name):
        return Problem(target, locator, "download not finished")
    if entry.is_symlink() and (reason := unfollowed_folder(entry.path, root.path)):
        return Skipped(target, locator, reason)
    return None


def _observe_documents(folder: _Folder, root: _Root) -> Iterator[Observation]:
    for entry in folder.files:
        if kind_of(entry.name) is None:
            continue
        locator = folder.locator(entry.name)
        found = _real_file(entry, root.path)
        if isinstance(found, str):
            yield read_document(root.target, locator, found, bundle=folder.bundle)
        else:
            yield _refused(root.target, locator, found, folder.bundle)


def _real_file(entry: os.DirEntry[str], root: Path) -> str | Unfollowed:
    if entry.is_symlink() or not entry.is_file(follow_symlinks=False):
        return real_file(entry.path, (root,))
    return entry.path


def _refused(target: str, locator: str, found: Unfollowed, bundle: str | None = None) -> Problem | Skipped:
    """Return the observation of an entry that is not opened."""
    if found.leads_out:
        return Skipped(target, locator, "link out of the folder, not followed", bundle=bundle)
    return Problem(target, locator, found.reason, bundle=bundle)


def _name_of(root: Path) -> str:
    return printable_name(folder_name(root.relative_to(root.anchor).parts))


def _one_file(target: str, path: Path) -> Observation:
    """Return what is seen of the one file that a target names; a name it is not known by may still be one."""
    name = printable_name(path.name)
    seen = read_weights(target, name, str(path), ".", root_name=_name_of(path.parent))
    return seen or Problem(target, name, "not weights of a known format")
