"""A fact that is expected of a file, beside what was found."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from auditor import sources
from auditor.domain.observation import Observation
from auditor.domain.serving import InUse
from auditor.sources import Target


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the corpus.

    Attributes:
        root: The folder of the corpus.
        file: Its path below that.
        category: What it is an example of.
        sha256: Its digest.
        expected: What a reader should say of it, by name.
    """

    root: Path
    file: str
    category: str
    sha256: str
    expected: Mapping[str, Any]

    @property
    def path(self) -> Path:
        """Where it lies."""
        return self.root / self.file


@dataclass(frozen=True, slots=True)
class Compared:
    """One fact.

    Attributes:
        entry: The file.
        fact: Its name in the list of facts.
        expected: What the list says.
        found: What auditor says.
    """

    entry: Entry
    fact: str
    expected: object
    found: object

    @property
    def is_right(self) -> bool:
        """Whether both say the same."""
        return self.expected == self.found


def entries(root: Path) -> Iterator[Entry]:
    """Yield the files of a corpus, in their order."""
    for one in json.loads((root / "expected.json").read_text(encoding="utf-8"))["files"]:
        yield Entry(root, one["file"], one["category"], one["sha256"], one["expected"])


def observed(scheme: str, path: Path) -> list[Observation]:
    """Return what a source sees at a place."""
    target = Target(scheme, str(path))
    return list(sources.source_of(target, sources.SOURCES).observe(target))


def in_use(scheme: str, path: Path) -> list[InUse]:
    """Return the models in use that a source sees at a place."""
    return [one for one in observed(scheme, path) if isinstance(one, InUse)]
