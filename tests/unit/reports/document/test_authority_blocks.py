from datetime import date

from auditor.domain.authority import AppliedRule, LawFigure, Penalty
from auditor.domain.finding import LegalReference, RuleKind
from auditor.reports.document.authority_blocks import law_block, legal_block, penalty_block, rule_block


def test_a_rule_says_what_it_asks_and_where_it_comes_from() -> None:
    legal = LegalReference("26(6)", "S", "T", "medium")
    assert rule_block(AppliedRule("r", 2, "p", RuleKind.DUTY, "Logs", legal)) == {
        "rule": "r",
        "rule_version": 2,
        "pack": "p",
        "kind": "duty",
        "title": "Logs",
        "legal": legal_block(legal),
        "penalty": None,
    }
    assert legal_block(legal) == {
        "article": "26(6)",
        "source": "S",
        "text": "T",
        "confidence": "medium",
        "to_be_confirmed": True,
    }


def test_a_fine_is_told_with_its_row_and_one_left_to_national_rules_without_figures() -> None:
    row = Penalty("99(4)", 15_000_000, 0.03, ("micro", "sme"), date(2025, 8, 2), "T", "C", "high")
    assert penalty_block(row) == {
        "article": "99(4)",
        "cap_eur": 15_000_000,
        "turnover_share": 0.03,
        "lower_for": ["micro", "sme"],
        "applies_from": "2025-08-02",
        "text": "T",
        "source": "C",
        "confidence": "high",
    }
    national = penalty_block(Penalty("99(1)"))
    assert national is not None
    assert (national["cap_eur"], national["turnover_share"], national["applies_from"]) == (None, None, None)


def test_a_day_of_the_law_is_written_as_one() -> None:
    assert law_block(LawFigure("art50", date(2026, 8, 2), "T", "C", "high", "n")) == {
        "name": "art50",
        "value": "2026-08-02",
        "text": "T",
        "source": "C",
        "confidence": "high",
        "note": "n",
    }
