import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.domain.articles import article_of, provisions


@pytest.mark.parametrize(
    ("citation", "named"),
    [
        ("8", ["8"]),
        ("8 to 10, 12", ["8", "9", "10", "12"]),
        ("26(1), (2) and (4) to (6)", ["26(1)", "26(2)", "26(4)", "26(5)", "26(6)"]),
        ("26(1)-(3)", ["26(1)", "26(2)", "26(3)"]),
        ("9(2)(a), 4a(1)", ["9(2)", "4a(1)"]),
        ("49(1) and (3), 86", ["49(1)", "49(3)", "86"]),
        ("Annex", []),
    ],
)
def test_a_citation_names_articles_and_paragraphs(citation: str, named: list[str]) -> None:
    assert list(provisions(citation)) == named


@given(st.integers(1, 120), st.integers(1, 20))
def test_what_a_provision_is_called_is_read_again(article: int, paragraph: int) -> None:
    one = f"{article}({paragraph})"
    assert list(provisions(one)) == [one]
    assert article_of(one) == article_of(str(article)) == str(article)
