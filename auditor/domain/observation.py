"""What a source saw, before anybody thought about it.

A scan is a list of these. They carry everything the later steps need, so that an audit is a
pure function of scans and never goes back to the disk.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from auditor.domain.document import Document
from auditor.domain.header import Header, OnLoad
from auditor.domain.rights import FileRights
from auditor.domain.scan import place_alone
from auditor.domain.serving import InUse

_SMALLEST_HOLE_BYTES: Final = 1 << 30


@dataclass(frozen=True, slots=True)
class FileId:
    """Which file on which machine, and whether it changed since.

    Attributes:
        device: Device number.
        inode: Inode number; hard links and symlinks share it.
        size_bytes: Apparent size.
        mtime_ns: Modification time.
        allocated_bytes: Bytes on disk; far below the size for a sparse file.
        ctime_ns: When its bytes, rights or links last changed, which nobody can set back as they can the
            modification time; 0 where that is not known.
    """

    device: int
    inode: int
    size_bytes: int
    mtime_ns: int
    allocated_bytes: int
    ctime_ns: int = 0

    @property
    def is_hole(self) -> bool:
        """Whether a large file is nearly all hole: a digest of zeros takes minutes and says nothing."""
        return self.size_bytes > _SMALLEST_HOLE_BYTES and self.allocated_bytes * 16 < self.size_bytes


@dataclass(frozen=True, slots=True)
class FileAt:
    """A file that can be opened.

    Attributes:
        path: Its absolute path.
        file_id: Which file this is.
    """

    path: str
    file_id: FileId


@dataclass(frozen=True, slots=True)
class Remembered:
    """A digest from the hash cache.

    Attributes:
        sha256: The digest.
        since: Day on which it was computed.
    """

    sha256: str
    since: date


class Access(StrEnum):
    """How the bytes of a file are come by."""

    OPENED = "opened"
    """By its path: whoever wants its digest opens it."""
    STREAMED = "streamed"
    """Within another file, whose source computes the digest as they pass."""
    REMOTE = "remote"
    """On another machine, whose word on the digest is all there is."""


@dataclass(frozen=True, slots=True)
class FileSeen:
    """A file with tensors whose header could be read.

    Attributes:
        target: The target it was found under, as named.
        locator: Place within the target, with forward slashes.
        path: Absolute path at the time; never printed unless asked. Of a file within another that
            file's path, ``#`` and the path in it; of one on another machine its URL.
        file_id: Which file this is; device and inode are 0 unless it can be opened.
        header: What its header says.
        bundle: What it lies with: documents of the same bundle speak about it.
        shard_set: Key of the split set it belongs to, unique within the target.
        declared_sha256: Digest its name or store claims, not verified.
        sha256: Digest of its bytes, once computed.
        believed_since: Day on which an earlier scan computed that digest, which was not computed again.
        root_name: What the folder is called in which the locator begins, for a file that is a target itself
            the folder it lies in; empty where the target is a store.
        access: How its bytes are come by.
        rights: Who may change it; ``None`` where that could not be read.
    """

    target: str
    locator: str
    path: str
    file_id: FileId
    header: Header
    bundle: str
    shard_set: str | None = None
    declared_sha256: str | None = None
    sha256: str | None = None
    root_name: str = ""
    access: Access = Access.OPENED
    believed_since: date | None = None
    rights: FileRights | None = None

    @property
    def which(self) -> tuple[str, int, int]:
        """What tells its bytes from those of every other file: device and inode, else the path."""
        file = self.file_id
        return ("", file.device, file.inode) if self.access is Access.OPENED else (self.path, 0, 0)


@dataclass(frozen=True, slots=True)
class DocumentSeen:
    """A document that speaks about the files of a bundle.

    Attributes:
        target: The target it was found under.
        locator: Place within the target.
        bundle: The bundle it speaks about.
        document: What it says.
    """

    target: str
    locator: str
    bundle: str
    document: Document


@dataclass(frozen=True, slots=True)
class StoreEntry:
    """A name that a store gives to a bundle.

    Attributes:
        target: The target it was found under.
        bundle: The bundle it names.
        store: ``hf-cache``, ``ollama``, ``lmstudio`` ...
        name: Name as a user would type it, e.g. ``meta-llama/Llama-3.1-8B``, ``llama3:8b``.
        revision: Commit or manifest digest.
        refs: Branches and tags that point to the revision.
    """

    target: str
    bundle: str
    store: str
    name: str
    revision: str | None = None
    refs: tuple[str, ...] = ()


class ProblemKind(StrEnum):
    """What is the matter; whoever counts what is unreadable counts the first kind only."""

    UNREADABLE = "unreadable"
    """What it holds is not known: broken, cut off, denied, or gone."""
    INCOMPLETE = "incomplete"
    """A split set of which files are missing, too many or not its own; those that are there were read."""
    ALTERED = "altered"
    """It was read, and is not what its store says."""
    CLOSED = "closed"
    """It asks for credentials, as it should: what it holds is not known."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that could not be read, or is not what it claims; never fatal to a scan.

    Attributes:
        target: The target it was found under.
        locator: Place within the target.
        reason: One sentence without a full stop.
        offset: Byte offset, where one is known.
        category: What is the matter.
        bundle: The bundle it would speak about, if it is a document.
        on_load: What is known of the code that loading it, or what is in it, runs, model or not.
        sha256: Digest of the bytes of the file it is about, once computed.
        size_bytes: Its size, where it is about one file.
        at: Where to open that file, until its digest is computed; no part of what was found, and never kept.
        path: Absolute path of the file it is about, where it is one on this machine; not part of what it is.
    """

    target: str
    locator: str
    reason: str
    offset: int | None = None
    category: ProblemKind = ProblemKind.UNREADABLE
    bundle: str | None = None
    on_load: OnLoad = OnLoad.NOTHING_SEEN
    sha256: str | None = None
    size_bytes: int | None = None
    at: FileAt | None = field(default=None, compare=False, repr=False)
    path: str = field(default="", compare=False)

    @property
    def runs_code(self) -> bool:
        """Whether loading it, or what is in it, is known to run code."""
        return self.on_load is OnLoad.RUNS

    @property
    def place(self) -> str:
        """Where it is, see `place_of`."""
        return place_of(self.target, self.locator)


def place_of(target: str, locator: str) -> str:
    """Return a place as reports print it and an ``accept-coverage`` entry names it: ``TARGET/path``."""
    target, place = place_alone(target), locator.lstrip("/")
    if place in ("", ".") or target.rpartition("/")[2] == place:
        return target
    return f"{target}{place}" if target.endswith(("/", ":")) else f"{target}/{place}"


class SkipKind(StrEnum):
    """Why something was not looked at."""

    LEFT_OUT = "left out"
    """On purpose: it leads elsewhere, or there is nothing in it for an audit."""
    FORMAT = "format not read"
    """Models come in its format, and this version does not read it: a model may be there."""
    ELSEWHERE = "read elsewhere"
    """Another source reads it, and was not asked to by this target."""
    COLUMN = "column not read"
    """A column of a list whose name stands for nothing here, and that nobody says the meaning of."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something that was not looked at.

    Attributes:
        target: The target it was found under.
        locator: Place within the target.
        reason: One sentence without a full stop.
        category: Why.
        bundle: The bundle it would speak about, if it is a document.
        on_load: What is known of the code that loading it runs.
        elsewhere: The target that reads it, where it is known to be one.
        path: Absolute path of the file it is about, where it is one on this machine; not part of what it is.
    """

    target: str
    locator: str
    reason: str
    category: SkipKind = SkipKind.LEFT_OUT
    bundle: str | None = None
    on_load: OnLoad = OnLoad.NOTHING_SEEN
    elsewhere: str | None = None
    path: str = field(default="", compare=False)

    @property
    def place(self) -> str:
        """Where it is, see `place_of`."""
        return place_of(self.target, self.locator)


def read_elsewhere(target: str, locator: str, by: str) -> Skipped:
    """Return that what lies at a place is no weights, and is what another target reads.

    Args:
        target: The target it was found under.
        locator: Place within the target.
        by: The target that reads it.
    """
    reason = f"no weights, but what another target reads: {by}"
    return Skipped(target, locator, reason, SkipKind.ELSEWHERE, elsewhere=by)


@dataclass(frozen=True, slots=True)
class Covered:
    """How far a source looked; the last observation of every target.

    Attributes:
        target: The target.
        n_seen: Files or entries looked at.
        how_far: One sentence: what was looked at, and what was not.
    """

    target: str
    n_seen: int
    how_far: str


Observation = FileSeen | DocumentSeen | StoreEntry | InUse | Problem | Skipped | Covered
