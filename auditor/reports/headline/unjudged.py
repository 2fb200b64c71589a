"""What the Act asks of whoever has a role towards a high-risk system, and no rule in force judges."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Final

from auditor.domain.audit import Audit
from auditor.domain.finding import RuleKind
from auditor.domain.naming import distinct_names
from auditor.domain.roles import ROLES
from auditor.reports import wording
from auditor.reports.document.fact_blocks import tri_word
from auditor.reports.packs import is_act, is_act_judged

# Paragraphs that ask nothing of their own are left out: 26(3), 49(4).
_ASKED: Final[Mapping[str, tuple[str, ...]]] = {
    "role.sys_provider": (
        *map(str, range(8, 23)), "43", "47", "48", "49(1)", "49(5)", "72", "73",
    ),
    "role.deployer": (
        "26(1)", "26(2)", "26(4)", "26(5)", "26(6)", "26(7)", "26(8)", "26(9)", "26(10)", "26(11)", "26(12)",
        "27", "49(3)", "86",
    ),
}  # fmt: skip
"""Provisions of Chapter III and on, by the fact that says whether the organisation has the role.

Source: Regulation (EU) 2024/1689, Articles 8 to 27, 43, 47 to 49, 72, 73 and 86.
"""

_SHORT: Final = {role.fact: role.short for role in ROLES}
# 16, 26(1), 49(1) and (5), 9(2)(a): a paragraph, or an article; points are no paragraphs.
_PART: Final = re.compile(r"\((\d+[a-z]?)\)|\b(\d+[a-z]?)\b")
# 6(1)-(3), 91 to 93.
_RANGE: Final = re.compile(r"\(?\b(\d+)\)?(?:-| to )\(?(\d+)\b\)?")
_LEAST_OF_A_RUN: Final = 3


def unjudged(audit: Audit) -> str:
    """Return which high-risk systems the organisation has a role towards, and what was not judged of it."""
    return "; ".join(_sentences(audit)) if is_act_judged(audit) else ""


def _sentences(audit: Audit) -> Iterator[str]:
    judged = frozenset(_judged(audit))
    names = distinct_names(audit.systems)
    who = wording.clipped(audit.organisation.name, 80)
    for role, asked in _ASKED.items():
        open_ = [one for one in asked if one not in judged and one.partition("(")[0] not in judged]
        systems = sorted(names[system.id] for system in audit.systems if _has(audit, system.id, role))
        if not systems or not open_:
            continue
        are = "is" if len(systems) == 1 else "are"
        named = wording.series([wording.clipped(name, 60) for name in systems])
        articles, were = ("Articles", "were") if len(open_) > 1 else ("Article", "was")
        what = f"{articles} {_shown(open_)} {were} not judged"
        yield f"{named} {are} high-risk, and {who} is the {_SHORT[role]}: {what}"


def _has(audit: Audit, system_id: str, role: str) -> bool:
    facts = audit.facts.get(system_id, {})
    return tri_word(facts, role) == "yes" and tri_word(facts, "system.high_risk") == "yes"


def _judged(audit: Audit) -> Iterator[str]:
    """Yield what the duties in force cite: each paragraph, and its article where the article is one duty."""
    whole = {one for asked in _ASKED.values() for one in asked if "(" not in one}
    for rule in audit.rules:
        if rule.kind is RuleKind.DUTY and is_act(rule.legal):
            cited = set(_cited(rule.legal.article))
            yield from cited
            yield from {one.partition("(")[0] for one in cited} & whole


def _cited(article: str) -> Iterator[str]:
    """Yield the articles and paragraphs that a citation names."""
    whole = _RANGE.sub(_expanded, article)
    parts = [(match[1], match[2]) for match in _PART.finditer(whole)]
    current = ""
    for n, (paragraph, named) in enumerate(parts):
        current = named or current
        if paragraph:
            yield f"{current}({paragraph})"
        elif n + 1 == len(parts) or parts[n + 1][1]:
            yield current


def _expanded(found: re.Match[str]) -> str:
    """Return every number of a range, each as the first is written."""
    form = "({})" if found[0].startswith("(") else "{}"
    return ", ".join(form.format(number) for number in range(int(found[1]), int(found[2]) + 1))


def _shown(provisions: Iterable[str]) -> str:
    """Return provisions as sentences have them: ``8 to 22, 43, 49(1) and (5) and 86``."""
    by_article: dict[int, list[int]] = {}
    for provision in provisions:
        article, _, paragraph = provision.rstrip(")").partition("(")
        by_article.setdefault(int(article), []).extend([int(paragraph)] if paragraph else [])
    words: list[str] = []
    for is_whole, articles in groupby(by_article, key=lambda article: not by_article[article]):
        if is_whole:
            words += _runs(articles, "{}")
        else:
            words += [f"{one}{wording.series(_runs(by_article[one], '({})'))}" for one in articles]
    return wording.series(words)


def _runs(numbers: Iterable[int], form: str) -> list[str]:
    """Return numbers in words, three or more in a row as a range."""
    found: list[str] = []
    for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        said = [form.format(number) for _, number in run]
        found += [f"{said[0]} to {said[-1]}"] if len(said) >= _LEAST_OF_A_RUN else said
    return found
