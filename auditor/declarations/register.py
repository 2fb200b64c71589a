"""The declarations that speak about a day: at most one organisation, one entry per system id.

A statement made on a day speaks about that day and those after it, until its ``valid_until``; about
an earlier day it speaks where it says so (``valid_from``), where what it says has a day of its own
(put into service on), and where it is about something that does not change (how weights were trained).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from auditor.declarations.amendments import amended, by_subject, has_own_day
from auditor.declarations.loading import Declarations
from auditor.domain.amendment import AmendmentDeclared, subject_of
from auditor.domain.declaration import (
    CoverageAccepted,
    HostingDeclared,
    IncidentDeclared,
    OrganisationDeclared,
    Provenance,
    SameDeclared,
    SystemDeclared,
    TrainingDeclared,
)
from auditor.domain.declared import Declaration
from auditor.domain.evidence import EvidenceDeclared
from auditor.domain.phrasing import prose_day
from auditor.domain.resolution import ResolveDeclared
from auditor.domain.waiver import WaiverDeclared

_Kind = TypeVar("_Kind", bound=Declaration)
_Entry = TypeVar("_Entry", OrganisationDeclared, SystemDeclared)


@dataclass(frozen=True, slots=True)
class Register:
    """What is declared, as of a day.

    Attributes:
        as_of: The day.
        organisation: Who audits itself, if that is declared and speaks about the day.
        silent: The organisation's declaration that does not: the last one that ended, else the next one.
        systems: One entry per system id, by id; one made later, or one that has ended and that nothing
            follows, has only what its own days tell: what was said has run out, and not the system.
        trainings: Training entries that have not ended.
        incidents: Incidents that had happened, as far as entries that have not ended say.
        evidence: All evidence entries: an expired one is an answer, not a silence.
        accepted: Coverage acceptances that have not ended.
        same: Entries of models that are one, that have not ended.
        backed: Locators of the entries that are attested with evidence.
        waivers: All waivers: one that has ended is listed as such.
        resolved: All resolutions; a proof that has ended is an answer, too.
        hosted: Hosting entries that have not ended.
    """

    as_of: date
    organisation: OrganisationDeclared | None
    silent: OrganisationDeclared | None
    systems: tuple[SystemDeclared, ...]
    trainings: tuple[TrainingDeclared, ...]
    incidents: tuple[IncidentDeclared, ...]
    evidence: tuple[EvidenceDeclared, ...]
    accepted: tuple[CoverageAccepted, ...]
    same: tuple[SameDeclared, ...]
    backed: frozenset[str]
    waivers: tuple[WaiverDeclared, ...] = ()
    resolved: tuple[ResolveDeclared, ...] = ()
    hosted: tuple[HostingDeclared, ...] = ()

    @property
    def n_entries(self) -> int:
        """How many entries have not ended; evidence never ends as a record."""
        given = (self.systems, self.trainings, self.incidents, self.evidence, self.accepted, self.same)
        return (self.organisation is not None) + sum(
            map(len, (*given, self.waivers, self.resolved, self.hosted))
        )

    def left_out(self, what: str, provenance: Provenance) -> str:
        """Return why an entry leaves something unsaid, a sentence to which the thing may be added."""
        if provenance.holds(self.as_of):
            return f"the declaration of {what} by {said(provenance)} does not say"
        if provenance.valid_until is not None and provenance.has_ended(self.as_of):
            until = prose_day(provenance.valid_until)
            return f"the declaration of {what} by {said(provenance)} held until {until}, and does not say"
        return (
            f"the declaration of {what} by {said(provenance)} speaks of {provenance.begins} and later, "
            f"and for {self.as_of} does not say"
        )


def register(declarations: Declarations, as_of: date) -> Register:
    """Return what speaks about a day.

    Of several entries about one thing that speak about it, the one that begins last does.
    """
    entries = declarations.entries
    organisations = _of(OrganisationDeclared, entries)
    amendments = by_subject(entries)
    organisation = _speaking(organisations, as_of)
    if organisation is not None:
        organisation = amended(organisation, amendments.get(subject_of(organisation), ()), as_of)
    systems: dict[str, list[SystemDeclared]] = {}
    for system in _of(SystemDeclared, entries):
        systems.setdefault(system.id, []).append(system)
    speaking = (
        _system(systems[name], amendments.get(("system", name), ()), as_of) for name in sorted(systems)
    )
    trainings, accepted = _of(TrainingDeclared, entries), _of(CoverageAccepted, entries)
    return Register(
        as_of=as_of,
        organisation=organisation,
        silent=None if organisation else _silent(organisations, as_of),
        systems=tuple(speaking),
        trainings=tuple(entry for entry in trainings if not entry.provenance.has_ended(as_of)),
        incidents=tuple(one for one in _of(IncidentDeclared, entries) if _had_happened(one, as_of)),
        evidence=_of(EvidenceDeclared, entries),
        accepted=tuple(entry for entry in accepted if not entry.provenance.has_ended(as_of)),
        # What is one model was one before anybody said so.
        same=tuple(one for one in _of(SameDeclared, entries) if not one.provenance.has_ended(as_of)),
        backed=frozenset(locator for locator, _ in declarations.sources),
        waivers=_of(WaiverDeclared, entries),
        resolved=_of(ResolveDeclared, entries),
        hosted=tuple(one for one in _of(HostingDeclared, entries) if not one.provenance.has_ended(as_of)),
    )


def _of(kind: type[_Kind], entries: Iterable[Declaration]) -> tuple[_Kind, ...]:
    return tuple(entry for entry in entries if isinstance(entry, kind))


def _had_happened(entry: IncidentDeclared, as_of: date) -> bool:
    is_to_come = entry.happened_on is not None and entry.happened_on > as_of
    return not is_to_come and not entry.provenance.has_ended(as_of)


def said(*provenances: Provenance) -> str:
    """Return who said it and when, as reasons print it: ``NAME on 1 November 2026``; several joined."""
    return " and ".join(dict.fromkeys(f"{one.by} on {prose_day(one.on)}" for one in provenances))


def _beginning(entry: _Entry) -> tuple[date, str]:
    return entry.provenance.begins, entry.provenance.locator


def _speaking(entries: Iterable[_Entry], as_of: date) -> _Entry | None:
    return max((entry for entry in entries if entry.provenance.holds(as_of)), key=_beginning, default=None)


def _next(entries: Iterable[_Entry], as_of: date) -> _Entry | None:
    later = [entry for entry in entries if entry.provenance.begins > as_of]
    return min(later, key=_beginning, default=None)


def _silent(entries: tuple[OrganisationDeclared, ...], as_of: date) -> OrganisationDeclared | None:
    ended = [entry for entry in entries if entry.provenance.has_ended(as_of)]
    return max(ended, key=_beginning, default=None) or _next(entries, as_of)


def _system(
    entries: Iterable[SystemDeclared], amendments: Iterable[AmendmentDeclared], as_of: date
) -> SystemDeclared:
    """Return the entry that speaks, else the next or the last one with what it can say about another day."""
    known = tuple(entries)
    speaking = _speaking(known, as_of)
    if speaking is None:
        later = _next(known, as_of)
        if later is None:
            return _ended(max(known, key=_ending))
        speaking = replace(later, fields=tuple(one for one in later.fields if has_own_day(*one, as_of)))
    return amended(speaking, amendments, as_of)


def _ended(entry: SystemDeclared) -> SystemDeclared:
    """Return what an entry says for good: what had happened by its last day, and nothing that may change."""
    last = entry.provenance.valid_until
    assert last is not None
    happened = tuple((key, day) for key, day in entry.fields if isinstance(day, date) and day <= last)
    return replace(entry, fields=happened)


def _ending(entry: SystemDeclared) -> tuple[date, str]:
    return entry.provenance.valid_until or date.max, entry.provenance.locator
