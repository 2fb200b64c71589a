"""What the configuration of a Keras network would import or run, found without loading it.

Source:
    Keras 3, saving/serialization_lib.py (objects are ``class_name``, ``module``, ``registered_name`` and
    ``config``; modules of four packages are Keras' own); CVE-2025-1550, CVE-2025-8747 and CVE-2025-9906
    (functions that a configuration has called) and CVE-2025-12058 (files that it has read); Keras 2,
    layers/core/lambda_layer.py; KerasHub, the tokenizers' ``set_proto``.
"""

import base64
import binascii
import builtins
import json
from collections.abc import Iterator, Mapping
from typing import Final

from auditor.domain.header import UNKNOWN_FUNCTION, Anomaly
from auditor.errors import FormatError
from auditor.formats.keras_functions import RUNS, of_keras, of_tensorflow
from auditor.formats.text import cleaned

# Layers that hold Python code, or a pickle, or the address of a graph that they run.
_CODE: Final = frozenset({"Lambda", "__lambda__", "TorchModuleWrapper", "TFSMLayer"})
_OWN: Final = frozenset({"keras", "keras_cv", "keras_hub", "keras_nlp", "tf_keras"})
_OWN_OF_TENSORFLOW: Final = ("tensorflow.keras", "tensorflow.python.keras")
# Layers that are a function of TensorFlow's, and the settings that name it.
_TENSORFLOW: Final = frozenset({"ClassMethod", "SlicingOpLambda", "TFOpLambda"})
_TENSORFLOW_NAMES: Final = ("function", "cls_symbol")
# Settings of layers and tokenizers that are words; a text in their place is a file that is read.
_WORDS: Final = ("vocabulary", "merges")
# The words of a tokenizer as they are stored, in base 64; any other text is a file.
_STORED_WORDS: Final = "proto"
# Where Keras puts functions of its own whose module it does not say.
_BUILTINS: Final = "builtins"
_FUNCTION: Final = "function"
_VERB: Final = {RUNS: "calls", UNKNOWN_FUNCTION: "may call"}
_MOST_TOLD: Final = 20


def code_in(raw: bytes, what: str, at: int) -> tuple[Anomaly, ...]:
    """Return what loading a configuration would import or run, each once.

    Args:
        raw: The configuration.
        what: What it is called, for messages.
        at: Where it lies in the file.

    Raises:
        FormatError: it is no JSON, or nested too deep.
    """
    try:
        # Keras leaves it to the parser too, which tells UTF-16 and UTF-32 by themselves.
        root: object = json.loads(raw)
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise FormatError(f"keras: {what} is not JSON", offset=at) from error
    except (RecursionError, ValueError) as error:
        raise FormatError(
            f"keras: {what} is nested too deep, or has a number without end", offset=at
        ) from error
    found: dict[str, dict[str, None]] = {}
    for code, detail in _told(root):
        found.setdefault(code, {})[detail] = None
    return tuple(Anomaly(code, at, one) for code, alike in found.items() for one in _some(list(alike)))


def _some(details: list[str]) -> list[str]:
    """Return the first of what is alike, and how many more there are."""
    more = len(details) - _MOST_TOLD
    return (
        [*details[:_MOST_TOLD], f"{more:,} more of this kind, which are not listed"] if more > 0 else details
    )


def _told(root: object) -> Iterator[tuple[str, str]]:
    pending = [root]
    while pending:
        node = pending.pop()
        if isinstance(node, dict):
            yield from _of_object(node)
            pending += reversed(node.values())
        elif isinstance(node, list):
            pending += reversed(node)


def _of_object(node: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Yield what one object would import, run or read; without a class it is mere settings."""
    kind, module, config = node.get("class_name"), node.get("module"), node.get("config")
    if not isinstance(kind, str):
        return
    # Registered names stand behind the package that registered them.
    plain = kind.rpartition(">")[2]
    if plain in _CODE:
        yield RUNS, f"a {cleaned(kind, 80)} layer, whose code runs when the network is loaded"
    if isinstance(config, dict):
        yield from _of_settings(plain, config)
    if isinstance(module, str):
        others = (node.get(key) for key in ("config", "registered_name", "spec_name"))
        yield from _of_names(module, kind, [one for one in others if isinstance(one, str)])


def _of_names(module: str, kind: str, others: list[str]) -> Iterator[tuple[str, str]]:
    """Yield what importing a class or a function by its module and names would bring in."""
    named = [one for one in (kind, *others) if one != _FUNCTION] or [kind]
    if not _is_own(module, named):
        detail = (
            f"loading it imports {cleaned(module, 80)}.{cleaned(named[-1], 80)}, which is no part of Keras"
        )
        yield "imports-code", detail
        return
    # Older versions take a function for a class as well.
    functions = named if kind == _FUNCTION else [one for one in named if _is_called(one.rpartition(">")[2])]
    told = {of_keras(module, one.rpartition(">")[2]): one for one in functions}
    for code in (RUNS, UNKNOWN_FUNCTION):
        if code in told:
            yield code, f"loading it {_VERB[code]} {cleaned(module, 80)}.{cleaned(told[code], 80)}"
            return


def _of_settings(kind: str, config: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Yield what the settings of a layer would have TensorFlow run, or read."""
    if kind in _TENSORFLOW:
        for name in (one for key in _TENSORFLOW_NAMES if isinstance(one := config.get(key), str)):
            if code := of_tensorflow(name):
                yield code, f"loading it {_VERB[code]} tensorflow.{cleaned(name, 80)}"
    files = {key: one for key in _WORDS if isinstance(one := config.get(key), str) and one}
    stored = config.get(_STORED_WORDS)
    if isinstance(stored, str) and not _is_base64(stored):
        files[_STORED_WORDS] = stored
    for key, name in files.items():
        yield "reads-file", f"loading it reads {cleaned(name, 80)}, the {key} of a {cleaned(kind, 80)}"


def _is_called(name: str) -> bool:
    """Say whether a name is that of a function, as Keras writes them; those of its markers are none."""
    return name[:1].islower() or (name.startswith("_") and not name.startswith("__"))


def _is_base64(text: str) -> bool:
    try:
        base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return False
    return True


def _is_own(module: str, named: list[str]) -> bool:
    if module == _BUILTINS:
        return not any(hasattr(builtins, name) for name in named)
    is_of_tensorflow = any(module == own or module.startswith(f"{own}.") for own in _OWN_OF_TENSORFLOW)
    return module.partition(".")[0] in _OWN or is_of_tensorflow
