from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest

from auditor.domain.audit import Assessed
from auditor.domain.evidence import EvidenceState
from auditor.domain.fact import RESOLVED, Basis, SubjectKind
from auditor.domain.facts import FACTS
from auditor.domain.finding import RuleKind, Verdict
from auditor.domain.resolving import resolve
from auditor.domain.subject import Model
from auditor.policy.bundle import Bundle
from auditor.policy.logic.world import Scene
from benchmarks.screening import asked, classing, panels, screening, table
from benchmarks.screening.claimed import Claimed, ClaimSet
from benchmarks.screening.panels import Decision
from benchmarks.screening.screening import Screened, Screening
from tests.builders.policy import (
    CLASSIFICATION,
    DUTY,
    a_bundle,
    a_model,
    a_record,
    an_organisation,
    changed,
    claim,
    known,
    scene_of,
)

GGUF = changed(DUTY, id="gguf", require="{fact: model.format, is: gguf}")
AROUND = changed(DUTY, id="around", require="{all: base_models, satisfy: {fact: model.format, is: gguf}}")
LARGE = changed(DUTY, id="large", require="{fact: model.n_parameters, at_least: 1000}")


def held(rule: str, verdict: Verdict) -> Decision:
    return Decision(rule, 1, RuleKind.DUTY, verdict, False, owed=True, applies_from=date(2025, 8, 2))


def scene(bundle: Bundle, *models: Assessed) -> Scene:
    evidence = (a_record("summary", "absent", state=EvidenceState.ABSENT),)
    return scene_of(bundle, an_organisation(), *models, evidence=evidence)


def decided(bundle: Bundle, *models: Assessed) -> dict[str, list[Decision]]:
    world = scene(bundle, *models)
    return said_of(Screening(SubjectKind.MODEL, bundle, world).scene(world))


def said_of(screened: Iterable[Screened]) -> dict[str, list[Decision]]:
    return {
        id_: list(one.decisions(sheet))
        for one in screened
        for id_, sheet in zip(one.ids, one.sheets, strict=True)
    }


def test_models_of_which_everything_is_decided_alike_have_the_same_sheet() -> None:
    bundle = a_bundle(LARGE)
    sizes = {"a": 10, "b": 20, "c": 1000, "d": 5000}
    world = scene(bundle, *(a_model(name, {"model.n_parameters": n}) for name, n in sizes.items()))
    (screened,) = Screening(SubjectKind.MODEL, bundle, world).scene(world)
    a, b, c, d = screened.sheets
    assert a == b != c == d
    assert screened.counts == {held("large", Verdict.FAIL): 2, held("large", Verdict.PASS): 2}


def test_records_tell_models_apart() -> None:
    found = decided(a_bundle(DUTY), a_model("silent"), a_model("absent"))
    assert found == {"silent": [held("owed", Verdict.UNKNOWN)], "absent": [held("owed", Verdict.FAIL)]}


def test_a_role_that_a_resolution_denies_is_told_from_one_that_nobody_has() -> None:
    role = "role.gpai_provider"
    settling = claim(role, False, basis=Basis.ATTESTED, method=RESOLVED, with_evidence=True)
    said = claim(role, True, basis=Basis.ATTESTED)
    denied = {role: resolve(FACTS[role], [said, settling])}
    nobody = {role: known(role, False, basis=Basis.ATTESTED)}
    gguf = changed(DUTY, id="gguf", role="gpai_provider", require="{fact: model.format, is: gguf}")
    for waivable, verdict in (("true", Verdict.NOT_APPLICABLE), ("false", Verdict.UNKNOWN)):
        bundle = a_bundle(changed(gguf, waivable=waivable))
        models = (a_model("nobody", nobody), a_model("denied", denied))
        found = {name: one.verdict for name, (one,) in decided(bundle, *models).items()}
        assert found == {"nobody": Verdict.NOT_APPLICABLE, "denied": verdict}


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
    found = said_of(Screening(SubjectKind.MODEL, bundle, world).scene(world))
    # Whatever was claimed, a classification replaces it.
    assert found["claimed"] == found["silent"]
    assert world.facts["claimed"] == given


