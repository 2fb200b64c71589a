"""Compose files written to a folder, and what is seen in them."""

from pathlib import Path

from auditor.domain.observation import Observation, Problem
from auditor.domain.serving import InUse
from auditor.sources.base import Target
from auditor.sources.compose import ComposeSource


def observed(folder: Path, text: str, **others: str) -> list[Observation]:
    """Return what is seen in a compose file, beside other files (``_env`` is ``.env``)."""
    (folder / "compose.yaml").write_text(text)
    for name, content in others.items():
        (folder / name.replace("_", ".")).write_text(content)
    return list(ComposeSource().observe(Target("compose", str(folder))))


def in_use(folder: Path, text: str, **others: str) -> list[InUse]:
    """Return the models in use that are seen, of files without problems."""
    found = observed(folder, text, **others)
    assert not any(isinstance(one, Problem) for one in found)
    return [one for one in found if isinstance(one, InUse)]


def named(folder: Path, text: str, **others: str) -> list[str | None]:
    """Return the models that are seen, as they are written."""
    return [one.model.written if one.model else None for one in in_use(folder, text, **others)]
