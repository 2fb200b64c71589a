import pytest

from auditor.policy.judging.remedies import remedy
from tests.builders.policy import DUTY, a_bundle, a_model, an_organisation, changed, scene_of

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
