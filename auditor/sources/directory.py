"""``dir:PATH``: every model file below a folder."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from auditor.domain.observation import Covered, Observation, Problem, Skipped
from auditor.errors import SourceError
from auditor.sources.base import Target, absolute
from auditor.sources.reading import (
    is_document,
    is_weights,
    read_document,
    read_weights,
    unread_format,
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
            yield read_weights(name, root.name, str(root), bundle=".", split=False)
            yield Covered(name, 1, "one file, its header read")
            return
        n_seen = 0
        for folder in _folders(root):
            yield from _observe_folder(name, folder, root)
            n_seen += folder.n_files
        yield Covered(
            name, n_seen, "every folder below, headers of GGUF and safetensors files, links not followed out"
        )


@dataclass(frozen=True, slots=True)
class _Folder:
    """One folder's entries, sorted by name.

    Attributes:
        relative: Its place below the root, empty for the root.
        files: Regular files, and links to them: name and path.
        failures: Entries that cannot be looked at: name and reason.
    """

    relative: str
    files: tuple[os.DirEntry[str], ...]
    failures: tuple[tuple[str, str], ...]

    @property
    def n_files(self) -> int:
        return len(self.files)

    def locator(self, name: str) -> str:
        return f"{self.relative}/{name}" if self.relative else name


def _folders(root: Path) -> Iterator[_Folder]:
    """Yield every folder below ``root``, depth first, in the order of names."""
    pending = [(str(root), "")]
    while pending:
        path, relative = pending.pop()
        files: list[os.DirEntry[str]] = []
        failures: list[tuple[str, str]] = []
        below: list[tuple[str, str]] = []
        try:
            with os.scandir(path) as entries:
                ordered = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            yield _Folder(relative, (), (("", (error.strerror or str(error)).lower()),))
            continue
        for entry in ordered:
            if entry.is_dir(follow_symlinks=False):
                below.append((entry.path, f"{relative}/{entry.name}" if relative else entry.name))
            elif not _is_text(entry.name):
                failures.append((entry.name, "its name is not valid UTF-8"))
            else:
                files.append(entry)
        yield _Folder(relative, tuple(files), tuple(failures))
        pending.extend(reversed(below))


def _observe_folder(target: str, folder: _Folder, root: Path) -> Iterator[Observation]:
    for name, reason in folder.failures:
        shown = name.encode("utf-8", "backslashreplace").decode("utf-8")
        yield Problem(target, folder.locator(shown), reason)
    has_weights = False
    for entry in folder.files:
        if is_weights(entry.name):
            has_weights = True
            yield _observe_weights(target, folder, entry, root)
        elif (what := unread_format(entry.name)) and entry.name not in _TRAINING_STATE:
            yield Skipped(target, folder.locator(entry.name), f"{what}: not a format this version reads")
    if not has_weights:
        return
    for entry in folder.files:
        if is_document(entry.name) and entry.is_file(follow_symlinks=False):
            seen = read_document(
                target, folder.locator(entry.name), entry.path, bundle=folder.relative or "."
            )
            if seen is not None:
                yield seen


def _observe_weights(target: str, folder: _Folder, entry: os.DirEntry[str], root: Path) -> Observation:
    locator, path = folder.locator(entry.name), entry.path
    if entry.is_symlink():
        real = Path(path).resolve()
        if not real.exists():
            return Problem(target, locator, "broken link")
        if not real.is_relative_to(root):
            return Skipped(target, locator, "link out of the folder, not followed")
        path = str(real)
    return read_weights(target, locator, path, bundle=folder.relative or ".")


def _is_text(name: str) -> bool:
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
