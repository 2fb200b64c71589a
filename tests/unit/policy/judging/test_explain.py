"""One rule on one subject, whatever it comes to."""

from datetime import date

import pytest

from auditor.domain.explanation import Explanation
from auditor.domain.finding import RuleKind, Severity
from auditor.domain.tri import Tri
from auditor.domain.values import FactValue
from auditor.errors import UsageError
from auditor.policy.judging.explain import explain
from auditor.policy.judging.judge import judge
from tests.builders.policy import (
    CLASSIFICATION,
    DUTY,
    TODAY,
    a_bundle,
    a_model,
    a_record,
    a_world,
    changed,
)

RULE = changed(
    DUTY,
    when="{fact: model.format, is: gguf}",
    require="{fact: model.n_parameters, at_most: 5}",
    note='"read as {paragraph: reading}"',
)


def explained(
    facts: dict[str, FactValue], *rules: str, rule: str = "owed", as_of: date = TODAY
) -> Explanation:
    return explain(a_bundle(*(rules or (RULE,))), a_world(a_model("m", facts)), rule, "m", as_of)


@pytest.mark.parametrize(
    ("facts", "outcome", "value", "sentence"),
    [
        ({"model.format": "gguf", "model.n_parameters": 3}, "pass", Tri.TRUE, "Article 1(1) holds"),
        ({"model.format": "gguf", "model.n_parameters": 9}, "fail", Tri.FALSE, "fails Article 1(1): "),
        ({"model.format": "gguf"}, "unknown", Tri.UNKNOWN, "Article 1(1) cannot be decided: "),
        ({"model.format": "onnx"}, "not_applicable", Tri.FALSE, "does not apply: "),
    ],
)
def test_every_verdict_is_explained_with_its_leaves(
    facts: dict[str, FactValue], outcome: str, value: Tri, sentence: str
) -> None:
    said = explained(facts)
    assert (said.outcome, said.reason.value) == (outcome, value)
    assert said.sentence.startswith(sentence)
    assert said.reason.parts[0].fact == "model.format"
    assert (said.kind, said.severity, said.subject_name) == (RuleKind.DUTY, Severity.HIGH, "model m")
    assert (said.cited, said.legal.text) == ("Article 1(1)", "second")
    assert said.note == "read as paragraphs 60-61 of second"
    assert said.asked == (("when",) if outcome == "not_applicable" else ("when", "require"))
    assert [one.name for one in said.missing] == (["model.n_parameters"] if outcome == "unknown" else [])


def test_value_bound_and_evidence_are_in_the_tree() -> None:
    said = explained({"model.format": "gguf", "model.n_parameters": 9})
    leaf = said.reason.parts[-1]
    assert (leaf.fact, leaf.subject_id) == ("model.n_parameters", "m")
    assert "9" in leaf.text
    assert "at most 5" in leaf.text
    assert leaf.evidence == ("measured: header, dir:/srv#model.gguf (high confidence)",)


def test_a_finding_is_explained_as_it_was_found() -> None:
    bundle = a_bundle(RULE)
    world = a_world(a_model("m", {"model.format": "gguf", "model.n_parameters": 9}))
    (finding,) = judge(bundle, world, as_of=TODAY, run_day=TODAY).findings
    said = explain(bundle, world, "owed", "m", TODAY)
    assert (said.sentence, said.reason) == (finding.sentence, finding.reason)
    assert (said.applies_from, said.upcoming) == (finding.applies_from, finding.upcoming)


def test_a_classification_is_explained_by_its_value() -> None:
    said = explained({"model.format": "gguf"}, CLASSIFICATION, rule="gpai")
    assert (said.outcome, said.kind, said.severity) == ("yes", RuleKind.CLASSIFICATION, None)
    assert said.sentence.startswith("'general-purpose model' is yes: ")
    open_ = explained({}, CLASSIFICATION, rule="gpai")
    assert (open_.outcome, [one.name for one in open_.missing]) == ("unknown", ["model.format"])


def test_a_rule_reads_what_classifications_wrote() -> None:
    rule = changed(DUTY, when="{fact: model.gpai, is: true}")
    said = explain(
        a_bundle(rule, CLASSIFICATION),
        a_world(a_model("m", {"model.format": "gguf"}), evidence=(a_record("summary", "m"),)),
        "owed",
        "m",
        TODAY,
    )
    assert said.outcome == "pass"


def test_before_its_text_was_published_there_is_nothing_to_explain() -> None:
    with pytest.raises(UsageError) as caught:
        explained({}, as_of=date(2024, 1, 1))
    assert caught.value.message == "owed: as of 2024-01-01 no text that says so was published"


def test_what_was_asked_about_the_day_is_named_as_such() -> None:
    transition = "{if: {fact: model.union_placed_on, before: {law: cutoff}}, until: {law: late}}"
    said = explained({"model.format": "gguf", "model.n_parameters": 9}, changed(RULE, transition=transition))
    assert said.asked == ("when", "require", "day")
    assert said.reason.parts[-1].fact == "model.union_placed_on"
