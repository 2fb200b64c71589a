"""Which files may be models by their names: those of the formats that are read, and those of all others.

The one place that knows. A format that comes to be read leaves ``UNREAD`` by itself: its own suffixes win.
All of them are opened, and content decides; the name speaks only where content says nothing.
"""

from typing import Final

from auditor import formats
from auditor.formats import archive_name, pickle_suffix
from auditor.formats.data_beside import NUMBERED
from auditor.formats.training_state import is_training_state

READ_SUFFIXES: Final = tuple(suffix for weights in formats.WEIGHT_FORMATS for suffix in weights.suffixes)

UNREAD: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("PyTorch, or another binary format", (".bin",)),
    ("PyTorch", (".t7", *archive_name.OF_MODELS, ".distcp")),
    ("checkpoint of PyTorch or TensorFlow", (".ckpt", ".ckpt.meta")),
    ("pickle", (*pickle_suffix.PICKLES, *pickle_suffix.COMPRESSED_PICKLES)),
    ("joblib", (".joblib", *pickle_suffix.COMPRESSED_JOBLIB)),
    ("skops", (".skops",)),
    ("ONNX Runtime", (".ort",)),
    ("Flax", (".msgpack",)),
    ("Core ML", (".mlmodel",)),
    ("TensorRT engine", (".engine", ".trt", ".plan")),
    ("GGML, older than GGUF", (".ggml", ".ggmf", ".ggjt")),
    ("PaddlePaddle", (".pdmodel", ".pdparams", ".pdiparams")),
    ("ExecuTorch", (".pte",)),
    ("Caffe", (".caffemodel",)),
    ("MXNet", (".params",)),
    ("MNN", (".mnn",)),
    ("RKNN", (".rknn",)),
    ("CatBoost", (".cbm",)),
    ("XGBoost", (".ubj", ".bst")),
    ("LightGBM", (".lgb", ".lgbm")),
    ("PMML", (".pmml",)),
)
"""Formats models come in, the endings of whose files no format that is read has as its own, in lower case."""

# Endings of all kinds of files: a model only if the content says so, else nothing to an audit.
_ANYTHING: Final = (".pb", ".xml", ".model", ".npy", *pickle_suffix.ALSO, *archive_name.SUFFIXES)

# What browsers and download tools call a file that is not all there yet.
_UNFINISHED: Final = (".incomplete", ".part", ".partial", ".crdownload", ".download", ".aria2")


def is_read(name: str) -> bool:
    """Say whether a file of this name is of a format that is read."""
    lower = name.lower()
    return lower.endswith(READ_SUFFIXES) and not is_training_state(lower)


def may_be_read(name: str) -> bool:
    """Say whether a file of this name is opened to see what it is."""
    lower = name.lower()
    is_known = is_read(lower) or unread_format(lower) is not None
    return is_known or may_be_anything(lower) or is_training_state(lower)


def may_be_anything(name: str) -> bool:
    """Say whether a file of this name is a model only if its content says so."""
    return name.lower().endswith(_ANYTHING) and unread_format(name) is None and not is_read(name)


def unread_format(name: str) -> str | None:
    """Return the format a file's name stands for, if models come in it and it is not read by its name."""
    lower = name.lower()
    if lower.endswith(READ_SUFFIXES) or is_training_state(lower):
        return None
    # TensorFlow's checkpoints keep their tensors in numbered files.
    if NUMBERED.search(lower):
        return "checkpoint of PyTorch or TensorFlow"
    return next((what for what, suffixes in UNREAD if lower.endswith(suffixes)), None)


def is_unfinished(name: str) -> bool:
    """Say whether a file of this name is a download of a model that was not finished."""
    lower = name.lower()
    whole = next((lower.removesuffix(end) for end in _UNFINISHED if lower.endswith(end)), "")
    # Tools may put a digest or a number between the name and their own ending.
    names = (whole, whole.rpartition(".")[0])
    return any(is_read(name) or unread_format(name) is not None for name in names if name)
