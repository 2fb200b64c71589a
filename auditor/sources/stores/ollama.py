"""``ollama:[PATH]``: an Ollama model store.

Layout (ollama, ``manifest/paths.go``): ``manifests/HOST/NAMESPACE/MODEL/TAG`` are JSON manifests,
``blobs/sha256-HEX`` the layers they name by digest and media type.
"""

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from auditor.domain.observation import (
    Covered,
    Observation,
    Problem,
    ProblemKind,
    Skipped,
    StoreEntry,
)
from auditor.domain.phrasing import counted, plain_spaces
from auditor.errors import FormatError, SourceError
from auditor.formats.text import printable_name
from auditor.sources.base import PlaceKind, Target
from auditor.sources.places import (
    Unfollowed,
    absolute,
    is_folder,
    named_folder,
    real_file,
    unfollowed_folder,
    walk,
)
from auditor.sources.reading import not_read, read_bounded, why
from auditor.sources.references import is_cloud_name
from auditor.sources.stores import ollama_manifest
from auditor.sources.stores.ollama_layers import MAX_SMALL_LAYER_BYTES, LayerAt, observe_layer
from auditor.sources.stores.ollama_manifest import SINGLE_TENSOR

_USUAL_HOST: Final = "registry.ollama.ai"
_MAX_MANIFEST_BYTES: Final = 4_000_000


def usual_roots() -> Mapping[str, Path]:
    """Return where Ollama keeps its models, each by what tells its places from the others'."""
    roots = {
        "": os.path.expanduser("~/.ollama/models"),  # noqa: PTH111 - there may be no home
        "OLLAMA_MODELS": os.environ.get("OLLAMA_MODELS", ""),
        "system": "/usr/share/ollama/.ollama/models",
    }
    first = {os.path.realpath(root): label for label, root in reversed(roots.items()) if root}
    return {label: Path(roots[label]) for label in roots if label in first.values()}


@dataclass(frozen=True, slots=True)
class _Store:
    """One store.

    Attributes:
        target: The target it was found under.
        label: What its places begin with; empty where there can be only one.
        root: Where it is.
    """

    target: str
    label: str
    root: Path

    def locator(self, place: str) -> str:
        return f"{self.label}/{place}" if self.label else place

    def problem(self, path: Path, reason: str) -> Problem:
        place = printable_name(path.relative_to(self.root).as_posix())
        return Problem(self.target, self.locator("" if place == "." else place), reason)


@dataclass(frozen=True, slots=True)
class OllamaSource:
    """Reads manifests and the layers they name; several names on one blob are one file."""

    scheme: str = "ollama"
    summary: str = "an Ollama store (ollama: for the usual places, or ollama:/path/to/models)"
    needs_place: bool = False
    place_kind: PlaceKind = PlaceKind.STORES

    def resolve(self, target: Target) -> Target:
        """See `Source.resolve`; of several usual places, each one."""
        usual = tuple(usual_roots().values())
        # Where none is there, all were looked for: what was in one of them is gone.
        there = tuple(root for root in usual if is_folder(root / "manifests")) or usual
        roots = (named_folder(target),) if target.place else there
        return Target(self.scheme, os.pathsep.join(map(absolute, roots)))

    def usual_places(self) -> tuple[Path, ...]:
        """See `UsualSource.usual_places`."""
        return tuple(root / "manifests" for root in usual_roots().values())

    def observe(self, target: Target) -> Iterator[Observation]:
        """See `Source.observe`."""
        roots = {"": named_folder(target)} if target.place else usual_roots()
        name = str(target)
        n_stores = n_manifests = 0
        for label, root in roots.items():
            found = is_folder(root / "manifests")
            if isinstance(found, OSError) and target.place:
                raise SourceError(f"{target.called}: {why(found)}", hint="Check its permissions.") from found
            if isinstance(found, OSError):
                # Nobody named it: that it is closed is a gap in what was looked at, and no reason to stop.
                yield Problem(name, label, why(found))
            elif found:
                for observation in _observe_store(_Store(name, label, root)):
                    n_manifests += isinstance(observation, StoreEntry)
                    yield observation
            n_stores += bool(found)
        if not n_stores and not target.place:
            yield Covered(name, 0, "nothing: there is no store in the usual places")
            return
        if not n_stores:
            raise SourceError(
                f"{target.called}: no Ollama store: it has no manifests folder",
                hint="Name the folder that holds manifests/ and blobs/: ollama:/path/to/models.",
            )
        yield Covered(
            name,
            n_manifests,
            f"{plain_spaces(counted(n_manifests, 'manifest'))} of all hosts, and the layers they name",
        )


