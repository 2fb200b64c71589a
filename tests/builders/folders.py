"""Folders whose permissions hold, even for the superuser who runs the tests."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_NOBODY = 65_534


@contextmanager
def nobody() -> Iterator[None]:
    """Act as a user without rights; permissions mean nothing to the superuser."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(_NOBODY)
    try:
        yield
    finally:
        if before == 0:
            os.seteuid(0)


@contextmanager
def folder_for_all() -> Iterator[Path]:
    """A folder that anybody may enter, unlike those of pytest."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        for path in folder.rglob("*"):
            if path.is_dir() and not path.is_symlink():
                path.chmod(0o755)
        shutil.rmtree(folder)
