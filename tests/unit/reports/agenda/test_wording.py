from auditor.domain.waiver import Granted
from auditor.reports.agenda.duties import duty_dates
from auditor.reports.agenda.wording import some, standing
from tests.builders.audit import TODAY
from tests.builders.dated import DESK, DISCLOSURE, SOON, TRIAGE, dated, of_rule


def test_how_each_stands_is_told_in_a_phrase_and_before_its_day_as_what_would_be() -> None:
    found = {(one.rule, one.is_owed): standing(one) for one in duty_dates(dated())}
    assert found["literacy", True] == ("holds for Example Clinic",)
    assert found["disclosure", True] == ("fails for Front desk",)
    assert found["intimate", True] == (
        "not decided for Front desk",
        "would hold for Emergency triage and 19 more",
    )
    assert found["logs", True] == ("would fail for Emergency triage",)


def test_the_first_few_names_stand_for_all() -> None:
    assert some(("a", "b", "c"), 2) == "a, b and 1 more"
    assert some(("a", "b"), 2) == "a, b"


def test_what_is_waived_says_until_when() -> None:
    granted = Granted("why", "SEC-12", "B. Head", "C. Board", TODAY, SOON, "clinic.yaml:30")
    findings = (of_rule(DISCLOSURE, DESK, waiver=granted), of_rule(DISCLOSURE, TRIAGE))
    (found,) = duty_dates(dated(findings=findings, holding=()))
    assert standing(found) == (
        "fails for Emergency triage",
        "fails for Front desk, waived until 2\u00a0December\u00a02026",
    )
