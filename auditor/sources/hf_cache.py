"""``hf-cache:[PATH]``: a Hugging Face hub cache.

Layout (huggingface_hub, ``file_download.py``): a folder ``models--ORG--NAME`` per repository with
``blobs/ETAG``, ``refs/BRANCH`` (text: a commit) and ``snapshots/COMMIT/...`` (links to blobs).
The name of an LFS blob is its sha256. Where links cannot be made a snapshot holds copies; tools
that copy trees without link support leave the link's target as text, which is followed too.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from auditor.domain.observation import Covered, Observation, Problem, Skipped, StoreEntry
from auditor.errors import FormatError, SourceError
from auditor.sources.base import Target, absolute
from auditor.sources.reading import (
    is_document,
    is_weights,
    read_bounded,
    read_document,
    read_weights,
    unread_format,
)

_PREFIX: Final = "models--"
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_LINK_AS_TEXT: Final = re.compile(rb"(?:\.\./)+blobs/([0-9a-f]{40}|[0-9a-f]{64})\s*")
_LONGEST_LINK_BYTES: Final = 160


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
        for entry in sorted(root.iterdir()):
            if entry.name.startswith(_PREFIX) and entry.is_dir():
                n_repositories += 1
                yield from _observe_repository(str(target), entry)
            elif entry.name.startswith(("datasets--", "spaces--")):
                n_other += 1
        others = f"; {n_other} data sets and spaces left out" if n_other else ""
        yield Covered(
            str(target), n_repositories, f"{n_repositories} model repositories, all revisions{others}"
        )


def _root(target: Target) -> Path:
    root = Path(target.place).expanduser() if target.place else usual_root()
    if not root.is_dir():
        raise SourceError(f"{target}: no such folder: {root}", hint="Name the cache: hf-cache:/path/to/hub.")
    has_repositories = any(entry.name.startswith(_PREFIX) for entry in root.iterdir())
    return root / "hub" if not has_repositories and (root / "hub").is_dir() else root


def _observe_repository(target: str, repository: Path) -> Iterator[Observation]:
    name = repository.name.removeprefix(_PREFIX).replace("--", "/", 1)
    refs = _refs(repository)
    snapshots = repository / "snapshots"
    revisions = sorted(entry for entry in snapshots.iterdir() if entry.is_dir()) if snapshots.is_dir() else []
    for revision in revisions:
        bundle = f"{repository.name}/snapshots/{revision.name}"
        pointing = tuple(sorted(ref for ref, commit in refs.items() if commit == revision.name))
        yield StoreEntry(target, bundle, "hf-cache", name, revision.name, pointing)
        yield from _observe_snapshot(target, repository, revision, bundle)
    for ref, commit in sorted(refs.items()):
        if commit not in {revision.name for revision in revisions}:
            yield Problem(
                target,
                f"{repository.name}/refs/{ref}",
                f"points to revision {commit[:12]}, which is not here",
            )
    blobs = repository / "blobs"
    for blob in sorted(blobs.glob("*.incomplete")) if blobs.is_dir() else ():
        yield Problem(target, f"{repository.name}/blobs/{blob.name}", "download not finished")


def _refs(repository: Path) -> dict[str, str]:
    folder = repository / "refs"
    found: dict[str, str] = {}
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        if path.is_file():
            try:
                found[path.relative_to(folder).as_posix()] = (
                    read_bounded(str(path), 1000).decode("ascii").strip()
                )
            except (OSError, FormatError, UnicodeDecodeError):
                found[path.relative_to(folder).as_posix()] = "?"
    return found


def _observe_snapshot(target: str, repository: Path, revision: Path, bundle: str) -> Iterator[Observation]:
    for folder, below, names in os.walk(revision):
        below.sort()
        for name in sorted(names):
            path = Path(folder, name)
            locator = f"{bundle}/{path.relative_to(revision).as_posix()}"
            if not (is_weights(name) or is_document(name) or unread_format(name)):
                continue
            real = _follow(path, repository)
            if isinstance(real, str):
                yield Problem(target, locator, real)
            else:
                yield from _observe_file(target, locator, real, bundle)


def _observe_file(target: str, locator: str, real: Path, bundle: str) -> Iterator[Observation]:
    name = locator.rpartition("/")[2]
    if is_weights(name):
        declared = real.name if _SHA256.fullmatch(real.name) else None
        yield read_weights(target, locator, str(real), bundle=bundle, declared_sha256=declared)
    elif is_document(name):
        seen = read_document(target, locator, str(real), bundle=bundle)
        if seen is not None:
            yield seen
    elif what := unread_format(name):
        yield Skipped(target, locator, f"{what}: not a format this version reads")


def _follow(path: Path, repository: Path) -> Path | str:
    """Return the file behind a snapshot entry, or what is wrong with it; never leaves the repository."""
    real = path.resolve()
    if not path.is_symlink():
        real = _link_as_text(path) or real
    if not real.is_file():
        return "broken link: its blob is not here"
    if not real.is_relative_to(repository.resolve()):
        return "link out of its repository, not followed"
    return real


def _link_as_text(path: Path) -> Path | None:
    try:
        if path.stat().st_size > _LONGEST_LINK_BYTES:
            return None
        text = path.read_bytes()
    except OSError:
        return None
    return (path.parent / text.decode("ascii").strip()).resolve() if _LINK_AS_TEXT.fullmatch(text) else None
