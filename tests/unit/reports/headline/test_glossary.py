from pathlib import Path

import pytest

from auditor.reports.headline.glossary import GLOSSARY
from auditor.reports.html import HtmlReport
from tests.builders.audit import rich, run_of

DOCS = Path(__file__).parents[4] / "docs" / "glossary.md"


def test_words_are_in_order_and_each_is_explained_in_a_sentence() -> None:
    words = [word for word, _ in GLOSSARY]
    assert words == sorted(words, key=str.casefold)
    assert len(set(words)) == len(words)
    assert all(meaning.endswith(".") for _, meaning in GLOSSARY)


def test_docs_and_page_have_the_same_words() -> None:
    rows = [line for line in DOCS.read_text("utf-8").splitlines() if line.startswith("| ")]
    assert rows[2:] == [f"| {word} | {meaning} |" for word, meaning in GLOSSARY]


@pytest.mark.parametrize("word", [word for word, _ in GLOSSARY])
def test_the_page_explains_each_word(word: str) -> None:
    page = HtmlReport().render(rich(), run_of(rich())).decode()
    assert f"<b>{word}</b>: " in page[page.index('id="words"') :]
