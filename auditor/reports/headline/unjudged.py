"""What the Act asks of whoever has a role towards a high-risk system, and no rule in force judges."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from auditor.domain.articles import article_of, provisions
from auditor.domain.audit import Audit
from auditor.domain.finding import RuleKind
from auditor.domain.naming import distinct_names
from auditor.domain.policy_choice import AskedOfRole
from auditor.domain.roles import ROLES
from auditor.reports import wording
from auditor.reports.document.fact_blocks import tri_word
from auditor.reports.packs import is_act, is_act_judged

_SHORT: Final = {role.fact: role.short for role in ROLES}
_LEAST_OF_A_RUN: Final = 3


def unjudged(audit: Audit) -> str:
    """Return which high-risk systems the organisation has a role towards, and what was not judged of it."""
    return "; ".join(_sentences(audit)) if is_act_judged(audit) else ""


def _sentences(audit: Audit) -> Iterator[str]:
    judged = frozenset(_judged(audit))
    names = distinct_names(audit.systems)
    who = wording.clipped(audit.organisation.name, 80)
    for asked in _asked(audit):
        open_ = [one for one in asked.provisions if one not in judged and article_of(one) not in judged]
        systems = sorted(names[system.id] for system in audit.systems if _has(audit, system.id, asked.fact))
        if not systems or not open_:
            continue
        are = "is" if len(systems) == 1 else "are"
        named = wording.series([wording.clipped(name, 60) for name in systems])
        articles, were = ("Articles", "were") if len(open_) > 1 else ("Article", "was")
        what = f"{articles} {_shown(open_)} {were} not judged"
        yield f"{named} {are} high-risk, and {who} is the {_SHORT[asked.fact]}: {what}"


def _asked(audit: Audit) -> Iterator[AskedOfRole]:
    return (asked for pack in audit.policy.packs for asked in pack.high_risk_asks)


def _has(audit: Audit, system_id: str, role: str) -> bool:
    facts = audit.facts.get(system_id, {})
    return tri_word(facts, role) == "yes" and tri_word(facts, "system.high_risk") == "yes"


def _judged(audit: Audit) -> Iterator[str]:
    """Yield what the duties in force cite: each paragraph, and its article where the article is one duty."""
    whole = {one for asked in _asked(audit) for one in asked.provisions if one == article_of(one)}
    for rule in audit.rules:
        if rule.kind is RuleKind.DUTY and is_act(rule.legal):
            cited = set(provisions(rule.legal.article))
            yield from cited
            yield from {article_of(one) for one in cited} & whole


def _shown(named: Iterable[str]) -> str:
    """Return provisions as sentences have them: ``8 to 22, 43, 49(1) and (5) and 86``."""
    by_article: dict[int, list[int]] = {}
    for provision in named:
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
