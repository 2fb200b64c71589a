"""``fines`` of ``law.yaml``: which row of the Act's penalties a breach of an article comes under.

Source:
    Regulation (EU) 2024/1689, Arts. 99 and 101: the most that a fine can be, as a sum and as a share of
    worldwide turnover. For undertakings the higher of the two; for whom a relief holds, the lower. What is
    in no row is left to national rules, Art. 99(1), where ``national`` says so; else nothing is said.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from auditor.domain.authority import Penalty
from auditor.domain.finding import LegalReference
from auditor.errors import PolicyError
from auditor.formats import yaml12
from auditor.formats.yaml_node import Node
from auditor.policy.bundle import LAW, Bundle
from auditor.policy.law import CONFIDENCES, SOURCES, one_of

_REQUIRED: Final = frozenset({"rows", "national"})
_TOP: Final = _REQUIRED | {"through"}
_ROW: Final = frozenset(
    {
        "article",
        "breaches",
        "cap_eur",
        "turnover_share",
        "lower_for",
        "applies_from",
        "text",
        "published",
        "source",
        "confidence",
    }
)
_SIZES: Final = frozenset({"micro", "sme", "smc"})
# Parts of the CELEX numbers of the Act, in whatever version, and of the regulation that amends it.
_ACT: Final = "2024R1689"
_AMENDING: Final = "2026R1744"
# What is in no row is left to the rules on penalties that Member States lay down.
_NATIONAL: Final = "99(1)"
# Confidence of what follows from two articles together.
_CONCLUDED: Final = "medium"
# Article with its letter, and the paragraph that follows at once.
_CITED: Final = re.compile(r"(?P<article>\d+[a-z]?)(?P<paragraph>\(\d+\))?")


@dataclass(frozen=True, slots=True)
class Fine:
    """One row of the penalties, in one version of the text.

    Attributes:
        article: Where the row stands.
        breaches: Articles, or articles with paragraph, that come under it.
        cap_eur: The most as a sum, in euro.
        turnover_share: The most as a share of worldwide annual turnover.
        lower_for: Sizes of organisation for which the lower of the two is the most.
        applies_from: The day from which it can be imposed.
        text: The text that says so.
        published: The day the text was published.
        source: Tag of where it was read.
        confidence: ``high``, ``medium`` or ``low``.
    """

    article: str
    breaches: tuple[str, ...]
    cap_eur: int
    turnover_share: float
    lower_for: tuple[str, ...]
    applies_from: date
    text: str
    published: date
    source: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Fines:
    """The penalties.

    Attributes:
        rows: Versions of each row, oldest first, by what the row is called.
        national: Articles, or articles with paragraph, that are in no row: national rules decide.
        through: Articles that another one lists, by that one: a breach of theirs is a breach of it.
    """

    rows: Mapping[str, tuple[Fine, ...]]
    national: tuple[str, ...]
    through: Mapping[str, tuple[str, ...]]

    def of(self, article: str, as_of: date) -> Fine | None:
        """Return the row that a breach of an article comes under as of a day, or ``None``.

        Where it comes under it through another article, the row says so, with no more than medium confidence:
        that what is listed is fined like the list is a conclusion.
        """
        found = next((row for row in self._in_force(as_of) if _is_among(article, row.breaches)), None)
        if found is not None:
            return found
        whole = next((whole for whole, listed in self.through.items() if _is_among(article, listed)), None)
        row = None if whole is None else self.of(whole, as_of)
        return row and replace(row, article=f"{row.article} through {whole}", confidence=_CONCLUDED)

    def penalty(self, legal: LegalReference, as_of: date) -> Penalty | None:
        """Return what a breach of a duty comes under as of a day; nothing where the law on record is silent.

        A number of an article means another thing in another text than the Act's.
        """
        if _ACT not in legal.text and _AMENDING not in legal.text:
            return None
        row = self.of(legal.article, as_of)
        if row is not None:
            return Penalty(
                article=row.article,
                cap_eur=row.cap_eur,
                turnover_share=row.turnover_share,
                lower_for=row.lower_for,
                applies_from=row.applies_from,
                text=row.text,
                source=row.source,
                confidence=row.confidence,
            )
        return (
            Penalty(_NATIONAL, text=legal.text, source="C", confidence="high")
            if self.is_national(legal.article)
            else None
        )

    def is_national(self, article: str) -> bool:
        """Say whether it is known to be in no row."""
        return _is_among(article, self.national)

    def _in_force(self, as_of: date) -> list[Fine]:
        published = ([one for one in row if one.published <= as_of] for row in self.rows.values())
        return [versions[-1] for versions in published if versions]


def fines(bundle: Bundle) -> Fines:
    """Read the penalties.

    Raises:
        PolicyError: they are missing or malformed.
    """
    root = yaml12.read(bundle.files[LAW], LAW, PolicyError)
    entries = root.entries()
    if "fines" not in entries:
        root.refuse("'fines' is missing")
    top = entries["fines"].mapping(known=_TOP, required=_REQUIRED)
    rows = {
        name: tuple(_fine(item, bundle) for item in node.items())
        for name, node in top["rows"].entries().items()
    }
    through = (
        {whole: node.words() for whole, node in top["through"].entries().items()} if "through" in top else {}
    )
    return Fines(rows, top["national"].words(), through)


def _fine(node: Node, bundle: Bundle) -> Fine:
    entry = node.mapping(known=_ROW, required=_ROW)
    share = entry["turnover_share"].scalar()
    if not isinstance(share, float) or not 0 < share < 1:
        entry["turnover_share"].refuse(f"expected a share below 1, found {entry['turnover_share'].described}")
    text = entry["text"].text()
    if text not in bundle.law.texts:
        entry["text"].refuse(f"unknown text '{text}'", hint="texts are listed in law.yaml")
    lower_for = entry["lower_for"].words()
    if not _SIZES.issuperset(lower_for):
        entry["lower_for"].refuse(f"sizes are {', '.join(sorted(_SIZES))}")
    return Fine(
        article=entry["article"].text(),
        breaches=entry["breaches"].words(),
        cap_eur=entry["cap_eur"].whole(),
        turnover_share=share,
        lower_for=lower_for,
        applies_from=entry["applies_from"].day(),
        text=text,
        published=entry["published"].day(),
        source=one_of(entry["source"], SOURCES),
        confidence=one_of(entry["confidence"], CONFIDENCES),
    )


def _is_among(article: str, listed: tuple[str, ...]) -> bool:
    """Say whether an article, as a rule cites it, is listed with its paragraph or as a whole."""
    cited = _CITED.match(article)
    if cited is None:
        return False
    whole = cited["article"]
    return whole in listed or f"{whole}{cited['paragraph'] or ''}" in listed
