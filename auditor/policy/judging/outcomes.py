"""What a rule comes to, before anybody words it as a finding."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from auditor.domain.finding import Missing, OpenDay, Reason, RuleKind, Verdict
from auditor.domain.subject import Subject
from auditor.policy.judging.holding import HoldingKey
from auditor.policy.rules import Rule


@dataclass(frozen=True, slots=True)
class TallyKey:
    """What is counted of one rule on one subject: the tally of its like, without the number."""

    rule: str
    kind: RuleKind
    verdict: Verdict
    upcoming: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rule comes to for subjects that are alike and spoken of in the same words.

    Attributes:
        rule: The rule.
        counted: What is counted of each.
        missing: What would settle an unknown; of the subject itself where the id is ``OWN``.
        owed: As in a ruling; so are the following.
        applies_from: The day it applies from, if it has one.
        open_day: Every day it may apply from; what would tell is of the subject itself, as in ``missing``.
        readings: What it comes to under each reading of the law.
        remedy: What to do.
    """

    rule: Rule
    counted: TallyKey
    missing: tuple[Missing, ...]
    owed: bool
    applies_from: date | None
    open_day: OpenDay | None
    readings: str
    remedy: str

    @property
    def holds(self) -> bool:
        """Whether it is kept for whom it holds: a provider's duty and a classification bind nobody here."""
        return self.counted.verdict is Verdict.PASS and self.rule.kind.counts

    @property
    def held(self) -> HoldingKey:
        """What is kept of those for whom it holds."""
        days = self.open_day.days if self.open_day and self.counted.upcoming else ()
        return self.rule.id, self.counted.upcoming, self.applies_from, days


@dataclass(frozen=True, slots=True)
class Explained:
    """One rule on one subject, where it fails or is unknown.

    Attributes:
        outcome: What it comes to.
        subject: The subject.
        missing: What would settle an unknown.
        open_day: Every day it may apply from, where it is not known which it is.
        parts: The explanation of everything that was asked.
    """

    outcome: Outcome
    subject: Subject
    missing: tuple[Missing, ...]
    open_day: OpenDay | None
    parts: Sequence[Reason]
