import pytest

from auditor.domain.fact import Fact
from auditor.domain.values import FactValue
from auditor.policy.judging.remedies import remedy
from tests.builders.policy import DUTY, a_bundle, a_model, an_organisation, changed, scene_of

Given = dict[str, FactValue | Fact]
CASES = "{cases: [{if: {fact: model.format, is: gguf}, then: Pack it.}], else: Convert it.}"


@pytest.mark.parametrize(
    ("told", "given", "expected"),
    [
        ("Publish it.", "gguf", "Publish it."),
        (CASES, "gguf", "Pack it."),
        (CASES, "onnx", "Convert it."),
        (f"[{CASES}, Say so.]", "gguf", "Pack it. Say so."),
    ],
)
def test_of_each_part_the_first_that_fits_is_told(told: str, given: str, expected: str) -> None:
    bundle = a_bundle(changed(DUTY, remedy=told))
    scene = scene_of(bundle, an_organisation(), a_model("m", {"model.format": given}))
    assert remedy(bundle.rules[0], "m", scene) == expected


def test_what_is_not_known_to_fit_is_not_told() -> None:
    bundle = a_bundle(changed(DUTY, remedy=CASES))
    assert remedy(bundle.rules[0], "m", scene_of(bundle, an_organisation(), a_model("m"))) == "Convert it."


@pytest.mark.parametrize(
    ("public", "expected"), [(True, "Read it."), (False, "Publish it."), (None, "Publish it.")]
)
def test_of_whom_the_law_was_not_read_it_is_to_be_read(*, public: bool | None, expected: str) -> None:
    unread = "{if: {fact: model.weights_public, is: true}, why: it was not read, remedy: Read it.}"
    bundle = a_bundle(changed(DUTY, remedy="Publish it.", unread=unread))
    given: Given = {} if public is None else {"model.weights_public": public}
    scene = scene_of(bundle, an_organisation(), a_model("m", given))
    assert remedy(bundle.rules[0], "m", scene) == expected
