import re
from datetime import date
from typing import Final

import pytest

from auditor import resources
from auditor.domain.values import Range
from auditor.errors import PolicyError
from auditor.formats.yaml12 import read
from auditor.policy.choosing import load
from auditor.policy.conditions import LawReference
from auditor.policy.judging.applied import figures_in_force, rules_in_force
from auditor.policy.law import Law, LawVersion, Text, parse
from tests.builders.figures import FIGURES
from tests.builders.policy import LAW, the_law


def shipped() -> Law:
    return parse(read((resources.POLICIES / "law.yaml").read_text(encoding="utf-8"), "law.yaml", PolicyError))


def test_a_reference_is_the_newest_version_published_by_the_day() -> None:
    law, moved = the_law(), LawReference("moved")
    first = LawVersion(date(2026, 8, 2), "first", date(2024, 7, 12), "C", "high")
    assert law.version(moved, date(2024, 7, 11)) is None
    assert law.version(moved, date(2024, 7, 12)) == first
    assert law.version(moved, date(2026, 7, 23)) == first
    later = law.version(moved, date(2026, 7, 24))
    assert later is not None
    assert later.value == date(2027, 12, 2)


def test_dotted_names_reach_into_groups() -> None:
    version = the_law().version(LawReference("days.least"), date(2026, 1, 1))
    assert version is not None
    assert version.value == 183


def test_a_text_is_the_newest_published_by_the_day() -> None:
    law = the_law()
    assert law.text(("first", "second"), date(2024, 1, 1)) is None
    assert law.text(("first", "second"), date(2025, 1, 1)) == Text(
        "first", "The first text", date(2024, 7, 12)
    )
    assert law.text(("first", "second"), date(2026, 7, 24)) == Text(
        "second", "The second text", date(2026, 7, 24)
    )


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("texts:", "text:", "law.yaml:1: unknown key 'text'"),
        ("source: C, confidence: high}\n  moved", "source: X, confidence: high}\n  moved", "'X' is none of"),
        (
            "text: first, published: 2024-07-12, source: C, confidence: high}\n  moved",
            "text: none, published: 2024-07-12, source: C, confidence: high}\n  moved",
            "law.yaml:9: unknown text 'none'",
        ),
        ("{value: 2025-08-02, text: first", "{value: soon, text: first", "expected a number or a day"),
        ("{value: 2025-08-02, text: first", "{value: true, text: first", "expected a number or a day"),
        ("{value: 2027-12-02", "{value: 5", "'moved' is a date in one version and a number in another"),
        (
            "text: second, published: 2026-07-24",
            "text: second, published: 2024-07-12",
            "in the order of their publication",
        ),
        (
            "2024-07-12}\n  second",
            "2024-07-12, replaces: third}\n  second",
            "law.yaml:2: unknown text 'third'",
        ),
        ('reading: {first: "63"', 'reading: {third: "63"', "law.yaml:5: unknown text 'third'"),
        ("paragraph: later-only", "paragraph: nowhere", "unknown paragraph 'nowhere'"),
        (
            "value: 2025-08-02, text: first, ",
            "value: 2025-08-02, paragraph: later-only, text: first, ",
            "'later-only' has no number in first",
        ),
    ],
)
def test_a_law_that_does_not_hold_together_is_refused(old: str, new: str, message: str) -> None:
    assert old in LAW
    with pytest.raises(PolicyError) as raised:
        parse(read(LAW.replace(old, new), "law.yaml", PolicyError))
    assert raised.value.message.startswith("law.yaml:")
    assert message in raised.value.message


