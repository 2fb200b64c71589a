"""Reading targets as users write them; what the place of a scheme is, its source says."""

import difflib
import os
from pathlib import Path

from auditor.errors import UsageError
from auditor.sources.base import ConnectingSource, PlaceKind, Source, Target, UsualSource
from auditor.sources.credentials import without_credentials
from auditor.sources.places import is_folder
from auditor.sources.registry import Sources


def parse(text: str, sources: Sources, base: Path | None = None) -> Target:
    """Return the target that ``text`` names; a bare path is ``dir:``.

    Args:
        text: The target, as written.
        sources: Every source.
        base: Where a relative path starts from; the target's place is then absolute. Without one it
            stays as written, and starts from the current folder.

    Raises:
        UsageError: the scheme is not known, or the text is neither a target nor a path.
    """
    scheme, colon, place = text.partition(":")
    named = sources.named(scheme) if colon else None
    if not text.strip() or (named and named.needs_place and not place.strip()):
        what = f"{scheme}: names nothing" if named else "a target is empty"
        raise UsageError(what, hint="Is a variable unset? Name a folder, or a target such as ollama:.")
    if named:
        return _from(Target(scheme, place), named, base)
    if ((base or Path()) / text).exists():
        folder = Target("dir", text)
        return _from(folder, source_of(folder, sources), base)
    # What is no target may be an address with a password, and errors end in logs.
    shown = without_credentials(text)
    if colon and scheme.replace("-", "").isalnum():
        near = difflib.get_close_matches(scheme, sources.schemes, n=1)
        meant = f" Did you mean {near[0]}:{without_credentials(place)}?" if near else ""
        raise UsageError(
            f"{shown}: unknown target scheme {scheme!r}",
            hint=f"Known: {', '.join(f'{name}:' for name in sources.schemes)}.{meant}",
        )
    raise UsageError(
        f"{shown}: no such file or folder", hint="Name a folder, or a target such as dir:/srv/models."
    )


def _from(target: Target, source: Source, base: Path | None) -> Target:
    place, is_path = target.place, source.place_kind is not PlaceKind.ADDRESS
    if isinstance(source, ConnectingSource):
        is_path = is_path and not source.is_address(place)
    if base is None or not is_path or not place or place.startswith("~"):
        return target
    return Target(target.scheme, os.path.normpath(base / place))


def source_of(target: Target, sources: Sources) -> Source:
    """Return the source that looks at ``target``.

    Raises:
        LookupError: no source has its scheme.
    """
    source = sources.named(target.scheme)
    if source is None:
        raise LookupError(f"no source has the scheme {target.scheme!r}")
    return source


def planned(target: Target, sources: Sources) -> tuple[str, ...]:
    """Return the requests that looking at ``target`` may send, as lines; none where it opens no connection.

    Raises:
        SourceError: the target cannot be looked at.
    """
    source = source_of(target, sources)
    return source.planned(target) if isinstance(source, ConnectingSource) else ()


def encloses(outer: str, inner: str, sources: Sources) -> bool:
    """Say whether whoever looks at one target, in full, also looks at another, which is not the same.

    Args:
        outer: What may hold the other, as `Source.resolve` gives it, without how to read it.
        inner: What may be held.
        sources: Every source; of a scheme that there is no more, nothing is known.
    """
    scheme, _, place = outer.partition(":")
    other, _, within = inner.partition(":")
    if scheme != other or place == within:
        return False
    source = sources.named(scheme)
    kind = source.place_kind if source else None
    if kind is PlaceKind.TREE:
        below = place if place.endswith(os.sep) else f"{place}{os.sep}"
        return within.startswith(below)
    return kind is PlaceKind.STORES and {*within.split(os.pathsep)} < {*place.split(os.pathsep)}


def usual_targets(sources: Sources) -> tuple[Target, ...]:
    """Return the stores of this machine that exist or are closed: what is looked at when nothing is named."""
    return tuple(
        Target(source.scheme, "")
        for source in sources
        if isinstance(source, UsualSource) and any(map(is_folder, source.usual_places()))
    )
