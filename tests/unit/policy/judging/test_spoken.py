import pytest

from auditor.domain.fact import Basis, Fact
from auditor.domain.finding import Verdict
from auditor.domain.values import FactValue
from auditor.policy.judging.spoken import leaves_of, spoken_in, spoken_of
from auditor.policy.logic.evaluate import evaluate
from auditor.policy.logic.verdict import rule_on
from tests.builders.policy import (
    DUTY,
    a_bundle,
    a_condition,
    a_model,
    a_scene,
    an_organisation,
    changed,
    known,
    scene_of,
)

GGUF = "{fact: model.format, is: gguf}"
KIND = "{fact: license.kind, is: permissive}"
TERM = {"kind": "term", "legal": '{article: "terms, section 1", source: C}'}


@pytest.mark.parametrize(
    ("changes", "given", "verdict", "expected"),
    [
        # What only holds is not spoken of, but by a term.
        ({"require": GGUF}, {"model.format": "gguf"}, Verdict.PASS, ()),
        # Whose word it is, is told.
        (
            {"require": GGUF},
            {"model.format": known("model.format", "gguf", basis=Basis.ATTESTED)},
            Verdict.PASS,
            (("model.format", True),),
        ),
        ({"require": GGUF, **TERM}, {"model.format": "gguf"}, Verdict.PASS, (("model.format", True),)),
        ({"require": GGUF}, {"model.format": "onnx"}, Verdict.FAIL, (("model.format", True),)),
        # A failure that several leaves decide together, and no leaf that does not.
        (
            {"require": f"{{any: [{GGUF}, {KIND}]}}"},
            {"model.format": "onnx", "license.kind": "copyleft"},
            Verdict.FAIL,
            (("license.kind", True), ("model.format", True)),
        ),
        (
            {"require": f"{{all: [{GGUF}, {KIND}]}}"},
            {"model.format": "onnx", "license.kind": "permissive"},
            Verdict.FAIL,
            (("model.format", True),),
        ),
        # Why something does not apply is told with its value; what the organisation is, with its sources.
        (
            {"when": GGUF, "require": KIND},
            {"model.format": "onnx"},
            Verdict.NOT_APPLICABLE,
            (("model.format", False),),
        ),
        (
            {"role": "gpai_provider", "require": KIND},
            {"role.gpai_provider": False},
            Verdict.NOT_APPLICABLE,
            (("role.gpai_provider", True),),
        ),
        # Everything that is missing is spoken of; what is known beside it is not.
        (
            {"when": GGUF, "require": f"{{all: [{KIND}, {{fact: model.weights_public, is: true}}]}}"},
            {"model.format": "gguf"},
            Verdict.UNKNOWN,
            (("license.kind", True), ("model.weights_public", True)),
        ),
        # What is true of the organisation is the same for all.
        (
            {"when": "{fact: organisation.finance, is: true}", "require": GGUF},
            {"model.format": "onnx"},
            Verdict.UNKNOWN,
            (),
        ),
        ({}, {}, Verdict.UNKNOWN, (("evidence:summary", True),)),
    ],
)
def test_a_sentence_speaks_of_what_decides_and_of_what_is_missing(
    changes: dict[str, str],
    given: dict[str, FactValue | Fact],
    verdict: Verdict,
    expected: tuple[tuple[str, bool], ...],
) -> None:
    bundle = a_bundle(changed(DUTY, **changes))
    model = a_model("m", given)
    scene = scene_of(bundle, an_organisation(), model)
    ruling = rule_on(bundle.rules[0], None, model.subject, scene)
    assert ruling.verdict is verdict
    assert spoken_of(bundle.rules[0], ruling, "m", scene) == expected


def test_a_classification_speaks_of_what_decides_it_and_of_what_is_missing() -> None:
    condition = a_condition(f"{{all: [{GGUF}, {KIND}]}}")
    for given, expected in (
        (
            {"model.format": "gguf", "license.kind": "permissive"},
            {"model.format": False, "license.kind": False},
        ),
        ({"model.format": "onnx"}, {"model.format": False}),
        ({"model.format": "gguf"}, {"license.kind": True}),
    ):
        scene = a_scene(an_organisation(), a_model("m", dict(given)))
        assert dict(spoken_in([evaluate(condition, "m", scene)], "m")) == expected


def test_leaves_are_in_order() -> None:
    scene = a_scene(an_organisation(), a_model("m"))
    found = evaluate(a_condition(f"{{all: [{GGUF}, {{not: {KIND}}}]}}"), "m", scene)
    assert [leaf.fact for leaf in leaves_of(found.reason)] == ["model.format", "license.kind"]
