import json
from datetime import UTC, datetime

from auditor.reports.document.facts_document import facts_document
from auditor.reports.facts import FactsReport
from tests.builders.audit import a_run, hostile, rich


def test_the_file_is_the_document_and_says_nothing_of_the_run() -> None:
    written = FactsReport().render(rich(), a_run())
    assert json.loads(written) == json.loads(json.dumps(facts_document(rich())))
    later = a_run(id="another", started_at=datetime(2027, 1, 1, tzinfo=UTC), host="elsewhere")
    assert FactsReport().render(rich(), later) == written


def test_text_that_utf_8_cannot_carry_and_figures_that_json_loses_are_written_as_in_the_report() -> None:
    text = FactsReport().render(hostile(), a_run()).decode()
    assert "undecodable \\\\udcff name" in text
    assert "9.223372036854776e+18" in text
