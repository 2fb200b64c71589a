"""Rules that can come to one outcome only."""

import pytest

from auditor.policy.linting.reach import unreachable
from tests.builders.policy import CLASSIFICATION, DUTY, PACK, a_bundle, changed


def remarks(*rules: str, pack: str = PACK) -> list[str]:
    return [one.what for one in unreachable(a_bundle(*rules, pack=pack))]


PLAIN = changed(DUTY, applies_from=None)


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        (
            {"when": "{all: [{fact: model.format, is: gguf}, {fact: model.format, is: onnx}]}"},
            "`when` never holds",
        ),
        (
            {"when": "{all: [{fact: model.gpai, is: true}, {not: {fact: model.gpai, is: true}}]}"},
            "`when` never holds",
        ),
        (
            {
                "when": "{all: [{fact: model.n_parameters, more_than: 5},"
                " {fact: model.n_parameters, at_most: 5}]}"
            },
            "`when` never holds",
        ),
        (
            {"when": "{all: [{evidence: notice}, {not: {evidence: notice}}]}"},
            "`when` never holds",
        ),
        (
            {"subject": "organisation", "when": "{fact: organisation.size, in: [huge]}"},
            "`when` never holds",
        ),
        (
            {"subject": "system", "when": "{fact: system.annex_iii, includes_any: [5z]}"},
            "`when` never holds",
        ),
        (
            {"subject": "system", "when": "{fact: system.annex_iii, includes_none: [5z]}"},
            "`when` always holds",
        ),
        (
            {"when": "{any: [{evidence: notice}, {not: {evidence: notice}}]}"},
            "`when` always holds",
        ),
        (
            {"role": "gpai_provider", "when": "{fact: role.gpai_provider, is: false}"},
            "`when` excludes the role or the pack's scope",
        ),
        (
            {"when": "{fact: model.gpai, is: true}", "require": "{fact: model.gpai, is: true}"},
            "it can never fail: where it applies, `require` holds",
        ),
        (
            {"when": "{fact: model.gpai, is: true}", "require": "{fact: model.gpai, is: false}"},
            "it can never pass: where it applies, `require` does not hold",
        ),
        (
            {
                "when": "{fact: model.gpai, is: true}",
                "transition": "{if: {fact: model.gpai, is: false}, until: {law: grace}}",
            },
            "a transition never holds where the rule applies",
        ),
        (
            {
                "when": "{fact: model.gpai, is: true}",
                "applies_from": "[{if: {fact: model.gpai, is: false}, from: {law: start}}]",
            },
            "a first day never holds where the rule applies",
        ),
        (
            {
                "when": "{fact: model.gpai, is: true}",
                "readings": "[{name: a, default: true, applies_from:"
                " [{if: {fact: model.gpai, is: false}, from: {law: start}}]}]",
            },
            "a first day never holds where the rule applies",
        ),
        (
            {
                "when": "{fact: model.gpai, is: true}",
                "readings": "[{name: a, default: true, applies_from: {law: start},"
                " transition: {if: {fact: model.gpai, is: false}, until: {law: grace}}}]",
            },
            "a transition never holds where the rule applies",
        ),
        (
            {
                "when": "{fact: model.gpai, is: true}",
                "unread": "{if: {fact: model.gpai, is: false}, why: it was not read, remedy: Read it.}",
            },
            "nothing it was not read for is left where the rule applies",
        ),
        (
            {
                "when": "{any: base_models,"
                " satisfy: {all: [{fact: model.gpai, is: true}, {fact: model.gpai, is: false}]}}"
            },
            "`when` never holds",
        ),
    ],
)
def test_what_never_fires_is_named(changes: dict[str, str], what: str) -> None:
    assert remarks(changed(PLAIN, **changes)) == [what]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"when": "{all: [{fact: model.n_parameters, at_least: 5}, {fact: model.n_parameters, at_most: 5}]}"},
        {
            "when": "{all: [{fact: model.modalities, includes_any: [text]},"
            " {fact: model.modalities, includes_none: [code]}]}"
        },
        {"when": "{not: {fact: model.union_placed_on, on_or_after: {law: start}}}"},
        {"when": "{fact: model.gpai, is: true}", "require": "{fact: model.gpai, is: true, basis: attested}"},
        {"when": "{all: base_models, satisfy: {fact: model.gpai, is: true}}"},
    ],
)
def test_what_can_come_to_more_than_one_outcome_is_fine(changes: dict[str, str]) -> None:
    assert remarks(changed(PLAIN, **changes)) == []


