from dataclasses import replace

from auditor.domain.authority import AppliedRule
from auditor.domain.finding import Finding, LegalReference, RuleKind, Tally, Verdict
from auditor.reports.headline.groups import grouped
from auditor.reports.html import HtmlReport
from auditor.reports.page.rule_lines import (
    Excused,
    GapReason,
    RuleCount,
    excused,
    gap_lines,
    holding,
)
from tests.builders.audit import TEXT, a_finding, a_model, an_audit, rich, run_of


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_what_holds_is_one_line_per_rule_with_its_article_and_the_first_subjects() -> None:
    lines = [replace(line, named=plain(line.named)) for line in holding(rich())]
    marked = ("Llama-4-Scout-17B-16E-Instruct", "Qwen2.5-7B-Instruct", "triage-tune-8B")
    assert lines == [
        RuleCount(
            "Art. 4(1) AI literacy", "aia-4-1-literacy", 41, False, ("Qwen2.5-7B-Instruct", "Support bot")
        ),
        RuleCount("Art. 50(2) Marking", "aia-50-2-marking", 3, True, marked),
        RuleCount("A stated licence (shipped recommendation)", "license-stated", 4, False),
    ]
    assert [line.n_more for line in lines] == [39, 0, 4]


def test_subjects_that_hold_for_several_reasons_are_added_up() -> None:
    tallies = tuple(Tally("r", RuleKind.DUTY, Verdict.PASS, False, why, 2) for why in ("met", "met too"))
    assert holding(an_audit(tallies=tallies)) == (RuleCount("r", "r", 4, False),)


def test_what_holds_on_a_word_says_whose() -> None:
    tallies = tuple(
        Tally("r", RuleKind.DUTY, Verdict.PASS, False, f"Article 1 holds{whose}", 2)
        for whose in (", attested by B on 1 May 2026", "", ", attested by A on 2 May 2026")
    )
    (line,) = holding(an_audit(tallies=tallies))
    assert line.attested_by == ("A on 2 May 2026", "B on 1 May 2026")
    page = HtmlReport().render(an_audit(tallies=tallies), run_of(an_audit(tallies=tallies))).decode()
    assert "attested by <bdi>A on 2 May 2026; B on 1 May 2026</bdi>" in page


def test_what_does_not_apply_is_told_by_its_reason() -> None:
    (line,) = excused(rich())
    assert line.reason.startswith("the organisation is not the provider of this model")
    assert [(plain(rule.named), rule.n) for rule in line.rules] == [
        ("Art. 53(1)(d) Public summary of the training content", 2)
    ]


def test_the_reason_most_rules_share_comes_first() -> None:
    def tally(rule: str, sentence: str) -> Tally:
        return Tally(rule, RuleKind.VENDOR_GAP, Verdict.NOT_APPLICABLE, False, sentence, 1)

    tallies = (
        tally("a", "does not apply: rare"),
        tally("b", "does not apply: common"),
        tally("c", "does not apply: common"),
    )
    rule = AppliedRule(
        "c", 1, "p", RuleKind.VENDOR_GAP, "Summary", LegalReference("53(1)(d)", "C", TEXT, "high")
    )
    assert excused(an_audit(tallies=tallies, rules=(rule,))) == (
        Excused(
            "common",
            (
                RuleCount("b", "b", 1, False),
                RuleCount("Art.\u00a053(1)(d) Summary (vendor gap)", "c", 1, False),
            ),
        ),
        Excused("rare", (RuleCount("a", "a", 1, False),)),
    )


def test_a_providers_duty_is_one_line_however_many_reasons_it_is_open_for() -> None:
    def gap(name: str, why: str) -> Finding:
        return a_finding(
            a_model(name),
            rule="vnd",
            kind=RuleKind.VENDOR_GAP,
            verdict=Verdict.UNKNOWN,
            sentence=why,
            legal=LegalReference("53(1)(d)", "C", TEXT, "high"),
        )

    findings = (
        gap("a", "the provider has not shown a summary (Article 53(1)(d)): nothing is recorded about it"),
        gap("b", "the provider has not shown a summary (Article 53(1)(d)): nothing is recorded about it"),
        gap("c", "whether it is owed is open"),
    )
    other = replace(gap("d", "whether it is owed is open"), remedy="Ask another.")
    assert sorted(line.n for line in gap_lines(grouped((*findings, other)), {})) == [1, 3]
    (line,) = gap_lines(grouped(findings), {})
    assert (line.first.first.rule, line.n) == ("vnd", 3)
    assert sorted(line.reasons, key=lambda reason: reason.subjects) == [
        GapReason("nothing is recorded about it", ("a", "b"), ()),
        GapReason("whether it is owed is open", ("c",), ()),
    ]
