"""Formats that are told from others by their bytes and read no further.

Source:
    skops, io/_protocol.py; OpenVINO IR version 10 and later; fastText, fasttext.cc
    (FASTTEXT_FILEFORMAT_MAGIC_INT32); XGBoost, learner.cc ("binf") and doc/tutorials/saving_model.rst
    (UBJSON); LightGBM, gbdt_model_text.cpp; CatBoost, model.cpp (MODEL_FILE_DESCRIPTOR_CHARS); PMML 4.4;
    coremltools, mlmodel/format/Model.proto and MILBlob/Blob/StorageFormat.hpp; TensorRT, plan files as
    versions 7 to 10 write them; flax, serialization.py (msgpack of named arrays).
"""

import re
from collections.abc import Callable
from typing import Final

from auditor.domain.header import FileRole, Header
from auditor.errors import FormatError
from auditor.formats import zip_archive
from auditor.formats.base import RandomAccess
from auditor.formats.protobuf import Wire
from auditor.formats.unread import unread_header

_MAGIC: Final = (
    (b"\xba\x16\x4f\x2f", "fasttext"),
    (b"binf", "xgboost"),
    (b"CBM1", "catboost"),
    (b"ftrt", "tensorrt"),
    (b"ptrt", "tensorrt"),
)
_AT_FOUR: Final = ((b"ORTM", "onnx-runtime"), (b"ET12", "executorch"))

_XML: Final = rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*"
_PATTERNS: Final = (
    (re.compile(_XML + rb"<net\s[^>]*\bversion=", re.DOTALL), "openvino"),
    (re.compile(_XML + rb"<PMML[\s>]", re.DOTALL), "pmml"),
    (re.compile(rb"tree\r?\nversion=v\d"), "lightgbm"),
    # UBJSON: an object whose first key, after its length, is the learner.
    (re.compile(rb"\{L\0{7}\x07learner\{"), "xgboost"),
)

# A map whose first key is a text: fixmap, map 16 or map 32, then fixstr, str 8 or str 16.
_MSGPACK: Final = re.compile(rb"(?:[\x81-\x8f]|\xde..|\xdf....)(?:[\xa1-\xbf]|\xd9.|\xda..)[ -~]", re.DOTALL)

# Weights of a Core ML package: two numbers, then from byte 64 on an entry per tensor with this mark.
_COREML_MARK: Final = b"\xef\xbe\xad\xde"
_COREML_AT: Final = 64
# Source: Model.proto: the kind of model is one of the fields from 200 on.
_COREML_KIND: Final = 200
_MAX_COREML_VERSION: Final = 50
_MAX_COREML_FIELDS: Final = 64


def identify(file: RandomAccess) -> Header | None:
    """Return what is known of a file in a format that is none of those that are read, else ``None``."""
    head = file.head
    if head[_COREML_AT : _COREML_AT + len(_COREML_MARK)] == _COREML_MARK and head[4:8] == b"\2\0\0\0":
        return unread_header(file, "coreml", role=FileRole.DATA)
    what = next((what for test in _TESTS if (what := test(file))), None)
    return unread_header(file, what) if what else None


def _magic(file: RandomAccess) -> str | None:
    head = file.head
    magic = next((what for prefix, what in _MAGIC if head.startswith(prefix)), None)
    return magic or next((what for prefix, what in _AT_FOUR if head[4:8] == prefix), None)


def _pattern(file: RandomAccess) -> str | None:
    return next((what for pattern, what in _PATTERNS if pattern.match(file.head)), None)


def _archive(file: RandomAccess) -> str | None:
    return "skops" if "schema.json" in zip_archive.members_of(file) else None


def _flax(file: RandomAccess) -> str | None:
    is_called = file.name.lower().endswith(".msgpack")
    return "flax" if is_called and _MSGPACK.match(file.head) else None


def _coreml(file: RandomAccess) -> str | None:
    """Tell a Core ML model: its version, what describes it, and one kind of model."""
    wire = Wire(file, "coreml")
    try:
        fields = [one for one, _ in zip(wire.fields(0, file.size), range(_MAX_COREML_FIELDS), strict=False)]
    except FormatError:
        return None
    if not fields or fields[0].number != 1 or fields[0].is_bytes:
        return None
    is_version = 0 < fields[0].value < _MAX_COREML_VERSION
    return "coreml" if is_version and any(one.number >= _COREML_KIND for one in fields) else None


_TESTS: Final[tuple[Callable[[RandomAccess], str | None], ...]] = (
    _magic,
    _pattern,
    _archive,
    _flax,
    _coreml,
)
