import pytest

from auditor.policy.judging.reads import names_of, read_to_classify, reads_of
from tests.builders.policy import CLASSIFICATION, DUTY, a_bundle, changed

SUMMARY = "evidence:summary"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, {SUMMARY}),
        (
            {"role": "gpai_provider", "when": "{not: {fact: model.format, is: gguf}}"},
            {SUMMARY, "model.format", "role.gpai_provider"},
        ),
        # What is true of the organisation is the same for every subject.
        (
            {"when": "{fact: organisation.finance, is: true}", "require": "{fact: model.format, is: gguf}"},
            {"model.format"},
        ),
        ({"transition": "{if: {fact: model.format, is: gguf}, until: never}"}, {SUMMARY, "model.format"}),
        (
            {"applies_from": "[{if: {fact: model.format, is: gguf}, from: {law: start}}]"},
            {SUMMARY, "model.format"},
        ),
        (
            {
                "applies_from": None,
                "readings": "[{name: a, applies_from: {law: start}, default: true, "
                "transition: {if: {fact: model.format, is: gguf}, until: never}}]",
            },
            {SUMMARY, "model.format"},
        ),
        (
            {"unread": "{if: {fact: model.format, is: gguf}, why: it was not read, remedy: Read it.}"},
            {SUMMARY, "model.format"},
        ),
        (
            {"remedy": "{cases: [{if: {fact: model.format, is: gguf}, then: This.}], else: That.}"},
            {SUMMARY, "model.format"},
        ),
    ],
)
def test_a_rule_reads_what_its_conditions_name(changes: dict[str, str | None], expected: set[str]) -> None:
    found = reads_of(a_bundle(changed(DUTY, **changes)).rules[0])
    assert found is not None
    assert set(names_of(found)) == expected


@pytest.mark.parametrize(
    "require",
    [
        "{any: [{not: {any: base_models, satisfy: {evidence: notice}}}]}",
        "{count: base_models, at_least: 1}",
        # So long that its explanation leaves parts out.
        "{any: [" + ", ".join(f"{{fact: model.format, is: f{n}}}" for n in range(13)) + "]}",
    ],
)
def test_what_a_rule_reads_does_not_say_what_it_comes_to_where_it_looks_around(require: str) -> None:
    assert reads_of(a_bundle(changed(DUTY, require=require)).rules[0]) is None
    assert read_to_classify(a_bundle(changed(CLASSIFICATION, value=require), DUTY).classifications[0]) is None


def test_a_classification_reads_what_its_value_or_its_cases_name() -> None:
    plain = a_bundle(CLASSIFICATION, DUTY).classifications[0]
    found = read_to_classify(plain)
    assert found is not None
    assert set(names_of(found)) == {"model.format"}
