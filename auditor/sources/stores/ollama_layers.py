"""What the layers of an Ollama model say, and whether their blobs are what the manifest states."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from auditor.domain.observation import DocumentSeen, Observation, Problem, ProblemKind, Skipped
from auditor.errors import FormatError
from auditor.formats import license_text
from auditor.sources.places import Unfollowed
from auditor.sources.reading import read_bounded, read_weights, why
from auditor.sources.stores.ollama_manifest import TENSOR_LAYERS, Layer

# Licences, templates and parameters take some kilobytes.
MAX_SMALL_LAYER_BYTES: Final = 4_000_000


@dataclass(frozen=True, slots=True)
class LayerAt:
    """A layer of a manifest.

    Attributes:
        layer: What the manifest says of it.
        bundle: What it lies with.
        locator: Its place within the target.
    """

    layer: Layer
    bundle: str
    locator: str


def observe_layer(target: str, path: str | Unfollowed, at: LayerAt) -> Iterator[Observation]:
    """Yield what a layer says, and what is wrong with its blob.

    Args:
        target: The target it was found under.
        path: The file of its blob, or why there is none to read.
        at: The layer.
    """
    layer = at.layer
    if isinstance(path, Unfollowed):
        bundle = None if layer.kind in TENSOR_LAYERS else at.bundle
        yield Problem(target, at.locator, f"its {layer.kind} blob {path.reason}", bundle=bundle)
        return
    if layer.kind in TENSOR_LAYERS:
        found: Observation | None = read_weights(
            target, at.locator, path, at.bundle, declared_sha256=layer.digest
        )
    else:
        found = _small_layer(target, path, at)
    if found is not None:
        yield found
    if not isinstance(found, Problem):
        yield from _missized(target, path, at)


def _missized(target: str, path: str, at: LayerAt) -> Iterator[Problem]:
    """Yield a problem if the blob is not as large as its manifest states."""
    bundle = None if at.layer.kind in TENSOR_LAYERS else at.bundle
    try:
        wrong = at.layer.missized(Path(path).stat(follow_symlinks=False).st_size)
    except OSError as error:
        yield Problem(target, at.locator, why(error), bundle=bundle)
        return
    if wrong is not None:
        kind, reason = wrong
        yield Problem(target, at.locator, reason, category=kind, bundle=bundle)


def _small_layer(target: str, path: str, at: LayerAt) -> Observation | None:
    """Return what a layer without tensors says; nothing it says is used unless its bytes have its digest."""
    layer = at.layer
    try:
        raw = read_bounded(path, MAX_SMALL_LAYER_BYTES)
        actual = hashlib.sha256(raw).hexdigest()
        if actual != layer.digest:
            reason = f"altered: its store says sha256 {layer.digest[:12]}..., its bytes {actual[:12]}..."
            return Problem(target, at.locator, reason, category=ProblemKind.ALTERED, bundle=at.bundle)
        if layer.kind == "license":
            return DocumentSeen(target, at.locator, at.bundle, license_text.parse(raw))
    except (FormatError, OSError) as error:
        reason = why(error) if isinstance(error, OSError) else error.message
        if layer.kind == "license" or isinstance(error, OSError):
            return Problem(target, at.locator, reason, bundle=at.bundle)
        return Skipped(target, at.locator, f"not compared with its digest: {reason}")
    return None
