from auditor.policy.linting.completeness import unproved, unread, unstated, unworded, unwritten
from tests.builders.policy import CLASSIFICATION, DUTY, a_bundle, changed


def test_a_fact_that_no_classification_in_force_writes_is_named() -> None:
    rule = changed(DUTY, when="{fact: model.gpai, is: true}")
    assert [(one.place, one.what) for one in unwritten(a_bundle(rule))] == [
        ("example/area.yaml:11", "no classification in force writes 'model.gpai'")
    ]
    assert list(unwritten(a_bundle(rule, CLASSIFICATION))) == []


def test_an_outcome_without_a_case_and_a_day_without_one_before_it_are_named() -> None:
    assert [(one.rule, one.what, one.hint) for one in unproved(a_bundle())] == [
        *(
            ("owed", f"no case comes to {outcome}", "Write one in example/cases/owed.yaml.")
            for outcome in ("fail", "pass", "unknown")
        ),
        (
            "owed",
            "no case is before the day it applies from",
            "Write one with `upcoming: true` in example/cases/owed.yaml.",
        ),
    ]


def test_a_rule_with_a_case_for_an_outcome_is_not_asked_for_it() -> None:
    cases = """\
cases:
  - {name: early, as_of: 2025-01-01, expect: {verdict: unknown, upcoming: true}}
"""
    found = [one.what for one in unproved(a_bundle(example__cases__owed=cases))]
    assert found == [f"no case comes to {outcome}" for outcome in ("fail", "pass")]


def test_a_reading_that_no_case_states_is_named() -> None:
    rule = changed(
        DUTY,
        applies_from=None,
        readings="[{name: soon, applies_from: {law: start}, default: true},"
        " {name: later, applies_from: {law: moved}}]",
    )
    (found,) = unread(a_bundle(rule))
    assert (found.what, found.hint) == (
        "no case states the reading 'later'",
        "State it under `readings` in example/cases/owed.yaml.",
    )
    cases = """\
cases:
  - {name: a, as_of: 2026-11-22, expect: {verdict: unknown, readings: {later: {verdict: unknown}}}}
"""
    assert list(unread(a_bundle(rule, example__cases__owed=cases))) == []


def ahead(**changes: str | None) -> bool:
    found = unproved(a_bundle(changed(DUTY, **changes)))
    return "no case is before the day it applies from" in [one.what for one in found]


def test_a_case_before_the_day_is_asked_for_where_the_rule_was_ever_law_before_it() -> None:
    assert ahead(applies_from="{law: start}")
    # Only its second text says so, and that was published after the day.
    late = '{article: "1(1)", source: C, text: second}'
    assert not ahead(applies_from="{law: start}", legal=late)
    assert ahead(applies_from="{law: late}", legal=late)
    # The day was moved while it was still to come.
    assert ahead(applies_from="{law: moved}", legal=late)
    assert not ahead(applies_from=None)


def test_cases_that_do_not_state_particulars_are_named() -> None:
    (found,) = unstated(a_bundle())
    assert (found.place, found.what) == ("example/area.yaml:1", "its cases do not state its particulars")
    case = "{name: a, as_of: 2026-11-22, expect: {verdict: fail}}"
    cases = f"particulars: {{kind: duty, article: a}}\ncases: [{case}]\n"
    assert list(unstated(a_bundle(example__cases__owed=cases))) == []


def test_cases_that_do_not_state_the_words_are_named() -> None:
    (found,) = unworded(a_bundle())
    assert (found.place, found.what, found.hint) == (
        "example/area.yaml:1",
        "its cases do not state its words",
        "Write `wording` in example/cases/owed.yaml:"
        " title, failing, remedy and note, as they are to be read.",
    )
    case = "{name: a, as_of: 2026-11-22, expect: {verdict: fail}}"
    cases = f"wording: {{title: a}}\ncases: [{case}]\n"
    assert list(unworded(a_bundle(example__cases__owed=cases))) == []
