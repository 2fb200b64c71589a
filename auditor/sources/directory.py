"""``dir:PATH``: every model file below a folder."""

import errno
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from auditor.domain.observation import Covered, Observation, Problem, Skipped
from auditor.errors import SourceError
from auditor.formats.text import printable_name
from auditor.sources.base import Target, absolute
from auditor.sources.reading import (
    is_document,
    is_index,
    is_unfinished,
    is_weights,
    read_document,
    read_weights,
    unread_format,
    why,
)

_TRAINING_STATE = frozenset(
    {"optimizer.pt", "scheduler.pt", "rng_state.pth", "training_args.bin", "optimizer.bin"}
)


@dataclass(frozen=True, slots=True)
class DirectorySource:
    """Walks a folder without following a link out of it; one file may be named as well."""

    scheme: str = "dir"
    summary: str = "every model file below a folder (dir:/srv/models, or just the path)"

    def resolve(self, target: Target) -> Target:
        """See `Source.resolve`."""
        return Target(self.scheme, absolute(target.place))

    def observe(self, target: Target) -> Iterator[Observation]:
        """See `Source.observe`."""
        named = Path(target.place or ".").expanduser()
        try:
            root = named.resolve(strict=True)
        except (OSError, RuntimeError) as error:
            raise SourceError(f"{target}: no such file or folder", hint="Check the path.") from error
        name = str(target)
        if root.is_file():
            yield read_weights(name, printable_name(root.name), str(root), ".")
            yield Covered(name, 1, "one file, its header read")
            return
        n_seen = 0
        for folder in _folders(root):
            yield from _observe_folder(name, folder, root)
            n_seen += len(folder.files)
        yield Covered(
            name, n_seen, "every folder below, headers of GGUF and safetensors files, links not followed out"
        )


@dataclass(frozen=True, slots=True)
class _Folder:
    """One folder's entries, sorted by name.

    Attributes:
        relative: Its place below the root, as printed; empty for the root.
        files: Everything in it that is no folder.
        failure: Why it could not be listed; empty if it could.
    """

    relative: str
    files: tuple[os.DirEntry[str], ...]
    failure: str = ""

    @property
    def bundle(self) -> str:
        return self.relative or "."

    def locator(self, name: str) -> str:
        printed = printable_name(name)
        return f"{self.relative}/{printed}" if self.relative else printed


def _folders(root: Path) -> Iterator[_Folder]:
    """Yield every folder below ``root``, depth first, in the order of names."""
    pending = [(str(root), "")]
    while pending:
        path, relative = pending.pop()
        try:
            with os.scandir(path) as entries:
                ordered = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            yield _Folder(relative, (), why(error))
            continue
        below = [entry for entry in ordered if entry.is_dir(follow_symlinks=False)]
        folder = _Folder(relative, tuple(e for e in ordered if not e.is_dir(follow_symlinks=False)))
        yield folder
        pending.extend((entry.path, folder.locator(entry.name)) for entry in reversed(below))


def _observe_folder(target: str, folder: _Folder, root: Path) -> Iterator[Observation]:
    if folder.failure:
        yield Problem(target, folder.bundle, folder.failure)
    has_weights = any(is_index(entry.name) for entry in folder.files)
    for entry in folder.files:
        locator = folder.locator(entry.name)
        if is_weights(entry.name):
            has_weights = True
            found = _real_path(target, locator, entry, root)
            yield read_weights(target, locator, found, folder.bundle) if isinstance(found, str) else found
        elif (what := unread_format(entry.name)) and entry.name not in _TRAINING_STATE:
            yield Skipped(target, locator, f"{what}: not a format this version reads")
        elif is_unfinished(entry.name):
            yield Problem(target, locator, "download not finished")
        elif _leads_out(entry, root):
            yield Skipped(target, locator, "link to a folder elsewhere, not followed")
    if has_weights:
        yield from _observe_documents(target, folder, root)


def _observe_documents(target: str, folder: _Folder, root: Path) -> Iterator[Observation]:
    for entry in folder.files:
        if not is_document(entry.name):
            continue
        locator = folder.locator(entry.name)
        found = _real_path(target, locator, entry, root)
        if not isinstance(found, str):
            yield found
        elif (seen := read_document(target, locator, found, bundle=folder.bundle)) is not None:
            yield seen


def _real_path(target: str, locator: str, entry: os.DirEntry[str], root: Path) -> str | Problem | Skipped:
    """Return the regular file behind an entry, or why it is not looked at."""
    try:
        real = Path(entry.path).resolve() if entry.is_symlink() else Path(entry.path)
        mode = real.lstat().st_mode
    except RuntimeError:
        return Problem(target, locator, "broken link: it leads in a circle")
    except OSError as error:
        is_gone = entry.is_symlink() and error.errno == errno.ENOENT
        return Problem(target, locator, "broken link" if is_gone else why(error))
    if not real.is_relative_to(root):
        return Skipped(target, locator, "link out of the folder, not followed")
    # Pipes, sockets and devices are not even opened: some wait, some act on it.
    return str(real) if stat.S_ISREG(mode) else Problem(target, locator, "not a regular file")


def _leads_out(entry: os.DirEntry[str], root: Path) -> bool:
    """Say whether an entry is a link to a folder that is not looked at anyway."""
    try:
        return entry.is_symlink() and entry.is_dir() and not Path(entry.path).resolve().is_relative_to(root)
    except (OSError, RuntimeError):
        return False
