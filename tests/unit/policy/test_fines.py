from datetime import date

import pytest

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