def test_a_rule_about_other_subjects_is_judged_for_each() -> None:
    based = changed(DUTY, id="based", require="{all: base_models, satisfy: {fact: model.format, is: gguf}}")
    bundle = a_bundle(GGUF, based)
    base, other = a_model("base", {"model.format": "gguf"}), a_model("other", {"model.format": "onnx"})
    relations = {"derived": ("base",), "odd": ("other",)}
    models = (base, other, a_model("derived"), a_model("odd"))
    world = scene_of(bundle, an_organisation(), *models, relations=relations)
    screened = list(Screening(SubjectKind.MODEL, bundle, world).scene(world))
    verdicts = {id_: {one.rule: one.verdict for one in said} for id_, said in said_of(screened).items()}
    assert [verdicts[name]["based"] for name in ("base", "derived", "odd")] == [
        Verdict.UNKNOWN,
        Verdict.PASS,
        Verdict.FAIL,
    ]
    assert sum(screened[0].counts.values()) == 8


def test_what_is_declared_to_be_another_is_judged_there_alone() -> None:
    one = a_model("one")
    assert isinstance(one.subject, Model)
    other = Assessed(replace(one.subject, id="other", declared_same="one"), one.facts)
    assert list(decided(a_bundle(GGUF), one, other)) == ["one"]


@pytest.mark.parametrize("rule", [GGUF, AROUND], ids=["of the model alone", "of other models too"])
def test_claim_sets_come_to_what_the_same_models_in_a_scene_come_to(rule: str) -> None:
    bundle = a_bundle(CLASSIFICATION, rule, LARGE, DUTY)
    gguf, large = known("model.format", "gguf"), claim("model.n_parameters", 1)
    record = a_record("summary", state=EvidenceState.ABSENT)
    sets = [
        ClaimSet("small", [gguf], [(large, 999)], []),
        ClaimSet("large", [gguf], [(large, 1000)], [("summary", (record,))]),
        ClaimSet("silent", [], [], []),
    ]
    claimed = Claimed(sets, lambda id_: a_model(id_).subject)
    alone = scene_of(bundle, an_organisation())
    world = claimed.scene(alone)
    found = said_of(Screening(SubjectKind.MODEL, bundle, alone).claimed(claimed))
    assert found == said_of(Screening(SubjectKind.MODEL, bundle, world).scene(world))
    verdicts = {id_: {one.rule: one.verdict for one in said} for id_, said in found.items()}
    assert [verdicts[one.subject_id]["large"] for one in sets] == ["fail", "pass", "unknown"]
    assert [verdicts[one.subject_id]["owed"] for one in sets] == ["unknown", "fail", "unknown"]
    # Nothing of them is left in the scene that they were judged beside.
    assert list(alone.facts) == [alone.organisation.id]


def test_where_there_are_no_rules_there_is_an_empty_sheet_for_each() -> None:
    assert decided(a_bundle(CLASSIFICATION), a_model("a"), a_model("b")) == {"a": [], "b": []}


def test_what_was_decided_may_be_forgotten_but_never_what_was_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bundle = a_bundle(CLASSIFICATION, GGUF, LARGE)
    models = [a_model(f"{n}", {"model.n_parameters": 400 * n}) for n in range(6)]

    def counts() -> dict[Decision, int]:
        world = scene(bundle, *models)
        screened = list(Screening(SubjectKind.MODEL, bundle, world).scene(world))
        assert sum(len(one.ids) for one in screened) == 6
        return sum((one.counts for one in screened), Counter())

    expected = counts()
    for module in (asked, classing, panels, table):
        monkeypatch.setattr(module, "MOST_REMEMBERED", 0)
    for together in (1, 4):
        monkeypatch.setattr(screening, "_TOGETHER", together)
        assert counts() == expected
    assert expected[held("large", Verdict.FAIL)] == 3
