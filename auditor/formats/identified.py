"""Formats that are told from others by their bytes and read no further.

Source:
    Keras, saving/saving_lib.py (members of .keras) and saving/legacy/hdf5_format.py (attributes of .h5);
    skops, io/_protocol.py; TensorFlow, graph.proto and saved_model.proto; OpenVINO IR version 10 and
    later; fastText, fasttext.cc (FASTTEXT_FILEFORMAT_MAGIC_INT32); XGBoost, learner.cc ("binf").
"""

import re
from typing import Final

from auditor.errors import FormatError
from auditor.formats import zip_archive
from auditor.formats.base import RandomAccess
from auditor.formats.protobuf import Field, Wire

_MAGIC: Final = (
    (b"\xba\x16\x4f\x2f", "fastText"),
    (b"binf", "XGBoost"),
    (b"\x93NUMPY", "NumPy array"),
)
_AT_FOUR: Final = ((b"ORTM", "ONNX Runtime"), (b"ET12", "ExecuTorch"))
_HDF5: Final = b"\x89HDF\r\n\x1a\n"

# Attributes of the root group of what Keras writes; HDF5 keeps them as they are, near its beginning.
_KERAS_ATTRIBUTES: Final = (b"keras_version", b"layer_names", b"model_config")
_MAX_SEARCHED_BYTES: Final = 4 * 1024 * 1024
_MAX_CONFIG_BYTES: Final = 16 * 1024 * 1024

# A layer of Python code, as the configuration of a network spells it.
_LAMBDA: Final = re.compile(rb'"class_name"\s*:\s*"Lambda"')
_RUNS_CODE: Final = " with Lambda layers, which run code when it is loaded"

_OPENVINO: Final = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?<net\s[^>]*\bversion=")
_OPERATION: Final = re.compile(r"[A-Z_]\w{1,60}", re.ASCII)
_MAX_NAME_BYTES: Final = 400


def identify(file: RandomAccess) -> str | None:
    """Return the format of a file that is none of those that are read, as reports name it; else ``None``."""
    head = file.head
    magic = next((what for prefix, what in _MAGIC if head.startswith(prefix)), None)
    magic = magic or next((what for prefix, what in _AT_FOUR if head[4:8] == prefix), None)
    if magic:
        return magic
    if head.startswith(_HDF5):
        return _hdf5(file)
    if head.startswith(zip_archive.MAGIC):
        return _archive(file)
    if _OPENVINO.match(head):
        return "OpenVINO"
    return _tensorflow(file)


def _hdf5(file: RandomAccess) -> str:
    beginning = file.read(0, min(file.size, _MAX_SEARCHED_BYTES))
    if not any(word in beginning for word in _KERAS_ATTRIBUTES):
        return "HDF5"
    return f"Keras in HDF5{_RUNS_CODE if _LAMBDA.search(beginning) else ''}"


def _archive(file: RandomAccess) -> str | None:
    members = zip_archive.members_of(file)
    if {"config.json", "metadata.json"} <= members:
        return f"Keras{_RUNS_CODE if _has_lambda(file) else ''}"
    if "schema.json" in members:
        return "skops"
    is_numpy = members and all(name.endswith(".npy") for name in members)
    return "NumPy archive" if is_numpy else None


def _has_lambda(file: RandomAccess) -> bool:
    try:
        archive = zip_archive.read_archive(file)
        return bool(_LAMBDA.search(archive.read(archive.members["config.json"], _MAX_CONFIG_BYTES)))
    except FormatError:
        return False


def _tensorflow(file: RandomAccess) -> str | None:
    """Tell a graph, whose first field is a node, and a SavedModel, which holds graphs."""
    wire = Wire(file, "tensorflow")
    try:
        fields = [one for one, _ in zip(wire.fields(0, file.size), range(2), strict=False)]
        if fields and fields[0].is_bytes and fields[0].number == 1:
            return "TensorFlow graph" if _is_node(wire, fields[0]) else None
        return "TensorFlow SavedModel" if any(_is_meta_graph(wire, one) for one in fields) else None
    except FormatError:
        return None


def _is_node(wire: Wire, node: Field) -> bool:
    """Say whether a field is a node: its name, then its operation."""
    parts = [part for part, _ in zip(wire.fields(node.begin, node.end), range(2), strict=False)]
    if [(part.number, part.is_bytes) for part in parts] != [(1, True), (2, True)]:
        return False
    return bool(_OPERATION.fullmatch(wire.text(parts[1], _MAX_NAME_BYTES)))


def _is_meta_graph(wire: Wire, field: Field) -> bool:
    """Say whether a field holds a graph, with nodes in it, as the second field of its own."""
    if field.number != 2 or not field.is_bytes:
        return False
    for part in wire.fields(field.begin, field.end):
        if part.number == 2 and part.is_bytes:
            return any(one.number == 1 and _is_node(wire, one) for one in wire.fields(part.begin, part.end))
    return False
