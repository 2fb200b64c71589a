"""Namespaces of the worker's own: no network device, and no file but those that inference needs.

Entering cannot be undone; only the worker does it, before it starts a thread.
"""

import ctypes
import errno
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from auditor.airgap import kernel

MODEL: Final = Path("/model.gguf")
"""Where the worker finds the model file, whatever it is called outside."""

# Source: linux/include/uapi/linux/sched.h.
_CLONE_NEWNS: Final = 0x00020000
_CLONE_NEWIPC: Final = 0x08000000
_CLONE_NEWUSER: Final = 0x10000000
_CLONE_NEWNET: Final = 0x40000000
_NAMESPACES: Final = _CLONE_NEWNS | _CLONE_NEWIPC | _CLONE_NEWNET

# Source: linux/include/uapi/linux/mount.h; the first three are MOUNT_ATTR_* as well.
_MS_RDONLY: Final = 0x1
_MS_NOSUID: Final = 0x2
_MS_NODEV: Final = 0x4
_MS_NOEXEC: Final = 0x8
_MS_REMOUNT: Final = 0x20
_MS_BIND: Final = 0x1000
_MS_REC: Final = 0x4000
_MS_PRIVATE: Final = 0x40000
_MNT_DETACH: Final = 2

# Source: linux/include/uapi/asm-generic/unistd.h; numbers since 5.1 are one for every architecture but Alpha.
_MOUNT_SETATTR: Final = 442
_AT_FDCWD: Final = -100
_AT_RECURSIVE: Final = 0x8000

# Source: linux/include/uapi/linux/capability.h, _LINUX_CAPABILITY_VERSION_3: a header of version and
# process, then two sets of three 32-bit words.
_CAPABILITY_VERSION_3: Final = 0x20080522
_CAPABILITY_WORDS: Final = 6

# The new root stands here until it is turned to; /proc is on every machine, and used before that.
_STAGE: Final = Path("/proc")
_OLD_ROOT: Final = Path("/old")

# Where libraries are, whichever of these a distribution has; its linker reads the cache at run time.
_LIBRARIES: Final = (
    *("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/usr/local/lib64"),
    *("/etc/ld.so.cache", "/etc/alternatives", "/nix/store", "/gnu/store"),
)
# The worker reads its own peak memory here; no other process is to be seen.
_STATUS: Final = "/proc/self/status"


