"""The changes that are made of one piece of YAML."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.domain.fact import SubjectKind
from auditor.policy.conditions import Condition
from auditor.policy.testing.edits import of_condition, of_rule, written
from tests.builders.policy import CLASSIFICATION, DUTY, a_vocabulary, changed, node, the_law


def changes(text: str) -> list[str]:
    return [edit.change for edit in of_condition(node(text), the_law())]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("{evidence: summary}", ["negated {evidence: summary}"]),
        ("{fact: model.gpai, is: true}", ["negated {fact: model.gpai, is: true}"]),
        (
            "{fact: model.n_parameters, at_most: 3}",
            [
                "negated {fact: model.n_parameters, at_most: 3}",
                "at_most made less_than in {fact: model.n_parameters, at_most: 3}",
            ],
        ),
        (
            "{fact: model.format, in: [gguf, onnx]}",
            ["negated {fact: model.format, in: [gguf, onnx]}", "dropped gguf", "dropped onnx"],
        ),
        (
            "{fact: model.union_placed_on, before: {law: cutoff}}",
            [
                "negated {fact: model.union_placed_on, before: {law: cutoff}}",
                "{law: cutoff} a day later",
                "cutoff made late",
            ],
        ),
        (
            "{fact: model.gpai, is: true, basis: attested}",
            ["negated {fact: model.gpai, is: true, basis: attested}", "dropped 'basis'"],
        ),
        ("{not: {evidence: summary}}", ["negated {evidence: summary}"]),
        (
            "{any: base_models, of: {evidence: notice}, satisfy: {evidence: summary}}",
            [
                "'any: base_models' turned to 'all'",
                "dropped 'of'",
                "negated {evidence: notice}",
                "negated {evidence: summary}",
            ],
        ),
        (
            "{count: base_models, at_least: 2}",
            ["at_least made more_than in {count: base_models, at_least: 2}"],
        ),
    ],
)
def test_every_part_of_a_condition_is_changed_once(text: str, wanted: list[str]) -> None:
    assert changes(text) == wanted


def test_a_bound_a_day_later_is_the_newest_day_of_the_law_and_one() -> None:
    (_, later, _) = of_condition(node("{fact: model.union_placed_on, before: {law: moved}}"), the_law())
    assert written(later.node) == "{fact: model.union_placed_on, before: 2027-12-03}"


@pytest.mark.parametrize(
    ("leaf", "wanted"),
    [
        # In between: the next one on either side, by the newest law.
        ("{fact: model.union_placed_on, before: {law: late}}", ["late made cutoff", "late made grace"]),
        (
            "{fact: compute.update_flop, more_than: {law: flop}}",
            ["flop made days.least", "flop made new_flop"],
        ),
        ("{fact: compute.update_flop, more_than: {law: new_flop}}", ["new_flop made flop"]),
        ("{fact: compute.update_flop, more_than: 1e24}", []),
    ],
)
def test_a_bound_of_the_law_is_made_the_next_one(leaf: str, wanted: list[str]) -> None:
    assert [one for one in changes(leaf) if re.fullmatch(r"[\w.]+ made [\w.]+", one)] == wanted


def test_transitions_first_days_and_readings_are_changed() -> None:
    rule = changed(
        DUTY,
        applies_from="[{if: {evidence: notice}, from: {law: start}},"
        " {if: {evidence: summary}, from: {law: moved}}]",
        transition="{if: {fact: model.gpai, is: true}, until: {law: grace}}",
    )
    made = [edit.change for edit in of_rule(node(rule), the_law())]
    assert made == [
        "negated {evidence: summary}",
        "dropped 'applies_from'",
        "dropped {if: {evidence: notice}, from: {law: start}}",
        "dropped {if: {evidence: summary}, from: {law: moved}}",
        "negated {evidence: notice}",
        "negated {evidence: summary}",
        "dropped 'transition'",
        "negated {fact: model.gpai, is: true}",
    ]
    grace = "transition: {if: {evidence: notice}, until: {law: grace}}"
    counting = changed(
        DUTY,
        applies_from=None,
        readings="[{name: a, applies_from: [{if: {evidence: summary}, from: {law: start}}], default: true,"
        f" {grace}}}, {{name: b, applies_from: [{{if: {{evidence: notice}}, from: {{law: moved}}}}]}}]",
    )
    assert [edit.change for edit in of_rule(node(counting), the_law())][1:] == [
        "dropped 'applies_from'",
        "negated {evidence: summary}",
        "dropped 'transition'",
        "negated {evidence: notice}",
        # The one that does not count is a promise of the report as well.
        "dropped 'applies_from'",
        "negated {evidence: notice}",
    ]


def test_for_whom_a_rule_was_not_read_is_dropped_and_changed() -> None:
    rule = changed(DUTY, unread="{if: {fact: model.gpai, is: true}, why: it was not read, remedy: Read it.}")
    made = [edit.change for edit in of_rule(node(rule), the_law())]
    assert made[-2:] == ["dropped 'unread'", "negated {fact: model.gpai, is: true}"]


def test_each_thing_said_of_an_older_text_is_dropped() -> None:
    older = "[{text: first, note: older, failing: it was old}, {text: second, unread: how was not read}]"
    found = list(of_rule(node(changed(DUTY, earlier=older)), the_law()))[-3:]
    assert [edit.change for edit in found] == ["dropped 'note'", "dropped 'failing'", "dropped 'unread'"]
    assert [written(edit.node.entries()["earlier"]) for edit in found] == [
        "[{text: first, failing: it was old}, {text: second, unread:…",
        "[{text: first, note: older}, {text: second, unread: how was…",
        "[{text: first, note: older, failing: it was old}]",
    ]


def test_of_an_older_text_of_which_nothing_else_is_said_nothing_is_left() -> None:
    rule = changed(DUTY, earlier="[{text: first, note: older}]")
    (*_, last) = of_rule(node(rule), the_law())
    assert (last.change, "earlier" in last.node.entries()) == ("dropped 'note'", False)


def test_cases_of_a_classification_are_dropped_and_changed() -> None:
    value = "{cases: [{if: {evidence: notice}, then: a}, {if: {evidence: summary}, then: b}], else: c}"
    made = [edit.change for edit in of_rule(node(changed(CLASSIFICATION, value=value)), the_law())]
    assert made == [
        "dropped {if: {evidence: notice}, then: a}",
        "dropped {if: {evidence: summary}, then: b}",
        "negated {evidence: notice}",
        "negated {evidence: summary}",
    ]


@pytest.mark.parametrize(("text", "n"), [("first", 0), ("second", 0)])
def test_the_first_day_of_a_classification_is_left_alone_where_it_decides_nothing(text: str, n: int) -> None:
    legal = f'{{article: "3(63)", source: G, text: {text}}}'
    rule = changed(CLASSIFICATION, legal=legal, applies_from="{law: start}")
    assert sum("applies_from" in edit.change for edit in of_rule(node(rule), the_law())) == n


def test_the_first_day_of_a_classification_is_changed_where_it_was_published_after_its_text() -> None:
    rule = changed(CLASSIFICATION, applies_from="{law: late}")
    assert "dropped 'applies_from'" in [edit.change for edit in of_rule(node(rule), the_law())]


LEAVES = st.sampled_from(
    ["{evidence: summary}", "{fact: model.gpai, is: true}", "{fact: model.n_parameters, more_than: 3}"]
)


def composed(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    several = st.lists(inner, min_size=2, max_size=3, unique=True).map(", ".join)
    return st.one_of(
        several.map(lambda parts: f"{{all: [{parts}]}}"),
        several.map(lambda parts: f"{{any: [{parts}]}}"),
        inner.map(lambda part: f"{{not: {part}}}"),
    )


@given(st.recursive(LEAVES, composed, max_leaves=6))
def test_every_change_is_another_condition_that_can_be_read(text: str) -> None:
    """What is changed at one place differs from what it was, and is still a condition."""

    def read(piece: object) -> Condition:
        return a_vocabulary().condition(piece, SubjectKind.MODEL)  # type: ignore[arg-type] # a node

    before = node(text)
    for edit in of_condition(before, the_law()):
        assert read(edit.node) != read(before)
