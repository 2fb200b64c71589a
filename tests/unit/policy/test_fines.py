from dataclasses import replace
from datetime import date

import pytest

from auditor.domain.authority import Penalty
from auditor.domain.finding import LegalReference
from auditor.errors import PolicyError
from auditor.policy.choosing import load
from auditor.policy.fines import Fine, fines
from tests.builders.policy import DUTY, LAW, TODAY, a_bundle

EARLIER = date(2026, 7, 23)
SHIPPED = fines(load())


def test_a_row_is_the_newest_version_published_by_the_day() -> None:
    found = fines(a_bundle(DUTY))
    assert found.of("2(1)", EARLIER) == Fine(
        article="9(4)",
        breaches=("2", "25(2)"),
        cap_eur=10,
        turnover_share=0.01,
        lower_for=("sme",),
        applies_from=date(2025, 8, 2),
        text="first",
        published=date(2024, 7, 12),
        source="C",
        confidence="high",
    )
    later = found.of("2(1)", TODAY)
    assert later is not None
    assert (later.cap_eur, later.lower_for) == (20, ("sme", "smc"))
    assert found.of("1(1)", EARLIER) is None
    assert found.of("1(1)", TODAY) == later
    assert found.of("2(1)", date(2024, 1, 1)) is None


@pytest.mark.parametrize(
    ("article", "is_fined"),
    [
        ("2", True),
        ("2(1)(a)", True),
        ("25(2)", True),
        ("25(2) first subparagraph", True),
        ("25(4)", False),
        ("25", False),
        ("2a(1)", False),
        ("22", False),
        ("guidelines", False),
    ],
)
def test_an_article_comes_in_as_a_whole_or_by_its_paragraph(article: str, is_fined: bool) -> None:
    assert (fines(a_bundle(DUTY)).of(article, TODAY) is not None) is is_fined


@pytest.mark.parametrize(
    ("article", "is_national"),
    [("4(1)", True), ("4a(1)", False), ("27(3)", True), ("49(2)", True), ("49(1)", False), ("none", False)],
)
def test_what_is_left_to_national_rules_is_known_to_be(article: str, is_national: bool) -> None:
    assert fines(a_bundle(DUTY)).is_national(article) is is_national


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("fines:\n  national", "fine:\n  national", "unknown key 'fine'"),
        ("cap_eur: 10", "cap_eur: much", "expected a whole number"),
        ("turnover_share: 0.01", "turnover_share: 1.5", "expected a share below 1"),
        ("lower_for: [sme]", "lower_for: [tiny]", "sizes are micro, smc, sme"),
        ("text: first\n", "text: none\n", "unknown text 'none'"),
        ("        cap_eur: 10\n", "", "'cap_eur' is missing"),
        ("cap_eur: 10", "cap_usd: 10", "unknown key 'cap_usd'"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(old: str, new: str, message: str) -> None:
    assert old in LAW
    with pytest.raises(PolicyError) as caught:
        fines(a_bundle(DUTY, law=LAW.replace(old, new, 1)))
    assert caught.value.message.startswith("law.yaml:")
    assert message in caught.value.message


def test_a_law_without_penalties_says_so() -> None:
    bare = LAW.partition("fines:")[0]
    with pytest.raises(PolicyError, match="'fines' is missing"):
        fines(a_bundle(DUTY, law=bare))


@pytest.mark.parametrize(
    ("article", "row"),
    [
        ("5(1)(ba)", "99(3)"),
        ("50(2)", "99(4)"),
        ("26(6)", "99(4)"),
        ("9", "99(4) through 16"),
        ("10(2)", "99(4) through 16"),
        ("11, Annex IV", "99(4) through 16"),
        ("48", "99(4) through 16"),
        ("49(1)", "99(4)"),
        ("49(3)", "99(4)"),
        ("53(1)(d)", "101"),
        ("4(1)", None),
        ("27(1)", None),
        ("49(2)", None),
        ("86", None),
    ],
)
def test_each_article_has_its_row_and_those_left_to_national_law_have_none(
    article: str, row: str | None
) -> None:
    found = SHIPPED.of(article, TODAY)
    assert (found.article if found else None) == row
    assert SHIPPED.is_national(article) is (row is None)


def cited(article: str, text: str = "02024R1689-20260727") -> LegalReference:
    return LegalReference(article, "C", text, "high")


def test_a_breach_comes_under_its_row_with_the_day_it_can_be_fined_from() -> None:
    assert SHIPPED.penalty(cited("53(1)(d)"), TODAY) == Penalty(
        "101", 15_000_000, 0.03, (), date(2026, 8, 2), "02024R1689-20240712", "C", "high"
    )
    since = date(2025, 8, 2)
    assert SHIPPED.penalty(cited("5(1)(ba)", "32026R1744"), TODAY) == Penalty(
        "99(3)", 35_000_000, 0.07, ("micro", "sme"), since, "02024R1689-20240712", "C", "high"
    )
    operators = ("99(4)", 15_000_000, 0.03)
    assert SHIPPED.penalty(cited("50(1)"), TODAY) == Penalty(
        *operators, ("micro", "sme", "smc"), since, "02024R1689-20260727", "C", "high"
    )
    assert SHIPPED.penalty(cited("50(1)", "02024R1689-20240712"), date(2026, 7, 1)) == Penalty(
        *operators, ("micro", "sme"), since, "02024R1689-20240712", "C", "high"
    )


def test_what_another_article_lists_is_fined_through_it_and_no_more_certain_than_a_conclusion() -> None:
    direct, listed = (SHIPPED.penalty(cited(article), TODAY) for article in ("16", "9"))
    assert direct is not None
    assert listed == replace(direct, article="99(4) through 16", confidence="medium")
    assert SHIPPED.of("9", date(2024, 1, 1)) is None
    assert SHIPPED.penalty(cited("72"), TODAY) is None


def test_no_figure_is_stated_where_national_rules_decide_or_nothing_is_on_record() -> None:
    national = SHIPPED.penalty(cited("27(1)"), TODAY)
    assert national is not None
    assert (national.article, national.cap_eur, national.turnover_share) == ("99(1)", None, None)
    assert SHIPPED.penalty(cited("25(1)(a)"), TODAY) is None


def test_an_article_of_another_text_is_not_the_acts() -> None:
    assert SHIPPED.penalty(cited("50(1)", "house rules"), TODAY) is None
    assert SHIPPED.penalty(cited("27(1)", "C(2025) 7719"), TODAY) is None


def test_small_mid_caps_have_relief_since_the_amending_act_and_none_for_prohibited_practices() -> None:
    def lower_for(article: str, day: date) -> tuple[str, ...]:
        found = SHIPPED.of(article, day)
        assert found is not None
        return found.lower_for

    assert "smc" not in lower_for("50(2)", date(2026, 7, 26))
    assert "smc" in lower_for("50(2)", date(2026, 7, 27))
    assert lower_for("5(1)(a)", TODAY) == ("micro", "sme")
    assert lower_for("53(1)(a)", TODAY) == ()


def test_suppliers_agreements_are_fined_since_the_amending_act() -> None:
    assert SHIPPED.of("25(4)", date(2026, 7, 26)) is None
    assert SHIPPED.of("25(4)", date(2026, 7, 27)) is not None
    assert SHIPPED.of("25(1)(a)", TODAY) is None
