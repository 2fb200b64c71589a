from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from auditor.domain.audit import Audit, Run
from auditor.domain.finding import Finding, RuleKind, Severity, Verdict
from auditor.domain.serving import DeploymentState
from auditor.domain.waiver import Granted
from auditor.reports.document.changes import changes, is_new_failure
from tests.builders.audit import a_deployment, a_finding, a_model, a_run, an_audit, inventory, rich

LETTERS = a_model()
PLACE = a_deployment(LETTERS)


def _made(audit: Audit, **run: Any) -> tuple[Audit, Run]:
    return audit, replace(a_run(), **run)


def _judged(*findings: Finding) -> tuple[Audit, Run]:
    return _made(replace(an_audit(LETTERS), findings=findings))


def test_an_audit_is_like_itself() -> None:
    found = changes(_made(rich()), _made(rich(), id="other"))
    assert (found["earlier"]["id"], found["later"]["id"]) == (a_run().id, "other")
    assert [found["rests_on"], found["new_models"], found["gone_models"]] == [[], [], []]
    assert [found["new_places"], found["gone_places"], found["changed_places"]] == [[], [], []]
    assert found["verdicts"] == []


def test_a_place_is_new_gone_or_in_another_state() -> None:
    other, running = a_deployment(LETTERS, id="dep:other", name="other"), DeploymentState.RUNNING
    before = an_audit(inventory=inventory(models=(LETTERS,), deployments=(PLACE,)))
    after = an_audit(
        inventory=inventory(models=(LETTERS,), deployments=(replace(PLACE, state=running), other))
    )
    found = changes(_made(before), _made(after))
    assert [ref["id"] for ref in found["new_places"]] == ["dep:other"]
    assert [(one["id"], one["state"]) for one in found["changed_places"]] == [
        (PLACE.id, (PLACE.state.value, "running"))
    ]
    back = changes(_made(after), _made(before))
    assert ([ref["id"] for ref in back["gone_places"]], back["new_places"]) == (["dep:other"], [])


def test_a_model_whose_bytes_were_read_in_between_is_the_one_it_was() -> None:
    read = replace(LETTERS, id="sha256:" + "ee" * 32, aliases=(LETTERS.id,))
    before, after = an_audit(LETTERS), an_audit(read)
    fails = replace(before, findings=(a_finding(LETTERS),)), replace(after, findings=(a_finding(read),))
    found = changes(_made(fails[0]), _made(fails[1]))
    assert (found["new_models"], found["gone_models"], found["verdicts"]) == ([], [], [])


@pytest.mark.parametrize(
    ("before", "after", "is_new"),
    [
        ((), (a_finding(LETTERS),), True),
        ((a_finding(LETTERS, verdict=Verdict.UNKNOWN),), (a_finding(LETTERS),), True),
        ((a_finding(LETTERS, upcoming=True),), (a_finding(LETTERS),), True),
        ((a_finding(LETTERS),), (a_finding(LETTERS, verdict=Verdict.UNKNOWN),), False),
        ((), (a_finding(LETTERS, kind=RuleKind.VENDOR_GAP),), False),
        ((), (a_finding(LETTERS, severity=Severity.LOW),), False),
        ((a_finding(LETTERS),), (), False),
    ],
)
def test_a_new_failure_is_one_that_counts_and_did_not_fail_before(
    before: tuple[Finding, ...], after: tuple[Finding, ...], *, is_new: bool
) -> None:
    (change,) = changes(_judged(*before), _judged(*after))["verdicts"]
    assert is_new_failure(change, Severity.MEDIUM) is is_new


def test_a_subject_that_is_not_in_both_is_told() -> None:
    empty, there = _made(an_audit()), _judged(a_finding(LETTERS))
    (new,), (gone,) = changes(empty, there)["verdicts"], changes(there, empty)["verdicts"]
    assert (new["subject_is"], new["before"], gone["subject_is"], gone["after"]) == (
        "new",
        None,
        "gone",
        None,
    )


def test_what_the_audits_rest_on_is_compared() -> None:
    audit = an_audit(LETTERS)
    other = replace(
        audit,
        as_of=audit.as_of + timedelta(days=1),
        inputs=replace(audit.inputs, declarations_sha256="0" * 64, scans=("1" * 64,)),
    )
    assert changes(_made(audit), _made(other))["rests_on"] == ["scans", "declarations", "day of the law"]


def test_a_failure_whose_waiver_has_ended_is_new_and_one_that_is_waived_now_is_not() -> None:
    day = a_run().started_at.date()
    granted = Granted("reason", "T-1", "B. Engineer", "C. Director", day, day, "w.yaml:1")
    fails = a_finding(LETTERS, severity=Severity.HIGH)
    waived = replace(fails, waiver=granted)
    (ended,) = changes(_judged(waived), _judged(fails))["verdicts"]
    (granted_since,) = changes(_judged(fails), _judged(waived))["verdicts"]
    before, after = ended["before"], ended["after"]
    assert before is not None
    assert after is not None
    assert (before["waived"], before["counted"], after["waived"], after["counted"]) == (
        *(True, False),
        *(False, True),
    )
    assert [is_new_failure(one, Severity.HIGH) for one in (ended, granted_since)] == [True, False]
    assert changes(_judged(waived), _judged(waived))["verdicts"] == []
