from auditor.domain.fact import SubjectKind
from auditor.domain.facts import FACTS, of_subject
from auditor.reports.labels import LABELS


def test_no_label_names_a_fact_that_does_not_exist() -> None:
    assert set(LABELS) <= set(FACTS)


def test_every_fact_of_a_deployment_has_a_label_of_its_own() -> None:
    assert {fact.name for fact in of_subject(SubjectKind.DEPLOYMENT)} <= set(LABELS)
