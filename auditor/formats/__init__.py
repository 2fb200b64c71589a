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

To add a weight format: write its module, then add one line to ``WEIGHT_FORMATS``.
"""

import os
from pathlib import Path
from typing import Final

from auditor.domain.header import Header
from auditor.formats.base import RandomAccess, WeightFormat
from auditor.formats.compressed_pickle import CompressedPickleFormat
from auditor.formats.gguf import GgufFormat
from auditor.formats.keras import Hdf5Format, KerasFormat
from auditor.formats.llamafile import LlamafileFormat
from auditor.formats.numpy import NumpyFormat
from auditor.formats.onnx import OnnxFormat
from auditor.formats.pytorch import PytorchFormat
from auditor.formats.safetensors import SafetensorsFormat
from auditor.formats.tensorflow import TensorflowFormat
from auditor.formats.tensorflow_checkpoint import TensorflowCheckpointFormat
from auditor.formats.tflite import TfliteFormat
from auditor.formats.weight_file import header_of, read_with

WEIGHT_FORMATS: Final[tuple[WeightFormat, ...]] = (
    GgufFormat(),
    SafetensorsFormat(),
    PytorchFormat(),
    OnnxFormat(),
    LlamafileFormat(),
    TfliteFormat(),
    KerasFormat(),
    Hdf5Format(),
    NumpyFormat(),
    TensorflowCheckpointFormat(),
    TensorflowFormat(),
    CompressedPickleFormat(),
)


def read_header(path: Path) -> Header:
    """Read the header of the weight file at ``path``, whatever it is called.

    Content decides, the suffix only where content says nothing. A file whose suffix names one format
    and whose content is another is read as what it is, with the anomaly ``suffix-mismatch``.

    Raises:
        FormatError: it cannot be opened, is no regular file, is something else, or is malformed.
    """
    return read_file(str(path))[0]


def read_file(path: str) -> tuple[Header, os.stat_result]:
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
