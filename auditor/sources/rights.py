"""Reading who may change a file, where the system says it by bits of a mode."""

import os
from functools import lru_cache
from typing import Final

from auditor.domain.rights import FileRights, Rights

_HAS_MODES: Final = os.name == "posix"

_Mode = tuple[int, int, int]


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
        folder = os.stat(os.path.dirname(path) or os.curdir)  # noqa: PTH116, PTH120 - asked for every file
    except OSError:
        return None
    return _both(
        (status.st_mode, status.st_uid, status.st_gid), (folder.st_mode, folder.st_uid, folder.st_gid)
    )


@lru_cache(maxsize=4096)
def _both(file: _Mode, folder: _Mode) -> FileRights:
    """Return the same for all files alike: a store of a hundred thousand has a handful of rights."""
    return FileRights(_of(*file), _of(*folder))


def _of(mode: int, uid: int, gid: int) -> Rights:
    return Rights(mode, uid, gid, is_own_group(uid, gid))


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
