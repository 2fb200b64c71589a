from dataclasses import replace

from auditor.reports.document.explanation_block import explanation_block
from tests.unit.reports.terminal.test_explanation import SAID


def test_a_rule_that_always_applied_has_no_day_and_a_classification_no_severity() -> None:
    block = explanation_block(replace(SAID, severity=None, applies_from=None))
    assert (block["severity"], block["applies_from"]) == (None, None)


def test_the_subject_is_named_with_its_id_and_kind() -> None:
    assert explanation_block(SAID)["subject"] == {"id": "m", "kind": "model", "name": "Letters\x1b[2J"}
