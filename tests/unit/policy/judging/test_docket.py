from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from auditor.domain.audit import Assessed
from auditor.domain.evidence import EvidenceState
from auditor.domain.fact import SubjectKind
from auditor.domain.finding import Holding, RuleKind, Verdict
from auditor.domain.subject import Model
from auditor.policy.bundle import Bundle
from auditor.policy.judging import alike
from auditor.policy.judging.docket import Examination
from auditor.policy.judging.outcomes import TallyKey
from tests.builders.policy import DUTY, a_bundle, a_model, a_record, an_organisation, changed, known, scene_of

APPLIES = date(2025, 8, 2)
GGUF = changed(DUTY, id="gguf", require="{fact: model.format, is: gguf}")
OURS = changed(DUTY, id="ours", role="gpai_provider")


def counted(bundle: Bundle, *models: Assessed) -> tuple[Counter[TallyKey], list[tuple[str, str]]]:
    evidence = (a_record("summary", "absent", state=EvidenceState.ABSENT),)
    scene = scene_of(bundle, an_organisation(), *models, evidence=evidence)
    examination = Examination(SubjectKind.MODEL, bundle, scene)
    found = [(one.outcome.rule.id, one.subject.id) for one in examination.judged(scene)]
    return examination.tallies, found


def held(rule: str, sentence: str, verdict: Verdict = Verdict.PASS) -> TallyKey:
    return TallyKey(rule, RuleKind.DUTY, verdict, False, sentence)


def test_models_alike_to_a_rule_are_counted_together_and_explained_apart() -> None:
    models = [a_model(name, {"model.format": "gguf"}) for name in ("a", "b", "absent")]
    tallies, found = counted(a_bundle(GGUF, DUTY), *models)
    assert tallies == {
        held("gguf", "Article 1(1) holds"): 3,
        TallyKey(
            "owed",
            RuleKind.DUTY,
            Verdict.UNKNOWN,
            False,
            "Article 1(1) cannot be decided: public summary: nothing is recorded about it",
        ): 2,
        TallyKey(
            "owed",
            RuleKind.DUTY,
            Verdict.FAIL,
            False,
            "fails Article 1(1): Public summary: declared absent by A. Example on 1 November 2026",
        ): 1,
    }
    assert found == [("owed", "a"), ("owed", "b"), ("owed", "absent")]


def test_what_is_declared_to_be_another_is_judged_there_alone() -> None:
    one = a_model("absent")
    assert isinstance(one.subject, Model)
    other = Assessed(replace(one.subject, id="other", declared_same="absent"), one.facts)
    tallies, found = counted(a_bundle(GGUF, DUTY), one, other)
    assert found == [("gguf", "absent"), ("owed", "absent")]
    assert tallies.total() == 2


def test_a_rule_that_names_its_sources_tells_them_apart() -> None:
    said = (("a", "first.yaml"), ("b", "second.yaml"), ("c", "first.yaml"))
    models = [
        a_model(name, {"role.gpai_provider": known("role.gpai_provider", False, citation=source)})
        for name, source in said
    ]
    tallies, _ = counted(a_bundle(OURS), *models)
    assert tallies == {
        held(
            "ours",
            f"does not apply: the organisation is not the provider of this model ({source})",
            Verdict.NOT_APPLICABLE,
        ): n
        for source, n in (("first.yaml", 2), ("second.yaml", 1))
    }


def test_a_rule_about_other_subjects_is_judged_for_each() -> None:
    based = changed(DUTY, id="based", require="{all: base_models, satisfy: {fact: model.format, is: gguf}}")
    base = a_model("base", {"model.format": "gguf"})
    scene = scene_of(
        a_bundle(based), an_organisation(), base, a_model("derived"), relations={"derived": ("base",)}
    )
    examination = Examination(SubjectKind.MODEL, a_bundle(based), scene)
    found = list(examination.judged(scene))
    assert [(one.subject.id, one.outcome.counted.verdict) for one in found] == [("base", Verdict.UNKNOWN)]
    assert examination.tallies[held("based", "Article 1(1) holds")] == 1


def test_subjects_alike_share_what_they_miss_and_are_explained_each_from_its_own_facts() -> None:
    bundle = a_bundle(changed(DUTY, require="{all: [{fact: model.gpai, is: true}, {evidence: summary}]}"))
    places = {"a": "dir:/a", "b": "dir:/b"}
    models = [
        a_model(id_, {"model.gpai": known("model.gpai", True, locator=at)}) for id_, at in places.items()
    ]
    scene = scene_of(bundle, an_organisation(), *models)
    one, other = Examination(SubjectKind.MODEL, bundle, scene).judged(scene)
    assert one.outcome is other.outcome
    assert [[item.subject_id for item in found.missing] for found in (one, other)] == [["a"], ["b"]]
    assert "dir:/a" in str(one.parts)
    assert "dir:/b" in str(other.parts)


def test_scene_by_scene_it_comes_to_the_same() -> None:
    bundle = a_bundle(GGUF, DUTY)
    models = [a_model(name, {"model.format": "gguf"}) for name in ("a", "b", "c")]
    scenes = [scene_of(bundle, an_organisation(), *part) for part in (models[:1], models[1:])]
    examination = Examination(SubjectKind.MODEL, bundle, scenes[0])
    outcomes = [found for scene in scenes for found in examination.outcomes(scene)]
    assert [(subject.id, [one.rule.id for one in found]) for subject, found in outcomes] == [
        (name, ["owed"]) for name in ("a", "b", "c")
    ]
    assert examination.tallies == counted(bundle, *models)[0]
    assert examination.holding.listed() == (Holding("gguf", False, APPLIES, 3, ("a", "b", "c")),)


def test_for_whom_a_rule_holds_is_kept_with_its_day() -> None:
    based = changed(DUTY, id="based", require="{any: base_models, satisfy: {fact: model.format, is: gguf}}")
    bundle = a_bundle(GGUF, OURS, based)
    models = [
        a_model("a", {"model.format": "gguf", "role.gpai_provider": False}),
        a_model("b", {"model.format": "onnx", "role.gpai_provider": False}),
    ]
    scene = scene_of(bundle, an_organisation(), *models, relations={"b": ("a",)})
    examination = Examination(SubjectKind.MODEL, bundle, scene)
    list(examination.judged(scene))
    assert examination.holding.listed() == (
        Holding("based", False, APPLIES, 1, ("b",)),
        Holding("gguf", False, APPLIES, 1, ("a",)),
    )


def test_what_was_said_may_be_forgotten_but_never_what_was_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    models = [
        a_model(f"{n}", {"role.gpai_provider": known("role.gpai_provider", False, citation=f"{n % 3}.yaml")})
        for n in range(9)
    ]
    expected = counted(a_bundle(OURS), *models)
    monkeypatch.setattr(alike, "_MOST_REMEMBERED", 0)
    assert counted(a_bundle(OURS), *models) == expected
    assert expected[0].total() == 9
