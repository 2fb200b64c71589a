"""Folders and links: what lies behind a path, without being led out of a place or stopped by a closed one."""

import os
import stat
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from auditor.errors import SourceError
from auditor.sources.base import Target
from auditor.sources.reading import why

NOT_OURS: Final = frozenset({".git", ".hg", ".svn", "node_modules", ".venv", "__pycache__", ".terraform"})
"""Folders whose files other programs keep for themselves."""


@dataclass(frozen=True, slots=True)
class Unfollowed:
    """Why there is no file to open behind a path.

    Attributes:
        reason: One sentence without a full stop.
        leads_out: It is a link that leads out of its place.
    """

    reason: str
    leads_out: bool = False


def named_folder(target: Target) -> Path:
    """Return the path a target names, the user's home spelled out.

    Raises:
        SourceError: it begins with the home of a user who is not known, or is no path.
    """
    if "\0" in target.place:
        raise SourceError(f"{target.called}: not a path", hint="Write the path out.")
    try:
        return Path(target.place).expanduser()
    except RuntimeError as error:
        raise SourceError(f"{target.called}: {error}", hint="Write the path out.") from error


def existing(target: Target) -> Path:
    """Return the file or folder that a target names, links resolved.

    Raises:
        SourceError: nothing is there, or it cannot be looked at.
    """
    try:
        return named_folder(target).resolve(strict=True)
    except (OSError, RuntimeError) as error:
        reason = why(error) if isinstance(error, OSError) else "a link that leads in a circle"
        reason = "no such file or folder" if isinstance(error, FileNotFoundError) else reason
        raise SourceError(f"{target.called}: {reason}", hint="Check the path.") from error


def absolute(folder: Path) -> str:
    """Return a path in full, links followed as far as they lead somewhere; nothing needs to be there."""
    try:
        return os.path.realpath(folder)
    except OSError:
        # Where the current folder is gone, a path is as it is spelled.
        return str(folder)


def is_folder(path: Path) -> bool | OSError:
    """Say whether there is a folder; the error, where a folder above it is closed."""
    try:
        return stat.S_ISDIR(path.stat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        return error


def real_file(path: str, places: Sequence[Path], missing: str = "broken link") -> str | Unfollowed:
    """Return the regular file behind a path, or why it is not opened.

    Args:
        path: A link, or what one leads to.
        places: Folders, links resolved, one of which the file must lie in.
        missing: What to say where there is nothing.
    """
    # Of links in a circle, one stays that leads nowhere.
    real = os.path.realpath(path)
    try:
        mode = os.lstat(real).st_mode
    except FileNotFoundError:
        return Unfollowed(missing)
    except OSError as error:
        return Unfollowed(why(error))
    if stat.S_ISLNK(mode):
        return Unfollowed("broken link: it leads in a circle")
    if not any(Path(real).is_relative_to(place) for place in places):
        return Unfollowed("link out of its place, not followed", leads_out=True)
    # Pipes, sockets and devices are not even opened: some wait, some act on it.
    return real if stat.S_ISREG(mode) else Unfollowed("not a regular file")


def unfollowed_folder(path: str, walked: Path) -> str | None:
    """Return why what a link leads to is not looked at; ``None`` for a file, or a folder seen anyway.

    Args:
        path: A link.
        walked: The folder, links resolved, below which everything is looked at.
    """
    real = Path(os.path.realpath(path))
    try:
        mode = real.lstat().st_mode
    except FileNotFoundError:
        return "broken link, not followed"
    except OSError as error:
        return f"link not followed: {why(error)}"
    if stat.S_ISLNK(mode):
        return "link that leads in a circle, not followed"
    if not stat.S_ISDIR(mode) or real.is_relative_to(walked):
        return None
    return "link to a folder elsewhere, not followed"


def walk(folder: Path, failed: Callable[[OSError], None]) -> list[tuple[Path, bool]]:
    """Return every file below a folder, and every link to a folder, in the order of names.

    Args:
        folder: Where to begin; a link itself, it is followed.
        failed: Told about each folder that cannot be listed.

    Returns:
        Path, and whether it is a link to a folder, which is not walked into.
    """
    found: list[tuple[Path, bool]] = []
    for place, below, names in os.walk(folder, onerror=failed):
        found += [(Path(place, name), False) for name in names]
        found += [(Path(place, name), True) for name in below if Path(place, name).is_symlink()]
    return sorted(found)
