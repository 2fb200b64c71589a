from typing import get_type_hints

from auditor.reports.result import report_document
from auditor.reports.shape import SCHEMA, FindingBlock, Report, Result, RunBlock
from tests.builders.audit import a_run, rich


def test_the_document_has_the_names_it_promises() -> None:
    document = report_document(rich(), a_run())
    assert document["schema"] == SCHEMA == "auditor/report/1"
    assert set(document) == set(get_type_hints(Report))
    assert set(document["result"]) == set(get_type_hints(Result))
    assert set(document["run"]) == set(get_type_hints(RunBlock))
    assert set(document["result"]["findings"][0]) == set(get_type_hints(FindingBlock))
