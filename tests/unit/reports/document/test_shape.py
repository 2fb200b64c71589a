from typing import get_type_hints

from auditor.reports.document.result import report_document
from auditor.reports.document.shape import SCHEMA, Report, Result
from tests.builders.audit import a_run, rich


def test_the_document_has_the_names_it_promises() -> None:
    document = report_document(rich(), a_run())
    assert document["schema"] == SCHEMA == "auditor/report/1"
    assert set(document) == set(get_type_hints(Report))
    assert set(document["result"]) == set(get_type_hints(Result))