class _CapabilityHeader(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _MountAttributes(ctypes.Structure):
    _fields_ = tuple((name, ctypes.c_uint64) for name in ("set", "clear", "propagation", "user_namespace"))


@dataclass(frozen=True, slots=True)
class Entered:
    """What came of entering.

    Attributes:
        model: Where the model file is now.
        missing: What the platform forbids, e.g. ``unshare: EPERM``; empty if everything stands.
    """

    model: Path
    missing: str = ""


def needed(environment: Iterable[str] = ()) -> tuple[Path, ...]:
    """Return what stays visible: the interpreter's folders, its packages', the system's libraries.

    Folders that Python searches elsewhere, such as a checkout, do not: nothing more is imported from them.

    Args:
        environment: Where else the dynamic linker was told to look.
    """
    prefixes = {Path(prefix) for prefix in (sys.prefix, sys.base_prefix)}
    wanted = {Path(place) for place in (*_LIBRARIES, _STATUS, *environment)}
    wanted |= {prefix / name for prefix in prefixes for name in ("lib", "lib64")}
    wanted |= {Path(place) for place in sys.path if not prefixes.isdisjoint(Path(place).parents)}
    there = sorted(place for place in wanted if place.is_absolute() and place.exists())
    # What stands inside another is visible with it; the root itself would be everything.
    return tuple(
        place for place in there if place != Path("/") and not set(place.parents) & (set(there) - {Path("/")})
    )


def enter(model: Path) -> Entered:  # pragma: no cover - irreversible, run in the worker
    """Move into user, network, mount and IPC namespaces of its own, and give up every capability.

    The network's only device is a loopback that is down, and without capabilities stays down. The file
    system is empty but for :func:`needed` and the model, all of it read-only. Where user namespaces
    are forbidden, root does without one.

    Args:
        model: The file, absolute and without symbolic links.
    """
    visible = [(place.resolve(), place) for place in needed(os.environ.get("LD_LIBRARY_PATH", "").split(":"))]
    try:
        _unshare()
        _turn_to_new_root(model, visible)
        entered = Entered(MODEL)
    except OSError as error:
        entered = Entered(model, kernel.told(error))
    try:
        header = _CapabilityHeader(_CAPABILITY_VERSION_3, 0)
        kernel.call("capset", ctypes.byref(header), (ctypes.c_uint32 * _CAPABILITY_WORDS)())
    except OSError as error:
        return Entered(entered.model, entered.missing or kernel.told(error))
    return entered


def _unshare() -> None:  # pragma: no cover - irreversible, run in the worker
    user, group = os.geteuid(), os.getegid()
    try:
        kernel.call("unshare", _CLONE_NEWUSER | _NAMESPACES)
    except OSError as error:
        with suppress(OSError):
            kernel.call("unshare", _NAMESPACES)
            return
        raise error from None
    # The user stays who it is: files are made and read as before, and nobody else's.
    for name, line in (
        ("setgroups", "deny"),
        ("uid_map", f"{user} {user} 1"),
        ("gid_map", f"{group} {group} 1"),
    ):
        Path("/proc/self", name).write_bytes(line.encode())


def _turn_to_new_root(  # pragma: no cover - irreversible, run in the worker
    model: Path, visible: list[tuple[Path, Path]]
) -> None:
    """Make an empty root, bind what is needed into it, and let go of the old one.

    Raises:
        OSError: the platform forbids a step; the old root is as it was.
    """
    kernel.call("mount", None, b"/", None, _MS_REC | _MS_PRIVATE, None)
    kernel.call("mount", b"tmpfs", bytes(_STAGE), b"tmpfs", _MS_NOSUID | _MS_NODEV, b"size=1m,mode=755")
    try:
        put_old = _STAGE / _OLD_ROOT.name
        put_old.mkdir()
        kernel.call("pivot_root", bytes(_STAGE), bytes(put_old))
        os.chdir("/")
        _furnish(model, visible)
    except OSError:
        _turn_back()
        raise
    kernel.call("umount2", bytes(_OLD_ROOT), _MNT_DETACH)
    _OLD_ROOT.rmdir()
    _make_read_only(Path("/"))


def _furnish(  # pragma: no cover - run in the worker
    model: Path, visible: list[tuple[Path, Path]]
) -> None:
    for source, target in visible:
        if _in_old_root(source).is_dir():
            target.mkdir(parents=True, exist_ok=True)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.touch()
        _bind(source, target)
    # What cannot be bound stays what it is here: a file that nobody may read.
    MODEL.touch(0)
    with suppress(OSError):
        _bind(model, MODEL)


def _turn_back() -> None:  # pragma: no cover - run in the worker
    """Stand in the old root again, whether or not it was left already."""
    with suppress(OSError):
        os.chdir(_OLD_ROOT)
        kernel.call("pivot_root", bytes(_OLD_ROOT), bytes(_in_old_root(_STAGE)))
    os.chdir("/")
    with suppress(OSError):
        kernel.call("umount2", bytes(_STAGE), _MNT_DETACH)


def _in_old_root(path: Path) -> Path:  # pragma: no cover - run in the worker
    return _OLD_ROOT / path.relative_to("/")


def _bind(source: Path, target: Path) -> None:  # pragma: no cover - run in the worker
    kernel.call("mount", bytes(_in_old_root(source)), bytes(target), None, _MS_BIND | _MS_REC, None)
    _make_read_only(target)


def _make_read_only(place: Path) -> None:  # pragma: no cover - run in the worker
    """Make a mount and all below it read-only; kernels before 5.12 can do so with the mount alone."""
    wanted = _MS_RDONLY | _MS_NOSUID | _MS_NODEV
    attributes = _MountAttributes(wanted, 0, 0, 0)
    size = ctypes.sizeof(attributes)
    arguments = (_AT_FDCWD, bytes(place), _AT_RECURSIVE, ctypes.byref(attributes), size)
    if kernel.libc().syscall(_MOUNT_SETATTR, *arguments) == 0:
        return
    if ctypes.get_errno() != errno.ENOSYS:
        raise OSError(ctypes.get_errno(), "mount_setattr")
    # A remount must repeat what the mount was locked to; the clock of accesses it keeps by itself.
    locked = os.statvfs(place).f_flag & _MS_NOEXEC
    kernel.call("mount", None, bytes(place), None, _MS_REMOUNT | _MS_BIND | wanted | locked, None)
