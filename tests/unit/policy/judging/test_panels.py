from datetime import date

import pytest

from auditor.domain.fact import Confidence
from auditor.policy.conditions import AllOf
from auditor.policy.judging import panels
from auditor.policy.judging.panels import Asked, Panel, conditions_of, key_of
from auditor.policy.logic.evaluate import evaluate
from auditor.policy.logic.verdict import rule_on
from tests.builders.policy import DUTY, a_bundle, a_model, an_organisation, changed, known, scene_of

BOTH = "{all: [{fact: model.format, is: gguf}, {fact: license.kind, is: permissive}]}"
PLACES = {"license.kind": 0, "model.format": 1, "model.gpai": 2}


def test_a_key_takes_out_what_is_read_and_nothing_else() -> None:
    (rule,) = a_bundle(changed(DUTY, require=BOTH)).rules
    assert key_of([rule.require, None], PLACES)([7, 8, 9]) == (7, 8)
    assert key_of([None], PLACES)([7, 8, 9]) == ()


def test_what_a_rule_comes_to_rests_on_its_gates_its_bound_and_its_days() -> None:
    day = "[{if: {fact: model.weights_public, is: true}, from: {law: start}}]"
    until = "{if: {fact: model.format, is: onnx}, until: never}"
    rule = a_bundle(changed(DUTY, role="gpai_provider", when=BOTH, applies_from=day, transition=until)).rules[
        0
    ]
    found = list(conditions_of(rule))
    assert found[:3] == [rule.owed, rule.when, rule.require]
    assert len(found) == 5


def test_a_condition_is_evaluated_once_for_all_that_are_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    (rule,) = a_bundle(changed(DUTY, require=BOTH)).rules
    assert isinstance(rule.require, AllOf)
    said = {"model.format": "gguf", "license.kind": "copyleft"}
    scene = scene_of(a_bundle(DUTY), an_organisation(), a_model("a", said), a_model("b"))
    asked = Asked.of(rule.require, PLACES)
    for floor in (None, Confidence.HIGH):
        evaluate(rule.require, "a", scene, floor)
    asked.keep([1, 1, 1], "a", scene)
    scene.forget()
    # Nothing is known of b; what is recalled is what a came to, whose row is the same.
    asked.recall([1, 1, 5], "b", scene)
    assert evaluate(rule.require, "b", scene, Confidence.HIGH).value.value == "no"
    scene.forget()
    # Of a row that is half the same, the leaf that is the same is recalled.
    asked.recall([2, 1, 1], "b", scene)
    assert [evaluate(part, "b", scene).value.value for part in rule.require.parts] == ["yes", "unknown"]


def test_rules_that_do_not_apply_are_known_by_what_their_gates_read_alone() -> None:
    rule = changed(DUTY, role="gpai_provider", require="{fact: model.format, is: gguf}")
    bundle = a_bundle(rule)
    places = {"model.format": 0, "role.gpai_provider": 1}
    panel = Panel(((bundle.rules[0], bundle.packs[0]),), places)
    model = a_model("m", {"role.gpai_provider": known("role.gpai_provider", False)})
    scene = scene_of(bundle, an_organisation(), model)
    found, stage = panel.judge([4, 5], model.subject, scene)
    assert [one.verdict.value for one in found] == ["not_applicable"]
    assert stage is panel.stages[0]
    assert stage.key([4, 5]) == stage.key([99, 5]) != stage.key([4, 6])
    stage.kept[stage.key([4, 5])] = 17
    panel.tidy(0)
    assert stage.kept == {}


def test_a_gate_that_reads_nothing_is_no_stage_of_its_own() -> None:
    gates = {
        (): 1,
        ("role",): 2,
        ("role", "when"): 3,
        ("when",): 2,
    }
    for given, n_stages in gates.items():
        more = {"role": "gpai_provider"} if "role" in given else {}
        more |= {"when": "{fact: license.kind, is: permissive}"} if "when" in given else {}
        bundle = a_bundle(changed(DUTY, require="{fact: model.format, is: gguf}", **more))
        places = {"model.format": 0, "role.gpai_provider": 1, "license.kind": 2}
        assert len(Panel(((bundle.rules[0], bundle.packs[0]),), places).stages) == n_stages


def test_a_decision_is_a_ruling_without_its_words() -> None:
    bundle = a_bundle(changed(DUTY, applies_from="{law: late}", require="{fact: model.format, is: gguf}"))
    model = a_model("m", {"model.format": "gguf"})
    scene = scene_of(bundle, an_organisation(), model)
    said = rule_on(bundle.rules[0], None, model.subject, scene)
    found = panels.decision(bundle.rules[0], said)
    assert (found.rule, found.verdict, found.upcoming) == ("owed", said.verdict, said.upcoming)
    assert isinstance(found.applies_from, date)
