from typing import Any

import pytest

from auditor.domain.values import ValueType
from auditor.errors import PolicyError
from auditor.policy.bundle import Bundle
from auditor.policy.conditions import FactLeaf, Operator
from auditor.policy.reading.parameter_reader import parameters
from tests.builders.policy import DUTY, PACK, a_bundle, changed, node

AGE = "{name: age, type: count, default: 3, meaning: how old}"


def test_a_parameter_has_a_type_a_default_and_a_meaning() -> None:
    (found,) = parameters(node(f"[{AGE}]"))
    assert (found.name, found.type, found.default, found.value, found.meaning, found.set_by) == (
        "age",
        ValueType.COUNT,
        3,
        3,
        "how old",
        "",
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"[{AGE}, {AGE}]", "rules.yaml:1: the parameter 'age' is listed twice"),
        (
            "[{name: a, type: count, default: long, meaning: m}]",
            "rules.yaml:1: expected a count, found 'long'",
        ),
        (
            "[{name: a, type: count, default: [b], meaning: m}]",
            "rules.yaml:1: expected a count, found a list",
        ),
        (
            "[{name: a, type: range, default: 1, meaning: m}]",
            "rules.yaml:1: 'range' is none of yes/no, count, number, text, set of words, date",
        ),
        ("[{name: a, type: count, default: 1}]", "rules.yaml:1: 'meaning' is missing"),
    ],
)
def test_a_malformed_parameter_is_refused(text: str, message: str) -> None:
    with pytest.raises(PolicyError) as caught:
        parameters(node(text))
    assert caught.value.message == message


def test_a_condition_may_name_a_parameter_of_its_pack_and_no_other() -> None:
    pack = f"{PACK}parameters: [{AGE}]\n"
    named = changed(DUTY, require="{fact: airgap.age_days, at_most: {parameter: age}}")
    (rule,) = a_bundle(named, pack=pack).rules
    assert rule.require == FactLeaf("airgap.age_days", Operator.AT_MOST, 3, parameter="age")
    with pytest.raises(PolicyError, match="the pack has no parameter 'age'"):
        a_bundle(named)


def test_a_parameter_has_to_fit_the_fact_that_it_bounds() -> None:
    pack = f"{PACK}parameters: [{AGE}]\n"
    with pytest.raises(PolicyError, match=r"model.format is a text, not '3'"):
        a_bundle(changed(DUTY, require="{fact: model.format, is: {parameter: age}}"), pack=pack)


ALLOWED = "{name: allowed, type: set of words, default: [%s], meaning: where it may be computed}"
IN_ALLOWED = "{fact: hosting.country, in: {parameter: allowed}}"
REACHED = "{fact: hosting.support_access, includes_any: {parameter: allowed}}"


def _of_deployments(default: str, require: str = IN_ALLOWED, **more: Any) -> Bundle:
    rule = changed(DUTY, subject="deployment", role=None, require=require)
    return a_bundle(rule, pack=f"{PACK}parameters: [{ALLOWED % default}]\n", **more)


@pytest.mark.parametrize("require", [IN_ALLOWED, REACHED])
@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("UK", "Did you mean 'GB'?"),
        ("EL", "Did you mean 'GR'?"),
        ("Germany", "Two capital letters, e.g. DE."),
    ],
)
def test_a_parameter_that_is_a_country_holds_codes(require: str, word: str, hint: str) -> None:
    assert _of_deployments("DE, GB", require).rules
    with pytest.raises(PolicyError) as caught:
        _of_deployments(f"DE, {word}", require)
    assert caught.value.message.endswith(f"parameter 'allowed': '{word}' is no ISO 3166-1 alpha-2 code")
    assert "pack.yaml:" in caught.value.message
    assert caught.value.hint == hint


def test_a_country_that_is_set_is_refused_with_who_set_it() -> None:
    set_ = "parameters:\n  example:\n    allowed: {is: [%s], by: auditor.toml}\n"
    assert _of_deployments("DE", adjustments=set_ % "GB").rules
    with pytest.raises(PolicyError) as caught:
        _of_deployments("DE", adjustments=set_ % "UK")
    assert caught.value.message == ("auditor.toml: parameter 'allowed': 'UK' is no ISO 3166-1 alpha-2 code")


def test_a_parameter_that_is_compared_with_no_country_may_hold_any_word() -> None:
    assert _of_deployments("UK", "{fact: deployment.region, in: {parameter: allowed}}").rules
