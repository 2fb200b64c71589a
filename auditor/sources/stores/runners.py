"""``stores:[HOME]``: what model runners and libraries keep below a home, each in its usual place.

Layouts, by what a name is made of::

    lmstudio    models/PUBLISHER/REPOSITORY/FILE           PUBLISHER/REPOSITORY
    jan         (llamacpp/)models/ID/FILE                  ID
    modelscope  (hub/)(models/)ORG/NAME/FILE               ORG/NAME, a dot in it written ___
    gpt4all     FILE                                       FILE
    llama.cpp   ORG_REPOSITORY_FILE, and manifest=ORG=REPOSITORY=TAG.json beside it
    torch-hub   hub/checkpoints/FILE                       FILE

None of them names a digest of its files. ModelScope keeps the revision in ``.mv``; what it and others
pickle beside the files is not read.

Source:
    lmstudio-ai/docs, import-model; nomic-ai/gpt4all, gpt4all.py and mysettings.cpp; menloresearch/jan,
    data-folder.mdx; llama.cpp, common/arg.cpp; pytorch, torch/hub.py; modelscope, hub/utils/caching.py.
"""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from auditor.domain.observation import Covered, Observation, Problem, Skipped, StoreEntry
from auditor.domain.phrasing import counted, plain_spaces
from auditor.errors import FormatError
from auditor.formats.document_name import kind_of
from auditor.formats.model_file import is_read, is_unfinished, unread_format
from auditor.formats.text import printable_name
from auditor.sources.base import PlaceKind, Target
from auditor.sources.places import (
    Unfollowed,
    absolute,
    existing,
    is_folder,
    real_file,
    unfollowed_folder,
    walk,
)
from auditor.sources.reading import read_bounded, read_document, read_weights, why
from auditor.sources.stores import usual_stores
from auditor.sources.stores.usual_stores import KINDS, Store

_REVISION: Final = re.compile(rb"Revision:([A-Za-z0-9._/-]{1,200})")
_MANIFEST: Final = re.compile(r"manifest=([^=]+)=([^=]+)=[^=]*\.json")
_MAX_BYTES: Final = 100_000


@dataclass(frozen=True, slots=True)
class StoresSource:
    """Looks into the stores of model runners and libraries; several names on one file are one file."""

    scheme: str = "stores"
    summary: str = (
        "LM Studio, GPT4All, Jan, llama.cpp, torch hub and ModelScope (stores: or stores:/home/NAME)"
    )
    needs_place: bool = False
    place_kind: PlaceKind = PlaceKind.STORES

    def resolve(self, target: Target) -> Target:
        """See `Source.resolve`; the home, and where variables put stores outside of it."""
        places = (usual_stores.home_of(target), *usual_stores.moved(target))
        return Target(self.scheme, os.pathsep.join(dict.fromkeys(map(absolute, places))))

    def usual_places(self) -> tuple[Path, ...]:
        """See `UsualSource.usual_places`."""
        return usual_stores.usual_roots()

    def observe(self, target: Target) -> Iterator[Observation]:
        """See `Source.observe`."""
        if target.place:
            existing(target)
        name, n_entries, found = str(target), 0, dict[str, None]()
        for store in usual_stores.stores(target):
            there = is_folder(store.root)
            if isinstance(there, OSError):
                yield Problem(name, store.label, why(there))
            elif there:
                found[store.kind.store] = None
                for observation in _observe(name, store):
                    n_entries += isinstance(observation, StoreEntry)
                    yield observation
        looked = ", ".join(kind.store for kind in KINDS)
        if not found:
            yield Covered(name, 0, f"nothing: there is no store in the usual places ({looked})")
            return
        entries = plain_spaces(counted(n_entries, "name"))
        yield Covered(name, n_entries, f"{entries} in {', '.join(found)}; looked for: {looked}")


@dataclass(frozen=True, slots=True)
class _Place:
    """A file of a store.

    Attributes:
        path: Where it is.
        locator: Place within the target.
        bundle: What it lies with.
        name: What the store calls that.
        folder: The folder that the name is of; the file's own where each file has a name.
    """

    path: Path
    locator: str
    bundle: str
    name: str
    folder: Path


