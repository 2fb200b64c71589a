from dataclasses import replace
from datetime import timedelta
from typing import Any

from auditor.domain.audit import Audit, Run
from auditor.domain.finding import Finding
from auditor.domain.serving import DeploymentState
from auditor.domain.subject import Model, Strength, System
from auditor.domain.values import FactValue
from auditor.reports.document.changes import changes
from tests.builders.audit import (
    a_deployment,
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


def test_what_the_audits_rest_on_is_compared() -> None:
    audit = an_audit(LETTERS)
    other = replace(
        audit,
        as_of=audit.as_of + timedelta(days=1),
        inputs=replace(audit.inputs, declarations_sha256="0" * 64, scans=("1" * 64,)),
    )
    assert changes(_made(audit), _made(other))["rests_on"] == ["scans", "declarations", "day of the law"]


def test_a_model_that_was_read_in_between_is_no_other_model_at_a_place() -> None:
    def running(model: Model, version: str) -> tuple[Audit, Run]:
        place = replace(PLACE, model_id=model.id)
        facts = {PLACE.id: {"runtime.version": known("runtime.version", version)}}
        return _made(an_audit(inventory=inventory(models=(model,), deployments=(place,)), facts=facts))

    (change,) = changes(running(UNREAD, "1"), running(LETTERS, "2"))["changed_places"]
    assert change["model_id"] == (UNREAD.id, UNREAD.id)
