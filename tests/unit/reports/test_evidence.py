from auditor.domain.fact import Basis, Confidence
from auditor.domain.values import Range
from auditor.reports.evidence import Evidence, SourceIndex, cited, evidence_of, source_of
from tests.builders.audit import a_claim


def test_sources_are_numbered_as_they_are_referred_to_and_each_once() -> None:
    sources = SourceIndex()
    assert [sources.number(name) for name in ("b", "a", "b")] == [1, 2, 1]
    assert sources.listed == ("b", "a")


def test_a_claim_is_told_with_its_confidence_and_its_place() -> None:
    claim = a_claim("license.concluded", "LicenseRef-x", Basis.DECLARED, Confidence.MEDIUM, citation="card")
    assert evidence_of(claim) == Evidence(
        "declared", "LicenseRef-x", "gguf-header, medium", "dir:/srv/models#model.gguf; card"
    )
    flop = a_claim("compute.update_flop", Range(1e24, 2.5e24))
    assert evidence_of(flop).value == "1e+24 to 2.5e+24"


def test_what_the_catalogue_says_does_not_say_catalogue_twice() -> None:
    claim = a_claim("model.family", "Llama 4", Basis.CATALOGUED, method="catalogue, joined on name and size")
    assert evidence_of(claim).text == "joined on name and size, high"


def test_a_declaration_is_one_source_for_all_its_fields() -> None:
    size = a_claim("organisation.size", "large", Basis.ATTESTED, locator="d/clinic.yaml:2#size")
    country = a_claim("organisation.country", "DE", Basis.ATTESTED, locator="d/clinic.yaml:2#country")
    assert source_of(size) == source_of(country) == "d/clinic.yaml:2"


def test_words_that_mean_no_claim_are_left_as_they_are() -> None:
    claim = a_claim("model.format", "gguf")
    assert cited("declarations/x.yaml:3", (claim,)) == Evidence("", "", "declarations/x.yaml:3", "")
