"""The changes that are made of what a rule is."""

import pytest

from auditor.policy.testing.edits import written
from auditor.policy.testing.particular_edits import of_particulars
from tests.builders.policy import CLASSIFICATION, DUTY, changed, node, the_law

# Every name of another day; `cutoff` is the same one as `start`.
FROM_START = ["start made moved", "start made late", "start made grace"]
OTHER_KINDS = ["'kind' made vendor_gap", "'kind' made term", "'kind' made preference"]


def changes(rule: str) -> list[str]:
    return [edit.change for edit in of_particulars(node(rule), the_law())]


def test_everything_that_a_rule_is_is_changed() -> None:
    assert changes(DUTY) == [
        *OTHER_KINDS,
        *(f"'severity' made {one}" for one in ("info", "low", "medium", "critical")),
        "'floor' made low",
        "'floor' made high",
        "'waivable' made false",
        "'needs_person' made true",
        "'article' made another",
        *(f"'source' made {one}" for one in "AGOPSU"),
        "dropped first",
        "dropped second",
        *FROM_START,
    ]


def test_what_is_written_is_taken_back() -> None:
    legal = '{article: "1(1)", source: C, text: second, confidence: low, paragraph: later-only}'
    rule = changed(
        DUTY, waivable="false", needs_person="true", floor="high", clause="license.naming_clause", legal=legal
    )
    made = changes(rule)
    for change in (
        "'waivable' made true",
        "'needs_person' made false",
        "'floor' made medium",
        "dropped 'clause'",
        "dropped 'confidence'",
        "dropped 'paragraph'",
        "added first",
    ):
        assert change in made


def test_a_classification_has_an_article_a_text_and_days_alone() -> None:
    assert changes(CLASSIFICATION) == [
        "'article' made another",
        *(f"'source' made {one}" for one in "ACOPSU"),
        "added second",
    ]


@pytest.mark.parametrize(
    ("rule", "made"),
    [
        (
            {"applies_from": "[{if: {evidence: notice}, from: {law: start}}]"},
            FROM_START,
        ),
        (
            {
                "applies_from": None,
                "transition": "{if: {fact: model.union_placed_on, before: {law: cutoff}},"
                " until: {law: start}}",
            },
            ["{law: start} made never", *FROM_START],
        ),
        (
            {"applies_from": None, "transition": "[{if: {evidence: notice}, until: never}]"},
            [f"never made {{law: {one}}}" for one in ("start", "moved", "late", "cutoff", "grace")],
        ),
        (
            {
                "applies_from": None,
                "readings": "[{name: a, applies_from: {law: start}, default: true},"
                " {name: b, applies_from: {law: start}}]",
            },
            [*FROM_START, *FROM_START],
        ),
    ],
)
def test_first_and_last_days_are_made_others_and_conditions_are_left(
    rule: dict[str, str | None], made: list[str]
) -> None:
    assert changes(changed(DUTY, **rule))[-len(made) :] == made


def test_a_version_is_added_after_those_that_are_listed() -> None:
    legal = '{article: "1(1)", source: C, text: second}'
    more = [
        written(edit.node.entries()["legal"].entries()["text"])
        for edit in of_particulars(node(changed(DUTY, legal=legal)), the_law())
        if edit.change.startswith("added ")
    ]
    assert more == ["[second, first]"]
