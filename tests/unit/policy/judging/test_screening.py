from dataclasses import replace
from datetime import date

import pytest

from auditor.domain.audit import Assessed
from auditor.domain.declaration import EvidenceState
from auditor.domain.fact import SubjectKind
from auditor.domain.finding import RuleKind, Verdict
from auditor.domain.subject import Model
from auditor.policy.bundle import Bundle
from auditor.policy.judging import screening
from auditor.policy.judging.panels import Decision
from auditor.policy.judging.screening import Screening
from auditor.policy.logic.world import Scene
from tests.builders.policy import (
    CLASSIFICATION,
    DUTY,
    a_bundle,
    a_model,
    a_record,
    an_organisation,
    changed,
    known,
    scene_of,
)

GGUF = changed(DUTY, id="gguf", require="{fact: model.format, is: gguf}")
LARGE = changed(DUTY, id="large", require="{fact: model.n_parameters, at_least: 1000}")


def held(rule: str, verdict: Verdict) -> Decision:
    return Decision(rule, 1, RuleKind.DUTY, verdict, False, owed=True, applies_from=date(2025, 8, 2))


def scene(bundle: Bundle, *models: Assessed) -> Scene:
    evidence = (a_record("summary", "absent", state=EvidenceState.ABSENT),)
    return scene_of(bundle, an_organisation(), *models, evidence=evidence)


def decided(bundle: Bundle, *models: Assessed) -> dict[str, list[Decision]]:
    world = scene(bundle, *models)
    found = Screening(SubjectKind.MODEL, bundle, world).sheets(world)
    return {subject.id: list(sheet.decisions) for subject, sheet in found}


def test_models_of_which_everything_is_decided_alike_share_a_sheet() -> None:
    bundle = a_bundle(LARGE)
    sizes = {"a": 10, "b": 20, "c": 1000, "d": 5000}
    world = scene(bundle, *(a_model(name, {"model.n_parameters": n}) for name, n in sizes.items()))
    screened = Screening(SubjectKind.MODEL, bundle, world)
    sheets = {subject.id: sheet for subject, sheet in screened.sheets(world)}
    assert sheets["a"] is sheets["b"]
    assert sheets["c"] is sheets["d"]
    assert screened.counts == {held("large", Verdict.FAIL): 2, held("large", Verdict.PASS): 2}


def test_records_tell_models_apart() -> None:
    found = decided(a_bundle(DUTY), a_model("silent"), a_model("absent"))
    assert found == {"silent": [held("owed", Verdict.UNKNOWN)], "absent": [held("owed", Verdict.FAIL)]}


def test_a_rule_that_does_not_apply_is_told_from_one_of_which_that_is_not_known() -> None:
    owed = changed(DUTY, id="owed", role="gpai_provider", require="{fact: model.format, is: gguf}")
    ours = {"role.gpai_provider": known("role.gpai_provider", True)}
    theirs = {"role.gpai_provider": known("role.gpai_provider", False)}
    found = decided(
        a_bundle(owed),
        a_model("theirs", theirs),
        a_model("ours", ours),
        a_model("whose"),
        a_model("met", {"model.format": "gguf"}),
        a_model("theirs too", {**theirs, "model.format": "gguf"}),
    )
    assert {name: one.verdict for name, (one,) in found.items()} == {
        "theirs": Verdict.NOT_APPLICABLE,
        "ours": Verdict.UNKNOWN,
        "whose": Verdict.UNKNOWN,
        "met": Verdict.PASS,
        "theirs too": Verdict.NOT_APPLICABLE,
    }


def test_what_is_classified_is_judged_by_and_not_left_behind() -> None:
    bundle = a_bundle(CLASSIFICATION, changed(DUTY, require="{fact: model.gpai, is: true}"))
    given = {"model.gpai": known("model.gpai", False)}
    models = [a_model("claimed", given), a_model("silent")]
    world = scene(bundle, *models)
    screened = Screening(SubjectKind.MODEL, bundle, world)
    verdicts = {
        subject.id: [one.verdict for one in sheet.decisions] for subject, sheet in screened.sheets(world)
    }
    # Whatever was claimed, a classification replaces it.
    assert verdicts["claimed"] == verdicts["silent"]
    assert world.facts["claimed"] == given


def test_a_rule_about_other_subjects_is_judged_for_each() -> None:
    based = changed(DUTY, id="based", require="{all: base_models, satisfy: {fact: model.format, is: gguf}}")
    bundle = a_bundle(GGUF, based)
    base, other = a_model("base", {"model.format": "gguf"}), a_model("other", {"model.format": "onnx"})
    relations = {"derived": ("base",), "odd": ("other",)}
    models = (base, other, a_model("derived"), a_model("odd"))
    world = scene_of(bundle, an_organisation(), *models, relations=relations)
    screened = Screening(SubjectKind.MODEL, bundle, world)
    verdicts = {
        subject.id: {one.rule: one.verdict for one in sheet.decisions}
        for subject, sheet in screened.sheets(world)
    }
    assert [verdicts[name]["based"] for name in ("base", "derived", "odd")] == [
        Verdict.UNKNOWN,
        Verdict.PASS,
        Verdict.FAIL,
    ]
    assert sum(screened.counts.values()) == 8


def test_what_is_declared_to_be_another_is_judged_there_alone() -> None:
    one = a_model("one")
    assert isinstance(one.subject, Model)
    other = Assessed(replace(one.subject, id="other", declared_same="one"), one.facts)
    assert list(decided(a_bundle(GGUF), one, other)) == ["one"]


def test_what_was_decided_may_be_forgotten_but_never_what_was_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bundle = a_bundle(CLASSIFICATION, GGUF, LARGE)
    models = [a_model(f"{n}", {"model.n_parameters": 400 * n}) for n in range(6)]

    def counts() -> dict[Decision, int]:
        world = scene(bundle, *models)
        screened = Screening(SubjectKind.MODEL, bundle, world)
        assert len(list(screened.sheets(world))) == 6
        return screened.counts

    expected = counts()
    monkeypatch.setattr(screening, "_MOST_SHEETS", 0)
    monkeypatch.setattr(screening, "_MOST_REMEMBERED", 0)
    assert counts() == expected
    assert expected[held("large", Verdict.FAIL)] == 3