@pytest.mark.parametrize(
    ("name", "as_of", "value"),
    [
        ("high_risk_annex_iii", date(2026, 7, 23), date(2026, 8, 2)),
        ("high_risk_annex_iii", date(2026, 7, 24), date(2027, 12, 2)),
        ("high_risk_annex_i", date(2026, 7, 23), date(2027, 8, 2)),
        ("high_risk_annex_i", date(2026, 7, 24), date(2028, 8, 2)),
        ("art5_ba_bb", date(2026, 7, 24), date(2026, 12, 2)),
        ("systemic_presumption_flop", date(2025, 1, 1), 1e25),
        ("gpai_indicative_flop", date(2025, 7, 18), 1e23),
        ("modifier_fallback_flop.systemic", date(2026, 1, 1), 3.333e24),
        ("serious_incident_days.death", date(2026, 1, 1), 10),
        ("log_retention_min_days", date(2026, 1, 1), 183),
    ],
)
def test_shipped_figures_are_those_of_the_law_on_the_day(name: str, as_of: date, value: object) -> None:
    version = shipped().version(LawReference(name), as_of)
    assert version is not None
    assert version.value == value


@pytest.mark.parametrize(
    ("name", "day_before"),
    [
        ("art5_ba_bb", date(2026, 7, 23)),
        ("gpai_indicative_flop", date(2025, 7, 17)),
        ("art4", date(2024, 7, 11)),
    ],
)
def test_a_shipped_figure_does_not_exist_before_its_text_was_published(name: str, day_before: date) -> None:
    assert shipped().version(LawReference(name), day_before) is None


BETWEEN: Final = date(2026, 7, 25)
"""The amending act was published the day before, and changes the Act from two days later on."""


def test_published_but_not_in_force_the_act_reads_as_before_and_its_new_dates_are_known() -> None:
    bundle = load(("eu-ai-act",))
    stamped = {one.rule: one.legal.text for one in rules_in_force(bundle, BETWEEN)}
    assert stamped["aia-50-1-disclosure"] == "02024R1689-20240712"
    assert stamped["aia-5-1-ba-intimate-material"] == "32026R1744"
    figures = {figure.name: figure for figure in figures_in_force(bundle, BETWEEN)}
    moved = figures["high_risk_annex_iii"]
    assert (moved.value, moved.text) == (date(2027, 12, 2), "32026R1744")


def test_from_its_entry_into_force_on_everything_cites_the_consolidated_text() -> None:
    bundle = load(("eu-ai-act",))
    in_force = date(2026, 7, 27)
    stamped = {one.legal.text for one in rules_in_force(bundle, in_force) if one.legal.source == "C"}
    assert stamped == {"02024R1689-20260727"}
    moved = {figure.name: figure.text for figure in figures_in_force(bundle, in_force)}
    assert moved["high_risk_annex_iii"] == "02024R1689-20260727"


def test_no_shipped_version_is_relied_on_before_its_text() -> None:
    law = shipped()
    early = [
        name
        for name, versions in law.values.items()
        for version in versions
        if version.published < law.texts[version.text].published
    ]
    assert early == []


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (date(2024, 1, 1), "see paragraph 63 of first"),
        (date(2026, 7, 23), "see paragraph 63 of first"),
        (date(2026, 7, 24), "see paragraphs 60-61 of second"),
    ],
)
def test_a_paragraph_is_cited_by_its_number_in_the_text_of_the_day(as_of: date, expected: str) -> None:
    assert the_law().worded("see {paragraph: reading}", as_of) == expected
    assert the_law().cited("later-only", as_of) == "paragraph 7 of second"


def test_a_law_without_paragraphs_lists_none() -> None:
    bare = "texts:\n  t: {title: T, published: 2024-01-01}\nvalues: {}\n"
    assert parse(read(bare, "law.yaml", PolicyError)).paragraphs == {}


