"""Whether the files of a split set are all there, and are one set.

Sets are told by an index that names their files, else by their names. What is missing, unreadable,
too many or twice is a defect: such a set has no content id, no parameter count, and is never merged.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from auditor.domain.document import ShardIndex
from auditor.domain.header import Shard
from auditor.domain.observation import DocumentSeen, FileSeen, Problem, ProblemKind
from auditor.formats import shard_name
from auditor.formats.text import printable_name

# More names than this say nothing that their number does not.
_MAX_LISTED: Final = 5

Place = tuple[str, str]
"""Target and locator of a file."""


@dataclass(frozen=True, slots=True)
class Defect:
    """What keeps files from being one whole set.

    Attributes:
        reason: One sentence without a full stop.
        is_known: It is reported already, as the problem of a file.
    """

    reason: str
    is_known: bool = False


@dataclass(frozen=True, slots=True)
class Index:
    """An index of a split set, and the places of the files it names.

    Attributes:
        target: The target it was found under.
        locator: Its place there.
        members: Locators of the files it names.
    """

    target: str
    locator: str
    members: tuple[str, ...]


def indexes(documents: Iterable[DocumentSeen]) -> Mapping[Place, Index]:
    """Return the index that names each file; the first in the order of names where several do."""
    found: dict[Place, Index] = {}
    for seen in sorted(documents, key=lambda document: (document.target, document.locator)):
        if isinstance(seen.document, ShardIndex):
            folder = seen.locator.rpartition("/")[0]
            members = tuple(
                f"{folder}/{printable_name(name)}" if folder else printable_name(name)
                for name in seen.document.files
            )
            index = Index(seen.target, seen.locator, members)
            for member in members:
                found.setdefault((seen.target, member), index)
    return found


def absent(found: Mapping[Place, Index], files: Iterable[FileSeen]) -> Iterator[Problem]:
    """Yield a problem for every index of whose files not one was read."""
    present = {(file.target, file.locator) for file in files}
    for index in dict.fromkeys(found.values()):
        if not any((index.target, member) in present for member in index.members):
            reason = f"none of the {len(index.members)} files it names was found and read"
            yield Problem(index.target, index.locator, reason, category=ProblemKind.INCOMPLETE)


def of_index(
    index: Index, files: Sequence[FileSeen], broken: Collection[Place]
) -> tuple[int, tuple[Defect, ...]]:
    """Return how many files of an indexed set are missing, and its defects."""
    present = {file.locator for file in files}
    names = [member for member in index.members if member not in present]
    unread = [name for name in names if (index.target, name) in broken]
    gone = [name for name in names if (index.target, name) not in broken]
    defects = []
    for which, how, is_known in ((gone, "not found", False), (unread, "not readable", True)):
        if which:
            listed = ", ".join(name.rpartition("/")[2] for name in which[:_MAX_LISTED])
            more = ", ..." if len(which) > _MAX_LISTED else ""
            title = index.locator.rpartition("/")[2]
            reason = f"{len(which)} of {len(index.members)} files that {title} names {_be(which)} {how}"
            defects.append(Defect(f"{reason}: {listed}{more}", is_known))
    return len(names), (*defects, *_twice(files))


def of_names(files: Sequence[FileSeen], broken: Collection[Place]) -> tuple[int, tuple[Defect, ...]]:
    """Return how many files of a set told by its names are missing, and its defects.

    A file alone whose name is not that of a shard has a defect where its header says that it is one.
    """
    told = [(file, shard_name.parse(file.locator.rpartition("/")[2])) for file in files]
    named = [(file, name) for file, name in told if name is not None]
    if not named:
        shard = files[0].header.shard
        if shard is None:
            return 0, ()
        reason = f"its header says part {shard.index} of {shard.count}; its name is not that of a part"
        return shard.count - 1, (Defect(reason),)
    count = named[0][1].count
    present = Counter(name.index for _, name in named)
    # Few tools count from 0; then nothing has the last number.
    first = 0 if 0 in present and count not in present else 1
    expected = range(first, first + count)
    unread = {n for n in _broken_indices(files[0], broken) if n in expected and n not in present}
    n_missing = count - sum(1 for index in present if index in expected)
    defects = (
        *_missing(expected, present.keys() | unread, n_missing - len(unread)),
        *_listed(sorted(unread), f" of {count} {{be}} not readable", is_known=True),
        *_listed(
            sorted(n for n in present if n not in expected), f" {{be}} more than the {count} the names count"
        ),
        *_listed(sorted(n for n, times in present.items() if times > 1), f" of {count} {{be}} here twice"),
        *(_mislabelled(file, Shard(name.index, count), first) for file, name in named),
        *_twice(files),
    )
    found = tuple(defect for defect in defects if defect is not None)
    return n_missing, found or _short(files)


def _missing(expected: range, here: Collection[int], n_missing: int) -> tuple[Defect, ...]:
    if n_missing > _MAX_LISTED:
        return (Defect(f"{n_missing:,} of {len(expected):,} shards were not found"),)
    gone = list(islice((index for index in expected if index not in here), n_missing))
    return _listed(gone, f" of {len(expected)} {{be}} not found")


def _listed(indices: Sequence[int], rest: str, *, is_known: bool = False) -> tuple[Defect, ...]:
    if not indices:
        return ()
    shown = ", ".join(map(str, indices[:_MAX_LISTED])) + (", ..." if len(indices) > _MAX_LISTED else "")
    noun = "shard" if len(indices) == 1 else "shards"
    return (Defect(f"{noun} {shown}{rest.format(be=_be(indices))}", is_known),)


def _be(things: Sequence[object]) -> str:
    return "was" if len(things) == 1 else "were"


def _broken_indices(file: FileSeen, broken: Collection[Place]) -> set[int]:
    """Return the numbers of the set's files that are problems."""
    folder, _, name = file.locator.rpartition("/")
    own = shard_name.parse(name)
    found = set()
    for target, locator in broken:
        other = shard_name.parse(locator.rpartition("/")[2])
        is_beside = target == file.target and locator.rpartition("/")[0] == folder
        if is_beside and own and other and other.set_name == own.set_name:
            found.add(other.index)
    return found


def _mislabelled(file: FileSeen, named: Shard, first: int) -> Defect | None:
    """Compare a name with the header; of the formats that are read GGUF alone says its place itself."""
    if not file.header.is_of_gguf or named.count == 1:
        return None
    own = file.header.shard
    if own == Shard(named.index + 1 - first, named.count):
        return None
    said = f"part {own.index} of {own.count}" if own else "no part of a set"
    name = file.locator.rpartition("/")[2]
    return Defect(f"the header of {name} says {said}")


def _twice(files: Sequence[FileSeen]) -> tuple[Defect, ...]:
    """Report files with one and the same header: a set has every tensor once."""
    seen: dict[str, FileSeen] = {}
    for file in files:
        first = seen.setdefault(file.header.sha256, file)
        if first is not file and file.header.n_tensors:
            names = " and ".join(one.locator.rpartition("/")[2] for one in (first, file))
            return (Defect(f"{names} hold the same tensors"),)
    return ()


def _short(files: Sequence[FileSeen]) -> tuple[Defect, ...]:
    """Compare the tensors of a set that is all there with what its header says it has."""
    n_tensors = sum(file.header.n_tensors for file in files)
    said = files[0].header.entry("split.tensors.count")
    if not isinstance(said, int) or said == n_tensors:
        return ()
    return (Defect(f"its files hold {n_tensors:,} tensors, their header says {said:,}"),)
