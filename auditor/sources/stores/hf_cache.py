"""``hf-cache:[PATH]``: a Hugging Face hub cache.

Layout (huggingface_hub, ``file_download.py``): a folder ``models--ORG--NAME`` per repository with
``blobs/ETAG``, ``refs/BRANCH`` (text: a commit) and ``snapshots/COMMIT/...`` (links to blobs).
The name of an LFS blob is its sha256. A blob may itself be a link into the store that repositories
share, ``blobs/PREFIX/XET-HASH`` beside them, whose names are no sha256. Where links cannot be made a
snapshot holds copies; tools that copy trees without link support leave the link's target as text,
which is followed too. ``trees`` and ``.no_exist`` beside them list names only; ``.locks`` holds none.

Source:
    Hugging Face Hub documentation, "Hub Local Cache"; huggingface_hub, "Understand caching".
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from auditor.domain.observation import Covered, Observation, Problem, Skipped, StoreEntry
from auditor.errors import FormatError, SourceError
from auditor.formats.document_name import kind_of
from auditor.formats.folder_name import REPOSITORY_PREFIX, repository_name
from auditor.formats.model_file import may_be_read
from auditor.formats.text import printable_name
from auditor.sources.base import PlaceKind, Target
from auditor.sources.credentials import without_credentials
from auditor.sources.places import (
    Unfollowed,
    absolute,
    is_folder,
    named_folder,
    real_file,
    unfollowed_folder,
    walk,
)
from auditor.sources.reading import read_bounded, read_document, read_weights, why

_OTHER_KINDS: Final = ("datasets--", "spaces--", "kernels--")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_REVISION: Final = re.compile(rb"[A-Za-z0-9._-]+")
_LINK_AS_TEXT: Final = re.compile(rb"(?:\.\./)+blobs/([0-9a-f]{40}|[0-9a-f]{64})\s*")
_LONGEST_LINK_BYTES: Final = 160


@dataclass(frozen=True, slots=True)
class _Blob:
    """The file behind a snapshot entry, and the digest that the cache names it by."""

    path: str
    sha256: str | None


@dataclass(frozen=True, slots=True)
class _Repository:
    """A repository of the cache.

    Attributes:
        target: The target it was found under.
        folder: Where it is.
        place: Its folder's name, as printed.
        blobs: Where its files may lie, links resolved: in itself, or in what repositories share.
    """

    target: str
    folder: Path
    place: str
    blobs: tuple[Path, ...]

    def problem(self, path: Path, error: OSError) -> Problem:
        """Return the problem with something in it."""
        inside = printable_name(path.relative_to(self.folder).as_posix())
        return Problem(self.target, self.place if inside == "." else f"{self.place}/{inside}", why(error))


def usual_root() -> Path:
    """Return where the hub's own library keeps its cache on this machine."""
    from huggingface_hub import constants

    return Path(os.path.expanduser(constants.HF_HUB_CACHE))  # noqa: PTH111 - there may be no home


@dataclass(frozen=True, slots=True)
class HfCacheSource:
    """Reads repositories, revisions and refs of a hub cache; a blob behind many links is one file."""

    scheme: str = "hf-cache"
    summary: str = "a Hugging Face hub cache (hf-cache: for the usual place, or hf-cache:/path/to/hub)"
    needs_place: bool = False
    place_kind: PlaceKind = PlaceKind.PATH

    def resolve(self, target: Target) -> Target:
        """See `Source.resolve`."""
        try:
            root = _root(target)
        except (SourceError, OSError):
            root = named_folder(target) if target.place else usual_root()
        return Target(self.scheme, absolute(root))

    def usual_places(self) -> tuple[Path, ...]:
        """See `UsualSource.usual_places`."""
        return (usual_root(),)

    def observe(self, target: Target) -> Iterator[Observation]:
        """See `Source.observe`."""
        name = str(target)
        if not target.place and is_folder(usual_root()) is False:
            yield Covered(name, 0, "nothing: there is no cache in the usual place")
            return
        try:
            root = _root(target)
            entries = sorted(root.iterdir())
        except OSError as error:
            if target.place:
                raise SourceError(f"{target.called}: {why(error)}", hint="Check its permissions.") from error
            # Nobody named it: that it is closed is a gap in what was looked at, and no reason to stop.
            yield Problem(name, "", why(error))
            entries = []
        n_repositories = n_other = 0
        for entry in entries:
            if entry.name.startswith(REPOSITORY_PREFIX):
                n_repositories += 1
                yield from _observe_entry(name, entry, root)
            elif entry.name.startswith(_OTHER_KINDS):
                n_other += 1
        others = f"; {n_other} data sets, spaces and kernels left out" if n_other else ""
        repositories = "repository" if n_repositories == 1 else "repositories"
        yield Covered(name, n_repositories, f"{n_repositories} model {repositories}, all revisions{others}")


def _root(target: Target) -> Path:
    """Return the folder with the repositories.

    Raises:
        SourceError: it is not there.
        OSError: it cannot be listed.
    """
    root = named_folder(target) if target.place else usual_root()
    found = is_folder(root)
    if isinstance(found, OSError):
        raise found
    if not found:
        raise SourceError(
            f"{target.called}: no such folder: {without_credentials(str(root))}",
            hint="Name the cache: hf-cache:/path/to/hub.",
        )
    has_repositories = any(entry.name.startswith(REPOSITORY_PREFIX) for entry in root.iterdir())
    return root / "hub" if not has_repositories and is_folder(root / "hub") else root


