from typing import get_type_hints

from auditor.reports.document.result import report_document
from auditor.reports.document.run_shape import AttestationBlock, RunBlock
from tests.builders.audit import a_run, rich


def test_the_run_and_what_it_attested_have_the_names_they_promise() -> None:
    document = report_document(rich(), a_run())
    assert set(document["run"]) == set(get_type_hints(RunBlock))
    assert set(document["result"]["attestations"][0]) == set(get_type_hints(AttestationBlock))
