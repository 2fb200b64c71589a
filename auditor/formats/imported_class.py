"""Classes and modules that a configuration names by their Python path, and whose libraries are known.

A loader that is told such a path imports it. Of a library that is known it is the library's own code;
of any other it is not known whose it is.

Source:
    sentence_transformers, models/Dense.py and cross_encoder/CrossEncoder.py (``import_from_string``);
    peft, auto.py and tuners/lora/tp_layer.py (``importlib.import_module``).
"""

from collections.abc import Iterable, Iterator
from typing import Final

from auditor.domain.document import ImportedCode
from auditor.formats.text import cleaned

# Libraries that load models, and those that they are made of.
_LIBRARIES: Final = frozenset(
    [
        "accelerate",
        "diffusers",
        "megatron",
        "onnxruntime",
        "optimum",
        "peft",
        "pylate",
        "sentence_transformers",
        "timm",
        "torch",
        "torchvision",
        "transformers",
    ]
)

# What Transformers and Diffusers call the code that they took from a repository.
_OF_REPOSITORIES: Final = frozenset({"diffusers_modules", "transformers_modules"})
# Transformers' own settings of these names are words without a dot: ``gelu_new``.
_KEYS: Final = frozenset({"activation_fn", "activation_function", "sbert_ce_default_activation_function"})


def whose(paths: Iterable[str]) -> ImportedCode:
    """Return which of the Python paths are a repository's own code, and of which it is not known."""
    own, unknown = dict[str, None](), dict[str, None]()
    for path in paths:
        library = path.partition(".")[0]
        if library in _OF_REPOSITORIES:
            own[cleaned(path)] = None
        elif library not in _LIBRARIES:
            unknown[cleaned(path)] = None
    return ImportedCode(tuple(own), tuple(unknown))


def imported(value: object) -> ImportedCode:
    """Return what a JSON value has imported by settings that are Python paths, at any depth."""
    return whose(_paths(value))


def _paths(value: object) -> Iterator[str]:
    pending = [value]
    while pending:
        node = pending.pop()
        if isinstance(node, dict):
            found = (one for key, one in node.items() if key in _KEYS)
            yield from (one for one in found if isinstance(one, str) and "." in one)
            pending.extend(node.values())
        elif isinstance(node, list):
            pending.extend(node)
