"""Days on which something of the organisation's own ends, or is due: evidence, entries, reports of incidents.

Source:
    Regulation (EU) 2024/1689, Art. 73: a serious incident is reported within so many days of awareness,
    counted here from the day that the organisation declares; the figures are those of the law on record.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from auditor.domain.audit import Audit
from auditor.domain.declaration import DeclaredAsGiven
from auditor.domain.evidence import EvidenceState
from auditor.domain.naming import distinct_names
from auditor.domain.subject import Incident
from auditor.reports import wording
from auditor.reports.document.fact_blocks import known, known_count, known_text

# Kinds of entries whose end is told with whom it concerns.
_TOLD_APART: Final = frozenset({"evidence", "waiver"})
_LIMITS: Final = "serious_incident_days."
_ARTICLE_OF_REPORTS: Final = "73"


@dataclass(frozen=True, slots=True)
class End:
    """A day on which something ends, or is due.

    Attributes:
        what: What kind of day it is: ``evidence``, ``waiver``, ``declaration`` or ``incident report``.
        day: The last day it holds, or on which it can be done.
        title: What ends, or is due.
        subject_ids: The subjects concerned; none for what is about the organisation as a whole.
        subjects: Their names.
        detail: What follows from it, or a reservation.
        locator: Where that is written.
    """

    what: str
    day: date
    title: str
    subject_ids: tuple[str, ...]
    subjects: tuple[str, ...]
    detail: str
    locator: str


def ends(audit: Audit) -> tuple[End, ...]:
    """Return every day that is not over as of as-of, the nearest first; what is over is a finding."""
    found = (end for find in ENDS for end in find(audit))
    still = (end for end in found if end.day >= audit.as_of)
    return tuple(sorted(still, key=lambda end: (end.day, end.what, end.locator, end.title)))


def _evidence_ends(audit: Audit) -> Iterator[End]:
    """Yield the last day of each record of evidence that proves something of somebody."""
    names = distinct_names(audit.subjects)
    for record in audit.evidence:
        if record.state is EvidenceState.VALID and record.valid_until is not None and record.subject_ids:
            yield End(
                what="evidence",
                day=record.valid_until,
                title=f"evidence of {wording.evidence_kind(record.evidence)} ends",
                subject_ids=record.subject_ids,
                subjects=tuple(names.get(id_, id_) for id_ in record.subject_ids),
                detail="What rests on it is not met after this day: renew it and declare it anew.",
                locator=record.locator,
            )


def _waiver_ends(audit: Audit) -> Iterator[End]:
    """Yield the last day of each waiver that sets something aside."""
    names = distinct_names(audit.subjects)
    for waiver in audit.waivers:
        if waiver.waived:
            yield End(
                what="waiver",
                day=waiver.granted.expires,
                title=f"waiver of {waiver.rule} ends ({waiver.granted.ticket})",
                subject_ids=waiver.waived,
                subjects=tuple(names.get(id_, id_) for id_ in waiver.waived),
                detail="What it sets aside counts again after this day.",
                locator=waiver.granted.locator,
            )


def _entry_ends(audit: Audit) -> Iterator[End]:
    """Yield the last day of each other entry that holds."""
    for given in audit.declared:
        said = given.provenance
        is_apart = given.kind in _TOLD_APART
        if not is_apart and said.valid_until is not None and said.holds(audit.as_of):
            yield End(
                what="declaration",
                day=said.valid_until,
                title=f"what {said.by} declares ends: {given.kind}{_about(given)}",
                subject_ids=(),
                subjects=(),
                detail="What it says is unknown after this day: declare it anew.",
                locator=said.locator,
            )


def _about(given: DeclaredAsGiven) -> str:
    """Return what an entry is about, as it says itself."""
    fields = dict(given.fields)
    said = next((fields[key] for key in ("id", "name", "locator", "fact", "model") if key in fields), "")
    return f" {wording.clipped(said, 80)}" if said else ""


def _report_deadlines(audit: Audit) -> Iterator[End]:
    """Yield the last day to report each serious incident that Article 73 may concern and nobody reported."""
    judged = {f.subject_id: f for f in audit.findings if _article(f.legal.article) == _ARTICLE_OF_REPORTS}
    systems = {system.id: system.name for system in audit.systems}
    limits = _limits(audit)
    for incident in audit.incidents:
        facts = audit.facts.get(incident.id, {})
        n_days = known_count(facts, "incident.reported_after_days")
        finding = judged.get(incident.system_id)
        if finding is None or n_days is None or not limits or known(facts, "incident.reported") is True:
            continue
        category = known_text(facts, "incident.category")
        limit = limits.get(category or "", min(limits.values()))
        later = finding.applies_from if finding.upcoming else None
        yield _deadline(incident, systems, audit.as_of + timedelta(limit - n_days), (category, later))


def _deadline(
    incident: Incident, systems: Mapping[str, str], day: date, known_of_it: tuple[str | None, date | None]
) -> End:
    category, later = known_of_it
    unsure = (
        ""
        if category
        else " It is not declared of which kind it is: this is the shortest of the time limits."
    )
    since = f" By the reading that counts here Article 73 applies from {wording.day(later)}." if later else ""
    return End(
        what="incident report",
        day=day,
        title=f"last day to report a serious incident: {wording.clipped(incident.name, 80)}",
        subject_ids=(incident.system_id,),
        subjects=(systems.get(incident.system_id, incident.system_id),),
        detail=f"Art.\u00a073: at once, and at the latest on this day.{unsure}{since}",
        locator=incident.id,
    )


def _limits(audit: Audit) -> Mapping[str, int]:
    """Return the days to report an incident, by its kind."""
    return {
        figure.name.removeprefix(_LIMITS): figure.value
        for figure in audit.law
        if figure.name.startswith(_LIMITS) and isinstance(figure.value, int)
    }


def _article(cited: str) -> str:
    return cited.partition("(")[0].strip()


ENDS: Final[tuple[Callable[[Audit], Iterator[End]], ...]] = (
    _evidence_ends,
    _waiver_ends,
    _entry_ends,
    _report_deadlines,
)
"""What finds days that end or are due, whatever the law's own days are."""
