from auditor.reports.document.result import result_document
from tests.builders.audit import rich


def test_problems_say_whether_they_are_accepted() -> None:
    assert [problem["accepted"] for problem in result_document(rich())["problems"]] == [False, True]


def test_the_summary_has_the_reasons_of_what_does_not_apply() -> None:
    summary = result_document(rich())["summary"]
    assert summary["duties"] == {"failing": 2, "unknown": 3, "hold": 41, "upcoming": 5}
    assert summary["vendor_gaps_open"] == 2
    reasons = [rule["reason"] for rule in summary["rules"] if rule["verdict"] == "not_applicable"]
    assert reasons == [
        "does not apply: the organisation is not the provider of this model "
        "(not among the roles declared by M. Keller on 2026-11-01)"
    ]
