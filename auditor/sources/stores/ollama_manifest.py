"""What a manifest of an Ollama store says: its layers, and whether its weights are elsewhere."""

import json
import re
from dataclasses import dataclass
from typing import Any, Final

from auditor.domain.observation import ProblemKind
from auditor.errors import FormatError
from auditor.formats.text import printable_name

TENSOR_LAYERS: Final = frozenset({"model", "projector", "adapter"})
"""Kinds of layers that are files with tensors."""

SINGLE_TENSOR: Final = "tensor"
"""The kind of a layer that is one tensor of a model."""

_MEDIA: Final = "application/vnd.ollama.image."
_DIGEST: Final = re.compile(r"sha256[:-]([0-9a-f]{64})")
# Source: ollama, types/model: ConfigV2.RemoteHost and RemoteModel, set for a model that another host runs.
_REMOTE_KEYS: Final = ("remote_host", "remote_model")


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer.

    Attributes:
        kind: Its media type without Ollama's prefix: ``model``, ``license``.
        digest: SHA-256 that names its blob.
        size_bytes: Size of the blob, as the manifest states it; ``None`` if it does not.
    """

    kind: str
    digest: str
    size_bytes: int | None

    def missized(self, actual_bytes: int) -> tuple[ProblemKind, str] | None:
        """Return what is the matter with a blob of another size than stated, and a sentence about it."""
        stated = self.size_bytes
        if stated is None or stated == actual_bytes:
            return None
        kind = ProblemKind.INCOMPLETE if actual_bytes < stated else ProblemKind.ALTERED
        return kind, f"{kind.value}: its manifest says {stated:,} bytes, its blob has {actual_bytes:,}"


@dataclass(frozen=True, slots=True)
class Manifest:
    """A manifest.

    Attributes:
        layers: Its layers, in its order.
        config: SHA-256 that names the blob of its configuration, if it has one.
    """

    layers: tuple[Layer, ...]
    config: str | None

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of its layers."""
        return frozenset(layer.kind for layer in self.layers)


def parse(raw: bytes) -> Manifest:
    """Read a manifest.

    Raises:
        FormatError: it is none, or names a layer by something that is no digest.
    """
    manifest = _json(raw)
    layers = manifest.get("layers") if isinstance(manifest, dict) else None
    if not isinstance(layers, list):
        raise FormatError("not a manifest: it has no list of layers")
    return Manifest(tuple(map(_layer, layers)), _digest(manifest.get("config")))


def is_remote(config: bytes) -> bool:
    """Say whether a configuration names a host or a model elsewhere, which is how a cloud model is told.

    Raises:
        FormatError: it is no configuration.
    """
    said = _json(config)
    if not isinstance(said, dict):
        raise FormatError("not a configuration")
    return any(isinstance(said.get(key), str) and said[key] for key in _REMOTE_KEYS)


def _json(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise FormatError(f"not a manifest: {printable_name(str(error))}") from error


def _layer(layer: Any) -> Layer:
    media = layer.get("mediaType") if isinstance(layer, dict) else None
    digest = _digest(layer)
    if not isinstance(media, str) or digest is None:
        raise FormatError("not a manifest: a layer has no media type, or its digest is not a sha256")
    size = layer.get("size")
    if size is not None and (not isinstance(size, int) or isinstance(size, bool) or size < 0):
        raise FormatError("not a manifest: the size of a layer is no number of bytes")
    kind = media.partition(";")[0].strip().removeprefix(_MEDIA)
    return Layer(printable_name(kind), digest, size)


def _digest(descriptor: Any) -> str | None:
    digest = descriptor.get("digest") if isinstance(descriptor, dict) else None
    return digest[-64:] if isinstance(digest, str) and _DIGEST.fullmatch(digest) else None
