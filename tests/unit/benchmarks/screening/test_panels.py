from datetime import date

import pytest

from auditor.domain.subject import Subject
from auditor.policy.logic.verdict import rule_on
from auditor.policy.logic.world import Scene
from benchmarks.screening import panels
from benchmarks.screening.panels import Panel, Parts, conditions_of
from tests.builders.policy import DUTY, a_bundle, a_model, an_organisation, changed, scene_of

BOTH = "{all: [{fact: model.format, is: gguf}, {fact: license.kind, is: permissive}]}"
PLACES = {"license.kind": 0, "model.format": 1, "model.gpai": 2}


def test_what_a_rule_comes_to_rests_on_its_gates_its_bound_and_its_days() -> None:
    day = "[{if: {fact: model.weights_public, is: true}, from: {law: start}}]"
    until = "{if: {fact: model.format, is: onnx}, until: never}"
    unread = "{if: {fact: model.gpai, is: true}, why: it was not read, remedy: Read it.}"
    dated = changed(DUTY, role="gpai_provider", when=BOTH, applies_from=day, transition=until)
    (rule,) = a_bundle(changed(dated, unread=unread)).rules
    found = list(conditions_of(rule))
    assert found[:3] == [rule.owed, rule.when, rule.require]
    assert rule.unread is not None
    assert found[5:] == [rule.unread.condition]


def test_of_subjects_alike_one_is_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    bundle = a_bundle(changed(DUTY, require=BOTH))
    said = {"m0": "gguf", "m1": "gguf", "m2": "onnx", "m3": "torch"}
    models = [a_model(id_, {"model.format": name}) for id_, name in said.items()]
    scene = scene_of(bundle, an_organisation(), *models)
    panel, parts, shown = Panel([(bundle.rules[0], bundle.packs[0])], PLACES), Parts(), []

    def show(at: int) -> tuple[Subject, Scene]:
        shown.append(at)
        return models[at].subject, scene

    # Numbers of what is read, and of something else; m2 and m3 differ in what a comparison sees alike.
    rows = [[0, 1, 7], [0, 1, 8], [0, 2, 7], [0, 3, 7]]
    found = panel.decide(rows, show, parts)
    assert [parts.each[number][0].verdict.value for number in found] == ["unknown", "unknown", "fail", "fail"]
    assert set(shown) == {1, 2, 3}
    shown.clear()
    # What was judged is not judged again, nor what comes to the same.
    assert panel.decide([*rows, [0, 1, 9]], show, parts) == [*found, found[0]]
    assert shown == []
    monkeypatch.setattr(panels, "MOST_REMEMBERED", 0)
    panel.tidy()
    assert panel.decide(rows, show, parts) == found
    assert shown == []


def test_a_part_has_one_number() -> None:
    parts = Parts()
    assert [parts.number(()), parts.number(()), len(parts.each)] == [0, 0, 1]


def test_a_decision_is_a_ruling_without_its_words() -> None:
    bundle = a_bundle(changed(DUTY, applies_from="{law: late}", require="{fact: model.format, is: gguf}"))
    model = a_model("m", {"model.format": "gguf"})
    scene = scene_of(bundle, an_organisation(), model)
    said = rule_on(bundle.rules[0], None, model.subject, scene)
    found = panels.decision(bundle.rules[0], said)
    assert (found.rule, found.verdict, found.upcoming) == ("owed", said.verdict, said.upcoming)
    assert isinstance(found.applies_from, date)
