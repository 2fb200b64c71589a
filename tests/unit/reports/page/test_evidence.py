import re
from dataclasses import replace
from datetime import date
from html import unescape

from auditor.domain.fact import Basis, Confidence
from auditor.domain.phrasing import plain_spaces
from auditor.domain.values import Range
from auditor.reports.document.result import result_document
from auditor.reports.document.subject_blocks import model_blocks
from auditor.reports.html import HtmlReport
from auditor.reports.page.evidence import Evidence, SourceIndex, cited, evidence_of
from auditor.reports.terminal.details import model_text
from tests.builders.audit import a_claim, a_fact, a_model, a_run, an_audit, rich


def test_a_page_lists_what_it_refers_to_by_the_numbers_of_the_document() -> None:
    audit = rich()
    held = result_document(audit)["sources"]
    index = SourceIndex.of(audit.facts)
    assert not index.listed
    for place in (2, 0, 2):
        assert index.number(held[place]) == place + 1
    assert index.listed == ((1, held[0]), (3, held[2]))


def test_a_number_of_the_page_is_found_in_the_document() -> None:
    audit = rich()
    held = result_document(audit)["sources"]
    listed = re.findall(
        r'<li id="source-(\d+)"><span class="number">\[(\d+)\]</span> (.*?)</li>',
        HtmlReport().render(audit, a_run()).decode(),
    )
    assert len(listed) > 2
    assert [(n, unescape(said)) for n, _, said in listed] == [(n, held[int(n) - 1]) for _, n, _ in listed]


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


def test_a_word_is_told_with_whose_it_is_of_when_and_in_which_file() -> None:
    claim = a_claim(
        "model.format",
        "gguf",
        Basis.ATTESTED,
        Confidence.MEDIUM,
        method="declaration",
        locator="/srv/declarations/a.yaml:8#format",
        citation="declared by A. Officer on 1 November 2026",
    )
    assert evidence_of(claim).text == "declaration, medium"
    known = replace(claim, attested_by="A. Officer", attested_on=date(2026, 11, 1))
    assert plain_spaces(evidence_of(known).text) == "by A. Officer on 1 November 2026 in a.yaml:8, medium"


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
