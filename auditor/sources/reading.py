"""Turning one file into one observation; what every source of files shares."""

import os
import re
import stat
from pathlib import Path
from typing import Final

from auditor import formats
from auditor.domain.document import CodeFile, ShardIndex
from auditor.domain.observation import DocumentSeen, FileId, FileSeen, Problem
from auditor.errors import FormatError
from auditor.formats import adapter_config, hf_config, license_text, model_card, safetensors_index, shard_name

WEIGHT_SUFFIXES: Final = tuple(suffix for weights in formats.WEIGHT_FORMATS for suffix in weights.suffixes)

UNREAD_SUFFIXES: Final = {
    ".bin": "PyTorch or another binary format",
    ".ckpt": "PyTorch checkpoint",
    ".engine": "TensorRT engine",
    ".h5": "Keras HDF5",
    ".joblib": "joblib pickle",
    ".keras": "Keras",
    ".llamafile": "llamafile",
    ".mlmodel": "Core ML",
    ".npz": "NumPy archive",
    ".onnx": "ONNX",
    ".pkl": "pickle",
    ".pickle": "pickle",
    ".pt": "PyTorch",
    ".pth": "PyTorch",
    ".skops": "skops",
    ".tflite": "TensorFlow Lite",
}
"""Formats models come in that this version lists as skipped: silence must not look like absence."""

# A NOTICE holds what a licence asks to be passed on, and a file on third parties is about their works.
_LICENSE_NAME: Final = re.compile(
    r"(licen[cs]e|copying|use_policy)(?!.*(third|3rd)[._-]?part)([._-].*)?(\.(txt|md))?", re.IGNORECASE
)
# Names under which transformers looks for code that ``trust_remote_code`` lets run (dynamic_module_utils).
_CODE_NAME: Final = re.compile(
    r"(modeling|modelling|configuration|tokenization|processing|image_processing|feature_extraction|pipeline|handler)"
    r"\w*\.py"
)
_DOCUMENT_NAMES: Final = frozenset({"readme.md", "config.json", "adapter_config.json"})

# A model card or configuration beyond this is not one; the longest real ones are some hundred kilobytes.
_MAX_DOCUMENT_BYTES: Final = 4_000_000
_INDEX_SUFFIX: Final = ".safetensors.index.json"

# What browsers and download tools call a file that is not all there yet.
_UNFINISHED: Final = (".incomplete", ".part", ".partial", ".crdownload", ".download", ".aria2")


def is_document(name: str) -> bool:
    """Say whether a file of this name speaks about the weights beside it."""
    lower = name.lower()
    return (
        lower in _DOCUMENT_NAMES
        or is_index(name)
        or bool(_CODE_NAME.fullmatch(lower) or _LICENSE_NAME.fullmatch(name))
    )


def is_index(name: str) -> bool:
    """Say whether a file of this name lists the files of a split set."""
    return name.lower().endswith(_INDEX_SUFFIX)


def is_unfinished(name: str) -> bool:
    """Say whether a file of this name is a download of weights that was not finished."""
    lower = name.lower()
    return lower.endswith(_UNFINISHED) and any(suffix in lower for suffix in WEIGHT_SUFFIXES)


def is_weights(name: str) -> bool:
    """Say whether a file of this name is of a format that is read."""
    return name.lower().endswith(WEIGHT_SUFFIXES)


def file_id(status: os.stat_result) -> FileId:
    """Return which file a status is of."""
    return FileId(
        device=status.st_dev,
        inode=status.st_ino,
        size_bytes=status.st_size,
        mtime_ns=status.st_mtime_ns,
        allocated_bytes=status.st_blocks * 512,
    )


def shard_set(locator: str) -> str | None:
    """Return the key of the split set that a file's name puts it in, or ``None``."""
    folder, _, name = locator.rpartition("/")
    found = shard_name.parse(name)
    if found is None:
        return None
    return f"{folder}/{found.set_name}" if folder else found.set_name


def read_weights(
    target: str,
    locator: str,
    path: str,
    bundle: str,
    *,
    declared_sha256: str | None = None,
) -> FileSeen | Problem:
    """Read the header of one weight file.

    Args:
        target: Target it was found under.
        locator: Place within it.
        path: Path to open; links already resolved.
        bundle: What it lies with.
        declared_sha256: Digest its store claims.

    Returns:
        The file, or the problem that kept it from being read.
    """
    try:
        header = formats.read_header(Path(path))
        status = os.stat(path, follow_symlinks=False)  # noqa: PTH116 - the speed of a scan is made of these
    except FormatError as error:
        return Problem(target, locator, error.message, error.offset)
    except OSError as error:
        return Problem(target, locator, why(error))
    return FileSeen(
        target=target,
        locator=locator,
        path=path,
        file_id=file_id(status),
        header=header,
        bundle=bundle,
        shard_set=shard_set(locator),
        declared_sha256=declared_sha256,
    )


def read_document(target: str, locator: str, path: str, *, bundle: str) -> DocumentSeen | Problem | None:
    """Read one document that lies beside weights; ``None`` for a text that speaks about something else."""
    name = locator.rpartition("/")[2].lower()
    try:
        if name.endswith(".py"):
            return DocumentSeen(target, locator, bundle, CodeFile(locator.rpartition("/")[2]))
        if is_index(name):
            names = safetensors_index.parse(read_bounded(path, safetensors_index.MAX_BYTES))
            return DocumentSeen(target, locator, bundle, ShardIndex(names))
        raw = read_bounded(path)
        match name:
            case "readme.md":
                return DocumentSeen(target, locator, bundle, model_card.parse(raw.decode("utf-8", "replace")))
            case "config.json":
                return DocumentSeen(target, locator, bundle, hf_config.parse(raw))
            case "adapter_config.json":
                return DocumentSeen(target, locator, bundle, adapter_config.parse(raw))
            case _:
                return DocumentSeen(target, locator, bundle, license_text.parse(raw))
    except FormatError as error:
        return Problem(target, locator, error.message, error.offset)
    except OSError as error:
        return Problem(target, locator, why(error))


def read_bounded(path: str, limit: int = _MAX_DOCUMENT_BYTES) -> bytes:
    """Read a small regular file.

    Raises:
        FormatError: it is larger than ``limit``, or not a regular file.
        OSError: it cannot be read.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as stream:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise FormatError("not a regular file")
        if status.st_size > limit:
            raise FormatError(f"{status.st_size} bytes is too large for what its name says it is")
        return stream.read(limit + 1)


def unread_format(name: str) -> str | None:
    """Return the format a file's suffix stands for, if it is one that this version does not read."""
    lower = name.lower()
    return next((what for suffix, what in UNREAD_SUFFIXES.items() if lower.endswith(suffix)), None)


def why(error: OSError) -> str:
    """Return what the system said, as problems word it."""
    return (error.strerror or str(error)).lower()
