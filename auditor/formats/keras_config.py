"""What the configuration of a Keras network would import or run, found without loading it.

Source:
    Keras 3, saving/serialization_lib.py (objects are ``class_name``, ``module``, ``registered_name`` and
    ``config``; modules of four packages are Keras' own); CVE-2025-1550, CVE-2025-8747 and CVE-2025-9906
    (functions that a configuration has called); Keras 2, layers/core/lambda_layer.py.
"""

import builtins
import json
from collections.abc import Iterator, Mapping
from typing import Final

from auditor.domain.header import Anomaly
from auditor.errors import FormatError
from auditor.formats.text import cleaned

# Layers that hold Python code, or a pickle, or the address of a graph that they run.
_CODE: Final = frozenset({"Lambda", "__lambda__", "TorchModuleWrapper", "TFSMLayer"})
_OWN: Final = frozenset({"keras", "keras_cv", "keras_hub", "keras_nlp", "tf_keras"})
_OWN_OF_TENSORFLOW: Final = ("tensorflow.keras", "tensorflow.python.keras")
# Functions of Keras' own that lift its protection, or fetch and load what somebody else wrote.
_ACTING: Final = frozenset({"enable_unsafe_deserialization", "get_file", "load_model"})
# Where Keras puts functions of its own whose module it does not say.
_BUILTINS: Final = "builtins"
_FUNCTION: Final = "function"
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
    found: dict[Anomaly, None] = {}
    for code, detail in _told(root):
        found[Anomaly(code, at, detail)] = None
        if len(found) >= _MOST_TOLD:
            break
    return tuple(found)


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
    """Yield what one object of a configuration would import or run; without a class it is mere settings."""
    kind, module = node.get("class_name"), node.get("module")
    if not isinstance(kind, str):
        return
    # Registered names stand behind the package that registered them.
    if kind.rpartition(">")[2] in _CODE:
        yield "runs-code", f"a {cleaned(kind, 80)} layer, whose code runs when the network is loaded"
    if not isinstance(module, str):
        return
    named = [kind, *(one for key in ("config", "registered_name") if isinstance(one := node.get(key), str))]
    if not _is_own(module, named):
        name = next((one for one in reversed(named) if one != _FUNCTION), kind)
        detail = f"loading it imports {cleaned(module, 80)}.{cleaned(name, 80)}, which is no part of Keras"
        yield "imports-code", detail
    elif acting := [one for one in named if one.rpartition(">")[2] in _ACTING]:
        yield "runs-code", f"loading it calls {cleaned(module, 80)}.{cleaned(acting[0], 80)}"


def _is_own(module: str, named: list[str]) -> bool:
    if module == _BUILTINS:
        return not any(hasattr(builtins, name) for name in named)
    is_of_tensorflow = any(module == own or module.startswith(f"{own}.") for own in _OWN_OF_TENSORFLOW)
    return module.partition(".")[0] in _OWN or is_of_tensorflow
