"""What an audit was judged by: the rules in force on its day, and the figures of the law they refer to."""

from dataclasses import dataclass
from datetime import date

from auditor.domain.fact import SubjectKind
from auditor.domain.finding import LegalReference, RuleKind
from auditor.domain.values import FactValue


@dataclass(frozen=True, slots=True)
class Penalty:
    """What the Act says of the fine for breaching a duty: the most it can be, or that national rules decide.

    Attributes:
        article: Where that stands: Art. 99(3), 99(4) or 101; 99(1) where it is left to national rules.
        cap_eur: The most as a sum, in euro; ``None`` where it is left to national rules.
        turnover_share: The most as a share of worldwide annual turnover; ``None`` likewise.
        lower_for: Sizes of organisation for which the lower of the two is the most; for others the higher.
        applies_from: The day from which it can be imposed.
        text: The text that says so.
        source: Tag of where it was read.
        confidence: ``high``, ``medium`` or ``low``.
    """

    article: str
    cap_eur: int | None = None
    turnover_share: float | None = None
    lower_for: tuple[str, ...] = ()
    applies_from: date | None = None
    text: str = ""
    source: str = ""
    confidence: str = ""


@dataclass(frozen=True, slots=True)
class AppliedRule:
    """A rule that was law, or was recommended, on as-of.

    Attributes:
        rule: Its id.
        version: Its version.
        pack: The pack it belongs to.
        kind: Whose business it is.
        title: What is owed, wanted or classified.
        legal: Where it comes from, in the text in force on as-of.
        penalty: Of a duty of the Act: what a breach comes under; ``None`` where the law on record is silent.
    """

    rule: str
    version: int
    pack: str
    kind: RuleKind
    title: str
    legal: LegalReference
    penalty: Penalty | None = None


@dataclass(frozen=True, slots=True)
class RuleTerms:
    """What a waiver has to know of the rule that it names.

    Attributes:
        version: Its version.
        kind: Whose business it is.
        subject: What it is about.
        waivable: Whether a waiver may set it aside.
    """

    version: int
    kind: RuleKind
    subject: SubjectKind
    waivable: bool

    def refusal(self, rule: str) -> str:
        """Return why the rule, by its id, is not waived; empty where it may be."""
        return "" if self.waivable else f"rule {rule!r} may not be waived, whoever approves it"


@dataclass(frozen=True, slots=True)
class LawFigure:
    """A number or day of the law, as the newest text published by as-of has it.

    Attributes:
        name: Its name, e.g. ``systemic_presumption_flop``; the unit stands at the end.
        value: The number or day.
        text: The text that says so, e.g. the CELEX number of a consolidated act.
        source: Tag of the legal reference: C, O, A, G, P, S or U.
        confidence: Confidence of that source: high, medium or low.
        note: A reservation.
    """

    name: str
    value: FactValue
    text: str
    source: str
    confidence: str
    note: str = ""
