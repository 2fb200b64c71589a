"""``ollama:[PATH]``: an Ollama model store.

Layout (ollama, ``manifest/paths.go``): ``manifests/HOST/NAMESPACE/MODEL/TAG`` are JSON manifests,
``blobs/sha256-HEX`` the layers they name by digest and media type.
"""

import hashlib
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from auditor.domain.observation import Covered, DocumentSeen, Observation, Problem, Skipped, StoreEntry
from auditor.errors import FormatError, SourceError
from auditor.formats import license_text
from auditor.formats.text import printable_name
from auditor.sources.base import Target, absolute
from auditor.sources.reading import read_bounded, read_weights, why

_MEDIA: Final = "application/vnd.ollama.image."
_TENSOR_LAYERS: Final = frozenset({"model", "projector", "adapter"})
_DIGEST: Final = re.compile(r"sha256[:-]([0-9a-f]{64})")
_USUAL_HOST: Final = "registry.ollama.ai"
_MAX_MANIFEST_BYTES: Final = 4_000_000


def usual_roots() -> tuple[Path, ...]:
    """Return where Ollama keeps its models: the variable, the user's home, the system service's home."""
    named = os.environ.get("OLLAMA_MODELS")
    homes = (Path.home() / ".ollama/models", Path("/usr/share/ollama/.ollama/models"))
    return (Path(named), *homes) if named else homes


@dataclass(frozen=True, slots=True)
class OllamaSource:
    """Reads manifests and the layers they name; several names on one blob are one file."""

    scheme: str = "ollama"
    summary: str = "an Ollama store (ollama: for the usual places, or ollama:/path/to/models)"

    def resolve(self, target: Target) -> Target:
        """See `Source.resolve`; of several usual places, each one."""
        return Target(self.scheme, os.pathsep.join(absolute(str(root)) for root in _roots(target)))

    def observe(self, target: Target) -> Iterator[Observation]:
        """See `Source.observe`."""
        roots = _roots(target)
        for root in roots:
            if not (root / "manifests").is_dir():
                raise SourceError(
                    f"{target}: no Ollama store: {root} has no manifests folder",
                    hint="Name the folder that holds manifests/ and blobs/.",
                )
        if not roots:
            raise SourceError(
                f"{target}: no Ollama store in the usual places", hint="Name it: ollama:/path/to/models."
            )
        n_manifests = 0
        for root in roots:
            failed: list[OSError] = []
            for path in _manifests(root, failed):
                n_manifests += 1
                yield from _observe_manifest(str(target), root, path)
            for error in failed:
                folder = Path(error.filename).relative_to(root).as_posix()
                yield Problem(str(target), printable_name(folder), why(error))
            yield from _unfinished(str(target), root)
        yield Covered(
            str(target), n_manifests, f"{n_manifests} manifests of all hosts, and the layers they name"
        )


def _manifests(root: Path, failed: list[OSError]) -> list[Path]:
    """Return every manifest in the order of names; folders that cannot be listed are added to ``failed``."""
    walked = os.walk(root / "manifests", onerror=failed.append)
    # File managers leave hidden files of their own.
    return sorted(Path(folder, name) for folder, _, names in walked for name in names if name[0] != ".")


def _unfinished(target: str, root: Path) -> Iterator[Problem]:
    """Yield a problem for each blob whose download was not finished; its parts have names of their own."""
    blobs = (root / "blobs").glob("sha256*-partial")
    for blob in sorted(blobs):
        yield Problem(target, f"blobs/{printable_name(blob.name)}", "download not finished")


def _roots(target: Target) -> list[Path]:
    return [Path(target.place).expanduser()] if target.place else [r for r in usual_roots() if r.is_dir()]


def _name(root: Path, path: Path) -> str:
    """Return what a user types: ``llama3:8b`` for ``registry.ollama.ai/library/llama3/8b``."""
    *place, tag = map(printable_name, path.relative_to(root / "manifests").parts)
    if place[:2] == [_USUAL_HOST, "library"]:
        place = place[2:]
    elif place[:1] == [_USUAL_HOST]:
        place = place[1:]
    return f"{'/'.join(place)}:{tag}"


def _observe_manifest(target: str, root: Path, path: Path) -> Iterator[Observation]:
    name = _name(root, path)
    try:
        raw = read_bounded(str(path), _MAX_MANIFEST_BYTES)
        layers = _layers(raw)
    except FormatError as error:
        yield Problem(target, name, error.message)
        return
    except OSError as error:
        yield Problem(target, name, why(error))
        return
    yield StoreEntry(target, name, "ollama", name, hashlib.sha256(raw).hexdigest())
    n_of_kind: dict[str, int] = {}
    for kind, digest in layers:
        n_of_kind[kind] = n_of_kind.get(kind, 0) + 1
        nth = f"/{n_of_kind[kind]}" if n_of_kind[kind] > 1 else ""
        locator = name if kind == "model" and not nth else f"{name}/{kind}{nth}"
        yield from _observe_layer(target, root, (name, locator), kind, digest)
    if not any(kind == "model" for kind, _ in layers):
        yield Skipped(
            target, name, "its manifest names no GGUF weights here (a cloud model, or single-tensor layers)"
        )


def _layers(raw: bytes) -> list[tuple[str, str]]:
    """Return kind and digest of every layer of a manifest.

    Raises:
        FormatError: it is not a manifest, or names a layer by something that is no digest.
    """
    try:
        manifest: Any = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise FormatError(f"not a manifest: {printable_name(str(error))}") from error
    layers = manifest.get("layers") if isinstance(manifest, dict) else None
    if not isinstance(layers, list):
        raise FormatError("not a manifest: it has no list of layers")
    found: list[tuple[str, str]] = []
    for layer in layers:
        media = layer.get("mediaType") if isinstance(layer, dict) else None
        digest = layer.get("digest") if isinstance(layer, dict) else None
        if not isinstance(media, str) or not isinstance(digest, str) or not _DIGEST.fullmatch(digest):
            raise FormatError("not a manifest: a layer has no media type, or its digest is not a sha256")
        kind = media.partition(";")[0].strip().removeprefix(_MEDIA)
        found.append((kind, digest[-64:]))
    return found


def _observe_layer(
    target: str, root: Path, place: tuple[str, str], kind: str, digest: str
) -> Iterator[Observation]:
    bundle, locator = place
    if kind not in _TENSOR_LAYERS and kind != "license":
        return
    blob = _blob(root, digest)
    if blob is None:
        yield Problem(target, locator, f"its {kind} blob sha256:{digest[:12]}... is missing")
    elif kind == "license":
        try:
            text = license_text.parse(read_bounded(str(blob)))
        except (FormatError, OSError) as error:
            yield Problem(target, locator, why(error) if isinstance(error, OSError) else error.message)
        else:
            yield DocumentSeen(target, locator, bundle, text)
    else:
        yield read_weights(target, locator, str(blob), bundle, declared_sha256=digest)


def _blob(root: Path, digest: str) -> Path | None:
    """Return the blob's file; older stores write a colon where newer ones write a dash."""
    for name in (f"sha256-{digest}", f"sha256:{digest}"):
        blob = root / "blobs" / name
        if blob.is_file():
            return blob
    return None
