"""What is wrong with declarations, all of it at once: for whoever mends them, and for a gate."""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import assert_never

from auditor.declarations.files import Files
from auditor.declarations.loading import Declarations, declared_in, entries_of, files_of
from auditor.declarations.placeholders import open_fields
from auditor.declarations.problem import BindingProblem, ended
from auditor.domain.amendment import AmendmentDeclared
from auditor.domain.declaration import (
    CoverageAccepted,
    HostingDeclared,
    IncidentDeclared,
    OrganisationDeclared,
    SameDeclared,
    SystemDeclared,
    TrainingDeclared,
)
from auditor.domain.declared import Standing
from auditor.domain.evidence import EvidenceDeclared
from auditor.domain.resolution import ResolveDeclared
from auditor.domain.waiver import WaiverDeclared
from auditor.errors import DeclarationError


def malformed(folder: Path, evidence_kinds: frozenset[str], today: date) -> tuple[DeclarationError, ...]:
    """Return what cannot be read, of every file and entry the first thing that is wrong with it.

    An entry that is still to be filled in is not malformed: `unfilled` names its fields.
    """
    paths = files_of(folder)
    found = (_malformed(path, Files.beside(path, paths), evidence_kinds, today) for path in paths)
    return tuple(error for errors in found for error in errors)


def _malformed(
    path: Path, files: Files, evidence_kinds: frozenset[str], today: date
) -> Iterator[DeclarationError]:
    try:
        # A list is read as a whole: what is no YAML has no entries.
        entries = tuple(entries_of(path))
    except DeclarationError as error:
        yield error
        return
    for entry in entries:
        if any(open_fields(entry)):
            continue
        try:
            declared_in(entry, path.name, files, evidence_kinds, today)
        except DeclarationError as error:
            yield error


def unfilled(folder: Path) -> tuple[str, ...]:
    """Return every field, of every file that can be read, that is still to be filled in."""
    return tuple(line for path in files_of(folder) for line in _unfilled(path))


def _unfilled(path: Path) -> tuple[str, ...]:
    try:
        return tuple(line for entry in entries_of(path) for line in open_fields(entry))
    except DeclarationError:
        # Named among what is malformed.
        return ()


def expired(declarations: Declarations, today: date) -> tuple[BindingProblem, ...]:
    """Return the entries whose last day has passed while nothing else says the same thing today.

    Args:
        declarations: Every entry.
        today: The day.
    """
    # Of waivers the lists of waivers tell what has expired.
    entries = [one for one in declarations.entries if not isinstance(one, WaiverDeclared)]
    standing = {_about(one) for one in entries if not one.provenance.has_ended(today)}
    over = (one for one in entries if one.provenance.has_ended(today))
    return tuple(_problem(one) for one in _last(over) if _about(one) not in standing)


def _last(over: Iterable[Standing]) -> Iterable[Standing]:
    """Return of several entries about one thing the one that ended last."""
    found: dict[tuple[object, ...], Standing] = {}
    for one in sorted(over, key=lambda one: (one.provenance.valid_until or date.max, one.provenance.locator)):
        found[_about(one)] = one
    return found.values()


def _about(one: Standing) -> tuple[object, ...]:
    about: tuple[object, ...]
    match one:
        case OrganisationDeclared():
            about = ("organisation",)
        case AmendmentDeclared():
            kind, id_ = one.subject
            about = ("amendment", id_ or kind, one.keys)
        case SystemDeclared() | IncidentDeclared():
            about = ("system" if isinstance(one, SystemDeclared) else "incident", one.id)
        case HostingDeclared():
            about = ("hosting", one.deployment)
        case TrainingDeclared():
            about = ("training", one.model)
        case EvidenceDeclared():
            about = ("evidence", one.evidence, one.serves_kind, one.serves)
        case CoverageAccepted():
            about = ("accept-coverage", one.locator)
        case SameDeclared():
            about = ("same-as", one.model, one.same_as)
        case ResolveDeclared():
            about = ("resolve", one.fact, one.subject)
        case unreachable:
            assert_never(unreachable)
    return about


def _problem(one: Standing) -> BindingProblem:
    kind, *about = _about(one)
    named = f" {about[0]!r}" if about and isinstance(about[0], str) else ""
    return ended(f"{kind}{named}", one.provenance)
