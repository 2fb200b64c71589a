from auditor.domain.observation import SkipKind, Skipped
from auditor.reports.document.result import result_document
from tests.builders.audit import an_audit, inventory, rich
from tests.builders.declarations import accepted_at


def test_problems_say_whether_they_are_accepted() -> None:
    assert [problem["accepted"] for problem in result_document(rich())["problems"]] == [False, True]


def test_whoever_accepts_a_problem_stands_beside_it_with_the_reason() -> None:
    assert [problem["acceptance"] for problem in result_document(rich())["problems"]] == [
        None,
        {
            "by": "M. Keller",
            "on": "2026-11-01",
            "reason": "deleted on purpose",
            "valid_until": "2027-01-01",
            "locator": "declarations/gaps.yaml:3",
        },
    ]


def test_a_format_that_is_not_read_names_who_accepts_that() -> None:
    seen = Skipped("dir:x", "d.pkl", "pickle", SkipKind.FORMAT)
    audit = an_audit(inventory=inventory(skipped=(seen,)), accepted=(accepted_at("dir:x/d.pkl"),))
    (skipped,) = result_document(audit)["coverage"]["skipped"]
    assert skipped["acceptance"] is not None
    assert (skipped["acceptance"]["by"], skipped["acceptance"]["valid_until"]) == ("A. Officer", None)


def test_the_summary_has_the_reasons_of_what_does_not_apply() -> None:
    summary = result_document(rich())["summary"]
    assert summary["duties"] == {
        "failing": 2,
        "unknown": 3,
        "hold": 41,
        "upcoming": 5,
        "waived": 0,
        "waived_failing": 0,
    }
    assert summary["vendor_gaps_open"] == 2
    reasons = [rule["reason"] for rule in summary["rules"] if rule["verdict"] == "not_applicable"]
    assert reasons == [
        "does not apply: the organisation is not the provider of this model "
        "(not among the roles declared by M. Keller on 1 November 2026)"
    ]
