"""Which functions a Keras configuration may have called, and what is known of them.

What is known to compute numbers is harmless, what is known to load, fetch or unpack is not, and of
all others it is not known.

Source:
    Keras 3, saving/serialization_lib.py (``_retrieve_class_or_fn``), and in utils python_utils.py,
    file_utils.py and pickle_utils.py; tf_keras, layers/core/tf_op_layer.py (functions of TensorFlow's as
    layers); CVE-2025-8747, CVE-2025-9906.
"""

from typing import Final

from auditor.domain.header import UNKNOWN_FUNCTION

RUNS: Final = "runs-code"

# They lift the protection, run or unpickle what is in the file, or fetch and unpack what somebody else wrote.
_ACTING: Final = frozenset(
    [
        "deserialize_model_from_bytes",
        "enable_unsafe_deserialization",
        "extract_archive",
        "func_load",
        "get_file",
        "load_model",
        "load_weights",
        "load_weights_only",
        "urlretrieve",
    ]
)
# What Keras has functions of numbers in, whether it is imported by its public name or by its own.
_OF_NUMBERS: Final = frozenset(
    ["activations", "constraints", "initializers", "losses", "metrics", "ops", "random", "regularizers"]
)
_WITHIN: Final = frozenset(["_tf_keras", "api", "keras", "python", "src", "tensorflow"])
# They stand beside those, and make objects of what they are given.
_MAKING: Final = ("deserialize", "get")
_HARMLESS: Final = frozenset(
    f"{package}.src.utils.keras_utils.gelu_approximate" for package in ("keras_hub", "keras_nlp")
)

# TensorFlow's own families of functions without any that read, write, load or call back.
_OF_TENSORS: Final = frozenset(
    [
        "__operators__",
        "bitwise",
        "debugging",
        "dtypes",
        "image",
        "linalg",
        "math",
        "nn",
        "quantization",
        "ragged",
        "random",
        "RaggedTensor",
        "sets",
        "signal",
        "sparse",
        "SparseTensor",
        "strings",
    ]
)
_LOADING: Final = frozenset(["load_file_system_library", "load_library", "load_op_library"])
# What is not in a family is arithmetic, but for these.
_CALLING: Final = frozenset(["function", "numpy_function", "print", "py_function", "py_func"])


def of_keras(module: str, name: str) -> str:
    """Return the code of the anomaly that calling one of Keras' own functions is; empty if it is none."""
    if name in _ACTING:
        return RUNS
    parts = [part for part in module.split(".") if part not in _WITHIN]
    # Functions that Keras names by ``builtins`` are looked for among those of numbers.
    is_of_numbers = module == "builtins" or (bool(parts) and parts[0] in _OF_NUMBERS)
    is_harmless = is_of_numbers and not name.startswith(_MAKING)
    return "" if is_harmless or f"{module}.{name}" in _HARMLESS else UNKNOWN_FUNCTION


def of_tensorflow(name: str) -> str:
    """Return the code of the anomaly that a function of TensorFlow's is as a layer; empty if it is none."""
    plain = name.removeprefix("compat.v1.").removeprefix("compat.v2.")
    family, _, rest = plain.partition(".")
    if (rest or family).rpartition(".")[2] in _LOADING:
        return RUNS
    is_harmless = family in _OF_TENSORS if rest else family not in _CALLING
    return "" if is_harmless else UNKNOWN_FUNCTION
