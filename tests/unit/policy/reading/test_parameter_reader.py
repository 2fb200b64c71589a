import pytest

from auditor.domain.values import ValueType
from auditor.errors import PolicyError
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