def test_the_shipped_numbers_of_paragraphs_are_those_of_each_version() -> None:
    july, november = date(2025, 7, 18), date(2025, 11, 19)
    law = shipped()
    assert {name: (law.cited(name, july), law.cited(name, november)) for name in law.paragraphs} == {
        "gpai-indication": ("paragraph 17 of C(2025) 5045", "paragraph 17 of C(2025) 7719"),
        "union-exclusion": ("paragraphs 58-59 of C(2025) 5045", "paragraphs 58-59 of C(2025) 5045"),
        "lifecycle": ("paragraphs 22-24 of C(2025) 5045", "paragraphs 22-24 of C(2025) 5045"),
        "modifier-scope": ("paragraphs 68-69 of C(2025) 5045", "paragraphs 65-66 of C(2025) 7719"),
        "modifier-systemic": ("paragraphs 70-71 of C(2025) 5045", "paragraphs 67-68 of C(2025) 7719"),
        "modification": ("paragraph 63 of C(2025) 5045", "paragraph 60 of C(2025) 7719"),
        "modification-fallback": ("paragraph 64 of C(2025) 5045", "paragraph 61 of C(2025) 7719"),
        "licence-conditions": ("paragraphs 76-84 of C(2025) 5045", "paragraphs 73-81 of C(2025) 7719"),
        "licence-restrictions": ("paragraph 80 of C(2025) 5045", "paragraph 77 of C(2025) 7719"),
        "licence-limits": ("paragraph 83 of C(2025) 5045", "paragraph 80 of C(2025) 7719"),
        "monetisation": ("paragraphs 85-87 of C(2025) 5045", "paragraphs 82-84 of C(2025) 7719"),
        "licence-safety-clauses": ("paragraph 84 of C(2025) 5045", "paragraph 81 of C(2025) 7719"),
        "non-signatories": ("paragraph 95 of C(2025) 5045", "paragraph 92 of C(2025) 7719"),
        "serious-incident": ("paragraph 103 of C(2025) 5045", "paragraph 100 of C(2025) 7719"),
        "enforcement": ("paragraph 114 of C(2025) 5045", "paragraph 111 of C(2025) 7719"),
        "estimate-error": ("paragraph 123 of C(2025) 5045", "paragraph 120 of C(2025) 7719"),
    }


def test_no_shipped_rule_writes_a_paragraph_number_itself() -> None:
    written = [
        path.name
        for path in sorted(resources.POLICIES.rglob("*.yaml"))
        # Cases state the words as they are read, figures written out.
        if path.parent.name != "cases"
        and re.search(r"(paragraphs?|points?) \d{2}", path.read_text(encoding="utf-8"))
    ]
    assert written == []


def test_every_shipped_value_has_the_version_of_each_text_that_says_it() -> None:
    law = shipped()
    for name in ("public_authority_backstop", "annex_x_cutoff", "annex_x_backstop"):
        assert [version.text for version in law.values[name]] == [
            "02024R1689-20240712",
            "02024R1689-20260727",
        ], name


def test_the_error_an_estimate_may_have_is_the_one_that_bounds_are_computed_with() -> None:
    version = shipped().version(LawReference("estimate_error"), date(2026, 11, 22))
    assert version is not None
    assert isinstance(version.value, float)
    wide = FIGURES.bounds(Range(1e24, 1e24, 1e24))
    assert 1e24 * (1 - version.value) == pytest.approx(wide.low, rel=0.01)
    assert 1e24 * (1 + version.value) == pytest.approx(wide.high, rel=0.01)


def test_article_4_reads_as_the_text_in_force_has_it() -> None:
    bundle = load()

    def title(as_of: date) -> str:
        return next(one.title for one in rules_in_force(bundle, as_of) if one.rule == "aia-4-1-literacy")

    older, newer = "A sufficient level of AI literacy", "Support of AI literacy"
    assert [title(date(2025, 7, 1)), title(date(2026, 7, 26))] == [older, older]
    assert title(date(2026, 7, 27)) == newer


def test_what_the_amending_act_added_is_no_rule_before_it_was_published() -> None:
    bundle = load()
    added = {"aia-4a-1-special-categories", "aia-4a-2-bias-data", "aia-4a-2-bias-data-models"}
    added |= {"aia-5-1-ba-intimate-material", "aia-5-1-bb-child-abuse-material"}
    before = {one.rule for one in rules_in_force(bundle, date(2026, 7, 23))}
    assert added & before == set()
    assert added <= {one.rule for one in rules_in_force(bundle, date(2026, 7, 24))}
    # What it changed was there before.
    assert {"aia-25-2-cooperation", "aia-25-4-agreement", "aia-75-1-authority"} <= before
