"""The articles and paragraphs that a citation names: ``8, 9``, ``26(1), (2) and (4)-(6)``, ``9(2)(a)``."""

import re
from collections.abc import Iterator
from typing import Final

# 16, 26(1), 49(1) and (5), 9(2)(a): a paragraph, or an article; points are no paragraphs.
_PART: Final = re.compile(r"\((\d+[a-z]?)\)|\b(\d+[a-z]?)\b")
# 6(1)-(3), 91 to 93.
_RANGE: Final = re.compile(r"\(?\b(\d+)\)?(?:-| to )\(?(\d+)\b\)?")


def provisions(citation: str) -> Iterator[str]:
    """Yield the articles and paragraphs that a citation names, as it orders them: ``16``, ``26(1)``."""
    whole = _RANGE.sub(_expanded, citation)
    parts = [(match[1], match[2]) for match in _PART.finditer(whole)]
    current = ""
    for n, (paragraph, named) in enumerate(parts):
        current = named or current
        if paragraph:
            yield f"{current}({paragraph})"
        elif n + 1 == len(parts) or parts[n + 1][1]:
            yield current


def article_of(provision: str) -> str:
    """Return the article that a provision is, or is a paragraph of."""
    return provision.partition("(")[0]


def _expanded(found: re.Match[str]) -> str:
    """Return every number of a range, each as the first is written."""
    form = "({})" if found[0].startswith("(") else "{}"
    return ", ".join(form.format(number) for number in range(int(found[1]), int(found[2]) + 1))
