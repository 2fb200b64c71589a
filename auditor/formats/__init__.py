"""Bytes of strangers to typed words: headers of weight files and the documents beside them.

How a header is read::

    path --weight_file--> OpenFile           regular files only, read-only, links not followed
         --content------> what it looks like  an LFS pointer, a web page, a pickle: named, not parsed
         --WEIGHT_FORMATS-> Header            the first format that recognises the bytes, else the suffix's
         --identified---> Header             of a format only told from others: `Header.unread` says why

Every length that a file states is compared with what is left of the file before it is used, and no
tensor data are read. What breaks a format is a ``FormatError`` with an offset; what a well-made file
does not have, but readers put up with, is an ``Anomaly`` of the header. Nothing is ever executed.

Documents have a module each with one function ``parse``: ``model_card``, ``hf_config``,
``adapter_config``, ``license_text``, ``safetensors_index``. ``writing`` makes small valid files.
``yaml12`` reads what the organisation itself writes, rules and declarations, and is strict.

To add a weight format: write its module, then add one line to ``WEIGHT_FORMATS``; its module is imported
when a file may be in it (:mod:`auditor.formats.deferred`).
"""

from pathlib import Path
from typing import Final

from auditor.domain.header import Header
from auditor.formats.base import RandomAccess, WeightFormat
from auditor.formats.deferred import Deferred
from auditor.formats.gguf import GgufFormat
from auditor.formats.safetensors import SafetensorsFormat
from auditor.formats.weight_file import WasRead, header_of, read_with

# The first two are what most files are in; of the others the module is imported when a file may be.
# fmt: off
WEIGHT_FORMATS: Final[tuple[WeightFormat, ...]] = (
    GgufFormat(),
    SafetensorsFormat(),
    Deferred(
        "pytorch", (".pt", ".pth", ".pt2", ".ptl", ".torchscript"), "auditor.formats.pytorch:PytorchFormat",
    ),
    Deferred("onnx", (".onnx",), "auditor.formats.onnx:OnnxFormat"),
    Deferred("llamafile", (".llamafile",), "auditor.formats.llamafile:LlamafileFormat"),
    Deferred("tflite", (".tflite", ".lite", ".tfl"), "auditor.formats.tflite:TfliteFormat"),
    Deferred("keras", (".keras",), "auditor.formats.keras:KerasFormat"),
    Deferred("hdf5", (".h5", ".hdf5"), "auditor.formats.keras:Hdf5Format"),
    Deferred("numpy", (".npz",), "auditor.formats.numpy:NumpyFormat"),
    Deferred(
        "tensorflow-checkpoint", (".ckpt.index", "variables.index"),
        "auditor.formats.tensorflow_checkpoint:TensorflowCheckpointFormat",
    ),
    Deferred(
        "tensorflow", ("saved_model.pb", "frozen_inference_graph.pb"),
        "auditor.formats.tensorflow:TensorflowFormat",
    ),
    Deferred("joblib", (), "auditor.formats.compressed_pickle:CompressedPickleFormat"),
)
# fmt: on


def read_header(path: Path) -> Header:
    """Read the header of the weight file at ``path``, whatever it is called.

    Content decides, the suffix only where content says nothing. A file whose suffix names one format
    and whose content is another is read as what it is, with the anomaly ``suffix-mismatch``.

    Raises:
        FormatError: it cannot be opened, is no regular file, is something else, or is malformed.
    """
    return read_file(str(path)).header


def read_file(path: str) -> WasRead:
    """Read the header of a weight file as `read_header` does, and say which file it was read from.

    Raises:
        FormatError: as in `read_header`.
    """
    return read_with(path, WEIGHT_FORMATS)


def read_open(file: RandomAccess) -> Header:
    """Read the header of a weight file that is open already, or lies elsewhere, as `read_header` does.

    Raises:
        FormatError: as in `read_header`, or from whoever reads for it.
    """
    return header_of(file, WEIGHT_FORMATS)
