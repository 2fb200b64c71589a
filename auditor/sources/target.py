"""Reading targets as users write them."""

import difflib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from auditor.errors import UsageError
from auditor.sources.base import Source, Target
from auditor.sources.places import is_folder

# Schemes whose place is a path.
# fmt: off
_ON_DISK: Final = frozenset({
    "dir", "hf-cache", "ollama", "stores", "code", "litellm", "modelfile", "localai", "triton", "continue",
    "cyclonedx", "process", "endpoints", "kubernetes", "compose", "systemd", "oci", "demo",
})
# fmt: on

WALKED: Final = frozenset({"dir"})
"""Schemes that look at everything below their place; a store that lies in a store is another store."""

# Schemes whose usual place may be several.
_SEVERAL: Final = frozenset({"ollama", "stores"})


def parse(text: str, sources: Sequence[Source], base: Path | None = None) -> Target:
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
    schemes = [source.scheme for source in sources]
    named = next((source for source in sources if colon and source.scheme == scheme), None)
    if not text.strip() or (named and named.needs_place and not place.strip()):
        what = f"{scheme}: names nothing" if named else "a target is empty"
        raise UsageError(what, hint="Is a variable unset? Name a folder, or a target such as ollama:.")
    if named:
        return _from(Target(scheme, place), base)
    if ((base or Path()) / text).exists():
        return _from(Target("dir", text), base)
    if colon and scheme.replace("-", "").isalnum():
        near = difflib.get_close_matches(scheme, schemes, n=1)
        meant = f" Did you mean {near[0]}:{place}?" if near else ""
        raise UsageError(
            f"{text}: unknown target scheme {scheme!r}",
            hint=f"Known: {', '.join(f'{name}:' for name in schemes)}.{meant}",
        )
    raise UsageError(
        f"{text}: no such file or folder", hint="Name a folder, or a target such as dir:/srv/models."
    )


def _from(target: Target, base: Path | None) -> Target:
    place = target.place
    if base is None or target.scheme not in _ON_DISK or not place or place.startswith("~"):
        return target
    return Target(target.scheme, os.path.normpath(base / place))


def source_of(target: Target, sources: Sequence[Source]) -> Source:
    """Return the source that looks at ``target``."""
    return next(source for source in sources if source.scheme == target.scheme)


def encloses(outer: str, inner: str) -> bool:
    """Say whether whoever looks at one target, in full, also looks at another, which is not the same.

    Args:
        outer: What may hold the other, as `Source.resolve` gives it.
        inner: What may be held.
    """
    scheme, _, place = outer.partition(":")
    other, _, within = inner.partition(":")
    if scheme != other or place == within:
        return False
    if scheme in WALKED:
        return within.startswith(place if place.endswith(os.sep) else f"{place}{os.sep}")
    return scheme in _SEVERAL and {*within.split(os.pathsep)} < {*place.split(os.pathsep)}


def usual_targets() -> tuple[Target, ...]:
    """Return the stores of this machine that exist or are closed: what is looked at when nothing is named."""
    from auditor.sources import hf_cache, ollama, usual_stores

    manifests = [root / "manifests" for root in ollama.usual_roots().values()]
    places = {"hf-cache": [hf_cache.usual_root()], "ollama": manifests, "stores": usual_stores.usual_roots()}
    return tuple(
        Target(scheme, "") for scheme, roots in places.items() if any(is_folder(root) for root in roots)
    )
