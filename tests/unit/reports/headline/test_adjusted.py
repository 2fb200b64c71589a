from datetime import date

from auditor.domain.finding import Severity
from auditor.domain.policy_choice import (
    AppliedPack,
    AppliedParameter,
    Origin,
    PackOrigin,
    PolicyChoice,
    SeverityOverride,
)
from auditor.domain.values import FactValue
from auditor.reports.headline.adjusted import parameter, sentences


def a_parameter(value: FactValue, default: FactValue, set_by: str = "auditor.toml") -> AppliedParameter:
    return AppliedParameter("house", "age", "how old", value, default, set_by)


def test_rules_as_they_ship_need_no_word() -> None:
    shipped = AppliedPack("security", "Security", "1", PackOrigin(Origin.SHIPPED))
    assert sentences(PolicyChoice(packs=(shipped,), parameters=(a_parameter(3, 3, ""),))) == ()


def test_everything_else_is_said_one_sentence_each() -> None:
    choice = PolicyChoice(
        profile="eu-finance",
        packs=(
            AppliedPack("house", "House", "2", PackOrigin(Origin.TRUSTED_KEY, "ab12")),
            AppliedPack("guest", "Guest", "1", PackOrigin(Origin.UNSIGNED)),
        ),
        parameters=(a_parameter(7, 3),),
        severities=(
            SeverityOverride("no-digest", Severity.HIGH, Severity.MEDIUM, "profile eu-finance"),
            SeverityOverride("remote-code", Severity.HIGH, Severity.HIGH, "auditor.toml"),
        ),
    )
    assert sentences(choice) == (
        "chosen by the profile eu-finance",
        "the pack house 2 did not come with auditor and is signed by a trusted key ab12",
        "the pack guest 1 did not come with auditor and is unsigned",
        "severity of no-digest is high, medium in its pack (set by profile eu-finance)",
        "severity of remote-code is high, high as well in its pack (set by auditor.toml)",
        "house.age is 7, 3 by default (set by auditor.toml): how old",
    )


def test_values_of_every_type_are_said_in_words() -> None:
    assert parameter(a_parameter(True, False)).startswith("house.age is yes, no by default")
    assert parameter(a_parameter(("a", "b"), ())).startswith("house.age is a, b, none by default")
    assert parameter(a_parameter("x", date(2026, 1, 2))).startswith(
        "house.age is x, 2\u00a0January\u00a02026 by default"
    )
    assert parameter(a_parameter(3, 3, "")) == "house.age is 3: how old"
