"""The most that the fine for a breach can be, in words, for the organisation that is audited.

Source:
    Regulation (EU) 2024/1689, Arts. 99 and 101, as ``law.yaml`` has them: a sum, or a share of worldwide
    annual turnover; the higher of the two, and the lower for the sizes of organisation that a row names.
"""

from collections.abc import Mapping
from datetime import date
from typing import Final

from auditor.domain.audit import Audit
from auditor.domain.authority import Penalty
from auditor.reports import wording
from auditor.reports.document.fact_blocks import known_text

_NO_BREAK: Final = "\u00a0"
_SIZES: Final = {
    "micro": "micro-enterprises",
    "sme": "other small and medium-sized enterprises",
    "smc": "small mid-caps",
}


def penalties(audit: Audit) -> Mapping[str, str]:
    """Return what a breach of each rule in force comes under, in words, by rule."""
    size = known_text(audit.facts.get(audit.organisation.id, {}), "organisation.size")
    return {
        rule.rule: penalty_words(rule.penalty, size, audit.as_of)
        for rule in audit.rules
        if rule.penalty is not None
    }


def penalty_words(penalty: Penalty, size: str | None, as_of: date) -> str:
    """Return the most that a fine can be: no prediction of one.

    Args:
        penalty: The row of the Act.
        size: Size of the organisation, if that is known.
        as_of: The day whose law is applied.
    """
    where = f"Art.{_NO_BREAK}{penalty.article}"
    if penalty.cap_eur is None or penalty.turnover_share is None:
        return f"left to the rules of the Member States ({where}): the Act has no figure"
    share = f"{penalty.turnover_share * 100:g}{_NO_BREAK}% of worldwide annual turnover"
    said = f"at most EUR{_NO_BREAK}{wording.number(penalty.cap_eur)} or {share}, {_which(penalty, size)}"
    begins = penalty.applies_from
    since = f"; not before {wording.day(begins)}" if begins is not None and begins > as_of else ""
    return f"{said} ({where}){since}"


def _which(penalty: Penalty, size: str | None) -> str:
    if size is not None:
        return f"whichever is {'lower' if size in penalty.lower_for else 'higher'}"
    smaller = wording.series([_SIZES[one] for one in penalty.lower_for])
    return f"whichever is higher{f'; for {smaller} whichever is lower' if smaller else ''}"
