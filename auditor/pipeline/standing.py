"""Which scan speaks for a place that several looked at: the newest, and nothing older beside it.

::

    scan a/x, then a    the scan of a speaks for a/x too: the one of a/x is superseded
    scan a, then a/x    both stand; of what lies in a/x, the scan of a keeps what that of a/x still saw

An enclosing scan speaks only for what it got to: not for a folder it could not list, and not for a
file that was named itself because its name does not say that it is a model.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Final

from auditor import sources
from auditor.domain.observation import Covered, DocumentSeen, FileSeen, Observation, Problem, Skipped
from auditor.domain.scan import Scan
from auditor.domain.serving import InUse
from auditor.formats.model_file import is_read, unread_format
from auditor.store import Store

_HERE: Final = ("", ".")


def standing(store: Store, scans: Sequence[Scan]) -> tuple[Scan, ...]:
    """Return those scans that no later one speaks for.

    Args:
        store: Where what they saw is.
        scans: Of different places, the one that began first to the one that began last.
    """
    return tuple(
        scan
        for place, scan in enumerate(scans, start=1)
        if not any(_supersedes(store, later, scan) for later in scans[place:])
    )


def observations(store: Store, scans: Sequence[Scan]) -> Iterator[Observation]:
    """Yield what the scans saw, without what a later one of a place within no longer saw there.

    Where two places go by one name, each is given its name in full.

    Args:
        store: Where it is.
        scans: The one that began first to the one that began last.
    """
    spelled = Counter(scan.target for scan in scans)
    for number, scan in enumerate(scans, start=1):
        within = [
            later for later in scans[number:] if sources.encloses(scan.place, later.place, sources.SOURCES)
        ]
        inner = tuple(_Inner.of(store, scan, later) for later in within)
        for seen in store.observations(scan.id):
            if any(one.says_gone(seen, scan) for one in inner):
                continue
            yield seen if spelled[scan.target] == 1 else replace(seen, target=scan.resolved)


def in_full(scans: Iterable[Scan]) -> dict[str, str]:
    """Return the targets of scans, by either name that what they saw may have, each as a place in full."""
    return {name: scan.place for scan in scans for name in (scan.target, scan.resolved)}


@dataclass(frozen=True, slots=True)
class _Inner:
    """A later scan of a place within another.

    Attributes:
        below: The place, as the other scan's locators are printed.
        still: What it saw there.
        missed: Places that it could not look at, in full.
    """

    below: str
    still: frozenset[Hashable]
    missed: tuple[str, ...]

    @classmethod
    def of(cls, store: Store, outer: Scan, later: Scan) -> "_Inner":
        """Read what a later scan of a place within saw, and what it could not."""
        seen = tuple(one for one in store.observations(later.id) if not isinstance(one, Covered))
        missed = tuple(_place(one, later) for one in seen if isinstance(one, Problem | Skipped))
        return cls(_below(outer, later), frozenset(_key(one, later) for one in seen), missed)

    def says_gone(self, seen: Observation, outer: Scan) -> bool:
        """Say whether it looked where something was and did not see it any more."""
        if not _lies_in(seen, self.below) or _key(seen, outer) in self.still:
            return False
        place = _place(seen, outer)
        return not any(place.startswith(f"{folder.rstrip('/')}/") for folder in self.missed)


def _supersedes(store: Store, later: Scan, scan: Scan) -> bool:
    if not sources.encloses(later.place, scan.place, sources.SOURCES):
        return False
    below, name = _below(later, scan), PurePath(scan.place).name
    is_file = any(_is_the_place(seen, scan) for seen in store.observations(scan.id))
    if is_file and not is_read(name) and unread_format(name) is None:
        return False
    missed = (seen.locator for seen in store.observations(later.id) if isinstance(seen, Problem | Skipped))
    return not any(
        locator in _HERE or f"{below}/".startswith(f"{locator}/")
        for locator in missed
        # A file that is broken now was looked at for all that.
        if not (is_file and locator == below)
    )


def _is_the_place(seen: Observation, scan: Scan) -> bool:
    """Say whether a target is one file, and this is it."""
    return isinstance(seen, FileSeen) and seen.path == scan.place.partition(":")[2]


def _below(outer: Scan, inner: Scan) -> str:
    """Return the place of a scan within another, as its locators are printed."""
    return inner.place.removeprefix(outer.place).lstrip("/")


def _lies_in(seen: Observation, below: str) -> bool:
    return not isinstance(seen, Covered) and f"{_locator(seen)}/".startswith(f"{below}/")


def _key(seen: Observation, scan: Scan) -> Hashable:
    """Return what an observation is told by in scans of different targets: which file, which words, where."""
    match seen:
        case FileSeen():
            file = seen.file_id
            return seen.path, file.device, file.inode, file.size_bytes, file.mtime_ns
        case DocumentSeen():
            return _place(seen, scan), repr(seen.document)
        case _:
            return type(seen), _place(seen, scan)


def _place(seen: Observation, scan: Scan) -> str:
    locator = _locator(seen)
    is_file = PurePath(scan.place).name == locator
    return scan.place if is_file or locator in _HERE else f"{scan.place.rstrip('/')}/{locator}"


def _locator(seen: Observation) -> str:
    match seen:
        case Covered():
            return ""
        case FileSeen() | DocumentSeen() | InUse() | Problem() | Skipped():
            return seen.locator
        case _:
            return seen.bundle
