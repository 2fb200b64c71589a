"""One process as ``/proc`` shows it: bounded reads, and what may not be read is said."""

import os
import re
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from auditor.formats.model_file import is_read, unread_format

# The kernel allows 128 KiB per word and some megabytes in all; the longest real ones are some kilobytes.
_MOST_WORDS: Final = 2_000_000
# A process with PyTorch has some thousand mappings of some hundred bytes each.
_MOST_MAPPINGS: Final = 32_000_000
_MOST_DESCRIPTORS: Final = 100_000
_MAPPING: Final = re.compile(rb"[0-9a-f]+-[0-9a-f]+ \S{4} [0-9a-f]+ ([0-9a-f]+):([0-9a-f]+) (\d+) +(/[^\n]*)")
_SOCKET: Final = re.compile(r"socket:\[(\d+)\]")
_DELETED: Final = " (deleted)"
# A store calls its files by their digest: Ollama, Docker Model Runner, the cache of a hub.
_BLOB: Final = re.compile(r"(?:.*/)?(?:sha256[-:][0-9a-f]{64}|blobs/(?:sha256/)?[0-9a-f]{64})")
# Only models are called like this, whatever program maps them.
_TELLING: Final = (".onnx", ".ort", ".tflite", ".llamafile")


@dataclass(frozen=True, slots=True)
class WeightFile:
    """A file of weights that a process has in its hands.

    Attributes:
        path: Its path, in the file system of the process.
        device: Device number.
        inode: Inode number.
        is_mapped: It is part of the memory of the process, not only open.
        is_deleted: Its name is gone.
        size_bytes: Its size; ``None`` of one that is mapped and cannot be looked at.
        mtime_ns: When it was last written to, likewise.
    """

    path: str
    device: int
    inode: int
    is_mapped: bool = False
    is_deleted: bool = False
    size_bytes: int | None = None
    mtime_ns: int | None = None

    @property
    def is_telling(self) -> bool:
        """Whether only models are called like this."""
        return is_read(self.path) or self.path.lower().endswith(_TELLING) or is_blob(self.path)


@dataclass(frozen=True, slots=True)
class Process:
    """A process of which at least the words may be read.

    Attributes:
        pid: Its id, for as long as it is looked at.
        parent: The id of what started it.
        words: Its command line.
        environment: Its variables; ``None`` where they may not be read.
        folder: Its current folder; ``None`` where that may not be read.
        groups: Its control groups, as the kernel lists them.
        is_nested: It has a process id of its own in a namespace below this one.
        has_own_files: It sees another file system than this program; ``None`` where that is not known.
        network: Its network namespace; ``None`` where that may not be read.
        weights: Files of weights that it has open or mapped.
        sockets: Inodes of its sockets.
        is_open: Its descriptors and its memory could be looked at.
    """

    pid: int
    parent: int
    words: tuple[str, ...]
    environment: Mapping[str, str | None] | None = None
    folder: str | None = None
    groups: str = ""
    is_nested: bool = False
    has_own_files: bool | None = None
    network: str | None = None
    weights: tuple[WeightFile, ...] = ()
    sockets: frozenset[int] = frozenset()
    is_open: bool = True


def is_blob(path: str) -> bool:
    """Say whether a path is that of a file in a store that calls its files by their digest."""
    return _BLOB.fullmatch(path) is not None


def process_ids(proc: Path) -> list[int]:
    """Return the ids of all processes that are visible, this program's own left out.

    Raises:
        OSError: the folder cannot be listed.
    """
    own = link(proc / "self")
    return sorted(int(name) for name in os.listdir(proc) if name.isdecimal() and name != own)  # noqa: PTH208 - the names alone are wanted


def read_process(proc: Path, pid: int) -> Process | None:
    """Return a process; ``None`` for one of the kernel, one that has ended, or one that ends meanwhile.

    Raises:
        PermissionError: not even its words may be read.
    """
    place = proc / str(pid)
    try:
        raw = read_text(place / "cmdline", _MOST_WORDS)
        parent = _parent(read_text(place / "stat", 4096))
        groups = read_text(place / "cgroup", 1_000_000)
        nested = re.search(r"^NSpid:\s+\d+\s+\d+", read_text(place / "status", 100_000), re.MULTILINE)
    except PermissionError:
        raise
    except OSError:
        return None
    words = tuple(raw.rstrip("\0").split("\0"))
    if not any(words):
        return None
    weights, sockets, is_open = _held(place)
    return Process(
        pid=pid,
        parent=parent,
        words=words,
        environment=_environment(place),
        folder=link(place / "cwd"),
        groups=groups,
        is_nested=nested is not None,
        has_own_files=_differs(link(place / "ns/mnt"), link(proc / "self/ns/mnt")),
        network=link(place / "ns/net"),
        weights=weights,
        sockets=sockets,
        is_open=is_open,
    )


