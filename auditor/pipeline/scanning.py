"""Targets to scans in the database."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Final

from auditor import __version__, sources
from auditor.domain.audit import Scan
from auditor.domain.observation import (
    Covered,
    FileId,
    FileSeen,
    Observation,
    Problem,
    ProblemKind,
    SkipKind,
    Skipped,
    places_of,
)
from auditor.domain.serving import DeploymentState, InUse
from auditor.errors import SourceError, UsageError
from auditor.identity import HashMode, digest_files, gaps, is_doubtful, named_by_indexes
from auditor.pipeline.looking import Look, is_recorded, resolved
from auditor.pipeline.standing import standing
from auditor.pipeline.telling import HashingTold
from auditor.settings import Settings
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


def targets_of(settings: Settings, named: Sequence[str]) -> tuple[Target, ...]:
    """Return the targets to look at: those named, else configured, else recorded, else the usual places.

    Raises:
        UsageError: a target cannot be read, or there is none.
    """
    if named:
        return _once_each(_named(settings, text) for text in named)
    if settings.targets:
        return _once_each(_configured(settings, text) for text in settings.targets)
    if recorded := on_record(settings):
        # As they were written then, so that the new scan takes the place of the old one.
        return tuple(sources.parse(text, sources.SOURCES) for text in recorded)
    usual = sources.usual_targets(sources.SOURCES)
    if not usual:
        raise UsageError(
            "no target: nothing was named, configured or found in the usual places",
            hint="Name one, e.g. auditor audit dir:/srv/models, or try auditor audit demo:",
        )
    return usual


def on_record(settings: Settings) -> tuple[str, ...]:
    """Return the targets whose scans stand, sorted by place; none where there is no database yet.

    Raises:
        StoreError: what is there is no database.
    """
    if not Store.exists(settings.database):
        return ()
    with Store.open_read_only(settings.database) as store:
        scans = standing(store, store.newest_scans())
    return tuple(_still(scan) for scan in sorted(scans, key=lambda scan: scan.resolved))


def _still(scan: Scan) -> str:
    """Return a scan's target as it was named, or in full where that names another place by now."""
    named = sources.parse(scan.target, sources.SOURCES)
    there = resolved(named)
    # Usual places that are looked for and not there are those of the target too.
    is_same = there == scan.resolved or (
        not named.place and sources.encloses(there, scan.resolved, sources.SOURCES)
    )
    return scan.target if is_same else scan.resolved


def _once_each(targets: Iterable[Target]) -> tuple[Target, ...]:
    """Return targets without those that are another spelling of an earlier one."""
    first: dict[str, Target] = {}
    for target in targets:
        first.setdefault(resolved(target), target)
    return tuple(first.values())


def _configured(settings: Settings, text: str) -> Target:
    return sources.parse(text, sources.SOURCES, settings.folder)


def _named(settings: Settings, text: str) -> Target:
    """Return a target as written; one that is configured, however written, goes by its configured name."""
    target = _parsed(settings, text)
    for known in settings.targets:
        with suppress(UsageError, SourceError):
            configured = _configured(settings, known)
            if resolved(configured) == resolved(target):
                return configured
    return target


def _parsed(settings: Settings, text: str) -> Target:
    """Return a target as written; a bare path that is gone is still one where it was scanned before."""
    try:
        return sources.parse(text, sources.SOURCES)
    except UsageError:
        gone = Target("dir", text)
        if text.strip() and is_recorded(settings, gone):
            return gone
        raise


def newest_scans(store: Store, settings: Settings, named: Sequence[str]) -> tuple[Scan, ...]:
    """Return the newest finished scan of each target named or configured, else of every place ever scanned.

    They come in the order in which they began, without those that a later one of them speaks for.

    Raises:
        UsageError: one of them was never scanned, or nothing was.
    """
    newest = {scan.resolved: scan for scan in store.newest_scans()}
    if not named and not settings.targets:
        if not newest:
            raise UsageError("nothing was scanned into this database", hint="Run: auditor audit TARGET")
        return standing(store, tuple(newest.values()))
    wanted = {resolved(target): target for target in targets_of(settings, named)}
    for place, target in wanted.items():
        if place not in newest:
            never = f"{target.called}: never scanned into this database"
            raise UsageError(never, hint=f"Run: auditor scan {target}")
    return standing(store, [scan for place, scan in newest.items() if place in wanted])


def declarations_folder(settings: Settings, targets: Sequence[Target]) -> Path:
    """Return where the declarations are: the sample estate brings its own."""
    for target in targets:
        if target.scheme == "demo" and settings.config is None:
            from auditor.sources import demo  # with everything it builds, which no other scan needs

            return demo.declarations_of(target)
    return settings.declarations


def hash_mode_for(target: Target, mode: HashMode) -> HashMode:
    """Return how a target is hashed: large models of the sample estate are holes, not worth reading."""
    return HashMode.TRUST_STORE if target.scheme == "demo" and mode is HashMode.FULL else mode


@dataclass(frozen=True, slots=True)
class Seen:
    """What one scan amounts to, counted as an audit counts it.

    Attributes:
        n_files: Files with tensors whose header was read.
        uses: Models that run, are configured, called by code or listed, by state.
        gaps: What is the matter, missing parts of sets and altered files included, and the files in formats
            that models come in and that are not read.
        left_out: Why how many places were left out on purpose.
        how_far: What was looked at, and what was not, one sentence each.
        elsewhere: What other targets read that lies there too, a file of each kind.
    """

    n_files: int
    uses: Mapping[DeploymentState, int]
    gaps: tuple[Problem | Skipped, ...]
    left_out: Mapping[str, int] = field(default_factory=dict)
    how_far: tuple[str, ...] = ()
    elsewhere: tuple[Skipped, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found at all."""
        return not self.n_files and not self.uses

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
        found = gaps(_with_members(store, scan, kept.doubtful))
        yield (
            scan,
            Seen(
                kept.counts[FileSeen],
                kept.uses,
                found,
                kept.left_out,
                tuple(kept.how_far),
                tuple(kept.elsewhere),
            ),
        )


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


@dataclass(frozen=True, slots=True)
class _Kept:
    """How much was kept, and what of it is held for the summary.

    Attributes:
        counts: Observations of each kind.
        doubtful: Those that may be amiss.
        left_out: Why how many places were left out on purpose.
        uses: Models in use of each state.
        how_far: What was looked at.
        elsewhere: What other targets read.
    """

    counts: Counter[type[Observation]] = field(default_factory=Counter)
    doubtful: list[Observation] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    uses: Counter[DeploymentState] = field(default_factory=Counter)
    how_far: list[str] = field(default_factory=list)
    elsewhere: list[Skipped] = field(default_factory=list)

    def add(self, seen: Sequence[Observation]) -> None:
        self.counts.update(map(type, seen))
        self.doubtful.extend(filter(is_doubtful, seen))
        skipped = [one for one in seen if isinstance(one, Skipped)]
        self.elsewhere.extend(one for one in skipped if one.category is SkipKind.ELSEWHERE)
        self.left_out.update(one.reason for one in skipped if one.category is SkipKind.LEFT_OUT)
        self.uses.update(one.state for one in seen if isinstance(one, InUse))
        self.how_far.extend(one.how_far for one in seen if isinstance(one, Covered))


def _kept(store: Store, scan_id: str, looked: Look, mode: HashMode, edge: Edge) -> _Kept:
    """Keep what is seen, a window at a time."""
    kept = _Kept()
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
