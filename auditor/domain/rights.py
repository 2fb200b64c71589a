"""Who else than its owner may change what lies on a disk, as the bits of its mode said when it was looked at.

Where everybody may write into a folder but only owners may take away (the sticky bit, ``/tmp``), what lies in
it is not open to others. A group without any member but the owner, as many systems have for each user, is
nobody else.
Access control lists and the rights of folders further up are not looked at.
"""

import stat
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

_ANYBODY_ELSE: Final = stat.S_IWGRP | stat.S_IWOTH


class Writer(StrEnum):
    """Who may write besides the owner."""

    GROUP = "group"
    OTHERS = "others"


@dataclass(frozen=True, slots=True)
class Rights:
    """The rights of a file or folder.

    Attributes:
        mode: Mode, with the type of what it is of.
        uid: Number of the owner.
        gid: Number of the group.
        is_own_group: The group has no member but the owner.
    """

    mode: int
    uid: int
    gid: int
    is_own_group: bool = False

    @property
    def writers(self) -> frozenset[Writer]:
        """Who else may write to the file, or put another file into the folder in the place of one."""
        if not self.mode & _ANYBODY_ELSE or (stat.S_ISDIR(self.mode) and self.mode & stat.S_ISVTX):
            return frozenset()
        bits = {Writer.OTHERS: stat.S_IWOTH, Writer.GROUP: 0 if self.is_own_group else stat.S_IWGRP}
        return frozenset(writer for writer, bit in bits.items() if self.mode & bit)

    def __str__(self) -> str:
        """Return them as a listing does: ``-rw-rw-r--, owner 1000, group 1000``."""
        return f"{stat.filemode(self.mode)}, owner {self.uid}, group {self.gid}"


@dataclass(frozen=True, slots=True)
class FileRights:
    """The rights of a file, and of its folder: whoever may write there may put another in its place."""

    file: Rights
    folder: Rights


@dataclass(frozen=True, slots=True)
class OpenTo:
    """A file that others than its owner may change.

    Attributes:
        locator: ``TARGET#path``.
        what: ``file`` or ``folder``.
        rights: Its rights.
    """

    locator: str
    what: str
    rights: Rights