def read_text(path: Path, limit: int) -> str:
    """Return a file of the kernel, at most ``limit`` bytes of it.

    Raises:
        OSError: it cannot be read.
    """
    return _read(path, limit).decode("utf-8", "surrogateescape")


def link(path: Path) -> str | None:
    """Return what a link of the kernel says; ``None`` where it may not be read."""
    try:
        return os.readlink(path)  # noqa: PTH115 - what it says need be no path
    except OSError:
        return None


def _read(path: Path, limit: int) -> bytes:
    with path.open("rb") as stream:
        return stream.read(limit)


def _parent(text: str) -> int:
    # The name in the middle may hold brackets and blanks of its own.
    fields = text.rpartition(")")[2].split()
    return int(fields[1]) if len(fields) > 1 and fields[1].isdecimal() else 0


def _environment(place: Path) -> dict[str, str | None] | None:
    try:
        raw = read_text(place / "environ", _MOST_WORDS)
    except OSError:
        return None
    pairs = (entry.partition("=") for entry in raw.split("\0"))
    return {name: value for name, separator, value in pairs if name and separator}


def _differs(one: str | None, other: str | None) -> bool | None:
    return None if one is None or other is None else one != other


def _held(place: Path) -> tuple[tuple[WeightFile, ...], frozenset[int], bool]:
    """Return weights and sockets that a process holds, and whether that could be looked at."""
    files: dict[tuple[int, int], WeightFile] = {}
    sockets: set[int] = set()
    try:
        for name in os.listdir(place / "fd")[:_MOST_DESCRIPTORS]:  # noqa: PTH208 - the names alone are wanted
            leads_to = link(place / "fd" / name) or ""
            if found := _SOCKET.fullmatch(leads_to):
                sockets.add(int(found[1]))
            elif (weights := _open_file(place / "fd" / name, leads_to)) is not None:
                files[weights.device, weights.inode] = weights
        for weights in _mapped(place):
            files[weights.device, weights.inode] = weights
    except OSError:
        return (), frozenset(sockets), False
    return tuple(sorted(files.values(), key=lambda file: file.path)), frozenset(sockets), True


def _open_file(descriptor: Path, leads_to: str) -> WeightFile | None:
    path = leads_to.removesuffix(_DELETED)
    if not path.startswith("/") or not _may_be_weights(path):
        return None
    try:
        # What a descriptor stands for is this file, whatever lies at its path by now.
        status = descriptor.stat()
    except OSError:
        return None
    if not stat.S_ISREG(status.st_mode):
        return None
    return _seen(path, status, is_deleted=path != leads_to)


def _mapped(place: Path) -> Iterator[WeightFile]:
    for major, minor, inode, raw in set(_MAPPING.findall(_read(place / "maps", _MOST_MAPPINGS))):
        # The kernel writes a line break in a name as an octal number.
        shown = raw.decode("utf-8", "surrogateescape").replace("\\012", "\n")
        path = shown.removesuffix(_DELETED)
        if _may_be_weights(path):
            is_deleted = path != shown
            if status := _status(place, path, int(inode)):
                yield _seen(path, status, is_mapped=True, is_deleted=is_deleted)
            else:
                device = os.makedev(int(major, 16), int(minor, 16))
                yield WeightFile(path, device, int(inode), is_mapped=True, is_deleted=is_deleted)


def _status(place: Path, path: str, inode: int) -> os.stat_result | None:
    """Return the status of a mapped file as others see it: layered file systems name another device."""
    try:
        status = Path(f"{place}/root{path}").lstat()
    except (OSError, ValueError):
        return None
    return status if status.st_ino == inode else None


def _seen(
    path: str, status: os.stat_result, *, is_mapped: bool = False, is_deleted: bool = False
) -> WeightFile:
    return WeightFile(
        path=path,
        device=status.st_dev,
        inode=status.st_ino,
        is_mapped=is_mapped,
        is_deleted=is_deleted,
        size_bytes=status.st_size,
        mtime_ns=status.st_mtime_ns,
    )


def _may_be_weights(path: str) -> bool:
    return is_read(path) or is_blob(path) or unread_format(path.rpartition("/")[2]) is not None
