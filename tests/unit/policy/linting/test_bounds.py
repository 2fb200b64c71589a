"""Bounds that no count meets."""

import pytest

from auditor.policy.linting.bounds import unmeetable
from tests.builders.policy import DUTY, PACK, a_bundle, changed

SYSTEM = changed(DUTY, subject="system", applies_from=None)
DAYS = "system.log_retention_days"


def remarks(require: str, rule: str = SYSTEM, pack: str = PACK) -> list[tuple[str, str, str]]:
    found = unmeetable(a_bundle(changed(rule, require=require), pack=pack))
    return [(one.place, one.what, one.hint) for one in found]


@pytest.mark.parametrize(
    ("bound", "what", "hint"),
    [
        ("at_least: 3.5", f"'{DAYS}' is a count, and never 3.5 days", "Write 3 or 4."),
        ("more_than: 1e25", f"'{DAYS}' is never as much as 1e+25 days", "Write a number that it can be."),
        (
            "at_most: 3652059",
            f"'{DAYS}' is never as much as 3.65206e+06 days",
            "Write a number that it can be.",
        ),
    ],
)
def test_what_a_count_never_is_is_named(bound: str, what: str, hint: str) -> None:
    assert remarks(f"{{not: {{fact: {DAYS}, {bound}}}}}") == [("example/area.yaml:9", what, hint)]


def test_a_count_of_years_ends_with_the_calendar_and_any_other_with_what_json_carries() -> None:
    years = "system.document_retention_years"
    assert remarks(f"{{fact: {years}, at_least: 9999}}") == []
    assert len(remarks(f"{{fact: {years}, at_least: 10000}}")) == 1
    model = changed(DUTY, applies_from=None)
    assert remarks(f"{{fact: model.n_parameters, at_least: {2**53 - 1}}}", model) == []
    ((_, what, _),) = remarks(f"{{fact: model.n_parameters, at_least: {2**53}}}", model)
    assert what == "'model.n_parameters' is never as much as 9.0072e+15 parameters"


@pytest.mark.parametrize(
    "require",
    [
        f"{{fact: {DAYS}, at_least: 4}}",
        f"{{fact: {DAYS}, at_least: 1e3}}",
        f"{{fact: {DAYS}, at_least: {{law: days.least}}}}",
        "{fact: system.annex_i, is: true}",
        "{evidence: summary}",
    ],
)
def test_what_can_be_is_fine(require: str) -> None:
    assert remarks(require) == []


def test_an_estimate_is_no_count() -> None:
    model = changed(DUTY, applies_from=None)
    assert remarks("{fact: compute.update_flop, more_than: 1.5e25}", model) == []


def test_a_parameter_is_held_against_the_count_it_bounds() -> None:
    pack = PACK + "parameters: [{name: least, type: number, default: 3.5, meaning: days}]\n"
    found = remarks(f"{{fact: {DAYS}, at_least: {{parameter: least}}}}", pack=pack)
    assert found == [("example/area.yaml:9", f"'{DAYS}' is a count, and never 3.5 days", "Write 3 or 4.")]


def test_a_scope_is_looked_at_as_well() -> None:
    scope = "scope: {fact: organisation.monthly_users, at_least: 3.5}\nscope_words: it has few users\n"
    assert [place for place, _, _ in remarks("{evidence: summary}", pack=PACK + scope)] == [
        "example/pack.yaml:5"
    ]
