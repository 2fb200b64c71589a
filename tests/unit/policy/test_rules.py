from datetime import date

import pytest

from auditor.domain.finding import LegalReference
from auditor.policy.rules import LegalBasis
from tests.builders.policy import a_bundle, the_law


@pytest.mark.parametrize(
    ("article", "named"),
    [("53(1)(d)", "Article 53(1)(d)"), ("Community licence, section 2", "Community licence, section 2")],
)
def test_an_article_is_named_as_one_and_a_clause_as_it_stands(article: str, named: str) -> None:
    assert LegalBasis(article, "C", (), "high").named == named


def test_a_reference_cites_the_version_of_the_text_on_the_day() -> None:
    basis = LegalBasis("1(1)", "C", ("first", "second"), "high")
    assert basis.reference(the_law(), date(2024, 7, 11)) is None
    assert basis.reference(the_law(), date(2025, 1, 1)) == LegalReference("1(1)", "C", "first", "high")
    assert basis.reference(the_law(), date(2026, 8, 1)) == LegalReference("1(1)", "C", "second", "high")


def test_a_reference_without_a_dated_text_always_holds() -> None:
    basis = LegalBasis("own policy", "", (), "")
    assert basis.reference(the_law(), date(1999, 1, 1)) == LegalReference("own policy", "", "", "")


def test_a_rule_knows_its_id_and_where_it_comes_from() -> None:
    rule = a_bundle().rules[0]
    assert (rule.id, rule.legal) == ("owed", LegalBasis("1(1)", "C", ("first", "second"), "high"))
