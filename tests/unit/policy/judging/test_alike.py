from dataclasses import replace

import pytest

from auditor.domain.declaration import EvidenceRecord, EvidenceState
from auditor.domain.fact import Basis, Confidence, Fact
from auditor.domain.values import FactValue
from auditor.policy.judging.alike import Likeness, reads_of
from tests.builders.policy import (
    DUTY,
    a_bundle,
    a_model,
    a_record,
    a_scene,
    an_organisation,
    changed,
    conflict,
    known,
)

FORMAT = ("model.format", False)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, (("evidence:summary", False),)),
        (
            {"role": "gpai_provider", "when": "{not: {fact: model.format, is: gguf}}"},
            (("evidence:summary", False), FORMAT, ("role.gpai_provider", True)),
        ),
        (
            {"when": "{fact: organisation.finance, is: true}", "require": "{fact: model.format, is: gguf}"},
            (FORMAT,),
        ),
        (
            {"kind": "term", "require": "{fact: license.kind, is: permissive}"},
            (("license.kind", True),),
        ),
        (
            {"transition": "{if: {fact: model.format, is: gguf}, until: never}"},
            (("evidence:summary", False), ("model.format", True)),
        ),
        (
            {"transition": "{if: {fact: model.format, is: gguf}, until: {law: grace}}"},
            (("evidence:summary", False), FORMAT),
        ),
        (
            {"applies_from": "[{if: {fact: model.format, is: gguf}, from: {law: start}}]"},
            (("evidence:summary", False), FORMAT),
        ),
        (
            {
                "applies_from": None,
                "readings": "[{name: a, applies_from: {law: start}, default: true, "
                "transition: {if: {fact: model.format, is: gguf}, until: never}}]",
            },
            (("evidence:summary", False), ("model.format", True)),
        ),
        ({"require": "{any: [{not: {any: base_models, satisfy: {evidence: notice}}}]}"}, None),
        ({"require": "{count: base_models, at_least: 1}"}, None),
    ],
)
def test_a_rule_reads_what_its_conditions_name(
    changes: dict[str, str | None], expected: tuple[tuple[str, bool], ...] | None
) -> None:
    assert reads_of(a_bundle(changed(DUTY, **changes)).rules[0]) == expected


def numbers(
    *given: dict[str, FactValue | Fact], sourced: bool = False, evidence: tuple[EvidenceRecord, ...] = ()
) -> list[int]:
    models = [a_model(str(number), facts) for number, facts in enumerate(given)]
    scene = a_scene(an_organisation(), *models, evidence=evidence)
    likeness = Likeness(scene, frozenset({("model.format", sourced), ("evidence:summary", False)}))
    return [hash(tuple(sorted(likeness.of(model.subject.id).items()))) for model in models]


def test_subjects_are_alike_where_everything_says_the_same_whatever_the_place() -> None:
    here, there = known("model.format", "gguf"), known("model.format", "gguf", locator="dir:/other")
    assert len(set(numbers({"model.format": here}, {"model.format": there}))) == 1
    assert len(set(numbers({"model.format": here}, {"model.format": there}, sourced=True))) == 2
    assert len(set(numbers({}, {}))) == 1


@pytest.mark.parametrize(
    "other",
    [
        known("model.format", "onnx"),
        known("model.format", "gguf", confidence=Confidence.LOW),
        known("model.format", "gguf", basis=Basis.ATTESTED),
        conflict("model.format", "gguf", "onnx"),
        conflict("model.format", "gguf"),
    ],
)
def test_subjects_differ_by_value_confidence_basis_and_conflict(other: Fact) -> None:
    assert len(set(numbers({"model.format": "gguf"}, {"model.format": other}, {}))) == 3


def test_subjects_differ_by_the_state_of_their_records() -> None:
    shared = replace(a_record("summary", "0"), subject_ids=("0", "2"))
    expired = a_record("summary", "1", state=EvidenceState.EXPIRED)
    first, second, third, none = numbers({}, {}, {}, {}, evidence=(shared, expired))
    assert first == third
    assert len({first, second, none}) == 3


def test_records_of_another_weight_or_author_are_not_alike() -> None:
    weak = replace(a_record("summary", "1"), confidence=Confidence.MEDIUM)
    others = replace(a_record("summary", "2"), by="somebody else")
    found = numbers({}, {}, {}, evidence=(a_record("summary", "0"), weak, others))
    assert len(set(found)) == 3