def _observe_entry(target: str, entry: Path, root: Path) -> Iterator[Observation]:
    place = printable_name(entry.name)
    if entry.is_symlink() and (reason := unfollowed_folder(str(entry), root.resolve())):
        yield Skipped(target, place, reason)
        return
    try:
        blobs = (entry.resolve(), (root / "blobs").resolve())
        if entry.is_dir():
            yield from _observe_repository(_Repository(target, entry, place, blobs))
    except OSError as error:
        yield Problem(target, place, why(error))


def _observe_repository(repository: _Repository) -> Iterator[Observation]:
    target, place = repository.target, repository.place
    name = repository_name(place)
    refs: dict[str, str] = {}
    yield from _read_refs(repository, refs)
    revisions = _revisions(repository)
    for revision in revisions:
        bundle = f"{place}/snapshots/{printable_name(revision.name)}"
        if revision.is_symlink() and (reason := unfollowed_folder(str(revision), repository.blobs[0])):
            yield Skipped(target, bundle, reason)
            continue
        pointing = tuple(sorted(ref for ref, commit in refs.items() if commit == revision.name))
        yield StoreEntry(target, bundle, "hf-cache", name, revision.name, pointing)
        yield from _observe_snapshot(repository, revision, bundle)
    for ref, commit in sorted(refs.items()):
        if commit not in {revision.name for revision in revisions}:
            here = f"points to revision {commit[:12]}, which is not here"
            reason = here if commit else "names no revision"
            yield Problem(target, f"{place}/refs/{ref}", reason)
    yield from _unfinished(repository)


def _revisions(repository: _Repository) -> list[Path]:
    """Return the revisions that are here.

    Raises:
        OSError: they cannot be listed.
    """
    folder = repository.folder / "snapshots"
    found = is_folder(folder)
    if isinstance(found, OSError):
        raise found
    return sorted(entry for entry in folder.iterdir() if entry.is_dir()) if found else []


def _unfinished(repository: _Repository) -> Iterator[Problem]:
    """Yield a problem for each blob whose download was not finished."""
    folder = repository.folder / "blobs"
    try:
        names = sorted(entry.name for entry in folder.iterdir())
    except FileNotFoundError:
        return
    except OSError as error:
        yield repository.problem(folder, error)
        return
    for name in names:
        if name.endswith(".incomplete"):
            locator = f"{repository.place}/blobs/{printable_name(name)}"
            yield Problem(repository.target, locator, "download not finished")


def _read_refs(repository: _Repository, refs: dict[str, str]) -> Iterator[Problem]:
    """Fill in the revision that each branch and tag points to, empty where its file names none."""
    folder = repository.folder / "refs"
    failed: list[OSError] = []
    for path, is_linked_folder in walk(folder, failed.append) if folder.is_dir() else ():
        if not is_linked_folder:
            name = printable_name(path.relative_to(folder).as_posix())
            try:
                text = read_bounded(str(path), 1000).strip()
            except (OSError, FormatError):
                text = b""
            refs[name] = text.decode("ascii") if _REVISION.fullmatch(text) else ""
    for error in failed:
        yield repository.problem(Path(error.filename), error)


def _observe_snapshot(repository: _Repository, revision: Path, bundle: str) -> Iterator[Observation]:
    failed: list[OSError] = []
    target = repository.target
    for path, is_linked_folder in walk(revision, failed.append):
        locator = f"{bundle}/{printable_name(path.relative_to(revision).as_posix())}"
        if is_linked_folder:
            if reason := unfollowed_folder(str(path), revision.resolve()):
                yield Skipped(target, locator, reason)
        elif may_be_read(path.name) or kind_of(locator):
            seen = _observe_file(repository, locator, path, bundle)
            if seen is not None:
                yield seen
    for error in failed:
        yield repository.problem(Path(error.filename), error)


def _observe_file(repository: _Repository, locator: str, path: Path, bundle: str) -> Observation | None:
    target = repository.target
    real = _follow(path, repository)
    if isinstance(real, Unfollowed):
        about = None if may_be_read(path.name) else bundle
        reason = "link out of its repository, not followed" if real.leads_out else real.reason
        return Problem(target, locator, reason, bundle=about)
    if may_be_read(path.name):
        return read_weights(target, locator, real.path, bundle, declared_sha256=real.sha256)
    return read_document(target, locator, real.path, bundle=bundle)


def _follow(path: Path, repository: _Repository) -> _Blob | Unfollowed:
    """Return the file behind a snapshot entry, or what is wrong with it; never leaves the cache's blobs."""
    try:
        blob = _blob(path)
    except OSError as error:
        return Unfollowed(why(error))
    real = real_file(str(blob), repository.blobs, "broken link: its blob is not here")
    if isinstance(real, Unfollowed):
        return real
    return _Blob(real, blob.name if blob != path and _SHA256.fullmatch(blob.name) else None)


def _blob(path: Path) -> Path:
    """Return what a snapshot entry points to, one step on, where the name is the digest."""
    if path.is_symlink():
        return path.parent / path.readlink()
    return _link_as_text(path) or path


def _link_as_text(path: Path) -> Path | None:
    try:
        text = read_bounded(str(path), _LONGEST_LINK_BYTES)
    except (OSError, FormatError):
        return None
    return path.parent / text.decode("ascii").strip() if _LINK_AS_TEXT.fullmatch(text) else None
