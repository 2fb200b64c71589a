from typing import get_type_hints

from auditor.domain.subject import System
from auditor.reports.document import changes_shape as shape
from auditor.reports.document.changes import changes
from tests.builders.audit import a_finding, a_model, a_run, an_audit


def test_what_is_printed_has_the_names_of_the_shape_and_no_others() -> None:
    model = a_model()
    later = an_audit(model, findings=(a_finding(model),), systems=(System("triage", "Triage", "", ()),))
    found = changes((an_audit(), a_run()), (later, a_run()))
    assert found["schema"] == shape.SCHEMA
    for block, form in (
        (found, shape.Changes),
        (found["earlier"], shape.AuditRef),
        (found["new_models"][0], shape.SubjectRef),
        (found["new_systems"][0], shape.SubjectRef),
        (found["verdicts"][0], shape.VerdictChange),
        (found["verdicts"][0]["after"], shape.Standing),
    ):
        assert block is not None
        assert block.keys() == get_type_hints(form).keys()
