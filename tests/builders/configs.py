"""Files of settings in a folder, and what a source says of them."""

from collections.abc import Mapping
from pathlib import Path

from auditor.domain.observation import Observation
from auditor.domain.serving import InUse
from auditor.sources.base import Source, Target


def observed(
    source: Source, folder: Path, files: Mapping[str, str | bytes], named: str = ""
) -> list[Observation]:
    """Write files, and return what a source sees in the folder, or in the one that is named."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(source.observe(Target(source.scheme, str(folder / named if named else folder))))


def in_use(source: Source, folder: Path, files: Mapping[str, str | bytes], named: str = "") -> list[InUse]:
    """Return the models in use among what is observed."""
    return [one for one in observed(source, folder, files, named) if isinstance(one, InUse)]
