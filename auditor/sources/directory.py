"""``dir:PATH``: every model file below a folder.

Links are followed out of it only if the target says ``?follow=links``, and what it says to leave out with
``?ignore=PATTERN`` is a line of coverage each.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

from auditor.domain.observation import Covered, FileSeen, Observation, Problem, Skipped
from auditor.errors import SourceError
from auditor.formats.document_name import GENERATE, DocumentKind, kind_of
from auditor.formats.folder_name import folder_name
from auditor.formats.model_file import is_read, is_unfinished, may_be_read
from auditor.formats.text import printable_name
from auditor.sources.asides import asides, split
from auditor.sources.base import PlaceKind, Target
from auditor.sources.elsewhere import Elsewhere
from auditor.sources.places import Unfollowed, absolute, existing, named_folder, real_file, unfollowed_folder
from auditor.sources.reading import read_document, read_weights, why

_IGNORE: Final = "ignore"
_FOLLOW: Final = "follow"
_LINKS: Final = "links"
_GENERATING, _GENERATE = GENERATE.split("/")


@dataclass(frozen=True, slots=True)
class DirectorySource:
    """Walks a folder without following a link out of it; one file may be named as well."""

    scheme: str = "dir"
    summary: str = "every model file below a folder (dir:/srv/models, or just the path; ?ignore=*.bak)"
    needs_place: bool = True
    place_kind: PlaceKind = PlaceKind.TREE

    def resolve(self, target: Target) -> Target:
        """See `Source.resolve`; who leaves something out does not speak for what is there."""
        place, query = split(target)
        return Target(self.scheme, absolute(named_folder(place)) + query)

    def observe(self, target: Target) -> Iterator[Observation]:
        """See `Source.observe`."""
        place, query = split(target)
        said = asides(target, query, (_IGNORE, _FOLLOW))
        path = existing(place)
        name = str(target)
        if not path.is_dir():
            yield _one_file(name, path)
            yield from _read_elsewhere(name, place.place, path)
            yield Covered(name, 1, "one file, its header read")
            return
        root = _Root(name, path, _name_of(path), said.get(_IGNORE, ()), _follows(target, said))
        n_seen, elsewhere = 0, Elsewhere(name, place.place)
        for folder in _folders(root):
            yield from _observe_folder(folder, root, elsewhere)
            n_seen += len(folder.files)
        yield from elsewhere.skipped()
        links = "links followed" if root.follows else "links not followed out of it"
        yield Covered(name, n_seen, f"every folder below, headers of models, {links}")


def _follows(target: Target, said: Mapping[str, tuple[str, ...]]) -> bool:
    if any(word != _LINKS for word in said.get(_FOLLOW, ())):
        raise SourceError(f"{target.called}: only links can be followed", hint="Write ?follow=links.")
    return _FOLLOW in said


@dataclass(frozen=True, slots=True)
class _Root:
    """The folder that is walked through.

    Attributes:
        target: The target, as printed.
        path: Where it is, links resolved.
        name: What it is called.
        ignored: Patterns of names, or with a slash of paths below it, that are left out.
        follows: Links that lead out of it are followed.
    """

    target: str
    path: Path
    name: str
    ignored: tuple[str, ...] = ()
    follows: bool = False

    def ignores(self, locator: str, name: str) -> str | None:
        """Return the pattern by which a file or folder is left out."""
        fits = (one for one in self.ignored if fnmatchcase(locator if "/" in one else name, one))
        return next(fits, None)


@dataclass(slots=True)
class _Folder:
    """One folder's entries, sorted by name.

    Attributes:
        relative: Its place below the root, as printed; empty for the root.
        files: Everything in it that is no folder.
        above: The folder it lies in, unless that is outside.
        failure: Why it could not be listed; empty if it could.
        generating: The folder in it where code may lie that generates in a model's stead.
        has_spoken: Its documents were read.
        left_out: Places of folders in it that are left out, and the patterns that say so.
    """

    relative: str
    files: tuple[os.DirEntry[str], ...] = field(repr=False)
    above: "_Folder | None" = field(repr=False)
    failure: str = ""
    generating: str | None = None
    has_spoken: bool = False
    left_out: tuple[tuple[str, str], ...] = ()

    @property
    def bundle(self) -> str:
        return self.relative or "."

    def locator(self, name: str) -> str:
        printed = printable_name(name)
        return f"{self.relative}/{printed}" if self.relative else printed


def _folders(root: _Root) -> Iterator[_Folder]:
    """Yield every folder below ``root`` that is not left out, depth first, in the order of names."""
    pending: list[tuple[str, str, _Folder | None]] = [(str(root.path), "", None)]
    # Links may lead back to where they stand, or several to one folder.
    walked = {str(root.path)}
    while pending:
        path, relative, above = pending.pop()
        try:
            with os.scandir(path) as entries:
                listed = [(entry, entry.is_dir(follow_symlinks=root.follows)) for entry in entries]
        except OSError as error:
            yield _Folder(relative, (), above, why(error))
            continue
        listed.sort(key=lambda pair: pair[0].name)
        folder = _Folder(relative, tuple(entry for entry, is_folder in listed if not is_folder), above)
        below = [entry for entry, is_folder in listed if is_folder]
        if root.ignored:
            below = _without_left_out(below, folder, root)
        if root.follows:
            below = [entry for entry in below if _is_new(entry.path, walked)]
        folder.generating = next((entry.path for entry in below if entry.name == _GENERATING), None)
        yield folder
        pending.extend((entry.path, folder.locator(entry.name), folder) for entry in reversed(below))


def _without_left_out(below: list[os.DirEntry[str]], folder: _Folder, root: _Root) -> list[os.DirEntry[str]]:
    told = {entry.path: root.ignores(folder.locator(entry.name), entry.name) for entry in below}
    folder.left_out = tuple(
        (folder.locator(entry.name), pattern) for entry in below if (pattern := told[entry.path])
    )
    return [entry for entry in below if told[entry.path] is None]


def _is_new(path: str, walked: set[str]) -> bool:
    real = os.path.realpath(path)
    is_new = real not in walked
    walked.add(real)
    return is_new


def _observe_folder(folder: _Folder, root: _Root, elsewhere: Elsewhere) -> Iterator[Observation]:
    if folder.failure:
        yield Problem(root.target, folder.bundle, folder.failure)
    for locator, pattern in folder.left_out:
        yield _left_out(root, locator, pattern)
    has_weights, others = False, []
    for entry in folder.files:
        seen = _observe_entry(entry, folder, root)
        if seen is not None:
            yield seen
        elif not root.ignored or not root.ignores(folder.locator(entry.name), entry.name):
            others.append(entry)
        has_weights = has_weights or isinstance(seen, FileSeen) or _is_of_weights(entry.name)
    if has_weights:
        # What lies one folder up may speak about these weights too.
        for speaking in (folder, folder.above):
            if speaking is not None and not speaking.has_spoken:
                speaking.has_spoken = True
                yield from _observe_documents(speaking, root)
    elsewhere.note(others, folder.locator, has_weights=has_weights)


def _is_of_weights(name: str) -> bool:
    """Say whether a file of this name is weights, or says where they are, whatever is in it."""
    return is_read(name) or kind_of(name) is DocumentKind.INDEX


def _observe_entry(entry: os.DirEntry[str], folder: _Folder, root: _Root) -> Observation | None:
    """Return what is seen of an entry that is no document; ``None`` if it is nothing to an audit."""
    target, locator = root.target, folder.locator(entry.name)
    if root.ignored and (pattern := root.ignores(locator, entry.name)):
        return _left_out(root, locator, pattern) if may_be_read(entry.name) else None
    if may_be_read(entry.name):
        found = _real_file(entry, root)
        if isinstance(found, str):
            return read_weights(target, locator, found, folder.bundle, root_name=root.name)
        return _refused(target, locator, found)
    if is_unfinished(entry.name):
        return Problem(target, locator, "download not finished")
    if entry.is_symlink() and (reason := unfollowed_folder(entry.path, root.path)):
        return Skipped(target, locator, reason)
    return None


def _left_out(root: _Root, locator: str, pattern: str, bundle: str | None = None) -> Skipped:
    return Skipped(root.target, locator, f"the target says to leave it out: {pattern}", bundle=bundle)


def _observe_documents(folder: _Folder, root: _Root) -> Iterator[Observation]:
    for entry in folder.files:
        if kind_of(entry.name) is None:
            continue
        locator = folder.locator(entry.name)
        if root.ignored and (pattern := root.ignores(locator, entry.name)):
            yield _left_out(root, locator, pattern, folder.bundle)
            continue
        found = _real_file(entry, root)
        if isinstance(found, str):
            yield read_document(root.target, locator, found, bundle=folder.bundle)
        else:
            yield _refused(root.target, locator, found, folder.bundle)
    if folder.generating is not None and os.path.lexists(f"{folder.generating}/{_GENERATE}"):
        yield _generating(folder, folder.generating, root)


def _generating(folder: _Folder, path: str, root: _Root) -> Observation:
    locator = folder.locator(GENERATE)
    if root.ignored and (pattern := root.ignores(locator, _GENERATE)):
        return _left_out(root, locator, pattern, folder.bundle)
    return read_document(root.target, locator, path, bundle=folder.bundle)


def _real_file(entry: os.DirEntry[str], root: _Root) -> str | Unfollowed:
    if entry.is_symlink() or not entry.is_file(follow_symlinks=False):
        return real_file(entry.path, (Path(root.path.anchor) if root.follows else root.path,))
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


def _read_elsewhere(target: str, place: str, path: Path) -> Iterator[Observation]:
    elsewhere = Elsewhere(target, place)
    with os.scandir(path.parent) as entries:
        elsewhere.note(
            (entry for entry in entries if entry.name == path.name), printable_name, has_weights=False
        )
    yield from elsewhere.skipped()
