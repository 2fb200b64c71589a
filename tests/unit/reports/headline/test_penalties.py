from dataclasses import replace
from datetime import date

import pytest

from auditor.domain.authority import Penalty
from auditor.reports.headline.penalties import penalties, penalty_words
from tests.builders.audit import TODAY, known, rich

ROW = Penalty("99(4)", 15_000_000, 0.03, ("micro", "sme", "smc"), date(2025, 8, 2), "T", "C", "high")


def words(penalty: Penalty, size: str | None, as_of: date = TODAY) -> str:
    said = penalty_words(penalty, size, as_of)
    return said.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("size", "which"),
    [
        ("large", "whichever is higher"),
        ("smc", "whichever is lower"),
        (
            None,
            "whichever is higher; for micro-enterprises, other small and medium-sized enterprises and small "
            "mid-caps whichever is lower",
        ),
    ],
)
def test_the_higher_figure_is_the_most_and_the_lower_for_whom_the_row_says(
    size: str | None, which: str
) -> None:
    assert words(ROW, size) == (
        f"at most EUR 15 000 000 or 3 % of worldwide annual turnover, {which} (Art. 99(4))"
    )


def test_a_row_without_relief_promises_none() -> None:
    assert words(replace(ROW, article="101", lower_for=()), None) == (
        "at most EUR 15 000 000 or 3 % of worldwide annual turnover, whichever is higher (Art. 101)"
    )


def test_before_its_chapter_applies_no_fine_can_be_imposed() -> None:
    assert words(ROW, "large", date(2025, 7, 1)).endswith("(Art. 99(4)); not before 2 August 2025")
    assert "not before" not in words(ROW, "large", date(2025, 8, 2))


def test_what_national_rules_decide_has_no_figure() -> None:
    said = words(Penalty("99(1)"), "large")
    assert said == "left to the rules of the Member States (Art. 99(1)): the Act has no figure"


def test_the_size_of_the_organisation_decides_where_it_is_known() -> None:
    audit = rich()
    found = penalties(audit)
    assert set(found) == {"aia-50-1-disclosure", "aia-53-1-d-training-summary"}
    assert "for micro-enterprises" in found["aia-50-1-disclosure"]
    facts = {**audit.facts, "organisation": {"organisation.size": known("organisation.size", "sme")}}
    small = penalties(replace(audit, facts=facts))["aia-50-1-disclosure"]
    assert "whichever is lower" in small
    assert "higher" not in small
