from dataclasses import replace
from datetime import date

from auditor.domain.finding import Holding, RuleKind, Verdict
from auditor.reports.document.authority_blocks import penalty_block
from auditor.reports.document.explanations import Explanations, findings_in_full
from auditor.reports.document.finding_blocks import finding_block, holding_block
from auditor.reports.document.result import result_document
from tests.builders.audit import PENALTIES, a_finding, a_model, rich


def test_a_finding_carries_its_sentence_and_its_tree() -> None:
    findings = findings_in_full(result_document(rich()))
    finding = next(f for f in findings if f["rule"] == "aia-50-1-disclosure")
    assert finding["reason"] == "fails Article 50(1): declared that users are not told that it is a machine"
    assert [part["value"] for part in finding["because"]["parts"]] == ["yes", "no"]
    assert finding["subject"] == {"id": "support-bot", "kind": "system", "name": "Support bot"}
    assert finding["legal"] == {
        "article": "50(1)",
        "source": "C",
        "text": "02024R1689-20260727",
        "confidence": "high",
        "to_be_confirmed": False,
    }
    assert (finding["applies_from"], finding["waiver"]) == ("2026-08-02", None)


def test_a_breach_names_its_fine_and_what_is_no_breach_has_none() -> None:
    row = PENALTIES["aia-50-1-disclosure"]
    by_rule = {"r": row}
    breach = a_finding(a_model(), rule="r", kind=RuleKind.DUTY)
    assert finding_block(breach, Explanations(), by_rule)["penalty"] == penalty_block(row)
    for other in (
        replace(breach, verdict=Verdict.UNKNOWN),
        replace(breach, kind=RuleKind.VENDOR_GAP),
        replace(breach, rule="other"),
    ):
        assert finding_block(other, Explanations(), by_rule)["penalty"] is None


def test_where_a_rule_holds_is_told_with_its_day() -> None:
    assert holding_block(
        Holding("r", True, date(2026, 12, 2), 20, ("a", "b"), (date(2026, 12, 2), date(2030, 8, 2)))
    ) == {
        "rule": "r",
        "upcoming": True,
        "applies_from": "2026-12-02",
        "days": ["2026-12-02", "2030-08-02"],
        "n": 20,
        "subjects": ["a", "b"],
    }
