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
from auditor.reports.headline.adjusted import defaults, sentences


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
            SeverityOverride("code-beside", Severity.LOW, Severity.HIGH, "profile eu-finance"),
            SeverityOverride("remote-code", Severity.HIGH, Severity.HIGH, "auditor.toml"),
        ),
    )
    assert sentences(choice) == (
        "chosen by the profile eu-finance",
        "the pack house 2 did not come with auditor and is signed by a trusted key ab12",
        "the pack guest 1 did not come with auditor and is unsigned",
        "severities set by profile eu-finance: no-digest high instead of medium,"
        " code-beside low instead of high",
        "severities set by auditor.toml: remote-code high as in its pack",
        "parameters set by auditor.toml: house.age 7 instead of 3 (how old)",
    )


def set_to(value: FactValue, default: FactValue) -> str:
    (said,) = sentences(PolicyChoice(parameters=(a_parameter(value, default),)))
    return said


def test_values_of_every_type_are_said_in_words() -> None:
    head = "parameters set by auditor.toml: house.age"
    assert set_to(True, False) == f"{head} yes instead of no (how old)"
    assert set_to(("a", "b"), ()) == f"{head} a, b instead of none (how old)"
    assert set_to("x", date(2026, 1, 2)) == f"{head} x instead of 2\u00a0January\u00a02026 (how old)"


def test_what_nobody_set_is_said_apart() -> None:
    choice = PolicyChoice(parameters=(a_parameter(3, 3, ""), a_parameter(7, 3)))
    assert defaults(choice) == ("house.age is 3: how old",)
