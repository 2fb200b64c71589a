"""Parameters that decide nothing."""

from auditor.policy.linting.parameters import unused
from tests.builders.policy import DUTY, PACK, a_bundle, changed

PARAMETERS = """\
parameters:
  - {name: formats, type: set of words, default: [gguf], meaning: known ones}
  - {name: other, type: set of words, default: [onnx], meaning: others}
"""
RULE = changed(DUTY, applies_from=None, require="{fact: model.format, in: {parameter: formats}}")


def test_a_parameter_that_no_condition_names_is_named() -> None:
    (found,) = unused(a_bundle(RULE, pack=PACK + PARAMETERS))
    assert (found.pack, found.rule, found.place, found.what, found.hint) == (
        "example",
        "",
        "example/pack.yaml:7",
        "no rule uses the parameter 'other'",
        "Name it in a condition, as {parameter: other}, or take it out.",
    )


def test_what_dates_name_that_rules_share_is_used() -> None:
    of_others = "{if: {fact: model.format, in: {parameter: other}}, until: {law: grace}}"
    pack = f"{PACK}{PARAMETERS}transitions: {{shared: {of_others}}}\n"
    assert list(unused(a_bundle(changed(RULE, transition="shared"), pack=pack))) == []


def test_a_pack_without_parameters_has_none_to_spare() -> None:
    assert list(unused(a_bundle())) == []
