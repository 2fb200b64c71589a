"""Targets that can be looked at, found out before anything is written."""

import shlex
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from auditor import sources
from auditor.domain.observation import Observation
from auditor.domain.scan import place_alone
from auditor.errors import SourceError, StoreError
from auditor.settings import Settings
from auditor.sources import Target
from auditor.store import Store


@dataclass(frozen=True, slots=True)
class Look:
    """A target that can be looked at.

    Attributes:
        target: The target.
        seen: What is there, read as it is asked for, and once.
    """

    target: Target
    seen: Iterator[Observation]


def look(settings: Settings, targets: Sequence[Target]) -> tuple[Look, ...]:
    """Begin to look at every target, so that one that cannot be looked at is refused before any is kept.

    Raises:
        SourceError: a target cannot be looked at at all.
    """
    return tuple(_begun(settings, target) for target in targets)


def resolved(target: Target) -> str:
    """Return a target in full, the same for every spelling of one place."""
    return str(sources.source_of(target, sources.SOURCES).resolve(target))


def place_of(target: Target) -> str:
    """Return the place of a target in full, whatever the target says of how to read it."""
    return place_alone(resolved(target))


def is_recorded(settings: Settings, target: Target) -> bool:
    """Say whether a target was ever scanned into the database; a database that cannot be read holds none."""
    with suppress(StoreError):
        if Store.exists(settings.database):
            with Store.open_read_only(settings.database) as store:
                place = place_of(target)
                return any(scan.place == place for scan in store.newest_scans())
    return False


def _begun(settings: Settings, target: Target) -> Look:
    seen = iter(sources.source_of(target, sources.SOURCES).observe(target))
    try:
        # A source that cannot look at a place at all says so first of all.
        first = tuple(observation for _, observation in zip(range(1), seen, strict=False))
    except SourceError as error:
        place = Path(resolved(target).partition(":")[2])
        if place.exists() or not is_recorded(settings, target):
            raise
        raise SourceError(error.message, hint=_way_out(target, place)) from error
    return Look(target, chain(first, seen))


def _way_out(target: Target, place: Path) -> str:
    """Return what to do about a recorded place that is gone, whose last scan stands until another speaks."""
    above = next((folder for folder in place.parents if folder.is_dir()), None)
    kind = sources.source_of(target, sources.SOURCES).place_kind
    if kind is sources.PlaceKind.TREE and above is not None and above != Path(above.anchor):
        command = shlex.join(("auditor", "scan", f"{target.scheme}:{above}"))
        return f"If it is gone for good, scan the folder it was in, which then speaks for it: {command}"
    return (
        "If it is gone for good, name the targets that are left, on the command line or under targets in "
        "auditor.toml: its last scan is then left aside."
    )
