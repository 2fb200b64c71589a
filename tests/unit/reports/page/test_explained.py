from dataclasses import replace
from html import unescape

import pytest

from auditor.domain.fact import Settler
from auditor.domain.finding import Missing, Question, Reason, RuleKind, Verdict
from auditor.domain.tri import Tri
from auditor.reports.headline.groups import grouped
from auditor.reports.headline.overview import failing_groups
from auditor.reports.html import HtmlReport
from auditor.reports.page.asked import WaitsFor
from auditor.reports.page.evidence import Evidence
from auditor.reports.page.explained import Leaf, explained, leaves
from tests.builders.audit import a_finding, a_model, a_run, an_audit, known, rich


def said(text: str) -> Evidence:
    return Evidence("", "", text, "")


def test_a_tree_is_read_line_by_line_down_to_a_depth() -> None:
    deep = Reason("leaf", Tri.FALSE, "f", evidence=("a", "b"))
    for level in range(6):
        deep = Reason(f"all of {level}", Tri.FALSE, parts=(deep,))
    lines = leaves(a_finding(a_model(), reason=deep), {})
    assert lines[0] == Leaf(0, "all of 5", "does not hold", ())
    assert lines[-1] == Leaf(5, "report.json has its parts", "does not hold", ())
    leaf = Reason("leaf", Tri.TRUE, evidence=("a", "b"))
    assert leaves(a_finding(a_model(), reason=leaf), {}) == (
        Leaf(0, "leaf", "holds", (said("a"), said("b"))),
    )


def test_a_root_that_repeats_the_sentence_is_left_out() -> None:
    root = Reason("because", Tri.FALSE, parts=(Reason("leaf", Tri.FALSE),))
    assert leaves(a_finding(a_model(), reason=root, sentence="because"), {}) == (
        Leaf(0, "leaf", "does not hold", ()),
    )
    lone = Reason("because", Tri.FALSE)
    assert len(leaves(a_finding(a_model(), reason=lone, sentence="because"), {})) == 1


def test_evidence_is_the_claim_that_the_words_mean() -> None:
    model = a_model()
    facts = {model.id: {"model.format": known("model.format", "gguf")}}
    words = "measured: gguf-header, dir:/srv/models#model.gguf (high confidence)"
    leaf = Reason("format is gguf", Tri.TRUE, "model.format", model.id, (words, "declarations/x.yaml:3"))
    (line,) = leaves(a_finding(model, reason=leaf), facts)
    assert line.evidence == (
        Evidence("measured", "gguf", "gguf-header, high", "dir:/srv/models#model.gguf"),
        said("declarations/x.yaml:3"),
    )


def test_groups_have_a_place_to_lead_to() -> None:
    made = explained(failing_groups(rich()), rich(), "failing")
    assert [(one.anchor, one.group.first.rule) for one in made][:2] == [
        ("failing-1", "aia-53-1-d-training-summary"),
        ("failing-2", "aia-50-1-disclosure"),
    ]


MISSING = Missing("model.gpai", "m", "nobody says so", Settler.PROVIDER, "auditor declare training")
QUESTION = Question(
    "Is it a general-purpose model?", ("model.gpai",), ("m",), Settler.OPERATOR, "ask the ward", 1, ("r",)
)


def test_a_finding_refers_to_the_question_it_waits_for() -> None:
    finding = a_finding(a_model(), verdict=Verdict.UNKNOWN, missing=(MISSING,))
    other = replace(QUESTION, names=("model.family",))
    audit = an_audit(a_model(), questions=(other, QUESTION))
    (one,) = explained(grouped((finding,)), audit, "unknown")
    assert one.waits == (WaitsFor(2, "general-purpose model"),)


@pytest.mark.parametrize(
    ("verdict", "said_first"), [(Verdict.UNKNOWN, "If it fails:"), (Verdict.FAIL, "What to do:")]
)
def test_the_remedy_of_an_unknown_is_one_for_if_it_fails(verdict: Verdict, said_first: str) -> None:
    finding = a_finding(
        a_model(), kind=RuleKind.DUTY, verdict=verdict, remedy="Stop the practice.", missing=(MISSING,)
    )
    page = HtmlReport().render(an_audit(a_model(), findings=(finding,), questions=(QUESTION,)), a_run())
    shown = unescape(page.decode())
    assert f"<b>{said_first}</b> Stop the practice." in shown
    assert shown.count("<b>What to do:</b>") == (verdict is Verdict.FAIL)
    assert shown.count("The operator: <code>ask the ward</code>") == 1
    assert '<a class="ref" href="#question-1">question 1</a> (general-purpose model)' in shown
    assert "auditor declare training" not in shown


def test_a_duty_that_fails_names_its_fine_and_one_that_is_open_does_not() -> None:
    audit = rich()
    fails = next(f for f in audit.findings if f.rule == "aia-50-1-disclosure")
    (found,) = explained(grouped([fails]), audit, "failing")
    assert "EUR" in found.penalty
    (open_,) = explained(grouped([replace(fails, verdict=Verdict.UNKNOWN)]), audit, "unknown")
    assert open_.penalty == ""
