"""Waivers as every report lists them: what each sets aside, until when, and what is the matter with it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from auditor.domain.audit import Audit
from auditor.domain.finding import Finding, RuleKind, Verdict
from auditor.domain.waiver import Waiver, WaiverState
from auditor.reports import wording

_ORDER: Final = (
    WaiverState.REFUSED,
    WaiverState.MISMATCHING,
    WaiverState.EXPIRED,
    WaiverState.LATER,
    WaiverState.UNUSED,
    WaiverState.ENDING,
    WaiverState.ACTIVE,
)


@dataclass(frozen=True, slots=True)
class WaiverLine:
    """A waiver, in words.

    Attributes:
        state: What became of it.
        rule: The rule, and the version it was made for.
        subjects: What it was made for.
        waived: Names of the subjects whose findings it sets aside.
        reason: Why, and where the decision is kept.
        who: Who asked for it and who granted it.
        term: First and last day.
        remarks: What is to be said about it.
        locator: Where it is written.
        needs_attention: Whether somebody should look at it.
    """

    state: str
    rule: str
    subjects: str
    waived: tuple[str, ...]
    reason: str
    who: str
    term: str
    remarks: tuple[str, ...]
    locator: str
    needs_attention: bool


def waiver_lines(audit: Audit) -> tuple[WaiverLine, ...]:
    """Return every waiver, those that somebody should look at first."""
    names = {f.subject_id: f.subject_name for f in audit.findings if f.waiver is not None}
    ordered = sorted(audit.waivers, key=_attention)
    return tuple(_line(one, names) for one in ordered)


def _attention(waiver: Waiver) -> tuple[int, date, str]:
    return _ORDER.index(waiver.state), waiver.granted.expires, waiver.granted.locator


def _line(waiver: Waiver, names: Mapping[str, str]) -> WaiverLine:
    several = len(waiver.pinned) > 1 or waiver.subject != f"id {waiver.pinned[0]}"
    pinned = f": {', '.join(waiver.pinned)}" if several else ""
    granted = waiver.granted
    return WaiverLine(
        state=waiver.state.value,
        rule=f"{waiver.rule} (version {waiver.rule_version})",
        subjects=f"{waiver.subject}{pinned}",
        waived=tuple(names[id_] for id_ in waiver.waived),
        reason=f"{granted.reason} ({granted.ticket})",
        who=f"asked for by {granted.requested_by}, granted by {granted.approved_by}",
        term=f"{wording.day(granted.created)} to {wording.day(granted.expires)}",
        remarks=waiver.remarks,
        locator=granted.locator,
        needs_attention=waiver.needs_attention,
    )


def waiver_counts(audit: Audit) -> str:
    """Return how many waivers there are and what became of them; empty where there are none."""
    found = Counter(waiver.state for waiver in audit.waivers)
    return ", ".join(f"{wording.number(found[state])} {state.value}" for state in _ORDER if found[state])


def waived_until(audit: Audit) -> str:
    """Return until when duties that fail are waived; empty where none is.

    Whoever waives a duty of law leaves it failing, so every report says so beside what fails.
    """
    days = {
        finding.waiver.expires
        for finding in audit.findings
        if finding.waiver is not None
        and finding.kind is RuleKind.DUTY
        and finding.verdict is Verdict.FAIL
        and not finding.upcoming
    }
    if not days:
        return ""
    last = f", the last of them until {wording.day(max(days))}" if len(days) > 1 else ""
    return f"until {wording.day(min(days))}{last}"


def waived_words(finding: Finding) -> str:
    """Return who answers for leaving a finding as it is; empty where nobody does."""
    one = finding.waiver
    if one is None:
        return ""
    until = f"until {wording.day(one.expires)}"
    return (
        f"waived {until} by {one.approved_by}, asked for by {one.requested_by}: {one.reason} ({one.ticket})"
    )
