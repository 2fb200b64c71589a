from dataclasses import replace
from datetime import date

import pytest

from auditor.domain.fact import RESOLVED, Basis, Claim, Confidence, Fact, Known, Settler, Unknown
from auditor.domain.values import FactValue, Range
from auditor.policy.judging.classify import classify
from auditor.policy.logic.world import Scene
from tests.builders.policy import CLASSIFICATION, TODAY, a_bundle, a_model, changed, known, scene_of, unknown

GPAI = changed(CLASSIFICATION, value="{fact: compute.update_flop, more_than: {law: flop}}")
SYSTEMIC = """\
id: systemic
kind: classification
version: 1
title: With systemic risk
subject: model
legal: {article: "51", source: C, text: first}
writes: model.systemic_risk
value: {fact: model.gpai, is: true}
"""


def classified(
    *rules: str, given: dict[str, FactValue | Fact], as_of: date = TODAY, keep_given: bool = False
) -> Scene:
    bundle = a_bundle(*rules)
    scene = scene_of(bundle, a_model(given=given), as_of=as_of)
    classify(bundle.classifications, scene, keep_given=keep_given)
    return scene


def test_a_classification_writes_a_claim_with_its_rule_article_and_weakest_input() -> None:
    flop = known("compute.update_flop", Range(2e25, 3e25), confidence=Confidence.MEDIUM)
    scene = classified(SYSTEMIC, GPAI, given={"compute.update_flop": flop})
    why = (
        "Article 3(63): compute that directly contributed to parameter updates: "
        "2.0 \u2013 3.0 \u00d7 10²⁵ FLOP; asked: more than 1.0 \u00d7 10²⁵ FLOP (law.yaml: flop)"
    )
    claim = Claim("model.gpai", True, Basis.INFERRED, Confidence.MEDIUM, "gpai", "example/gpai", why)
    assert scene.facts["m"]["model.gpai"] == Fact("model.gpai", Known(True, (claim,)))
    assert scene.state("model.systemic_risk", "m") == Known(
        True,
        (
            Claim(
                "model.systemic_risk",
                True,
                Basis.INFERRED,
                Confidence.MEDIUM,
                "systemic",
                "example/systemic",
                "Article 51: whether it is a general-purpose AI model, Art. 3(63): yes",
            ),
        ),
    )
    assert scene.unsettled == {}


def test_an_unknown_classification_says_what_would_settle_it_all_the_way_down() -> None:
    scene = classified(SYSTEMIC, GPAI, given={})
    state = scene.state("model.systemic_risk", "m")
    assert isinstance(state, Unknown)
    assert (state.who, state.how) == (Settler.PROVIDER, "auditor declare training")
    # One sentence within another: no colon after a colon.
    assert state.reason.endswith(")")
    assert " is not known (" in state.reason
    assert ": not known" not in state.reason
    assert [missing.name for missing in scene.unsettled["m", "model.systemic_risk"]] == [
        "compute.update_flop"
    ]


def test_a_weak_classification_is_known_and_says_what_would_firm_it_up() -> None:
    flop = known("compute.update_flop", Range(2e25, 3e25), confidence=Confidence.LOW)
    scene = classified(GPAI, given={"compute.update_flop": flop})
    state = scene.state("model.gpai", "m")
    assert isinstance(state, Known)
    assert (state.value, state.confidence) == (True, Confidence.LOW)
    assert [missing.name for missing in scene.unsettled["m", "model.gpai"]] == ["compute.update_flop"]


def test_before_its_text_a_classification_is_unknown_whatever_was_claimed() -> None:
    given: dict[str, FactValue | Fact] = {"model.gpai": True}
    scene = classified(GPAI, given=given, as_of=date(2024, 7, 11))
    assert scene.state("model.gpai", "m") == Unknown(
        "no text published by 11 July 2024 classifies it", Settler.NOBODY
    )


