from dataclasses import replace

from auditor.domain.finding import Verdict
from auditor.reports.document.changes import changes
from auditor.reports.terminal.changes import changes_text
from tests.builders.audit import a_deployment, a_finding, a_model, a_run, an_audit, inventory

LETTERS = a_model()
PLACE = a_deployment(LETTERS)


def test_where_nothing_changed_it_says_so() -> None:
    same = (an_audit(LETTERS), a_run())
    assert changes_text(changes(same, same), 120) == (
        "both rest on the same scans, declarations, attestations, catalogue, policies and days\n\n"
        "no model changed\n\nno place changed\n\nno verdict changed\n"
    )


def test_what_changed_is_counted_and_listed() -> None:
    before = replace(an_audit(), findings=())
    after = an_audit(inventory=inventory(models=(LETTERS,), deployments=(PLACE,)))
    failing = replace(after, findings=(a_finding(LETTERS, verdict=Verdict.FAIL),))
    lines = changes_text(changes((before, a_run()), (failing, a_run())), 160).splitlines()
    assert "1 model new, gone or changed" in lines
    assert "1 place new, gone or changed" in lines
    assert "1 verdict changed" in lines
    verdict = lines[-1].split()
    assert verdict[:4] == ["not", "there", "fail", "medium"]
