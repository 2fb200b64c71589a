from typing import Final

import pytest

from auditor.policy.bundle import assemble
from auditor.policy.choosing import load
from auditor.policy.linting.versions import undated
from tests.builders.policy import DUTY, LAW, changed, texts

# The second text stands for the first, as the act of between changed it.
LINKED: Final = LAW.replace(
    "published: 2026-07-24}\nparagraphs",
    "published: 2026-07-24, replaces: first}\n"
    "  between: {title: An amending act, published: 2026-07-20, amends: first}\nparagraphs",
)
UNREAD: Final = "[{text: first, unread: it was not read}]"


def remarks(text: str, earlier: str | None = None) -> list[tuple[str, str]]:
    legal = f'{{article: "1(1)", source: C, text: {text}}}'
    bundle = assemble(texts(changed(DUTY, legal=legal, earlier=earlier), law=LINKED))
    return [(one.place, one.what) for one in undated(bundle)]


def test_a_rule_that_leaves_out_the_newer_version_is_named_with_its_line() -> None:
    what = "whether it holds under second, which replaced first, is left open"
    assert remarks("first") == [("example/area.yaml:10", what)]


def test_a_rule_that_leaves_out_the_older_version_is_named() -> None:
    what = "whether first, which second replaced, says so as well is left open"
    assert remarks("second") == [("example/area.yaml:10", what)]


@pytest.mark.parametrize(
    ("text", "earlier"),
    [("[first, second]", None), ("second", UNREAD), ("[between, second]", None)],
    ids=["both versions", "the older was not read", "an act added it"],
)
def test_a_rule_that_says_what_each_version_comes_to_is_fine(text: str, earlier: str | None) -> None:
    assert remarks(text, earlier) == []


def test_every_shipped_rule_says_what_each_version_of_its_text_comes_to() -> None:
    bundle = load()
    assert bundle.law.texts["02024R1689-20260727"].replaces == "02024R1689-20240712"
    assert bundle.law.texts["32026R1744"].amends == "02024R1689-20240712"
    assert list(undated(bundle)) == []