@pytest.mark.parametrize(
    ("require", "what"),
    [
        ("at_least: 0", ["it can never fail: where it applies, `require` holds"]),
        ("less_than: 0", ["it can never pass: where it applies, `require` does not hold"]),
        ("more_than: 0", []),
        ("at_least: 1", []),
        ("less_than: 1", []),
        ("at_most: 0", []),
    ],
)
def test_there_are_no_fewer_subjects_than_none(require: str, what: list[str]) -> None:
    rule = changed(PLAIN, subject="organisation", require=f"{{count: models, {require}}}")
    assert remarks(rule) == what


def test_numbers_of_the_same_subjects_contradict_each_other_and_of_others_do_not() -> None:
    few, of = "{count: models, less_than: 2}", "of: {fact: model.gpai, is: true}"
    many = "{count: models, MORE at_least: 2}"
    both = f"{{all: [{few}, {many}]}}"
    rule = changed(PLAIN, subject="organisation")
    assert remarks(changed(rule, when=both.replace("MORE", ""))) == ["`when` never holds"]
    assert remarks(changed(rule, when=both.replace("MORE", f"{of},"))) == []


def test_a_when_that_always_holds_hides_no_require_that_does() -> None:
    always = "{any: [{evidence: notice}, {not: {evidence: notice}}]}"
    either = "{any: [{fact: model.gpai, is: true}, {fact: model.gpai, is: false}]}"
    assert remarks(changed(PLAIN, when=always, require=either)) == [
        "`when` always holds",
        "it can never fail: where it applies, `require` holds",
    ]


def test_a_scope_that_excludes_a_rule_is_named() -> None:
    pack = (
        PACK + "scope: {fact: organisation.eu_established, is: true}\nscope_words: it is not in the Union\n"
    )
    rule = changed(PLAIN, when="{fact: organisation.eu_established, is: false}")
    assert remarks(rule, pack=pack) == ["`when` excludes the role or the pack's scope"]


def test_a_classification_that_is_always_one_thing_is_named() -> None:
    both = "{fact: model.format, is: gguf}, {not: {fact: model.format, is: gguf}}"
    assert remarks(changed(CLASSIFICATION, value=f"{{all: [{both}]}}")) == ["'model.gpai' is always no"]
    assert remarks(changed(CLASSIFICATION, value=f"{{any: [{both}]}}")) == ["'model.gpai' is always yes"]


def test_a_case_that_an_earlier_one_takes_is_named() -> None:
    same = "if: {fact: model.format, is: a}"
    value = f"{{cases: [{{{same}, then: true}}, {{{same}, then: false}}], else: true}}"
    assert remarks(changed(CLASSIFICATION, value=value)) == ["case 2 is never reached"]


def test_an_else_that_nothing_is_left_for_is_named() -> None:
    one, other = "{fact: model.format, is: a}", "{not: {fact: model.format, is: a}}"
    value = f"{{cases: [{{if: {one}, then: true}}, {{if: {other}, then: false}}], else: true}}"
    assert remarks(changed(CLASSIFICATION, value=value)) == ["`else` is never reached"]


def test_a_remedy_for_what_the_rule_is_not_about_is_named() -> None:
    remedy = "{cases: [{if: {fact: model.format, is: onnx}, then: Convert it.}], else: Publish it.}"
    about = {"when": "{fact: model.format, is: gguf}", "remedy": remedy}
    assert remarks(changed(PLAIN, **about)) == ["case 1 of the remedy is never reached"]
    assert remarks(changed(PLAIN, remedy=remedy)) == []
