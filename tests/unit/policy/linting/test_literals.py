"""Figures of the law that are written out, and units that do not fit."""

import pytest

from auditor.policy.linting.literals import figures, units
from tests.builders.policy import DUTY, PACK, a_bundle, changed

SYSTEM = changed(DUTY, subject="system", applies_from=None)


def remarks(rule: str, pack: str = PACK) -> list[tuple[str, str, str]]:
    return [(one.place, one.what, one.hint) for one in figures(a_bundle(rule, pack=pack))]


@pytest.mark.parametrize(
    ("require", "what"),
    [
        (
            "{fact: system.log_retention_days, at_least: 183}",
            "'183' is 'days.least' of law.yaml, written out",
        ),
        (
            "{fact: system.put_into_service_on, before: 2026-12-02}",
            "'2026-12-02' is 'late' of law.yaml, written out",
        ),
    ],
)
def test_a_figure_of_the_law_in_a_condition_is_named(require: str, what: str) -> None:
    name = what.split("'")[3]
    assert remarks(changed(SYSTEM, require=require)) == [
        ("example/area.yaml:9", what, f"Write {{law: {name}}}.")
    ]


@pytest.mark.parametrize(
    "require",
    [
        "{fact: system.log_retention_days, at_least: 184}",
        "{fact: system.log_retention_days, at_least: {law: days.least}}",
        "{fact: system.put_into_service_on, before: 2026-12-03}",
    ],
)
def test_what_is_no_figure_of_the_law_may_be_written(require: str) -> None:
    assert remarks(changed(SYSTEM, require=require)) == []


def test_the_same_number_in_another_unit_is_another_figure() -> None:
    assert remarks(changed(DUTY, require="{fact: model.n_parameters, at_least: 183}")) == []


@pytest.mark.parametrize(
    ("key", "text", "found", "hint"),
    [
        ("note", "from 2026-12-02 on", "'2026-12-02' is 'late'", "Write {law: late}."),
        ("note", "from 2 December 2026 on", "'2 December 2026' is 'late'", "Write {law: late}."),
        ("failing", "above 1e25 FLOP", "'1e25' is 'flop'", "Say it without the figure, or in a note as"),
        ("remedy", "stay below 10^25", "'10^25' is 'flop'", "Say it without the figure, or in a note as"),
        ("title", "183 days of logs", "'183 days' is 'days.least'", "Say it without the figure"),
        (
            "note",
            "from 2025-08-02 on",
            "'2025-08-02' is 'start' or 'cutoff'",
            "Write {law: start}, or the other that is meant.",
        ),
    ],
)
def test_a_figure_of_the_law_in_words_is_named(key: str, text: str, found: str, hint: str) -> None:
    ((place, what, said),) = remarks(changed(DUTY, **{key: text}))
    assert place.startswith("example/area.yaml:")
    assert what == f"{found} of law.yaml, written out in words"
    assert said.startswith(hint)


@pytest.mark.parametrize("text", ["from {law: late} on", "from 2026-12-03 on", "1e24 FLOP", "183 parameters"])
def test_words_without_a_figure_of_the_law_are_fine(text: str) -> None:
    assert remarks(changed(DUTY, note=f'"{text}"')) == []


def test_what_a_pack_says_of_itself_is_read_as_well() -> None:
    ((place, what, _),) = remarks(DUTY, PACK.replace("What it covers.", "From 2026-12-02 on."))
    assert (place, what) == (
        "example/pack.yaml:4",
        "'2026-12-02' is 'late' of law.yaml, written out in words",
    )


def test_a_fact_is_compared_with_a_figure_in_its_own_unit() -> None:
    good = changed(SYSTEM, require="{fact: system.log_retention_days, at_least: {law: days.least}}")
    assert list(units(a_bundle(good))) == []
    wrong = changed(SYSTEM, require="{fact: system.log_retention_days, at_least: {law: flop}}")
    ((place, what),) = [(one.place, one.what) for one in units(a_bundle(wrong))]
    assert place == "example/area.yaml:9"
    assert what == "'system.log_retention_days' is in days, 'flop' in flop"
