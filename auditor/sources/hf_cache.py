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
from auditor.formats.text import printable_name
from auditor.sources.base import Target, absolute
from auditor.sources.reading import (
    is_document,
    is_weights,
    read_bounded,
    read_document,
    read_weights,
    unread_format,
    why,
)

_PREFIX: Final = "models--"
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


def usual_root() -> Path:
    """Return where the hub's own library keeps its cache on this machine."""
    from huggingface_hub import constants

    return Path(constants.HF_HUB_CACHE).expanduser()


@dataclass(frozen=True, slots=True)
class HfCacheSource:
    """Reads repositories, revisions and refs of a hub cache; a blob behind many links is one file."""

    scheme: str = "hf-cache"
    summary: str = "a Hugging Face hub cache (hf-cache: for the usual place, or hf-cache:/path/to/hub)"

    def resolve(self, target: Target) -> Target:
        """See `Source.resolve`."""
        try:
            root = str(_root(target))
        except (SourceError, OSError, RuntimeError):
            root = target.place or str(usual_root())
        return Target(self.scheme, absolute(root))

    def observe(self, target: Target) -> Iterator[Observation]:
        """See `Source.observe`."""
        root = _root(target)
        n_repositories = n_other = 0
        for entry in _entries(root, target):
            if entry.name.startswith(_PREFIX) and entry.is_dir():
                n_repositories += 1
                try:
                    yield from _observe_repository(str(target), entry)
                except OSError as error:
                    yield Problem(str(target), printable_name(entry.name), why(error))
            elif entry.name.startswith(_OTHER_KINDS):
                n_other += 1
        others = f"; {n_other} data sets, spaces and kernels left out" if n_other else ""
        yield Covered(
            str(target), n_repositories, f"{n_repositories} model repositories, all revisions{others}"
        )


def _root(target: Target) -> Path:
    root = Path(target.place).expanduser() if target.place else usual_root()
    if not root.is_dir():
        raise SourceError(f"{target}: no such folder: {root}", hint="Name the cache: hf-cache:/path/to/hub.")
    has_repositories = any(entry.name.startswith(_PREFIX) for entry in _entries(root, target))
    return root / "hub" if not has_repositories and (root / "hub").is_dir() else root


def _entries(root: Path, target: Target) -> list[Path]:
    try:
        return sorted(root.iterdir())
    except OSError as error:
        raise SourceError(f"{target}: {error.strerror}", hint="Check its permissions.") from error


def _observe_repository(target: str, repository: Path) -> Iterator[Observation]:
    place = printable_name(repository.name)
    name = place.removeprefix(_PREFIX).replace("--", "/", 1)
    refs = _refs(repository)
    snapshots = repository / "snapshots"
    revisions = sorted(entry for entry in snapshots.iterdir() if entry.is_dir()) if snapshots.is_dir() else []
    for revision in revisions:
        bundle = f"{place}/snapshots/{printable_name(revision.name)}"
        pointing = tuple(sorted(ref for ref, commit in refs.items() if commit == revision.name))
        yield StoreEntry(target, bundle, "hf-cache", name, revision.name, pointing)
        yield from _observe_snapshot(target, repository, revision, bundle)
    for ref, commit in sorted(refs.items()):
        if commit not in {revision.name for revision in revisions}:
            here = f"points to revision {commit[:12]}, which is not here"
            reason = here if commit else "names no revision"
            yield Problem(target, f"{place}/refs/{ref}", reason)
    blobs = repository / "blobs"
    for blob in sorted(blobs.glob("*.incomplete")) if blobs.is_dir() else ():
        yield Problem(target, f"{place}/blobs/{printable_name(blob.name)}", "download not finished")


def _refs(repository: Path) -> dict[str, str]:
    """Return the revision that each branch and tag points to; empty where its file names none."""
    folder = repository / "refs"
    found: dict[str, str] = {}
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        if not path.is_dir():
            name = printable_name(path.relative_to(folder).as_posix())
            try:
                text = read_bounded(str(path), 1000).strip()
            except (OSError, FormatError):
                text = b""
            found[name] = text.decode("ascii") if _REVISION.fullmatch(text) else ""
    return found


def _observe_snapshot(target: str, repository: Path, revision: Path, bundle: str) -> Iterator[Observation]:
    failed: list[OSError] = []
    for folder, below, names in os.walk(revision, onerror=failed.append):
        below.sort()
        for name in sorted(names):
            path = Path(folder, name)
            locator = f"{bundle}/{printable_name(path.relative_to(revision).as_posix())}"
            if not (is_weights(name) or is_document(name) or unread_format(name)):
                continue
            real = _follow(path, repository)
            if isinstance(real, str):
                yield Problem(target, locator, real)
            else:
                yield from _observe_file(target, locator, real, bundle)
    for error in failed:
        folder = Path(error.filename).relative_to(revision).as_posix()
        yield Problem(target, f"{bundle}/{printable_name(folder)}", why(error))


def _observe_file(target: str, locator: str, real: _Blob, bundle: str) -> Iterator[Observation]:
    name = locator.rpartition("/")[2]
    if is_weights(name):
        yield read_weights(target, locator, real.path, bundle, declared_sha256=real.sha256)
    elif is_document(name):
        seen = read_document(target, locator, real.path, bundle=bundle)
        if seen is not None:
            yield seen
    elif what := unread_format(name):
        yield Skipped(target, locator, f"{what}: not a format this version reads")


def _follow(path: Path, repository: Path) -> _Blob | str:
    """Return the file behind a snapshot entry, or what is wrong with it; never leaves the cache's blobs."""
    try:
        blob = _blob(path)
        real = blob.resolve()
        places = (repository.resolve(), (repository.parent / "blobs").resolve())
    except (OSError, RuntimeError):
        return "broken link: it leads in a circle"
    if not real.is_file():
        return "broken link: its blob is not here"
    if not any(real.is_relative_to(place) for place in places):
        return "link out of its repository, not followed"
    return _Blob(str(real), blob.name if blob != path and _SHA256.fullmatch(blob.name) else None)


def _blob(path: Path) -> Path:
    """Return what a snapshot entry points to, one step on, where the name is the digest."""
    if path.is_symlink():
        return path.parent / path.readlink()
    return _link_as_text(path) or path


def _link_as_text(path: Path) -> Path | None:
    try:
        if path.stat().st_size > _LONGEST_LINK_BYTES:
            return None
        text = read_bounded(str(path), _LONGEST_LINK_BYTES)
    except (OSError, FormatError):
        return None
    return path.parent / text.decode("ascii").strip() if _LINK_AS_TEXT.fullmatch(text) else None
