"""Targets to scans in the database."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from auditor import __version__, sources
from auditor.domain.audit import Scan
from auditor.errors import UsageError
from auditor.identity import HashMode, digest_files
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
    """Return the targets to look at: those named, else those configured, else the usual places.

    Raises:
        UsageError: a target cannot be read, or there is none.
    """
    texts = tuple(named) or settings.targets
    if texts:
        return tuple(dict.fromkeys(sources.parse(text, sources.SOURCES) for text in texts))
    usual = sources.usual_targets()
    if not usual:
        raise UsageError(
            "no target: nothing was named, configured or found in the usual places",
            hint="Name one, e.g. auditor audit dir:/srv/models, or try auditor audit demo:",
        )
    return usual


def resolved(target: Target) -> str:
    """Return a target in full, the same for every spelling of one place."""
    return str(sources.source_of(target, sources.SOURCES).resolve(target))


def declarations_folder(settings: Settings, targets: Sequence[Target]) -> Path:
    """Return where the declarations are: the sample estate brings its own."""
    for target in targets:
        if target.scheme == "demo" and settings.config is None:
            return demo.declarations_of(target)
    return settings.declarations


def hash_mode_for(target: Target, mode: HashMode) -> HashMode:
    """Return how a target is hashed: large models of the sample estate are holes, not worth reading."""
    return HashMode.TRUST_STORE if target.scheme == "demo" and mode is HashMode.FULL else mode


def scan(store: Store, targets: Sequence[Target], mode: HashMode, edge: Edge) -> tuple[Scan, ...]:
    """Look at every target and keep what was seen.

    Raises:
        SourceError: a target cannot be looked at at all; scans of earlier targets are kept.
    """
    return tuple(_scan_one(store, target, hash_mode_for(target, mode), edge) for target in targets)


def _scan_one(store: Store, target: Target, mode: HashMode, edge: Edge) -> Scan:
    edge.notify(f"looking at {target}")
    started_at = edge.now()
    seen = tuple(sources.source_of(target, sources.SOURCES).observe(target))
    begun = Begun(
        target=str(target),
        resolved=resolved(target),
        started_at=started_at,
        hash_mode=mode.value,
        tool=f"auditor {__version__}",
        host=edge.host,
    )
    scan_id = store.begin_scan(begun)
    n_read = 0

    def progress(n_bytes: int) -> None:
        nonlocal n_read
        n_read += n_bytes
        edge.notify(f"looking at {target}: {n_read / 1e9:.1f} GB hashed")

    hashed = digest_files(seen, mode, known=store.known_digests, progress=progress)
    store.remember_digests(hashed.computed)
    store.add_observations(scan_id, hashed.observations)
    return store.finish_scan(scan_id, edge.now())
