"""Which facts are compared how, by category."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from benchmarks.agreement import gateways, manifests, replayed, stores, weights
from benchmarks.agreement.base import Compared, Entry

_BY_CATEGORY: Final[Mapping[str, Callable[[Entry], Iterator[Compared]]]] = {
    **dict.fromkeys(
        [
            "archive", "bin", "classic", "gguf", "gguf-malformed", "jinja2", "keras-tf", "onnx", "pickle",
            "pickle-real", "safetensors", "safetensors-malformed", "tf",
        ],
        weights.weights,
    ),
    "api": replayed.answer,
    "bom-example": stores.bill_of_materials,
    "compose": manifests.manifest,
    "continue": gateways.continue_,
    "hf-cache": stores.hub_cache,
    "k8s": manifests.manifest,
    "litellm": gateways.litellm,
    "localai": gateways.localai,
    "modelfile": weights.modelfile,
    "ollama-manifest": stores.ollama_manifest,
    "ollama-store": stores.ollama_store,
    "triton": gateways.triton,
}  # fmt: skip


# Of schemas, and examples of formats that are written and never read, there is nothing to say but their
# bytes; what follows from the licences of a scenario is no matter of reading.
BYTES_ALONE: Final = frozenset(
    {"licence-scenario", "oscal-example", "sarif-example", "schema", "spdx-example"}
)


def compared(entry: Entry) -> Iterator[Compared]:
    """Yield the facts of a file; of some categories only its digest."""
    if entry.path.is_file():
        yield Compared(entry, "sha256", entry.sha256, hashlib.sha256(entry.path.read_bytes()).hexdigest())
    if entry.category not in BYTES_ALONE:
        yield from _BY_CATEGORY[entry.category](entry)
