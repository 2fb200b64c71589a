import pytest

from auditor.domain.fact import Confidence, SubjectKind
from auditor.domain.tri import Tri
from auditor.policy.logic.evaluate import evaluate
from tests.builders.policy import a_condition, a_model, a_record, a_scene, an_organisation, known

SCENE = a_scene(
    an_organisation(),
    a_model("m", {"model.format": "gguf", "model.gpai": True}),
    a_model("n", {"model.format": "onnx"}),
    relations={"organisation": ("m", "n")},
    evidence=(a_record("summary", "m"),),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{fact: model.format, is: gguf}", Tri.TRUE),
        ("{evidence: summary}", Tri.TRUE),
        ("{evidence: notice}", Tri.UNKNOWN),
        ("{all: [{evidence: summary}, {evidence: notice}]}", Tri.UNKNOWN),
        ("{any: [{evidence: summary}, {evidence: notice}]}", Tri.TRUE),
        ("{not: {evidence: summary}}", Tri.FALSE),
        ("{not: [{evidence: summary}, {evidence: notice}]}", Tri.FALSE),
    ],
)
def test_conditions_about_a_subject_follow_kleene(text: str, expected: Tri) -> None:
    assert evaluate(a_condition(text), "m", SCENE).value is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{any: models, satisfy: {fact: model.format, is: onnx}}", Tri.TRUE),
        ("{any: models, satisfy: {fact: model.format, is: pickle}}", Tri.FALSE),
        (
            "{any: models, of: {fact: model.format, is: onnx}, satisfy: {fact: model.gpai, is: true}}",
            Tri.UNKNOWN,
        ),
        (
            "{any: models, of: {fact: model.format, is: gguf}, satisfy: {fact: model.gpai, is: true}}",
            Tri.TRUE,
        ),
        (
            "{any: models, of: {fact: model.format, is: pickle}, satisfy: {fact: model.gpai, is: true}}",
            Tri.FALSE,
        ),
        ("{all: models, satisfy: {fact: model.gpai, is: true}}", Tri.UNKNOWN),
        (
            "{all: models, of: {fact: model.format, is: gguf}, satisfy: {fact: model.gpai, is: true}}",
            Tri.TRUE,
        ),
        (
            "{all: models, of: {fact: model.format, is: gguf}, satisfy: {fact: model.gpai, is: false}}",
            Tri.FALSE,
        ),
        (
            "{all: models, of: {fact: model.format, is: pickle}, satisfy: {fact: model.gpai, is: true}}",
            Tri.TRUE,
        ),
        ("{all: deployments, satisfy: {fact: deployment.state, is: running}}", Tri.UNKNOWN),
        ("{any: deployments, satisfy: {fact: deployment.state, is: running}}", Tri.UNKNOWN),
        ("{count: deployments, at_least: 1}", Tri.UNKNOWN),
        ("{count: models, at_least: 2}", Tri.TRUE),
        ("{count: models, more_than: 2}", Tri.FALSE),
        ("{count: models, of: {fact: model.gpai, is: true}, at_least: 1}", Tri.TRUE),
        ("{count: models, of: {fact: model.gpai, is: true}, at_least: 2}", Tri.UNKNOWN),
        ("{count: models, of: {fact: model.gpai, is: true}, at_most: 2}", Tri.TRUE),
        ("{count: models, of: {fact: model.format, is: pickle}, less_than: 1}", Tri.TRUE),
    ],
)
def test_quantifiers_look_at_everything_below(text: str, expected: Tri) -> None:
    condition = a_condition(text, SubjectKind.ORGANISATION)
    assert evaluate(condition, "organisation", SCENE).value is expected


def test_a_floor_reaches_every_leaf() -> None:
    weak = a_scene(a_model(given={"model.format": known("model.format", "gguf", confidence=Confidence.LOW)}))
    condition = a_condition("{not: {all: [{fact: model.format, is: onnx}]}}")
    assert evaluate(condition, "m", weak).value is Tri.TRUE
    assert evaluate(condition, "m", weak, Confidence.MEDIUM).value is Tri.UNKNOWN


def test_an_answer_is_remembered_until_the_scene_forgets() -> None:
    condition = a_condition("{fact: model.format, is: gguf}")
    first = evaluate(condition, "m", SCENE)
    assert evaluate(condition, "m", SCENE) is first
    SCENE.forget()
    assert evaluate(condition, "m", SCENE) == first
    assert evaluate(condition, "m", SCENE) is not first


def test_what_has_parts_says_which_count_and_what_they_come_to_where_that_has_a_name() -> None:
    parts = "[{fact: model.format, is: gguf}, {evidence: summary}]"
    for key in ("all", "any"):
        assert evaluate(a_condition(f"{{{key}: {parts}}}"), "m", SCENE).reason.text == f"{key} of these"
        named = a_condition(f"{{{key}: {parts}, called: it is here}}")
        assert evaluate(named, "m", SCENE).reason.text == f"it is here: {key} of these"


def test_a_denied_comparison_is_one_line_and_a_denied_record_is_below_what_denies_it() -> None:
    compared = evaluate(a_condition("{not: {fact: model.format, is: onnx}}"), "m", SCENE).reason
    assert (compared.parts, compared.value, compared.fact) == ((), Tri.TRUE, "model.format")
    assert compared.text.endswith("asked: is not onnx")
    assert compared.evidence
    record = evaluate(a_condition("{not: {evidence: summary}}"), "m", SCENE).reason
    assert (record.text, record.value, len(record.parts)) == ("not the following", Tri.FALSE, 1)
