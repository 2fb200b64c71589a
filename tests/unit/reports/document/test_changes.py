from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from auditor.domain.audit import Audit, Run
from auditor.domain.finding import Finding, RuleKind, Severity, Verdict
from auditor.domain.observation import Problem
from auditor.domain.serving import DeploymentState
from auditor.domain.subject import Model, Strength, System
from auditor.domain.tri import Tri
from auditor.domain.values import FactValue
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
    rich,
)

HEADER = f"header:{'ab' * 32}"
LETTERS = a_model(aliases=(HEADER,))
UNREAD = a_model(id=HEADER, strength=Strength.HEADER)
PLACE = a_deployment(LETTERS)


def _made(audit: Audit, **run: Any) -> tuple[Audit, Run]:
    return audit, replace(a_run(), **run)


def _judged(*findings: Finding, model: Model = LETTERS) -> tuple[Audit, Run]:
    return _made(replace(an_audit(model), findings=findings))


def _tuned(name: str, **changes: Any) -> Model:
    """A model of the same header and other bytes."""
    return a_model(name, aliases=(HEADER,), **changes)


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
    for one, other in ((UNREAD, LETTERS), (LETTERS, UNREAD)):
        found = changes(_judged(a_finding(one), model=one), _judged(a_finding(other), model=other))
        assert (found["new_models"], found["gone_models"], found["verdicts"]) == ([], [], [])
        assert found["changed_bytes"] == []


def test_models_of_one_header_are_not_one_model() -> None:
    base, tuned, other = LETTERS, _tuned("tuned"), _tuned("other")
    two = replace(an_audit(base, tuned, other), findings=tuple(map(a_finding, (base, tuned, other))))
    found = changes(_judged(a_finding(base)), _made(two))
    assert {ref["id"] for ref in found["new_models"]} == {tuned.id, other.id}
    assert {one["subject_id"] for one in found["verdicts"]} == {tuned.id, other.id}
    assert all(is_new_failure(one, Severity.MEDIUM) for one in found["verdicts"])
    back = changes(_made(two), _judged(a_finding(base)))
    assert {ref["id"] for ref in back["gone_models"]} == {tuned.id, other.id}
    assert {one["subject_is"] for one in back["verdicts"]} == {"gone"}


def test_of_two_models_that_one_unread_may_be_it_is_the_one_at_its_place() -> None:
    tuned = _tuned("a")
    before, after = _made(an_audit(UNREAD)), _made(an_audit(tuned, LETTERS))
    found = changes(before, after)
    assert ([ref["id"] for ref in found["new_models"]], found["gone_models"]) == ([tuned.id], [])
    moved = replace(LETTERS, locations=("dir:/elsewhere#b.gguf",))
    unsure = changes(before, _made(an_audit(tuned, moved)))
    assert {ref["id"] for ref in unsure["new_models"]} == {tuned.id, moved.id}
    assert [ref["id"] for ref in unsure["gone_models"]] == [UNREAD.id]


def test_other_bytes_at_a_place_are_told_with_both_digests() -> None:
    put_there = _tuned("other", locations=LETTERS.locations)
    found = changes(_judged(a_finding(LETTERS)), _judged(a_finding(put_there), model=put_there))
    (change,) = found["changed_bytes"]
    assert (change["where"], change["model_id"]) == (LETTERS.locations[0], (LETTERS.id, put_there.id))
    assert (change["same_header"], found["new_models"], found["gone_models"]) == (True, [], [])
    # What was judged of the old bytes says nothing of the new ones.
    assert [is_new_failure(one, Severity.MEDIUM) for one in found["verdicts"]] == [True, False]


def test_what_only_one_audit_looked_at_is_named() -> None:
    here, there = a_run().scans[0], replace(a_run().scans[0], target="dir:n", resolved="dir:/srv/n")
    other = a_model("Other", locations=("dir:n#other.gguf",))
    both = _made(an_audit(LETTERS, other), scans=(here, there))
    found = changes(both, _made(an_audit(LETTERS), scans=(here,)))
    assert (found["gone_targets"], found["new_targets"]) == (["dir:n"], [])
    assert [(ref["id"], ref["looked_at"]) for ref in found["gone_models"]] == [(other.id, False)]
    back = changes(_made(an_audit(LETTERS), scans=(here,)), both)
    assert (back["gone_targets"], back["new_targets"]) == ([], ["dir:n"])
    whole = replace(there, target="dir:/srv", resolved="dir:/srv?ignore=*.bak")
    assert changes(both, _made(an_audit(LETTERS), scans=(here, whole)))["gone_targets"] == []


def _with_problems(*problems: Problem) -> tuple[Audit, Run]:
    return _made(an_audit(inventory=inventory(problems=problems)))


def test_problems_are_told_by_place_reason_and_digest() -> None:
    cut = Problem("dir:/srv/models", "cut.gguf", "truncated", sha256="aa" * 32)
    other = Problem("dir:/srv/models", "other.gguf", "truncated", sha256="aa" * 32)
    found = changes(_with_problems(cut), _with_problems(cut, other))
    assert ([ref["where"] for ref in found["new_problems"]], found["gone_problems"]) == ([other.place], [])
    back = changes(_with_problems(cut, other), _with_problems(cut))
    assert ([ref["where"] for ref in back["gone_problems"]], back["new_problems"]) == ([other.place], [])
    exchanged = replace(cut, sha256="bb" * 32)
    found = changes(_with_problems(cut, other), _with_problems(exchanged, other))
    (change,) = found["changed_problems"]
    assert (change["before"]["sha256"], change["after"]["sha256"]) == ("aa" * 32, "bb" * 32)
    assert (found["new_problems"], found["gone_problems"]) == ([], [])


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
    one = Problem("dir:/srv/models", "a.pt", "imports os", runs_code=True, sha256="aa" * 32)
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


def _declaring(system: System, **facts: FactValue) -> tuple[Audit, Run]:
    by_name = {name: known(name, value) for name, value in facts.items()}
    return _made(an_audit(systems=(system,), facts={system.id: by_name}))


def test_systems_are_new_gone_or_of_another_class() -> None:
    triage = System("triage", "Triage", "sorts", ())
    without, with_it = _made(an_audit()), _declaring(triage, **{"system.high_risk": True})
    assert [ref["id"] for ref in changes(without, with_it)["new_systems"]] == ["triage"]
    assert [ref["id"] for ref in changes(with_it, without)["gone_systems"]] == ["triage"]
    (change,) = changes(with_it, _declaring(triage, **{"system.high_risk": False}))["changed_systems"]
    assert change["facts"] == [{"fact": "system.high_risk", "before": "yes", "after": "no"}]
    assert changes(with_it, with_it)["changed_systems"] == []


def test_a_place_that_is_set_up_otherwise_has_changed() -> None:
    def running(version: str) -> tuple[Audit, Run]:
        facts = {PLACE.id: {"runtime.version": known("runtime.version", version)}}
        held = inventory(models=(LETTERS,), deployments=(PLACE,))
        return _made(an_audit(inventory=held, facts=facts))

    (change,) = changes(running("0.6.4"), running("0.9.0"))["changed_places"]
    assert change["facts"] == [{"fact": "runtime.version", "before": "0.6.4", "after": "0.9.0"}]
    assert changes(running("0.9.0"), running("0.9.0"))["changed_places"] == []


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
