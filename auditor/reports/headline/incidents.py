"""Serious incidents of declared systems: what happened, the time the law gives, and when it was reported."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from auditor.domain.audit import Audit
from auditor.domain.fact import Unknown
from auditor.domain.naming import distinct_names
from auditor.domain.subject import Incident
from auditor.reports import wording
from auditor.reports.document.fact_blocks import (
    FactsOf,
    claims_of,
    is_conflict,
    known_count,
    known_text,
    tri_word,
)

_KINDS: Final = {
    "default": "any other serious incident",
    "widespread_or_critical_infra": "widespread, or in critical infrastructure",
    "death": "a person died",
}
_LIMITS: Final = "serious_incident_days"
_NOT_KNOWN: Final = "not known"
_DECLARED: Final = "as declared"
_LATE: Final = "late since"
_NOT_OWED: Final = (
    "no report is owed under Article\u00a073 by the reading that counts here: "
    "the article did not apply to the system when it became known"
)


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """A serious incident in one line.

    Attributes:
        name: What happened.
        number: Its id in the organisation's own records.
        system: Name of the system.
        category: Which kind of incident it is, in words.
        limit: The time that the law gives for the report; empty where the kind is not known.
        taken: The time from awareness to the report, or so far; empty where it is not known.
        report: When it was reported, or why that is not known.
        is_reported: Whether it is known to be reported.
        standing: Since when the report is late, or that none is owed; empty where neither is known.
    """

    name: str
    number: str
    system: str
    category: str
    limit: str
    taken: str
    report: str
    is_reported: bool
    standing: str = ""


def incident_rows(audit: Audit) -> tuple[IncidentRow, ...]:
    """Return every declared incident, those first that are not known to be reported."""
    systems = distinct_names(audit.systems)
    limits = {figure.name: figure.value for figure in audit.law if figure.name.startswith(_LIMITS)}
    rows = [
        replace(
            _row(incident, systems[incident.system_id], limits, audit.facts.get(incident.id, {})),
            standing=_standing(audit.facts.get(incident.id, {}), limits, audit.as_of),
        )
        for incident in audit.incidents
    ]
    return tuple(sorted(rows, key=_overdue_first))


def _overdue_first(row: IncidentRow) -> tuple[bool, bool, str, str]:
    return row.is_reported, not row.standing.startswith(_LATE), row.system.casefold(), row.number


def _row(incident: Incident, system: str, limits: Mapping[str, object], facts: FactsOf) -> IncidentRow:
    category = known_text(facts, "incident.category") or ""
    limit = limits.get(f"{_LIMITS}.{category}")
    taken = known_count(facts, "incident.reported_after_days")
    return IncidentRow(
        name=incident.name,
        number=incident.declared_as,
        system=system,
        category=_KINDS.get(category, _NOT_KNOWN),
        limit=wording.counted(limit, "day") if isinstance(limit, int) else "",
        taken=wording.counted(taken, "day") if taken is not None else "",
        report=_report(facts),
        is_reported=tri_word(facts, "incident.reported") == "yes",
    )


def _standing(facts: FactsOf, limits: Mapping[str, object], as_of: date) -> str:
    """Return how a report that is not made stands: late since a day, or not owed.

    An incident of a kind that is not known is late once the longest time has passed.
    """
    owed = tri_word(facts, "incident.report_owed")
    if tri_word(facts, "incident.reported") == "yes":
        return ""
    if owed == "no":
        return _NOT_OWED
    kind = known_text(facts, "incident.category")
    days = [limit for limit in limits.values() if isinstance(limit, int)]
    limit = limits.get(f"{_LIMITS}.{kind}") if kind else max(days, default=None)
    taken = known_count(facts, "incident.reported_after_days")
    if not isinstance(limit, int) or taken is None or taken <= limit:
        return ""
    since = f"{_LATE} {wording.day(as_of - timedelta(taken - limit - 1))}"
    return since if owed == "yes" else f"{since}, if Article\u00a073 asks for a report of it"


def _report(facts: FactsOf) -> str:
    """Return what is declared about the report: its days, else whether there was one, else why not."""
    for name in ("incident.reported_after_days", "incident.reported"):
        if is_conflict(facts, name):
            return "what is declared about it contradicts itself"
        if claims := claims_of(facts, name):
            return claims[0].citation or _DECLARED
    fact = facts.get("incident.reported")
    return fact.state.reason if fact is not None and isinstance(fact.state, Unknown) else _NOT_KNOWN
