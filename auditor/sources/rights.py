"""Reading who may change a file, where the system says it by bits of a mode."""

import os
from functools import lru_cache
from pathlib import Path
from typing import Final

from auditor.domain.rights import FileRights, Rights

_HAS_MODES: Final = os.name == "posix"


def rights_at(path: str, status: os.stat_result) -> FileRights | None:
    """Return the rights of a file and of its folder; ``None`` where they cannot be read.

    Args:
        path: The file, links resolved.
        status: Its status.
    """
    if not _HAS_MODES:
        # Windows keeps lists of access, and makes up a mode.
        return None
    try:
        folder = Path(path).parent.stat()
    except OSError:
        return None
    return FileRights(_of(status), _of(folder))


def _of(status: os.stat_result) -> Rights:
    uid, gid = status.st_uid, status.st_gid
    return Rights(status.st_mode, uid, gid, is_own_group(uid, gid))


@lru_cache(maxsize=4096)
def is_own_group(uid: int, gid: int) -> bool:
    """Say whether a group is its owner's alone: called after the user, and without any other member."""
    # There is neither of them on Windows.
    import grp
    import pwd

    try:
        group, user = grp.getgrgid(gid), pwd.getpwuid(uid)
    except KeyError:
        return False
    return group.gr_name == user.pw_name and set(group.gr_mem) <= {user.pw_name}
