"""Charts and values written to a folder, and what is seen in them."""

from pathlib import Path

from auditor.domain.observation import Observation
from auditor.domain.serving import InUse
from auditor.sources.base import Target
from auditor.sources.helm import HelmSource


def observed(folder: Path, **files: str) -> list[Observation]:
    """Return what is seen in files ``NAME.yaml``; ``__`` in a name is a slash, ``_`` a hyphen."""
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/').replace('_', '-')}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return list(HelmSource().observe(Target("helm", str(folder))))


def in_use(folder: Path, **files: str) -> list[InUse]:
    """Return the models in use that are seen."""
    return [one for one in observed(folder, **files) if isinstance(one, InUse)]


def one(folder: Path, values: str) -> InUse:
    """Return the one model in use that values say."""
    (found,) = in_use(folder, values=values)
    return found


def models(seen: list[InUse]) -> list[tuple[str, str | None]]:
    """Return place and model of each."""
    return [(one.locator, one.model.written if one.model else None) for one in seen]
