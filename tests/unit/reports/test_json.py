import json

from auditor.reports.document.result import report_document
from auditor.reports.json import JsonReport
from tests.builders.audit import hostile, rich, run_of


def test_the_file_is_the_document_and_ends_with_a_line() -> None:
    audit = rich()
    data = JsonReport().render(audit, run_of(audit))
    assert json.loads(data) == report_document(audit, run_of(audit))
    assert data.endswith(b"}\n")


def test_the_same_audit_and_run_give_the_same_bytes() -> None:
    audit = hostile()
    assert JsonReport().render(audit, run_of(audit)) == JsonReport().render(hostile(), run_of(audit))
