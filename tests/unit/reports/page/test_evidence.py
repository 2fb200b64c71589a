from html import unescape

from auditor.domain.fact import Basis, Confidence
from auditor.domain.values import Range
from auditor.reports.document.subject_blocks import model_blocks
from auditor.reports.html import HtmlReport
from auditor.reports.page.evidence import Evidence, SourceIndex, cited, evidence_of, source_of
from auditor.reports.terminal.details import model_text
from tests.builders.audit import a_claim, a_fact, a_model, a_run, an_audit


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


def test_a_formula_is_printed_with_all_its_factors() -> None:
    factors = [f"1.{n}e9 tokens (stated in card {n} of the release, not dated)" for n in range(20)]
    formula = f"6 x {' x '.join(factors)} = 4e24 FLOP"
    estimate = a_claim("compute.update_flop", Range(1e24, 5e24), citation=formula)
    audit = an_audit(a_model(), facts={a_model().id: {estimate.fact: a_fact(estimate)}})
    page = HtmlReport().render(audit, a_run()).decode()
    assert formula in unescape(page)
    assert formula in " ".join(model_text(audit, model_blocks(audit)[0], 8_000).split())
