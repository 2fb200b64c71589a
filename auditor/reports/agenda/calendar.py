"""The calendar of an audit: what applies now, what comes when, and what ends, for this inventory."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from auditor.domain.audit import Audit
from auditor.domain.finding import RuleKind
from auditor.reports import wording
from auditor.reports.agenda.duties import DutyDate, duty_dates
from auditor.reports.agenda.ends import End, ends
from auditor.reports.headline.overview import hypothetical
from auditor.reports.packs import act_not_judged


@dataclass(frozen=True, slots=True)
class Calendar:
    """What is dated for an inventory.

    Attributes:
        as_of: The day whose law was applied, which days left are counted from.
        who: The organisation.
        hypothetical: A warning where that is not the day of the run; else empty.
        now: Duties that apply.
        later: Duties that apply from a later day on, the nearest first.
        may_apply: Duties of which it is not known whether they concern anybody, now or later.
        gaps: Providers' duties that are not shown to be met, now or later.
        ends: Days on which something ends or is due.
        nothing: Why nothing applies to anything of this inventory, now or later; empty where something does.
    """

    as_of: date
    who: str
    hypothetical: str
    now: tuple[DutyDate, ...]
    later: tuple[DutyDate, ...]
    may_apply: tuple[DutyDate, ...]
    gaps: tuple[DutyDate, ...]
    ends: tuple[End, ...]
    nothing: str

    def days_left(self, day: date) -> int:
        """Return the days from as-of to a day."""
        return (day - self.as_of).days


def calendar(audit: Audit) -> Calendar:
    """Make the calendar of an audit. What concerns no subject of the inventory is in none of its parts."""
    dated = duty_dates(audit)
    duties = [one for one in dated if one.kind is RuleKind.DUTY]
    owed = [one for one in duties if one.is_owed]
    may_apply = tuple(one for one in duties if not one.is_owed)
    return Calendar(
        as_of=audit.as_of,
        who=audit.organisation.name,
        hypothetical=hypothetical(audit),
        now=tuple(one for one in owed if not one.is_upcoming),
        later=tuple(one for one in owed if one.is_upcoming),
        may_apply=may_apply,
        gaps=tuple(one for one in dated if one.kind is RuleKind.VENDOR_GAP),
        ends=ends(audit),
        nothing="" if owed else _why(audit, may_apply),
    )


def _why(audit: Audit, may_apply: Iterable[DutyDate]) -> str:
    """Return why no duty applies, the plainest reason first."""
    not_judged = act_not_judged(audit)
    if not_judged:
        return f"{not_judged}."
    if not audit.inventory.models and not audit.inventory.deployments and not audit.systems:
        return "No model was found and no system is declared: there is nothing that a day could concern."
    rules = {one.rule for one in may_apply}
    if rules:
        waiting = wording.counted(len(rules), "duty", "duties")
        return (
            f"No duty is known to apply to anything of this inventory; of {waiting} it is not known: "
            "see auditor show questions."
        )
    return "No duty was found to apply to anything of this inventory: the report says why, rule by rule."