def _observe_store(store: _Store) -> Iterator[Observation]:
    manifests = store.root / "manifests"
    failed: list[OSError] = []
    for path, is_linked_folder in walk(manifests, failed.append):
        if path.name.startswith("."):
            continue  # File managers leave hidden files of their own.
        if not is_linked_folder:
            yield from _observe_manifest(store, path)
        elif reason := unfollowed_folder(str(path), manifests.resolve()):
            place = printable_name(path.relative_to(store.root).as_posix())
            yield Skipped(store.target, store.locator(place), reason)
    for error in failed:
        yield store.problem(Path(error.filename), why(error))
    yield from _unfinished(store)


def _unfinished(store: _Store) -> Iterator[Problem]:
    """Yield a problem for each blob whose download was not finished; its parts have names of their own."""
    folder = store.root / "blobs"
    try:
        blobs = sorted(folder.iterdir())
    except FileNotFoundError:
        return
    except OSError as error:
        yield store.problem(folder, why(error))
        return
    for blob in blobs:
        if blob.name.startswith("sha256") and blob.name.endswith("-partial"):
            yield store.problem(blob, "download not finished")


def _name(root: Path, path: Path) -> str:
    """Return what a user types: ``llama3:8b`` for ``registry.ollama.ai/library/llama3/8b``."""
    parts = list(map(printable_name, path.relative_to(root / "manifests").parts))
    # Ollama lists what lies four deep: host, namespace, model, tag. Other places have no name to type.
    if len(parts) != 4:
        return "/".join(("manifests", *parts))
    *place, tag = parts
    if place[:2] == [_USUAL_HOST, "library"]:
        place = place[2:]
    elif place[:1] == [_USUAL_HOST]:
        place = place[1:]
    return f"{'/'.join(place)}:{tag}"


def _observe_manifest(store: _Store, path: Path) -> Iterator[Observation]:
    name = _name(store.root, path)
    bundle = store.locator(name)
    try:
        raw = _read_inside(store, path, _MAX_MANIFEST_BYTES)
        manifest = ollama_manifest.parse(raw)
    except FormatError as error:
        yield Problem(store.target, bundle, error.message)
        return
    except OSError as error:
        yield Problem(store.target, bundle, why(error))
        return
    yield StoreEntry(store.target, bundle, "ollama", name, hashlib.sha256(raw).hexdigest())
    n_of_kind: dict[str, int] = {}
    for layer in manifest.layers:
        kind = layer.kind
        n_of_kind[kind] = n_of_kind.get(kind, 0) + 1
        nth = f"/{n_of_kind[kind]}" if n_of_kind[kind] > 1 else ""
        locator = bundle if kind == "model" and not nth else f"{bundle}/{kind}{nth}"
        if kind != SINGLE_TENSOR:
            yield from observe_layer(
                store.target, _blob(store, layer.digest), LayerAt(layer, bundle, locator)
            )
    if SINGLE_TENSOR in manifest.kinds:
        yield not_read(store.target, bundle, "weights in layers of single tensors")
    elif "model" not in manifest.kinds:
        yield _without_weights(store, bundle, name, manifest.config)


def _without_weights(store: _Store, bundle: str, name: str, config: str | None) -> Skipped | Problem:
    if is_cloud_name(name) or (config is not None and _is_remote(store, config)):
        return Skipped(store.target, bundle, "its manifest names no weights here: a cloud model")
    reason = "its manifest names no weights, and neither its name nor its configuration a cloud model"
    return Problem(store.target, bundle, reason, category=ProblemKind.INCOMPLETE)


def _is_remote(store: _Store, config: str) -> bool:
    """Say whether the configuration names a host elsewhere; bytes without its digest say nothing."""
    path = _blob(store, config)
    if isinstance(path, Unfollowed):
        return False
    try:
        raw = read_bounded(path, MAX_SMALL_LAYER_BYTES)
        return hashlib.sha256(raw).hexdigest() == config and ollama_manifest.is_remote(raw)
    except (FormatError, OSError):
        return False


def _blob(store: _Store, digest: str) -> str | Unfollowed:
    """Return the blob's file; older stores write a colon where newer ones write a dash."""
    found: str | Unfollowed = Unfollowed("")
    for name in (f"sha256-{digest}", f"sha256:{digest}"):
        missing = f"sha256:{digest[:12]}... is missing"
        found = real_file(str(store.root / "blobs" / name), _places(store), missing)
        if isinstance(found, str) or found.reason != missing:
            return found
    return found


def _places(store: _Store) -> tuple[Path, ...]:
    """Return where the store's files may lie: whoever moved ``blobs`` to another disk left a link to it."""
    return tuple((store.root / part).resolve() for part in ("", "blobs", "manifests"))


def _read_inside(store: _Store, path: Path, limit: int) -> bytes:
    """Read a small file of the store.

    Raises:
        FormatError: it is not one.
        OSError: it cannot be read.
    """
    real = real_file(str(path), _places(store))
    if isinstance(real, Unfollowed):
        raise FormatError(real.reason)
    return read_bounded(real, limit)
