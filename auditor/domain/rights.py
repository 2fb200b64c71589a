"""Who else than its owner may change what lies on a disk, as the bits of its mode said when it was looked at.

Where everybody may write into a folder but only owners may take away (the sticky bit, ``/tmp``), what lies in
it is not open to others. A group without any member but the owner, as many systems have for each user, is
nobody else.
Access control lists and the rights of folders further up are not looked at.
"""

import stat
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Self

_ANYBODY_ELSE: Final = stat.S_IWGRP | stat.S_IWOTH
_OWN: Final = " own"


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

    @property
    def code(self) -> str:
        """The mode in octal, the numbers, and ``own`` where the group is: ``100644 1000:100``."""
        return f"{self.mode:o} {self.uid}:{self.gid}{_OWN if self.is_own_group else ''}"

    @classmethod
    def parse(cls, code: str) -> Self:
        """Return the rights of a `code`.

        Raises:
            ValueError: it is none.
        """
        mode, numbers = code.removesuffix(_OWN).split(" ")
        uid, gid = numbers.split(":")
        return cls(int(mode, 8), int(uid), int(gid), code.endswith(_OWN))


@dataclass(frozen=True, slots=True)
class FileRights:
    """The rights of a file, and of its folder: whoever may write there may put another in its place."""

    file: Rights
    folder: Rights

    @property
    def code(self) -> str:
        """Both in one short text, for a record of many files: ``100644 1000:100, 40755 1000:1000 own``."""
        return f"{self.file.code}, {self.folder.code}"

    @classmethod
    def parse(cls, code: str) -> Self:
        """Return the rights of a `code`.

        Raises:
            ValueError: it is none.
        """
        file, folder = code.split(", ")
        return cls(Rights.parse(file), Rights.parse(folder))


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
