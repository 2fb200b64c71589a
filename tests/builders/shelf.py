"""A folder nobody may write to, and a user who is nobody: the superuser may write anywhere."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_NOBODY = 65534


@contextmanager
def read_only_shelf(*files: Path) -> Iterator[Path]:
    """Hold copies of files in a folder that cannot be written; what runs inside is not the superuser."""
    with tempfile.TemporaryDirectory() as name:
        shelf = Path(name)
        for file in files:
            (shelf / file.name).write_bytes(file.read_bytes())
            (shelf / file.name).chmod(0o444)
        shelf.chmod(0o555)
        user = os.geteuid()
        try:
            if user == 0:
                os.seteuid(_NOBODY)
            yield shelf
        finally:
            if user == 0:
                os.seteuid(user)
            shelf.chmod(0o755)
