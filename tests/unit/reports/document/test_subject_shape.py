from typing import get_type_hints

from auditor.reports.document.result import result_document
from auditor.reports.document.subject_shape import DeploymentBlock, ModelBlock, OrganisationBlock, SystemBlock
from tests.builders.audit import rich


def test_subjects_have_the_names_they_promise() -> None:
    result = result_document(rich())
    assert set(result["models"][0]) == set(get_type_hints(ModelBlock))
    assert set(result["deployments"][0]) == set(get_type_hints(DeploymentBlock))
    assert set(result["systems"][0]) == set(get_type_hints(SystemBlock))
    assert set(result["organisation"]) == set(get_type_hints(OrganisationBlock))
