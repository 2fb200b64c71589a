"""Where rules hold: how many subjects of each, and the first few by id.

Findings name their subjects, and a tally only counts them; that a duty holds for one system out of three says
little without which one. The first few are the smallest ids, so they do not depend on the order of judging.
"""

from bisect import insort
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from auditor.domain.finding import Holding

MOST_NAMED: Final = 12
"""As many subjects are named of each rule; an estate of a million models has no room for all of them."""


@dataclass(slots=True)
class FirstFew:
    """Subjects, counted, the smallest ids kept."""

    n: int = 0
    ids: list[str] = field(default_factory=list)

    def add(self, subject_id: str) -> None:
        """Count a subject."""
        self.n += 1
        if len(self.ids) == MOST_NAMED:
            if subject_id >= self.ids[-1]:
                return
            self.ids.pop()
        insort(self.ids, subject_id)

    def merge(self, other: "FirstFew") -> None:
        """Count the subjects of another, none of which may be counted here."""
        self.n += other.n
        self.ids = sorted((*self.ids, *other.ids))[:MOST_NAMED]


HoldingKey = tuple[str, bool, date | None, tuple[date, ...]]
"""Rule, whether it applies only later, the day it applies from, and every such day where it is open which."""


class Holdings:
    """Where rules hold, gathered."""

    def __init__(self) -> None:
        self._few: dict[HoldingKey, FirstFew] = {}

    def add(self, key: HoldingKey, subjects: FirstFew) -> None:
        """Add subjects for which a rule holds."""
        self._few.setdefault(key, FirstFew()).merge(subjects)

    def merge(self, other: "Holdings") -> None:
        """Add what others hold for."""
        for key, few in other._few.items():
            self.add(key, few)

    def listed(self) -> tuple[Holding, ...]:
        """Return them by rule, what applies now first, then by day."""
        made = (
            Holding(rule, upcoming, day, few.n, tuple(few.ids), days)
            for (rule, upcoming, day, days), few in self._few.items()
        )
        return tuple(sorted(made, key=_by_day))


def _by_day(one: Holding) -> tuple[str, bool, str, tuple[date, ...]]:
    return one.rule, one.upcoming, str(one.applies_from or ""), one.days


def gathered(parts: Iterable[Holdings]) -> tuple[Holding, ...]:
    """Return where rules hold, of several parts that have no subject in common."""
    whole = Holdings()
    for part in parts:
        whole.merge(part)
    return whole.listed()
