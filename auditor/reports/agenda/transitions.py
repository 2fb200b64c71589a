"""Which article puts a duty off: the days of Article 111 for what was there before.

Source:
    Regulation (EU) 2024/1689, Art. 111(1) to (4); the days are those of the law on record.
"""

from collections.abc import Mapping
from datetime import date
from typing import Final

from auditor.domain.audit import Audit
from auditor.domain.finding import LegalReference
from auditor.reports.packs import is_act

# Which articles each is about; the empty one is every article that has no transition of its own.
_TRANSITIONS: Final = (
    ("art50_2_legacy_deadline", "111(4)", ("50(2)",)),
    ("gpai_legacy_deadline", "111(3)", ("52", "53", "54", "55")),
    ("public_authority_backstop", "111(2)", ("",)),
    ("annex_x_backstop", "111(1)", ("",)),
)


def transitions(audit: Audit) -> Mapping[str, date]:
    """Return the last days of the transitions that are law, by the name of the figure."""
    names = {name for name, _, _ in _TRANSITIONS}
    return {
        figure.name: figure.value
        for figure in audit.law
        if figure.name in names and isinstance(figure.value, date)
    }


def transition_of(legal: LegalReference, day: date | None, days: Mapping[str, date]) -> str:
    """Return ``Art. 111(2)`` for a duty of the Act that applies from the day to which that puts it off."""
    if not is_act(legal):
        return ""
    for name, article, concerns in _TRANSITIONS:
        is_day = day is not None and days.get(name) == day
        if is_day and any(_is_of(legal.article, one) for one in concerns):
            return f"Art.\u00a0{article}"
    return ""


def _is_of(cited: str, article: str) -> bool:
    """Say whether an article, as a rule cites it, is one, or a paragraph of it."""
    rest = cited.removeprefix(article)
    return not article or (cited.startswith(article) and not rest[:1].isalnum())
