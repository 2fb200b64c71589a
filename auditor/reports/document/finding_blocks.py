"""What was judged, what is missing and what was shown, as JSON."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from auditor.domain.authority import Penalty
from auditor.domain.declaration import DeclaredAsGiven
from auditor.domain.evidence import EvidenceRecord
from auditor.domain.fact import Basis
from auditor.domain.finding import Finding, Holding, Missing, OpenDay, Question, Reason, RuleKind, Verdict
from auditor.domain.waiver import Granted, Waiver
from auditor.reports.document.authority_blocks import legal_block, penalty_block
from auditor.reports.document.explanations import Explanations
from auditor.reports.document.finding_shape import (
    BecauseBlock,
    DeclarationBlock,
    EvidenceBlock,
    FindingBlock,
    GrantedBlock,
    HoldingBlock,
    MissingBlock,
    OpenDayBlock,
    QuestionBlock,
    WaiverBlock,
)

_NONE: Final[Mapping[str, Penalty | None]] = MappingProxyType({})


def finding_block(
    finding: Finding, explanations: Explanations, penalties: Mapping[str, Penalty | None] = _NONE
) -> FindingBlock:
    """Return one finding, its explanation put where those of all are; a breach is fined, nothing else is."""
    is_breach = finding.kind is RuleKind.DUTY and finding.verdict is Verdict.FAIL
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
        "open_day": open_day_block(finding.open_day),
        "reason": finding.sentence,
        "because": explanations.place(finding.reason, finding.subject_id),
        "missing": [missing_block(missing) for missing in finding.missing],
        "legal": legal_block(finding.legal),
        "penalty": penalty_block(penalties.get(finding.rule)) if is_breach else None,
        "remedy": finding.remedy,
        "note": finding.note,
        "owed": "yes" if finding.owed else "unknown",
        "waiver": _granted(finding.waiver) if finding.waiver else None,
    }


def _granted(granted: Granted) -> GrantedBlock:
    return {
        "reason": granted.reason,
        "ticket": granted.ticket,
        "requested_by": granted.requested_by,
        "approved_by": granted.approved_by,
        "created": granted.created.isoformat(),
        "expires": granted.expires.isoformat(),
        "locator": granted.locator,
    }


def waiver_block(waiver: Waiver) -> WaiverBlock:
    """Return a waiver with what became of it."""
    return {
        "rule": waiver.rule,
        "rule_version": waiver.rule_version,
        "subject": waiver.subject,
        "pinned": list(waiver.pinned),
        "waived": list(waiver.waived),
        **_granted(waiver.granted),
        "state": waiver.state.value,
        "remarks": list(waiver.remarks),
    }


def missing_block(missing: Missing) -> MissingBlock:
    """Return what would settle an unknown."""
    return {
        "name": missing.name,
        "subject": missing.subject_id,
        "reason": missing.reason,
        "who": missing.who.value,
        "how": missing.how,
    }


def open_day_block(open_day: OpenDay | None) -> OpenDayBlock | None:
    """Return every day from which a rule may apply, where it is not known which."""
    if open_day is None:
        return None
    return {
        "days": [day.isoformat() for day in open_day.days],
        "may_never": open_day.may_never,
        "missing": [missing_block(missing) for missing in open_day.missing],
    }


def because_block(reason: Reason) -> BecauseBlock:
    """Return an explanation, leaf by leaf."""
    return {
        "text": reason.text,
        "value": reason.value.value,
        "fact": reason.fact or None,
        "subject": reason.subject_id or None,
        "evidence": list(reason.evidence),
        "parts": [because_block(part) for part in reason.parts],
    }


def holding_block(holding: Holding) -> HoldingBlock:
    """Return where a rule holds."""
    return {
        "rule": holding.rule,
        "upcoming": holding.upcoming,
        "applies_from": holding.applies_from.isoformat() if holding.applies_from else None,
        "days": [day.isoformat() for day in holding.days],
        "n": holding.n,
        "subjects": list(holding.subject_ids),
    }


def question_block(question: Question) -> QuestionBlock:
    """Return a question with what it settles."""
    return {
        "ask": question.ask,
        "names": list(question.names),
        "subjects": list(question.subject_ids),
        "who": question.who.value,
        "how": question.how,
        "commands": list(question.commands),
        "n_settles": question.n_settles,
        "rules": list(question.rules),
        "n_needed": question.n_needed,
        "n_further": question.n_further,
    }


def declaration_block(given: DeclaredAsGiven, as_of: date) -> DeclarationBlock:
    """Return an entry of the declarations as it was given."""
    said = given.provenance
    return {
        "kind": given.kind,
        "locator": said.locator,
        "by": said.by,
        "on": said.on.isoformat(),
        "valid_from": said.valid_from.isoformat() if said.valid_from else None,
        "valid_until": said.valid_until.isoformat() if said.valid_until else None,
        "source": said.source,
        "holds": said.holds(as_of),
        "fields": dict(given.fields),
    }


def evidence_block(record: EvidenceRecord) -> EvidenceBlock:
    """Return a record of evidence; it is always attested."""
    return {
        "evidence": record.evidence,
        "subjects": list(record.subject_ids),
        "state": record.state.value,
        "locator": record.locator,
        "by": record.by,
        "on": record.on.isoformat(),
        "basis": Basis.ATTESTED.value,
        "method": record.method,
        "confidence": record.confidence.value,
        "file_sha256": record.file_sha256,
        "file": record.file,
        "url": record.url,
        "owner": record.owner,
        "valid_until": record.valid_until.isoformat() if record.valid_until else None,
        "kept": record.is_kept,
    }
