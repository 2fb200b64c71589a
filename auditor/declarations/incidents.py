"""Serious incidents of declared systems, and how long their report took.

Source:
    Regulation (EU) 2024/1689, Art. 73: the time to report runs from the day of awareness. The days are
    counted here, so that rules compare numbers and reckon no dates.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from auditor.declarations.attested import attest, silence
from auditor.declarations.register import Register, said
from auditor.domain.declaration import IncidentDeclared
from auditor.domain.fact import Statement
from auditor.domain.phrasing import prose_day
from auditor.domain.subject import Incident

_CATEGORY: Final = "incident.category"
_REPORTED: Final = "incident.reported"
_DAYS: Final = "incident.reported_after_days"
_AWARE: Final = "incident.aware_on"
_BEFORE: Final = "incident.known_before_change"
_CHANGED: Final = "changed_design_on"
_WHEN: Final = "when its design last changed significantly"


def of_systems(held: Register) -> tuple[tuple[Incident, ...], tuple[tuple[IncidentDeclared, str], ...]]:
    """Return the incidents of declared systems, and those of others, each with what is wrong with it."""
    known = {system.id for system in held.systems}
    incidents = tuple(
        Incident(incident_id(one), one.what or one.id, one.system)
        for one in held.incidents
        if one.system in known
    )
    strays = tuple(
        (one, f"no system {one.system!r} is declared") for one in held.incidents if one.system not in known
    )
    return incidents, strays


def about_incidents(held: Register) -> Mapping[str, tuple[Statement, ...]]:
    """Return what is declared about each incident, by its id as a subject."""
    known = {system.id for system in held.systems}
    return {incident_id(one): tuple(_about(one, held)) for one in held.incidents if one.system in known}


def incident_id(declared: IncidentDeclared) -> str:
    """Return the id of an incident as a subject."""
    return f"incident:{declared.id}"


def _about(declared: IncidentDeclared, held: Register) -> Iterator[Statement]:
    left_out = f"the declaration of incident {declared.id!r} by {said(declared.provenance)} does not say"
    if declared.category is None:
        yield silence(_CATEGORY, left_out)
    else:
        yield attest(_CATEGORY, declared.category, declared.provenance, held.backed, key="category")
    if declared.aware_on is None:
        yield silence(_AWARE, left_out)
    else:
        yield attest(_AWARE, declared.aware_on, declared.provenance, held.backed, key="aware_on")
    yield _before_change(declared, held, left_out)
    yield _reported(declared, held, left_out)
    yield _after_days(declared, held, left_out)


def _reported(declared: IncidentDeclared, held: Register, left_out: str) -> Statement:
    """Return whether it was reported; what was not may still be, as long as there is time."""
    day, by = declared.reported_on, said(declared.provenance)
    if day is not None and day <= held.as_of:
        reason = f"reported on {prose_day(day)}, as {by} declared"
        return attest(_REPORTED, True, declared.provenance, held.backed, key="reported_on", citation=reason)
    if not declared.says_reported:
        return silence(_REPORTED, left_out)
    return silence(_REPORTED, f"not reported by {prose_day(held.as_of)}, as {by} declared")


def _before_change(declared: IncidentDeclared, held: Register, left_out: str) -> Statement:
    """Return whether the design of its system has changed since it was known; what is planned has not."""
    system = next(one for one in held.systems if one.id == declared.system)
    fields = dict(system.fields)
    if _CHANGED not in fields:
        return silence(_BEFORE, f"{held.left_out(f'system {system.id!r}', system.provenance)} {_WHEN}")
    if declared.aware_on is None:
        return silence(_BEFORE, left_out)
    changed = fields[_CHANGED]
    has_changed = isinstance(changed, date) and declared.aware_on < changed <= held.as_of
    whose = system.of(_CHANGED)
    words = f"the design changed on {prose_day(changed)}" if isinstance(changed, date) else "no change"
    reason = f"known since {prose_day(declared.aware_on)}, and {words}, as {said(whose)} declared"
    return attest(_BEFORE, has_changed, whose, held.backed, key=_CHANGED, citation=reason)


def _after_days(declared: IncidentDeclared, held: Register, left_out: str) -> Statement:
    """Return the days from awareness to the report, or to the day asked about where there is none yet."""
    aware, day = declared.aware_on, declared.reported_on
    if aware is None or not declared.says_reported:
        return silence(_DAYS, left_out)
    if aware > held.as_of:
        return silence(_DAYS, f"known only on {prose_day(aware)}, as {said(declared.provenance)} declared")
    is_reported = day is not None and day <= held.as_of
    until = day if day is not None and is_reported else held.as_of
    words = f"reported on {prose_day(until)}" if is_reported else f"not reported by {prose_day(until)}"
    reason = f"known since {prose_day(aware)} and {words}, as {said(declared.provenance)} declared"
    return attest(
        _DAYS, (until - aware).days, declared.provenance, held.backed, key="aware_on", citation=reason
    )
