from auditor.domain.fact import Basis
from auditor.reports.document.sources import source_of, sources_of
from tests.builders.audit import a_claim, a_fact, known, not_known


def test_a_declaration_is_one_source_for_all_its_fields() -> None:
    size = a_claim("organisation.size", "large", Basis.ATTESTED, locator="d/clinic.yaml:2#size")
    country = a_claim("organisation.country", "DE", Basis.ATTESTED, locator="d/clinic.yaml:2#country")
    assert source_of(size) == source_of(country) == "d/clinic.yaml:2"


def test_each_source_is_there_once_and_in_an_order_that_no_subject_changes() -> None:
    twice = a_fact(a_claim("model.format", "gguf", locator="b"), a_claim("model.format", "onnx", locator="a"))
    facts = {
        "one": {"model.format": twice, "model.name": not_known("model.name", "nobody says")},
        "two": {"model.name": known("model.name", "x", locator="b", citation="card")},
        "three": {"model.name": known("model.name", "x", locator="b")},
    }
    assert sources_of(facts) == ["a", "b", "b; card"]
    assert sources_of(dict(reversed(facts.items()))) == ["a", "b", "b; card"]
