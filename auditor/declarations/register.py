"""The declarations that hold on a day: at most one organisation, one entry per system id."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from auditor.declarations.loading import Declarations
from auditor.domain.declaration import (
    CoverageAccepted,
    Declaration,
    EvidenceDeclared,
    OrganisationDeclared,
    Provenance,
    SystemDeclared,
    TrainingDeclared,
)

_Kind = TypeVar("_Kind", bound=Declaration)
_Entry = TypeVar("_Entry", OrganisationDeclared, SystemDeclared)


@dataclass(frozen=True, slots=True)
class Register:
    """What is declared, as of a day.

    Attributes:
        organisation: Who audits itself, if that is declared and holds.
        ended: The organisation's last declaration, where none holds any more.
        systems: One entry per system id, by id.
        trainings: Training entries that hold.
        evidence: All evidence entries: an expired one is an answer, not a silence.
        accepted: Coverage acceptances that hold.
        backed: Locators of the entries that are attested with evidence.
    """

    organisation: OrganisationDeclared | None
    ended: OrganisationDeclared | None
    systems: tuple[SystemDeclared, ...]
    trainings: tuple[TrainingDeclared, ...]
    evidence: tuple[EvidenceDeclared, ...]
    accepted: tuple[CoverageAccepted, ...]
    backed: frozenset[str]


def register(declarations: Declarations, as_of: date) -> Register:
    """Return what holds on a day.

    A declaration speaks about the days before it was made too, until its own ``valid_until``; of
    several about one thing, the one made last by that day speaks, else the earliest.
    """
    entries = declarations.entries
    organisations = _of(OrganisationDeclared, entries)
    organisation = _speaking(organisations, as_of)
    systems: dict[str, list[SystemDeclared]] = {}
    for system in _of(SystemDeclared, entries):
        systems.setdefault(system.id, []).append(system)
    speaking = (_speaking(systems[name], as_of) for name in sorted(systems))
    trainings, accepted = _of(TrainingDeclared, entries), _of(CoverageAccepted, entries)
    return Register(
        organisation=organisation,
        ended=None if organisation else max(organisations, key=_made_on, default=None),
        systems=tuple(entry for entry in speaking if entry),
        trainings=tuple(entry for entry in trainings if entry.provenance.holds(as_of)),
        evidence=_of(EvidenceDeclared, entries),
        accepted=tuple(entry for entry in accepted if entry.provenance.holds(as_of)),
        backed=frozenset(locator for locator, _ in declarations.sources),
    )


def _of(kind: type[_Kind], entries: Iterable[Declaration]) -> tuple[_Kind, ...]:
    return tuple(entry for entry in entries if isinstance(entry, kind))


def said(provenance: Provenance) -> str:
    """Return who said it and when, as reasons print it: ``NAME on 2026-11-01``."""
    return f"{provenance.by} on {provenance.on.isoformat()}"


def _made_on(entry: _Entry) -> tuple[date, str]:
    return entry.provenance.on, entry.provenance.locator


def _speaking(entries: Iterable[_Entry], as_of: date) -> _Entry | None:
    holding = [entry for entry in entries if entry.provenance.holds(as_of)]
    made = [entry for entry in holding if entry.provenance.on <= as_of]
    return max(made, key=_made_on) if made else min(holding, key=_made_on, default=None)
