"""How far the audit went, and how often what was found, as JSON."""

from auditor.domain.audit import Audit
from auditor.domain.observation import Problem, Skipped
from auditor.reports.counts import KindCount, acceptance_of, count, is_accepted
from auditor.reports.document.shape import (
    AcceptanceBlock,
    CountBlock,
    CoverageBlock,
    ProblemBlock,
    SummaryBlock,
)
from auditor.reports.packs import is_act_judged, packs_of


def coverage_block(audit: Audit) -> CoverageBlock:
    """Return what was looked at and what was left out."""
    inventory = audit.inventory
    return {
        "targets": [
            {"target": covered.target, "n_seen": covered.n_seen, "how_far": covered.how_far}
            for covered in inventory.covered
        ],
        "skipped": [
            {
                "locator": f"{skipped.target}#{skipped.locator}",
                "reason": skipped.reason,
                "category": skipped.category.value,
                "accepted": is_accepted(audit, skipped),
                "acceptance": _acceptance_block(audit, skipped),
            }
            for skipped in inventory.skipped
        ],
        "not_models": [{"locator": locator, "reason": what} for locator, what in inventory.not_models],
        "left_out": list(audit.left_out),
        "not_covered": list(audit.not_covered),
    }


def problem_block(audit: Audit, problem: Problem) -> ProblemBlock:
    """Return what is the matter with something, and whether the organisation accepts that."""
    return {
        "target": problem.target,
        "locator": problem.locator,
        "fault": problem.category.value,
        "reason": problem.reason,
        "offset": problem.offset,
        "sha256": problem.sha256,
        "size_bytes": problem.size_bytes,
        "runs_code": problem.runs_code,
        "accepted": is_accepted(audit, problem),
        "acceptance": _acceptance_block(audit, problem),
    }


def _acceptance_block(audit: Audit, gap: Problem | Skipped) -> AcceptanceBlock | None:
    found = acceptance_of(audit, gap)
    if found is None:
        return None
    return {
        "by": found.by,
        "on": found.on.isoformat(),
        "reason": found.reason,
        "valid_until": found.valid_until.isoformat() if found.valid_until else None,
        "locator": found.locator,
    }


def summary_block(audit: Audit) -> SummaryBlock:
    """Return the counts every report leads with."""
    counts = count(audit)
    return {
        "n_models": counts.n_models,
        "n_places": counts.n_places,
        "states": {state.value: n for state, n in counts.states},
        "n_unreadable": counts.n_unreadable,
        "n_altered": counts.n_altered,
        "n_incomplete": counts.n_incomplete,
        "n_not_read": counts.n_not_read,
        "packs": list(packs_of(audit)),
        "eu_ai_act_judged": is_act_judged(audit),
        "duties": _count_block(counts.duties),
        "terms": _count_block(counts.terms),
        "preferences": _count_block(counts.preferences),
        "vendor_gaps_open": counts.n_gaps_open,
        "vendor_gaps_owed": counts.n_gaps_owed,
        "rules": [
            {
                "rule": tally.rule,
                "kind": tally.kind.value,
                "verdict": tally.verdict.value,
                "upcoming": tally.upcoming,
                "reason": tally.sentence,
                "n": tally.n,
            }
            for tally in audit.tallies
        ],
    }


def _count_block(kind: KindCount) -> CountBlock:
    return {
        "failing": kind.failing,
        "unknown": kind.unknown,
        "hold": kind.hold,
        "upcoming": kind.upcoming,
        "waived": kind.waived,
        "waived_failing": kind.waived_failing,
    }
