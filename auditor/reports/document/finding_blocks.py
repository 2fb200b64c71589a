"""What was judged, as JSON."""

from auditor.domain.finding import Finding, Reason
from auditor.reports.document.authority_blocks import legal_block
from auditor.reports.document.finding_shape import BecauseBlock, FindingBlock


def finding_block(finding: Finding) -> FindingBlock:
    """Return one finding with its reason, leaf by leaf."""
    return {
        "rule": finding.rule,
        "rule_version": finding.rule_version,
        "pack": finding.pack,
        "kind": finding.kind.value,
        "title": finding.title,
        "role": list(finding.role),
        "subject": {
            "id": finding.subject_id,
            "kind": finding.subject_kind.value,
            "name": finding.subject_name,
        },
        "verdict": finding.verdict.value,
        "severity": finding.severity.value,
        "upcoming": finding.upcoming,
        "applies_from": finding.applies_from.isoformat() if finding.applies_from else None,
        "reason": finding.sentence,
        "because": _because(finding.reason),
        "missing": [
            {
                "name": missing.name,
                "subject": missing.subject_id,
                "reason": missing.reason,
                "who": missing.who.value,
                "how": missing.how,
            }
            for missing in finding.missing
        ],
        "legal": legal_block(finding.legal),
        "remedy": finding.remedy,
        "note": finding.note,
        "waiver": None,
    }


def _because(reason: Reason) -> BecauseBlock:
    return {
        "text": reason.text,
        "value": reason.value.value,
        "fact": reason.fact or None,
        "subject": reason.subject_id or None,
        "evidence": list(reason.evidence),
        "parts": [_because(part) for part in reason.parts],
    }
