from auditor.reports.document.explanations import findings_in_full
from auditor.reports.document.result import result_document
from tests.builders.audit import rich


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