def _observe(target: str, store: Store) -> Iterator[Observation]:
    root, failed = store.root.resolve(), list[OSError]()
    repositories = _repositories(root) if store.kind.store == "llama.cpp" else {}
    named: set[str] = set()
    documents: list[_Place] = []
    for path, is_linked_folder in walk(root, failed.append):
        place = _place(store, root, path, repositories)
        if place is None:
            continue
        if is_linked_folder:
            reason = unfollowed_folder(str(path), root)
            if reason:
                yield Skipped(target, place.locator, reason)
            continue
        seen = _weights(target, root, place)
        if seen is None:
            documents += [place] if kind_of(place.locator) is not None else []
            continue
        if place.bundle not in named:
            named.add(place.bundle)
            yield StoreEntry(target, place.bundle, store.kind.store, place.name, _revision(store, place))
        yield seen
    # A document speaks about weights that lie with it; of another it says nothing.
    for place in documents:
        if store.kind.n_parts != 0 and place.bundle in named:
            yield _document(target, root, place)
    for error in failed:
        inner = printable_name(Path(error.filename).relative_to(root).as_posix())
        yield Problem(target, store.label if inner == "." else f"{store.label}/{inner}", why(error))


def _place(store: Store, root: Path, path: Path, repositories: Mapping[str, str]) -> _Place | None:
    """Return the place of a file that lies where models do."""
    parts = path.relative_to(root).parts
    within = next(
        (folder for folder in map(_parts, store.kind.within) if parts[: len(folder)] == folder), None
    )
    if within is None or any(part.startswith("._____temp") for part in parts):
        return None
    inner = parts[len(within) :]
    n_parts = len(inner) - 1 if store.kind.n_parts is None else store.kind.n_parts
    if not inner or len(inner) <= n_parts:
        return None
    of_name = inner[:n_parts] if n_parts else inner
    name = "/".join(map(printable_name, of_name))
    if store.kind.store == "modelscope":
        name = name.replace("___", ".")
    name = next((known for before, known in repositories.items() if path.name.startswith(before)), name)
    bundle = "/".join((store.label, *map(printable_name, (*within, *of_name))))
    locator = "/".join((store.label, *map(printable_name, parts)))
    folder = root.joinpath(*within, *(of_name if n_parts else ()))
    return _Place(path, locator, bundle, name, folder)


def _parts(folder: str) -> tuple[str, ...]:
    return tuple(part for part in folder.split("/") if part)


def _weights(target: str, root: Path, place: _Place) -> Observation | None:
    """Return what is seen of a file that may hold weights; ``None`` of any other."""
    name = place.path.name
    if is_unfinished(name):
        return Problem(target, place.locator, "download not finished", bundle=None)
    if not is_read(name) and unread_format(name) is None:
        return None
    found = real_file(str(place.path), (root,))
    if isinstance(found, Unfollowed):
        return _refused(target, place, found)
    return read_weights(target, place.locator, found, place.bundle)


def _document(target: str, root: Path, place: _Place) -> Observation:
    found = real_file(str(place.path), (root,))
    if isinstance(found, Unfollowed):
        return _refused(target, place, found, place.bundle)
    return read_document(target, place.locator, found, bundle=place.bundle)


def _refused(target: str, place: _Place, found: Unfollowed, bundle: str | None = None) -> Problem | Skipped:
    if found.leads_out:
        return Skipped(target, place.locator, "link out of the store, not followed", bundle=bundle)
    return Problem(target, place.locator, found.reason, bundle=bundle)


def _revision(store: Store, place: _Place) -> str | None:
    """Return the revision that ModelScope notes beside the files."""
    if store.kind.store != "modelscope":
        return None
    try:
        found = _REVISION.match(read_bounded(str(place.folder / ".mv"), _MAX_BYTES))
    except (FormatError, OSError):
        return None
    return found[1].decode("ascii") if found else None


def _repositories(root: Path) -> Mapping[str, str]:
    """Return the repositories of llama.cpp's cache by the beginning of their files' names, longest first."""
    try:
        names = [path.name for path in root.iterdir()]
    except OSError:
        # The walk says so.
        return {}
    found = [match for name in names if (match := _MANIFEST.fullmatch(name))]
    repositories = {f"{one[1]}_{one[2]}_": printable_name(f"{one[1]}/{one[2]}") for one in found}
    return dict(sorted(repositories.items(), key=lambda pair: (-len(pair[0]), pair[0])))
