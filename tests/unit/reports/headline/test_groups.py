from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from auditor.domain.fact import Settler
from auditor.domain.finding import Finding, LegalReference, Missing, OpenDay, RuleKind, Severity, Verdict
from auditor.domain.phrasing import plain_spaces
from auditor.reports.headline.groups import article_words, grouped, kind_words, missing_words
from tests.builders.audit import a_finding, a_model, huge, rich


def missing(name: str = "role.gpai_provider", subject: str = "m") -> Missing:
    return Missing(name, subject, "not declared", Settler.ORGANISATION, "auditor declare organisation")


def unknown(name: str, sentence: str = "unknown: the role is not known", **changes: Any) -> Finding:
    values = {"verdict": Verdict.UNKNOWN, "sentence": sentence, "missing": (missing(),), **changes}
    return a_finding(a_model(name), **values)


def test_unknowns_that_wait_for_the_same_fact_are_one_group() -> None:
    groups = grouped(huge(300).findings)
    assert [(group.first.verdict, group.n) for group in groups] == [
        (Verdict.FAIL, 30),
        (Verdict.UNKNOWN, 270),
    ]


def test_unknowns_that_wait_for_other_facts_are_kept_apart() -> None:
    other = unknown("b", missing=(missing("model.union_placed_on"),))
    assert [group.n for group in grouped((unknown("a"), other))] == [1, 1]


@pytest.mark.parametrize("name", ["role.gpai_provider", "organisation.eu_established"])
def test_while_nobody_says_whose_duty_it_is_a_rule_is_one_line_whatever_else_is_missing(name: str) -> None:
    whose = missing(name)
    one = unknown("a", missing=(whose,))
    other = unknown("b", missing=(whose, missing("model.union_placed_on")), applies_from=date(2025, 8, 2))
    third = unknown("c", missing=(missing("compute.update_flop"), whose), sentence="unknown: otherwise")
    (group,) = grouped((one, other, third))
    assert group.subjects == ("a", "b", "c")
    assert [group.n for group in grouped((one, replace(other, rule="z")))] == [1, 1]


def test_findings_with_other_remedies_are_kept_apart() -> None:
    published = replace(unknown("b"), remedy="Publish the port on the loopback address alone.")
    groups = grouped((unknown("a"), published, unknown("c")))
    assert {group.subjects: group.first.remedy for group in groups} == {
        ("a", "c"): unknown("a").remedy,
        ("b",): "Publish the port on the loopback address alone.",
    }


def test_what_applies_later_is_kept_apart_by_its_day() -> None:
    days = (date(2026, 12, 2), date(2027, 8, 2))
    findings = [unknown("a", upcoming=True, applies_from=day) for day in days]
    assert [group.applies_from for group in grouped(findings)] == [*days]
    assert len(grouped((*findings, unknown("b")))) == 3


def test_different_sentences_of_one_group_give_way_to_what_they_wait_for() -> None:
    (group,) = grouped((unknown("a", "unknown: a is odd"), unknown("b", "unknown: b is odd")))
    assert group.sentence == (
        "unknown for 2 subjects, for want of: whether the organisation is the provider of this model"
    )
    assert len(group.missing) == 1


def test_failures_with_other_reasons_are_kept_apart() -> None:
    findings = (a_finding(a_model("a")), a_finding(a_model("b"), sentence="another reason"))
    assert [group.n for group in grouped(findings)] == [1, 1]


def test_the_worst_comes_first_and_subjects_are_in_order() -> None:
    mild, grave = a_finding(a_model("b")), a_finding(a_model("c"), severity=Severity.CRITICAL, rule="z")
    groups = grouped((unknown("a"), mild, a_finding(a_model("a")), grave))
    assert [(group.first.rule, group.subjects) for group in groups] == [
        ("z", ("c",)),
        ("license-conflict", ("a", "b")),
        ("license-conflict", ("a",)),
    ]


