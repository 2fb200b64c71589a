"""Targets to scans in the database."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from typing import Final

from auditor import __version__, identity
from auditor.domain.observation import (
    Covered,
    FileId,
    FileSeen,
    Observation,
    Problem,
    ProblemKind,
    SkipKind,
    Skipped,
)
from auditor.domain.places import places_of
from auditor.domain.scan import Scan
from auditor.domain.serving import DeploymentState, InUse
from auditor.identity import HashMode, digest_files, is_doubtful, named_by_indexes
from auditor.pipeline.looking import Look, resolved
from auditor.pipeline.telling import HashingTold
from auditor.sources import Target
from auditor.store import Begun, Store

# Held in memory at once. The largest file of a window is read first; more of them would hardly be faster.
_WINDOW: Final = 10_000
# A smaller file under two names, in two windows, may as well be read twice.
_WORTH_KEEPING_BYTES: Final = 1 << 20

Notify = Callable[[str], None]
"""Told what is going on, for people who wait."""


@dataclass(frozen=True, slots=True)
class Edge:
    """What enters from outside: clock, host, somebody to tell.

    Attributes:
        now: The clock, in UTC.
        host: Name of the machine.
        notify: Told what is going on.
    """

    now: Callable[[], datetime]
    host: str
    notify: Notify = lambda _: None


def hash_mode_for(target: Target, mode: HashMode) -> HashMode:
    """Return how a target is hashed: large models of the sample estate are holes, not worth reading."""
    return HashMode.TRUST_STORE if target.scheme == "demo" and mode is HashMode.FULL else mode


@dataclass(frozen=True, slots=True)
class Kept:
    """How much was kept, and what of it is held for the summary.

    Attributes:
        counts: Observations of each kind.
        doubtful: Those that may be amiss.
        left_out: Why how many places were left out on purpose.
        uses: Models in use of each state.
        how_far: What was looked at.
        elsewhere: What other targets read.
        columns: Lists with columns that are not read.
        unnamed: What is in use of each state without a word on its model.
    """

    counts: Counter[type[Observation]] = field(default_factory=Counter)
    doubtful: list[Observation] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    uses: Counter[DeploymentState] = field(default_factory=Counter)
    how_far: list[str] = field(default_factory=list)
    elsewhere: list[Skipped] = field(default_factory=list)
    unnamed: Counter[DeploymentState] = field(default_factory=Counter)
    columns: list[Skipped] = field(default_factory=list)

    def add(self, seen: Sequence[Observation]) -> None:
        """Count what was kept."""
        self.counts.update(map(type, seen))
        self.doubtful.extend(filter(is_doubtful, seen))
        skipped = [one for one in seen if isinstance(one, Skipped)]
        self.elsewhere.extend(one for one in skipped if one.category is SkipKind.ELSEWHERE)
        self.columns.extend(one for one in skipped if one.category is SkipKind.COLUMN)
        self.left_out.update(one.reason for one in skipped if one.category is SkipKind.LEFT_OUT)
        in_use = [one for one in seen if isinstance(one, InUse)]
        self.uses.update(one.state for one in in_use if one.model is not None)
        self.unnamed.update(one.state for one in in_use if one.model is None)
        self.how_far.extend(one.how_far for one in seen if isinstance(one, Covered))


@dataclass(frozen=True, slots=True)
class Seen:
    """What one scan amounts to, counted as an audit counts it.

    Attributes:
        kept: What was kept of it.
        gaps: What is the matter, missing parts of sets and altered files included, and the files in formats
            that models come in and that are not read.
    """

    kept: Kept
    gaps: tuple[Problem | Skipped, ...] = ()

    @property
    def n_files(self) -> int:
        """Files with tensors whose header was read."""
        return self.kept.counts[FileSeen]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found at all."""
        return not self.n_files and not self.kept.uses and not self.kept.unnamed

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that is the matter."""
        return tuple(gap for gap in self.gaps if isinstance(gap, Problem))

    @property
    def not_read(self) -> tuple[Skipped, ...]:
        """Files in formats that models come in and that are not read."""
        return tuple(gap for gap in self.gaps if isinstance(gap, Skipped))

    @property
    def is_complete(self) -> bool:
        """Whether everything that may be a model was read."""
        return not self.gaps

    def n_places(self, *kinds: ProblemKind) -> int:
        """Return how many places have problems of these kinds, of any kind if none is named."""
        return len(places_of(self.problems, *kinds))


def scan(store: Store, looks: Sequence[Look], mode: HashMode, edge: Edge) -> tuple[Scan, ...]:
    """Look at every target and keep what was seen."""
    return tuple(scan for scan, _ in scan_and_count(store, looks, mode, edge))


def scan_and_count(
    store: Store, looks: Sequence[Look], mode: HashMode, edge: Edge
) -> Iterator[tuple[Scan, Seen]]:
    """Look at one target after the other as `scan` does, and yield each scan with what it amounts to."""
    for n, looked in enumerate(looks, start=1):
        # Which of several it is, as progress says it.
        which = f"{n} of {len(looks)}: " if len(looks) > 1 else ""
        edge.notify(f"{which}looking at {looked.target}")
        scan_id = store.begin_scan(_begun(looked.target, mode, edge))
        kept = _kept(store, scan_id, looked, mode, replace(edge, notify=_after(which, edge)))
        scan = store.finish_scan(scan_id, edge.now())
        found = identity.gaps(_with_members(store, scan, kept.doubtful)) if kept.doubtful else ()
        yield scan, Seen(kept, found)


def _after(which: str, edge: Edge) -> Notify:
    return lambda said: edge.notify(f"{which}{said}")


def _begun(target: Target, mode: HashMode, edge: Edge) -> Begun:
    return Begun(
        target=str(target),
        resolved=resolved(target),
        started_at=edge.now(),
        hash_mode=hash_mode_for(target, mode).value,
        tool=f"auditor {__version__}",
        host=edge.host,
    )


def _kept(store: Store, scan_id: str, looked: Look, mode: HashMode, edge: Edge) -> Kept:
    """Keep what is seen, a window at a time."""
    kept = Kept()
    read: dict[FileId, str] = {}
    seen = iter(looked.seen)
    while window := tuple(islice(seen, _WINDOW)):
        if kept.counts:
            edge.notify(f"looking at {looked.target}: {kept.counts.total():,} entries")
        hashed = digest_files(
            window,
            hash_mode_for(looked.target, mode),
            known=store.known_digests,
            remember=store.remember_digests,
            read=read,
            progress=HashingTold(f"hashing {looked.target.called}", edge.notify),
        )
        store.add_observations(scan_id, hashed.observations)
        kept.add(hashed.observations)
        read.update((id_, digest) for id_, digest in hashed.computed if id_.size_bytes > _WORTH_KEEPING_BYTES)
    return kept


def _with_members(store: Store, scan: Scan, doubtful: Sequence[Observation]) -> Iterator[Observation]:
    """Yield what may be amiss, and the files that an index names though their names say nothing of a set."""
    yield from doubtful
    if members := named_by_indexes(doubtful):
        for seen in store.observations(scan.id):
            if isinstance(seen, FileSeen) and (seen.target, seen.locator) in members:
                yield seen
