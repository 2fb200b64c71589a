from typing import get_type_hints

from auditor.reports.document.explanations import findings_in_full
from auditor.reports.document.finding_shape import (
    BecauseBlock,
    FindingBlock,
    LawBlock,
    NodeBlock,
    RuleBlock,
)
from auditor.reports.document.result import result_document
from tests.builders.audit import rich


def test_what_was_judged_has_the_names_it_promises() -> None:
    result = result_document(rich())
    finding = result["findings"][0]
    assert set(finding) == set(get_type_hints(FindingBlock))
    assert set(findings_in_full(result)[0]["because"]) == set(get_type_hints(BecauseBlock))
    assert set(result["explanations"][0]) == set(get_type_hints(NodeBlock))
    assert set(result["rules"][0]) == set(get_type_hints(RuleBlock))
    assert set(result["law"][0]) == set(get_type_hints(LawBlock))
