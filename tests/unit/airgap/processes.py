"""Who this process's children are, as the kernel says."""

import os
from contextlib import suppress
from pathlib import Path


def children() -> set[int]:
    """Return the ids of all children, those that wait to be reaped included."""
    found = set()
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            # proc_pid_stat(5): the parent is the second field after the name, which is in parentheses.
            parent = (entry / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()[1]
            if int(parent) == os.getpid():
                found.add(int(entry.name))
    return found
