"""Which targets are meant, and the scans and declarations that belong to them."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from auditor import sources
from auditor.domain.scan import Scan
from auditor.errors import SourceError, UsageError
from auditor.pipeline.looking import is_recorded, place_of, resolved
from auditor.pipeline.standing import standing
from auditor.settings import Settings
from auditor.sources import Target
from auditor.store import Store


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
    """Return targets without those that are another spelling of an earlier one.

    Raises:
        UsageError: one place is to be read in two ways: the newest scan speaks for it, and one only.
    """
    first: dict[str, Target] = {}
    for target in targets:
        other = first.setdefault(place_of(target), target)
        if resolved(other) != resolved(target):
            raise UsageError(
                f"{target.called}: named twice, to be read in two ways",
                hint=f"Name one of {other} and {target}.",
            )
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
    newest = {scan.place: scan for scan in store.newest_scans()}
    if not named and not settings.targets:
        if not newest:
            raise UsageError("nothing was scanned into this database", hint="Run: auditor audit TARGET")
        return standing(store, tuple(newest.values()))
    wanted = {place_of(target): target for target in targets_of(settings, named)}
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
