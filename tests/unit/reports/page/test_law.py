from dataclasses import replace

import pytest

from auditor.domain.authority import AppliedRule
from auditor.domain.fact import Basis, Fact
from auditor.domain.facts import FACTS
from auditor.domain.finding import LegalReference, RuleKind
from auditor.domain.values import FactValue, Range
from auditor.reports.page.law import FACTS_OF_LAW, LegalLine, legal_lines
from tests.builders.audit import LAW, TEXT, a_finding, a_model, an_audit, known, rich


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_a_text_names_everything_applied_of_it_in_the_order_of_the_act() -> None:
    lines = [replace(line, articles=tuple(map(plain, line.articles))) for line in legal_lines(rich())]
    assert lines == [
        LegalLine(
            "C: consolidated text of the Act",
            "CELEX 02024R1689-20260727",
            "high",
            (
                "Art. 3(3)",
                "Art. 3(63)",
                "Arts. 3(3), (11)",
                "Art. 4(1)",
                "Art. 5(1)(ba)",
                "Art. 50(1)",
                "Art. 50(2)",
                "Art. 53(1)(a)",
                "Art. 53(1)(d)",
                "Art. 53(2)",
                "figures and days of law.yaml: 2",
            ),
            False,
        ),
        LegalLine(
            "G: Commission guidelines on GPAI models (not binding)",
            "C(2025) 7719",
            "high",
            ("Art. 53(2)", "Annex A (training compute)", "figures and days of law.yaml: 1"),
            False,
        ),
        LegalLine(
            "P: primary document, read in part",
            "2025-04-05",
            "high",
            ("Llama 4 Acceptable Use Policy",),
            False,
        ),
        LegalLine("S: secondary source", "CELEX 02024R1689-20260727", "medium", ("Art. 26(6)",), True),
    ]


def test_a_tag_nobody_listed_is_named_as_such() -> None:
    odd = a_finding(a_model(), legal=LegalReference("Arts of war", "X", "t", "low"))
    assert legal_lines(an_audit(findings=(odd,), law=())) == (
        LegalLine("X: source not listed", "t", "low", ("Arts of war",), False),
    )


def concluded(name: str, value: FactValue, **more: str) -> Fact:
    return known(name, value, Basis.INFERRED, **more)


def applied(fact: Fact) -> dict[str, tuple[str, ...]]:
    """What is listed because of one fact, by text."""
    model = a_model()
    lines = legal_lines(an_audit(model, facts={model.id: {fact.name: fact}}, law=LAW))
    found = {line.text: tuple(plain(one) for one in line.articles if "law.yaml" not in one) for line in lines}
    return {text: articles for text, articles in found.items() if articles}


def test_the_article_of_a_classification_is_listed_where_it_wrote_a_fact_or_is_asked_about() -> None:
    legal = LegalReference("51(1), (2)", "C", TEXT, "high")
    rule = AppliedRule("systemic-risk", 1, "eu-ai-act", RuleKind.CLASSIFICATION, "Systemic", legal)
    model = a_model()
    fact = concluded("model.systemic_risk", True, locator="eu-ai-act/systemic-risk")
    (line,) = legal_lines(an_audit(model, facts={model.id: {fact.name: fact}}, rules=(rule,), law=()))
    assert line.articles == ("Arts. 51(1), (2)",)
    assert legal_lines(an_audit(model, rules=(rule,), law=())) == ()
    asked = replace(rich().questions[0], rules=("systemic-risk",))
    (line,) = legal_lines(an_audit(model, rules=(rule,), law=(), questions=(asked,)))
    assert line.articles == ("Arts. 51(1), (2)",)


def test_the_guidelines_are_listed_where_compute_or_an_exemption_rests_on_them() -> None:
    assert applied(concluded("compute.update_flop", Range(1e24, 1e24))) == {
        "C(2025) 7719": ("Annex A (training compute)",)
    }
    cited = "Commission guidelines on GPAI models, paragraph 83 of C(2025) 5045, 80 of C(2025) 7719"
    assert applied(concluded("license.foss_ai_act", False, citation=cited)) == {
        f"CELEX {TEXT}": ("Art. 53(2)",),
        "C(2025) 5045": ("Art. 53(2)",),
        "C(2025) 7719": ("Art. 53(2)",),
    }


def test_a_reservation_names_its_version_of_the_guidelines() -> None:
    finding = replace(a_finding(a_model()), note="see paragraphs 58-59 of C(2025) 5045")
    (line,) = [one for one in legal_lines(an_audit(findings=(finding,))) if one.text == "C(2025) 5045"]
    assert line.articles == ("reservations of findings",)


def test_licences_are_the_version_of_a_source_that_has_none() -> None:
    legal = LegalReference("the licence's territorial clause", "P", "", "medium")
    model = a_model()
    finding = replace(a_finding(model), legal=legal)
    fact = concluded("license.excludes_eu_licensees", True, locator="licence terms#LicenseRef-x")
    audit = an_audit(model, findings=(finding,), facts={model.id: {fact.name: fact}}, law=())
    (line,) = legal_lines(replace(audit, license_titles={"LicenseRef-x": "X Community License"}))
    assert line.text == "X Community License: versions stand with the facts"


def test_every_figure_of_the_law_has_its_text_listed() -> None:
    texts = {line.text for line in legal_lines(an_audit(law=LAW))}
    assert {figure.text for figure in LAW} == {text.removeprefix("CELEX ") for text in texts}


@pytest.mark.parametrize("name", [name for name, _, _ in FACTS_OF_LAW])
def test_what_rests_on_law_is_a_fact_that_no_classification_writes(name: str) -> None:
    assert FACTS[name].producer != "policy"
