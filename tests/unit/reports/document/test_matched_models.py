from dataclasses import replace
from typing import Any

from auditor.domain.audit import Audit, Run
from auditor.domain.finding import Finding, Severity
from auditor.domain.subject import Model, Strength
from auditor.reports.document.changes import changes
from auditor.reports.document.verdict_changes import is_new_failure
from tests.builders.audit import (
    a_deployment,
    a_finding,
    a_model,
    a_run,
    an_audit,
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


def test_a_model_whose_bytes_were_read_in_between_is_the_one_it_was() -> None:
    for one, other in ((UNREAD, LETTERS), (LETTERS, UNREAD)):
        found = changes(_judged(a_finding(one), model=one), _judged(a_finding(other), model=other))
        assert (found["new_models"], found["gone_models"], found["verdicts"]) == ([], [], [])
        assert found["changed_bytes"] == []


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
