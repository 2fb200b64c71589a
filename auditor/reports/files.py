"""Writing a report so that a reader finds the old file or the new one, never half of either."""

import os
import secrets
from pathlib import Path

from auditor.errors import ReportError


def write_atomically(path: Path, data: bytes) -> None:
    """Write ``data`` beside ``path``, bring it to the disk, and put it in its place in one step.

    Folders that are missing are made. A symbolic link at ``path`` is replaced, not followed.

    Raises:
        ReportError: the folder cannot be made or written.
    """
    temporary = path.with_name(f".{path.name[:40]}.{secrets.token_hex(6)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("xb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
        _bring_to_disk(path.parent)
    except OSError as error:
        _forget(temporary)
        raise ReportError(
            f"{path}: cannot be written: {error.strerror or error}",
            hint="Name a folder you may write to with --out.",
        ) from error


def _forget(temporary: Path) -> None:
    # Where even looking is refused, there is nothing of ours to remove.
    try:
        temporary.unlink(missing_ok=True)
    except OSError:
        return


def _bring_to_disk(folder: Path) -> None:
    """Make the renaming itself survive a power cut, where a folder can be opened at all."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
