"""Turning one file into one observation; what every source of files shares."""

import os
import stat
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from auditor import formats
from auditor.domain.document import CodeFile, Document, ShardIndex
from auditor.domain.header import FileRole, OnLoad
from auditor.domain.observation import (
    Access,
    DocumentSeen,
    FileAt,
    FileId,
    FileSeen,
    Problem,
    SkipKind,
    Skipped,
)
from auditor.errors import FormatError
from auditor.formats import (
    adapter_config,
    chat_template,
    hf_config,
    license_text,
    loader_config,
    model_card,
    pipeline_index,
    safetensors_index,
    shard_name,
)
from auditor.formats.base import NotReadError, UnknownFormatError, on_load_of
from auditor.formats.document_name import DocumentKind, kind_of
from auditor.formats.model_file import may_be_anything, unread_format
from auditor.formats.training_state import is_training_state
from auditor.sources.rights import rights_at

# A model card or a licence beyond this is not one; the longest real ones are some hundred kilobytes.
MAX_TEXT_BYTES: Final = 4_000_000

_PARSERS: Final[Mapping[DocumentKind, tuple[int, Callable[[bytes, str], Document]]]] = {
    DocumentKind.CARD: (MAX_TEXT_BYTES, lambda raw, _: model_card.parse(raw.decode("utf-8", "replace"))),
    DocumentKind.LICENSE: (MAX_TEXT_BYTES, lambda raw, _: license_text.parse(raw)),
    DocumentKind.CONFIG: (hf_config.MAX_BYTES, lambda raw, _: hf_config.parse(raw)),
    DocumentKind.LOADER: (loader_config.MAX_BYTES, loader_config.parse),
    DocumentKind.TEMPLATE: (chat_template.MAX_BYTES, chat_template.parse),
    DocumentKind.ADAPTER: (adapter_config.MAX_BYTES, lambda raw, _: adapter_config.parse(raw)),
    DocumentKind.PIPELINE: (pipeline_index.MAX_BYTES, pipeline_index.parse),
    DocumentKind.INDEX: (
        safetensors_index.MAX_BYTES,
        lambda raw, _: ShardIndex(safetensors_index.parse(raw)),
    ),
}


def file_id(status: os.stat_result) -> FileId:
    """Return which file a status is of."""
    return FileId(
        device=status.st_dev,
        inode=status.st_ino,
        size_bytes=status.st_size,
        mtime_ns=status.st_mtime_ns,
        allocated_bytes=status.st_blocks * 512,
        ctime_ns=status.st_ctime_ns,
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
    root_name: str = "",
    declared_sha256: str | None = None,
) -> FileSeen | Problem | Skipped | None:
    """Read the header of one file that may hold weights.

    Args:
        target: Target it was found under.
        locator: Place within it.
        path: Path to open; links already resolved.
        bundle: What it lies with.
        root_name: What the folder is called in which the locator begins; empty in a store.
        declared_sha256: Digest its store claims.

    Returns:
        The file, or the problem that kept it from being read; that its format is only told from others; or
        ``None`` where its name may be that of anything, and its content is nothing to an audit.
    """
    try:
        read = formats.read_file(path)
    except FormatError as error:
        found = gap(target, locator, error)
        return _at(path, with_bytes(found, path) if isinstance(found, Problem) else found)
    seen = of_note(
        FileSeen(
            target=target,
            locator=locator,
            path=path,
            file_id=file_id(read.status),
            header=read.header,
            bundle=bundle,
            shard_set=shard_set(locator),
            declared_sha256=declared_sha256,
            sha256=read.sha256,
            root_name=root_name,
            rights=rights_at(path, read.status),
        )
    )
    return seen if isinstance(seen, FileSeen) else _at(path, seen)


def _at(path: str, found: Problem | Skipped | None) -> Problem | Skipped | None:
    """Return a gap with the path that whoever loads the file names it by."""
    return replace(found, path=path) if found is not None else None


def of_note(file: FileSeen) -> FileSeen | Problem | Skipped | None:
    """Return what a file is to an audit, wherever it lies.

    A file that is no model is nothing to it where its name may be that of anything, or is that of a state of
    training; unless there is something the matter with it, which is all that matters then.
    """
    name, header = file.locator.rpartition("/")[2], file.header
    is_state = is_training_state(name)
    is_nothing = is_state or (header.role in (FileRole.OTHER, FileRole.PLAIN) and may_be_anything(name))
    if not is_nothing:
        return file
    if wrong := next((one for one in header.anomalies if one.on_load is OnLoad.RUNS), None):
        return Problem(
            file.target,
            file.locator,
            wrong.detail,
            wrong.offset,
            on_load=wrong.on_load,
            sha256=file.sha256,
            size_bytes=file.file_id.size_bytes,
            at=FileAt(file.path, file.file_id) if file.access is Access.OPENED else None,
        )
    open_ = next((one for one in header.anomalies if one.on_load is OnLoad.MAY_RUN), None)
    if open_ is None:
        return None
    return not_read(file.target, file.locator, f"{header.format}: {open_.detail}", open_.on_load)