def test_a_classification_replaces_what_was_claimed_unless_a_case_gives_it() -> None:
    given: dict[str, FactValue | Fact] = {"model.gpai": True, "compute.update_flop": Range(1e20, 1e20)}
    replaced = classified(GPAI, given=given).state("model.gpai", "m")
    kept = classified(GPAI, given=given, keep_given=True).state("model.gpai", "m")
    assert isinstance(replaced, Known)
    assert isinstance(kept, Known)
    assert (replaced.value, kept.value) == (False, True)


def test_without_anything_missing_the_registry_says_who_could_tell() -> None:
    value = "{fact: compute.update_flop, more_than: {law: new_flop}}"
    given: dict[str, FactValue | Fact] = {"compute.update_flop": Range(1e24, 1e24)}
    state = classified(changed(GPAI, value=value), given=given, as_of=date(2025, 1, 1)).state(
        "model.gpai", "m"
    )
    assert state == Unknown("no text published by 1 January 2025 sets new_flop", Settler.PROVIDER)


CHOICE = (
    "{cases: [{if: {fact: model.format, is: gguf}, then: true}, "
    "{if: {fact: model.weights_public, is: true}, then: true}], else: false}"
)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"model.format": "gguf"}, True),
        ({"model.format": "onnx", "model.weights_public": True}, True),
        ({"model.format": "onnx", "model.weights_public": False}, False),
        ({"model.weights_public": True}, True),
        ({"model.weights_public": False}, None),
        ({"model.format": "onnx"}, None),
        ({"model.format": "gguf", "model.weights_public": unknown("model.weights_public")}, True),
    ],
)
def test_a_choice_takes_the_first_branch_that_holds(
    given: dict[str, FactValue | Fact], expected: bool | None
) -> None:
    state = classified(changed(GPAI, value=CHOICE), given=given).state("model.gpai", "m")
    assert (state.value if isinstance(state, Known) else None) is expected


SAID_NO = Claim(
    "model.gpai", False, Basis.ATTESTED, Confidence.HIGH, RESOLVED, "d/r.yaml:1#value", with_evidence=True
)


def test_a_resolution_is_heard_before_what_the_rule_concludes_and_the_rule_stays_to_be_seen() -> None:
    given: dict[str, FactValue | Fact] = {
        "compute.update_flop": Range(2e25, 3e25),
        "model.gpai": Fact("model.gpai", Known(False, (SAID_NO,))),
    }
    scene = classified(SYSTEMIC, GPAI, given=given)
    state = scene.state("model.gpai", "m")
    assert isinstance(state, Known)
    assert (state.value, [(one.method, one.value) for one in state.claims]) == (
        False,
        [("resolve", False), ("gpai", True)],
    )
    systemic = scene.state("model.systemic_risk", "m")
    assert isinstance(systemic, Known)
    assert systemic.value is False


def test_a_resolution_answers_what_the_rule_cannot() -> None:
    scene = classified(GPAI, given={"model.gpai": Fact("model.gpai", Known(False, (SAID_NO,)))})
    assert scene.state("model.gpai", "m") == Known(False, (SAID_NO,))
    assert scene.unsettled == {}


def test_before_a_text_classifies_it_there_is_nothing_to_rebut() -> None:
    early = date(2020, 1, 1)
    given: dict[str, FactValue | Fact] = {"model.gpai": Fact("model.gpai", Known(False, (SAID_NO,)))}
    assert isinstance(classified(GPAI, given=given, as_of=early).state("model.gpai", "m"), Unknown)


def test_any_other_claim_gives_way_to_the_rule() -> None:
    other = replace(SAID_NO, method="declaration")
    given: dict[str, FactValue | Fact] = {
        "compute.update_flop": Range(2e25, 3e25),
        "model.gpai": Fact("model.gpai", Known(False, (other,))),
    }
    state = classified(GPAI, given=given).state("model.gpai", "m")
    assert isinstance(state, Known)
    assert [one.method for one in state.claims] == ["gpai"]
