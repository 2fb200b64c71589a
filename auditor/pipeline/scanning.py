"""Targets to scans in the database."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from auditor import __version__, sources
from auditor.domain.audit import Scan
from auditor.domain.observation import FileSeen, Observation, Problem, ProblemKind, Skipped, places_of
from auditor.domain.serving import InUse
from auditor.errors import SourceError, UsageError
from auditor.identity import HashMode, Progress, digest_files, gaps
from auditor.pipeline.looking import Look, is_recorded, resolved
from auditor.pipeline.standing import standing
from auditor.settings import Settings
from auditor.sources import Target, demo
from auditor.store import Begun, Store

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
        n_uses: Models in use: run, configured, or called by code.
        gaps: What is the matter, missing parts of sets and altered files included, and the files in formats
            that models come in and that are not read.
    """

    n_files: int
    n_uses: int
    gaps: tuple[Problem | Skipped, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found at all."""
        return not self.n_files and not self.n_uses

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
    return tuple(_scan_one(store, begun, mode, edge, which)[0] for begun, which in _numbered(looks))


def scan_and_count(
    store: Store, looks: Sequence[Look], mode: HashMode, edge: Edge
) -> Iterator[tuple[Scan, Seen]]:
    """Look at one target after the other as `scan` does, and yield each scan with what it amounts to."""
    for begun, which in _numbered(looks):
        yield _counted(*_scan_one(store, begun, mode, edge, which))


def _counted(scan: Scan, observations: Sequence[Observation]) -> tuple[Scan, Seen]:
    kinds = Counter(type(observation) for observation in observations)
    return scan, Seen(kinds[FileSeen], kinds[InUse], gaps(observations))


def _numbered(looks: Sequence[Look]) -> Iterator[tuple[Look, str]]:
    """Yield each look with which of several it is, as progress says it."""
    for n, begun in enumerate(looks, start=1):
        yield begun, f"{n} of {len(looks)}: " if len(looks) > 1 else ""


def _scan_one(
    store: Store, looked: Look, mode: HashMode, edge: Edge, which: str
) -> tuple[Scan, tuple[Observation, ...]]:
    """Return the scan of a target, and what it kept."""
    target = looked.target
    mode = hash_mode_for(target, mode)
    edge.notify(f"{which}looking at {target}")
    started_at = edge.now()
    seen = tuple(looked.seen)
    begun = Begun(
        target=str(target),
        resolved=resolved(target),
        started_at=started_at,
        hash_mode=mode.value,
        tool=f"auditor {__version__}",
        host=edge.host,
    )
    scan_id = store.begin_scan(begun)

    def progress(done: Progress) -> None:
        edge.notify(
            f"{which}hashing {target.called}: {done.n_files} of {done.n_all} files, "
            f"{done.n_bytes / 1e9:.1f} GB"
        )

    hashed = digest_files(seen, mode, known=store.known_digests, progress=progress)
    store.remember_digests(hashed.computed)
    store.add_observations(scan_id, hashed.observations)
    return store.finish_scan(scan_id, edge.now()), hashed.observations