def with_bytes(problem: Problem, path: str) -> Problem:
    """Return a problem with which file it is about, so that its bytes are told from what replaces them.

    Args:
        problem: The problem.
        path: Path of the file; what is no plain file, or may not be looked at, has no bytes to tell.
    """
    try:
        status = os.lstat(path)
    except (OSError, ValueError):
        return problem
    if not stat.S_ISREG(status.st_mode):
        return problem
    return replace(problem, at=FileAt(path, file_id(status)))


def gap(target: str, locator: str, error: FormatError) -> Problem | Skipped | None:
    """Return what it amounts to that a file's header could not be read; see `read_weights`."""
    if isinstance(error, NotReadError):
        return not_read(target, locator, error.message, error.on_load)
    if isinstance(error, UnknownFormatError):
        name = locator.rpartition("/")[2]
        if may_be_anything(name) or is_training_state(name):
            return None
        what = unread_format(name)
        if what and not error.is_spoiled:
            return not_read(target, locator, what)
    return Problem(target, locator, error.message, error.offset, on_load=on_load_of(error))


def read_document(target: str, locator: str, path: str, *, bundle: str) -> DocumentSeen | Problem:
    """Read one document, told by its name; code is not opened.

    Args:
        target: Target it was found under.
        locator: Place within it, its name one that `kind_of` knows.
        path: Path to open; links already resolved.
        bundle: What it speaks about.
    """
    found = document(target, locator, lambda limit: read_bounded(path, limit), bundle=bundle)
    return with_bytes(found, path) if isinstance(found, Problem) else found


def document(
    target: str, locator: str, read: Callable[[int], bytes], *, bundle: str
) -> DocumentSeen | Problem:
    """Read one document as `read_document` does, from wherever it is.

    Args:
        target: Target it was found under.
        locator: Place within it, its name one that `kind_of` knows.
        read: Returns its bytes, told the most there may be; raises ``FormatError`` or ``OSError``.
        bundle: What it speaks about.
    """
    name = locator.rpartition("/")[2]
    kind = kind_of(locator)
    if kind is None or kind is DocumentKind.CODE:
        return DocumentSeen(target, locator, bundle, CodeFile(name))
    limit, parse = _PARSERS[kind]
    try:
        return DocumentSeen(target, locator, bundle, parse(read(limit), name))
    except FormatError as error:
        return Problem(target, locator, error.message, error.offset, bundle=bundle)
    except OSError as error:
        return Problem(target, locator, why(error), bundle=bundle)


def read_bounded(path: str, limit: int = MAX_TEXT_BYTES) -> bytes:
    """Read a small regular file; a link is not followed, a pipe not waited for.

    Raises:
        FormatError: it is larger than ``limit``, or not a regular file.
        OSError: it cannot be read.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as stream:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise FormatError("not a regular file")
        if status.st_size > limit:
            raise FormatError(f"{status.st_size} bytes is too large for what its name says it is")
        return stream.read(limit + 1)


def not_read(target: str, locator: str, what: str, on_load: OnLoad = OnLoad.NOTHING_SEEN) -> Skipped:
    """Return the observation of a file in a format that models come in and that is not read."""
    return Skipped(target, locator, f"format not read: {what}", SkipKind.FORMAT, on_load=on_load)


def read_text(path: str, max_bytes: int) -> str:
    """Return what a file of text says, its lines ended by a line feed.

    Raises:
        FormatError: it is larger, or no text.
        OSError: it cannot be read.
    """
    raw = read_bounded(path, max_bytes)
    # Windows writes UTF-16; what is not UTF-8 otherwise has a character that nothing is called by.
    is_wide = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = raw.decode("utf-16" if is_wide else "utf-8-sig", "replace")
    if "\0" in text:
        raise FormatError("not text: it has null bytes")
    return text.replace("\r\n", "\n")


def why(error: OSError) -> str:
    """Return what the system said, as problems word it."""
    return (error.strerror or str(error)).lower()
