"""Observations by kind, in an order of their own: in which order they were seen means nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from auditor.domain.observation import (
    Covered,
    DocumentSeen,
    FileSeen,
    Observation,
    Problem,
    Skipped,
    StoreEntry,
)
from auditor.domain.serving import InUse
from auditor.identity.beside import Bundle


@dataclass(slots=True)
class Sorted:
    """Observations by kind."""

    files: list[FileSeen] = field(default_factory=list)
    documents: list[DocumentSeen] = field(default_factory=list)
    entries: dict[Bundle, StoreEntry] = field(default_factory=dict)
    in_use: list[InUse] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    covered: list[Covered] = field(default_factory=list)


def by_kind(observations: Iterable[Observation]) -> Sorted:
    """Return the observations by kind, each kind in the order of target and place."""
    seen = Sorted()
    for observation in sorted(observations, key=_order):
        match observation:
            case FileSeen():
                seen.files.append(observation)
            case DocumentSeen():
                seen.documents.append(observation)
            case StoreEntry():
                seen.entries.setdefault((observation.target, observation.bundle), observation)
            case InUse():
                seen.in_use.append(observation)
            case Problem():
                seen.problems.append(observation)
            case Skipped():
                seen.skipped.append(observation)
            case Covered():
                seen.covered.append(observation)
    return seen


def _order(observation: Observation) -> tuple[str, str, str, str]:
    """Order observations by target and place; the rest only makes the order total."""
    match observation:
        case FileSeen(target=target, locator=locator, path=path, file_id=file):
            return target, locator, "file", f"{path}\n{file.device}:{file.inode}"
        case DocumentSeen(target=target, locator=locator):
            return target, locator, "document", observation.bundle
        case StoreEntry(target=target, bundle=bundle):
            return target, bundle, "entry", repr(observation)
        case InUse(target=target, locator=locator):
            return target, locator, "in use", repr(observation)
        case Problem(target=target, locator=locator) | Skipped(target=target, locator=locator):
            return target, locator, "problem", repr(observation)
        case _:
            return observation.target, "", "covered", repr(observation)
