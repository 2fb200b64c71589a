"""Rules, their legal references and the figures of the law as JSON."""

from auditor.domain.authority import AppliedRule, LawFigure, Penalty
from auditor.domain.finding import LegalReference
from auditor.reports.document.fact_blocks import value_block
from auditor.reports.document.finding_shape import LawBlock, LegalBlock, PenaltyBlock, RuleBlock


def legal_block(legal: LegalReference) -> LegalBlock:
    """Return where a rule comes from."""
    return {
        "article": legal.article,
        "source": legal.source,
        "text": legal.text,
        "confidence": legal.confidence,
        "to_be_confirmed": legal.to_be_confirmed,
    }


def rule_block(rule: AppliedRule) -> RuleBlock:
    """Return a rule in force."""
    return {
        "rule": rule.rule,
        "rule_version": rule.version,
        "pack": rule.pack,
        "kind": rule.kind.value,
        "title": rule.title,
        "legal": legal_block(rule.legal),
        "penalty": penalty_block(rule.penalty),
    }


def penalty_block(penalty: Penalty | None) -> PenaltyBlock | None:
    """Return what a breach comes under, where the law on record says so."""
    if penalty is None:
        return None
    return {
        "article": penalty.article,
        "cap_eur": penalty.cap_eur,
        "turnover_share": penalty.turnover_share,
        "lower_for": list(penalty.lower_for),
        "applies_from": penalty.applies_from.isoformat() if penalty.applies_from else None,
        "text": penalty.text,
        "source": penalty.source,
        "confidence": penalty.confidence,
    }


def law_block(figure: LawFigure) -> LawBlock:
    """Return a number or day of the law."""
    value = value_block(figure.value)
    assert isinstance(value, int | float | str), "the law states numbers and days"
    return {
        "name": figure.name,
        "value": value,
        "text": figure.text,
        "source": figure.source,
        "confidence": figure.confidence,
        "note": figure.note,
    }
