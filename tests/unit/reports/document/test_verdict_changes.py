from dataclasses import replace
from typing import Any

import pytest

from auditor.domain.audit import Audit, Run
from auditor.domain.finding import Finding, RuleKind, Severity, Verdict
from auditor.domain.header import OnLoad
from auditor.domain.observation import Problem
from auditor.domain.subject import Model, Strength
from auditor.domain.tri import Tri
from auditor.domain.waiver import Granted
from auditor.reports.document.changes import changes
from auditor.reports.document.verdict_changes import is_new_failure
from tests.builders.audit import (
    a_deployment,
    a_finding,
    a_leaf,
    a_model,
    a_run,
    an_audit,
    inventory,
    known,
)

HEADER = f"header:{'ab' * 32}"
LETTERS = a_model(aliases=(HEADER,))
UNREAD = a_model(id=HEADER, strength=Strength.HEADER)
PLACE = a_deployment(LETTERS)


def _made(audit: Audit, **run: Any) -> tuple[Audit, Run]:
    return audit, replace(a_run(), **run)


def _judged(*findings: Finding, model: Model = LETTERS) -> tuple[Audit, Run]:
    return _made(replace(an_audit(model), findings=findings))


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


def _harmful(*problems: Problem) -> tuple[Audit, Run]:
    """An audit that fails over the places where something runs code."""
    name, places = "coverage.code_on_load", tuple(sorted({one.place for one in problems}))
    audit = an_audit(inventory=inventory(problems=problems))
    reason = a_leaf(
        "asked: none", Tri.FALSE, parts=(a_leaf("is", Tri.FALSE, name, subject_id="organisation"),)
    )
    finding = a_finding(audit.organisation, rule="code-beside", severity=Severity.CRITICAL, reason=reason)
    facts = {"organisation": {name: known(name, places)}}
    return _made(replace(audit, findings=(finding,) if places else (), facts=facts))


def test_a_new_member_of_a_failing_list_is_a_new_failure() -> None:
    one = Problem("dir:/srv/models", "a.pt", "imports os", on_load=OnLoad.RUNS, sha256="aa" * 32)
    other = replace(one, locator="b.pt")
    (change,) = changes(_harmful(one), _harmful(one, other))["verdicts"]
    assert (change["new_members"], change["gone_members"]) == ([other.place], [])
    assert is_new_failure(change, Severity.CRITICAL)
    (change,) = changes(_harmful(one, other), _harmful(one))["verdicts"]
    assert (change["new_members"], change["gone_members"]) == ([], [other.place])
    assert not is_new_failure(change, Severity.INFO)
    (change,) = changes(_harmful(one), _harmful(replace(one, sha256="bb" * 32)))["verdicts"]
    assert change["new_members"] == change["gone_members"] == [one.place]
    assert is_new_failure(change, Severity.CRITICAL)
    assert changes(_harmful(one), _harmful(one))["verdicts"] == []


def _unbound(*entries: str) -> tuple[Audit, Run]:
    """An audit that fails over entries of the declarations."""
    name, audit = "declaration.unbound", an_audit()
    leaf = a_leaf("is", Tri.FALSE, name, subject_id="organisation")
    finding = a_finding(
        audit.organisation, rule="declaration-binds", reason=a_leaf("", Tri.FALSE, parts=(leaf,))
    )
    facts = {"organisation": {name: known(name, entries)}}
    return _made(replace(audit, findings=(finding,), facts=facts))


def test_an_entry_that_moved_to_another_line_is_no_new_one() -> None:
    before = _unbound("a.yaml:1: training: nothing")
    assert changes(before, _unbound("a.yaml:7: training: nothing"))["verdicts"] == []
    (change,) = changes(before, _unbound("a.yaml:7: training: nothing", "a.yaml:9: training: nothing"))[
        "verdicts"
    ]
    assert change["new_members"] == ["a.yaml:9: training: nothing"]


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
