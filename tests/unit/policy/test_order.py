import pytest

from auditor.errors import PolicyError
from auditor.policy.order import ordered, reads
from tests.builders.policy import a_bundle


def classification(id_: str, writes: str, value: str, subject: str = "model") -> str:
    return (
        f"id: {id_}\nkind: classification\nversion: 1\ntitle: T\nsubject: {subject}\nwrites: {writes}\n"
        f'legal: {{article: "1", source: C, text: first}}\nvalue: {value}\n'
    )


def test_a_classification_comes_after_those_it_reads() -> None:
    bundle = a_bundle(
        classification("a", "model.systemic_risk", "{fact: model.gpai, is: true}"),
        classification(
            "b", "model.gpai", "{cases: [{if: {fact: model.format, is: gguf}, then: true}], else: false}"
        ),
        classification("c", "system.high_risk", "{fact: system.annex_i, is: true}", "system"),
    )
    assert [one.id for one in bundle.classifications] == ["b", "a", "c"]
    assert ordered(tuple(reversed(bundle.classifications))) == bundle.classifications
    assert [reads(one) for one in bundle.classifications] == [
        {"model.format"},
        {"model.gpai"},
        {"system.annex_i"},
    ]


def test_classifications_in_a_circle_are_refused() -> None:
    with pytest.raises(PolicyError) as raised:
        a_bundle(
            classification("a", "model.systemic_risk", "{fact: model.gpai, is: true}"),
            classification("b", "model.gpai", "{fact: model.systemic_risk, is: true}"),
        )
    assert raised.value.message == "example/area.yaml:1: the classifications a, b read each other in a circle"