@pytest.mark.parametrize(
    ("changes", "words", "tone"),
    [
        ({}, "fails", "bad"),
        ({"upcoming": True, "applies_from": date(2027, 1, 1)}, "would fail", "plain"),
        ({"verdict": Verdict.UNKNOWN}, "unknown", "warn"),
        ({"verdict": Verdict.UNKNOWN, "upcoming": True}, "unknown", "plain"),
        ({"verdict": Verdict.PASS}, "holds", "ok"),
        ({"verdict": Verdict.PASS, "upcoming": True}, "would hold", "plain"),
        ({"verdict": Verdict.NOT_APPLICABLE}, "not applicable", "plain"),
        ({"kind": RuleKind.VENDOR_GAP}, "fails", "plain"),
    ],
)
def test_a_verdict_has_a_word_beside_its_accent(changes: dict[str, object], words: str, tone: str) -> None:
    (group,) = grouped((a_finding(a_model(), **changes),))
    assert (group.verdict, group.tone) == (words, tone)


@pytest.mark.parametrize(
    ("article", "words"),
    [
        ("53(1)(d)", "Art.\u00a053(1)(d)"),
        ("51(1), 51(2)", "Arts. 51(1), 51(2)"),
        ("Llama 4 Acceptable Use Policy", "Llama 4 Acceptable Use Policy"),
        ("", ""),
    ],
)
def test_an_article_is_named_as_one_and_a_clause_is_not(article: str, words: str) -> None:
    assert article_words(LegalReference(article)) == words


def test_kinds_and_missing_things_are_words() -> None:
    assert [kind_words(kind) for kind in RuleKind] == [
        "duty",
        "vendor gap",
        "licence term",
        "shipped recommendation",
        "classification",
    ]
    assert missing_words("evidence:training-content-summary") == "evidence of training content summary"
    assert missing_words("model.gpai") == "whether it is a general-purpose AI model, Art. 3(63)"
    assert missing_words("relation:incidents") == "a declaration of incidents"
    assert missing_words("something.else") == "something.else"


def test_a_group_names_its_law_and_its_day() -> None:
    group = next(g for g in grouped(rich().findings) if g.first.rule == "aia-5-1-ba")
    assert (group.article, group.applies_from, group.kind) == (
        "Art.\u00a05(1)(ba)",
        date(2026, 12, 2),
        "duty",
    )


def test_an_unknown_without_anything_named_still_has_a_sentence() -> None:
    one, other = unknown("a", "one"), unknown("b", "other")
    (group,) = grouped((one,))
    mixed = replace(group, findings=(replace(one, missing=()), replace(other, missing=())))
    assert mixed.sentence == "unknown for 2 subjects, for want of: what it asks for"


def test_a_vendor_gap_is_worded_as_what_the_provider_has_not_shown() -> None:
    gap = unknown("a", "unknown: no evidence", kind=RuleKind.VENDOR_GAP)
    shown = a_finding(a_model(), kind=RuleKind.VENDOR_GAP, sentence="the provider has not shown a summary")
    sentences = [group.sentence for group in grouped((gap, shown))]
    assert sentences == [
        "the provider has not shown a summary",
        "the provider has not shown this: unknown: no evidence",
    ]


def test_what_a_rule_rests_on_is_not_said_twice() -> None:
    groups = grouped(rich().findings)
    standing = {group.first.rule: group.standing for group in groups}
    assert standing["license-conflict"] == "shipped recommendation (pack licensing): one licence per model"
    assert standing["aia-50-1-disclosure"] == "duty · Art.\u00a050(1)"


def test_where_there_is_little_room_a_recommendation_is_named_by_its_pack() -> None:
    short = {group.first.rule: group.short_standing for group in grouped(rich().findings)}
    assert short["license-conflict"] == "shipped recommendation (pack licensing)"
    assert short["aia-50-1-disclosure"] == "duty · Art.\u00a050(1)"


def test_a_group_says_from_when_it_applies_and_every_day_that_it_may_be() -> None:
    day, later = date(2027, 12, 2), date(2030, 8, 2)
    coming = unknown("a", upcoming=True, applies_from=day)
    open_ = replace(coming, open_day=OpenDay((day, later)))
    certain, unsure = grouped((coming, open_))
    assert plain_spaces(certain.from_when) == "from 2 December 2027"
    assert plain_spaces(unsure.from_when) == "from 2 December 2027 or 2 August 2030, still open"
    (since,) = grouped((replace(open_, upcoming=False),))
    assert since.from_when == ""
    assert grouped((replace(coming, applies_from=None),))[0].from_when == ""
