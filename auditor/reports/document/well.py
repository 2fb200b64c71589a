"""What a rule came to for a subject of which nothing is amiss: it holds, or it does not apply.

Of both an audit keeps how often, for which reason, and where a rule holds the first subjects by id. That
tells of one subject, but not always.
"""

from collections.abc import Sequence

from auditor.domain.audit import Audit
from auditor.domain.finding import Finding, Tally, Verdict
from auditor.reports.document.changes_shape import Standing


def well(audit: Audit, told: Finding, subject_id: str) -> Standing | None:
    """Return what a rule came to in an audit that has no finding of it; ``None`` where that cannot be told.

    Args:
        audit: The audit.
        told: What the other audit says.
        subject_id: Whom it is about, as this audit has it.
    """
    found = _possible(audit, told.rule, subject_id)
    verdicts = {(tally.verdict, tally.upcoming) for tally in found}
    if len(verdicts) != 1:
        return None
    ((verdict, is_upcoming),) = verdicts
    reasons = {tally.sentence for tally in found}
    return {
        "verdict": verdict.value,
        "upcoming": is_upcoming,
        "counted": False,
        "waived": False,
        "severity": told.severity.value,
        "reason": reasons.pop() if len(reasons) == 1 else "",
        "missing": [],
    }


def _possible(audit: Audit, rule: str, subject_id: str) -> Sequence[Tally]:
    """Return the tallies of a rule that a subject may be counted in."""
    amiss = {Verdict.FAIL, Verdict.UNKNOWN}
    tallies = [one for one in audit.tallies if one.rule == rule and one.verdict not in amiss]
    holding = [one for one in audit.holding if one.rule == rule]
    if any(subject_id in one.subject_ids for one in holding):
        return [one for one in tallies if one.verdict is Verdict.PASS]
    # Where everybody it holds for is named, it does not apply to anybody else.
    if holding and all(one.n == len(one.subject_ids) for one in holding):
        return [one for one in tallies if one.verdict is not Verdict.PASS]
    return tallies
