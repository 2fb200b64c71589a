"""The law behind an audit: every text that a rule, a classification, a fact or a figure of it rests on."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from auditor.domain.audit import Audit
from auditor.domain.fact import Claim, Conflict, Fact, Known
from auditor.domain.finding import LegalReference, RuleKind
from auditor.domain.roles import ROLES
from auditor.reports import wording
from auditor.reports.headline.groups import article_words

# Words for the tags of the legal reference, weakest trust last.
_SOURCES: Final = {
    "C": "consolidated text of the Act",
    "O": "original text in the Official Journal",
    "A": "several independent reports of the amending act",
    "G": "Commission guidelines on GPAI models (not binding)",
    "P": "primary document, read in part",
    "S": "secondary source",
    "U": "unverified",
}
# A version of the guidelines, as citations name it.
_GUIDELINES: Final = re.compile(r"C\(\d{4}\) \d+")
# Facts that no rule writes and that yet are answers to a question of law: by name or family, the tag of
# the source and what was read of it. What files, declarations and the catalogue state rests on no law.
FACTS_OF_LAW: Final = (
    *((role.fact, "C", role.article) for role in ROLES if role.article),
    ("license.foss_ai_act", "C", "53(2)"),
    ("license.foss_ai_act", "G", "53(2)"),
    ("model.designated_systemic", "C", "51(1)(b)"),
    ("compute.update_flop", "G", "Annex A (training compute)"),
    ("compute.update_bounds_flop", "G", "Annex A (training compute)"),
    ("compute.cumulative_flop", "G", "Annex A (training compute)"),
    ("compute.cumulative_bounds_flop", "G", "Annex A (training compute)"),
    ("modifier.base_flop", "G", "Annex A (training compute)"),
    ("modifier.base_bounds_flop", "G", "Annex A (training compute)"),
    ("modifier.run_at_most_flop", "G", "Annex A (training compute)"),
    ("modifier.share_of_base", "G", "Annex A (training compute)"),
)
_LICENSES: Final = "licence terms#"
_READ_IN_FULL: Final = "high"


@dataclass(frozen=True, slots=True)
class LegalLine:
    """A text the verdicts rest on.

    Attributes:
        source: What it is.
        text: Which version.
        confidence: How far it can be relied on.
        articles: What was applied of it.
        is_open: Whether it is still to be confirmed.
    """

    source: str
    text: str
    confidence: str
    articles: tuple[str, ...]
    is_open: bool


def legal_lines(audit: Audit) -> tuple[LegalLine, ...]:
    """Return the texts behind rules, classifications, facts and figures, the most binding first."""
    texts: dict[tuple[str, str, str], dict[str, LegalReference]] = defaultdict(dict)
    for legal in (*_of_rules(audit), *_of_facts(audit), *_of_notes(audit), *_of_figures(audit)):
        if legal.source:
            texts[legal.source, legal.text, legal.confidence].setdefault(article_words(legal), legal)
    order = {tag: place for place, tag in enumerate(_SOURCES)}
    return tuple(
        LegalLine(
            f"{tag}: {_SOURCES.get(tag, 'source not listed')}",
            _version(text) or _licenses(audit),
            confidence,
            tuple(sorted(articles, key=_by_number)),
            any(legal.to_be_confirmed for legal in articles.values()),
        )
        for (tag, text, confidence), articles in sorted(
            texts.items(), key=lambda item: (order.get(item[0][0], len(order)), item[0])
        )
    )


def _of_rules(audit: Audit) -> Iterator[LegalReference]:
    """Yield what rules and classifications that were applied rest on, whatever they came to."""
    judged = {tally.rule for tally in audit.tallies}
    classed = {claim.locator.rpartition("/")[2] for claim in _claims(audit)}
    classed |= {rule for question in audit.questions for rule in question.rules}
    for rule in audit.rules:
        if rule.rule in judged or (rule.kind is RuleKind.CLASSIFICATION and rule.rule in classed):
            yield rule.legal
    yield from (finding.legal for finding in audit.findings)


def _of_facts(audit: Audit) -> Iterator[LegalReference]:
    newest = _newest_texts(audit)
    for name, tag, article in FACTS_OF_LAW:
        claims = [claim for fact in _facts(audit) if fact.name == name for claim in _claims_of(fact)]
        if claims and tag in newest:
            cited = {found for claim in claims for found in _GUIDELINES.findall(claim.citation or "")}
            for version in sorted(cited) if tag == "G" and cited else (newest[tag],):
                yield LegalReference(article, tag, version, _READ_IN_FULL)


def _of_notes(audit: Audit) -> Iterator[LegalReference]:
    """Yield the versions of the guidelines that reservations cite."""
    for version in sorted({found for one in audit.findings for found in _GUIDELINES.findall(one.note)}):
        yield LegalReference("reservations of findings", "G", version, _READ_IN_FULL)


def _of_figures(audit: Audit) -> Iterator[LegalReference]:
    """Yield the texts of the figures in force with how many there are: law.yaml has their articles."""
    counted = Counter((figure.source, figure.text, figure.confidence) for figure in audit.law)
    for legal, n in counted.items():
        yield LegalReference(f"figures and days of law.yaml: {wording.number(n)}", *legal)


def _newest_texts(audit: Audit) -> dict[str, str]:
    """Return per source the text in force that was adopted last; their names sort like their days."""
    texts = [(figure.source, figure.text) for figure in audit.law]
    return dict(sorted([*texts, *((rule.legal.source, rule.legal.text) for rule in audit.rules)]))


def _facts(audit: Audit) -> Iterator[Fact]:
    return (fact for facts in audit.facts.values() for fact in facts.values())


def _claims(audit: Audit) -> Iterator[Claim]:
    return (claim for fact in _facts(audit) for claim in _claims_of(fact))


def _claims_of(fact: Fact) -> tuple[Claim, ...]:
    return fact.state.claims if isinstance(fact.state, Known | Conflict) else ()


def _version(text: str) -> str:
    return f"CELEX {text}" if text[:5].isdigit() else text


def _licenses(audit: Audit) -> str:
    """Return the licences whose terms were read: a source without a version of its own is their texts."""
    found = {
        claim.locator.removeprefix(_LICENSES)
        for claim in _claims(audit)
        if claim.locator.startswith(_LICENSES)
    }
    named = sorted({audit.license_titles.get(id_, id_) for id_ in found})
    return f"{', '.join(named)}: versions stand with the facts" if named else "no licence was read"


def _by_number(article: str) -> tuple[int, int, str]:
    """Order articles as the Act does: 5 before 26, both before what is no article, counts last."""
    _, _, number = article.partition("\u00a0" if "\u00a0" in article else " ")
    digits = number[: len(number) - len(number.lstrip("0123456789"))]
    if article.startswith("Art") and digits:
        return 0, int(digits), article
    return (2 if article.startswith("figures") else 1), 0, article
