from collections import Counter
from dataclasses import replace

from auditor.domain.audit import Assessed
from auditor.domain.declaration import EvidenceState
from auditor.domain.fact import SubjectKind
from auditor.domain.finding import RuleKind, Verdict
from auditor.domain.subject import Model
from auditor.policy.bundle import Bundle
from auditor.policy.judging.docket import TallyKey, examined
from tests.builders.policy import DUTY, a_bundle, a_model, a_record, an_organisation, changed, known, scene_of

GGUF = changed(DUTY, id="gguf", require="{fact: model.format, is: gguf}")
OURS = changed(DUTY, id="ours", role="gpai_provider")


def counted(bundle: Bundle, *models: Assessed) -> tuple[Counter[TallyKey], list[tuple[str, str]]]:
    evidence = (a_record("summary", "absent", state=EvidenceState.ABSENT),)
    scene = scene_of(bundle, an_organisation(), *models, evidence=evidence)
    tallies: Counter[TallyKey] = Counter()
    found = [
        (explained.rule.id, explained.subject.id)
        for explained in examined(SubjectKind.MODEL, bundle, scene, tallies)
    ]
    return tallies, found


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
    tallies: Counter[TallyKey] = Counter()
    found = list(examined(SubjectKind.MODEL, a_bundle(based), scene, tallies))
    assert [(one.subject.id, one.counted.verdict) for one in found] == [("base", Verdict.UNKNOWN)]
    assert tallies[held("based", "Article 1(1) holds")] == 1
