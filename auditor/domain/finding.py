"""What a rule says about a subject, and why."""

from collections.abc import Sequence  # noqa: TC003 - the record reads the types of fields
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from auditor.domain.fact import Settler, SubjectKind
from auditor.domain.tri import Tri
from auditor.domain.waiver import Granted


class Verdict(StrEnum):
    """The four outcomes of a rule."""

    PASS = "pass"  # noqa: S105 - a verdict
    FAIL = "fail"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


ATTESTED: Final = ", attested by "
"""Begins what a sentence adds where a pass rests on somebody's word: whose, and of which day."""

NOT_AS_RECOMMENDED: Final = "not as recommended: "
"""Begins the sentence of a preference that fails: nobody owes it."""


class RuleKind(StrEnum):
    """Whose business a rule is; see the design's section on policies."""

    DUTY = "duty"
    """The organisation owes it; only this kind says "fails Article N"."""
    VENDOR_GAP = "vendor_gap"
    """Another party's duty: "the provider has not shown ..."."""
    TERM = "term"
    """A term of a licence or contract the organisation relies on."""
    PREFERENCE = "preference"
    """What a policy pack recommends; the organisation's own policy only once it adopts it."""
    CLASSIFICATION = "classification"
    """Writes a fact; never passes or fails."""

    @property
    def counts(self) -> bool:
        """Whether findings of this kind can decide the exit code."""
        return self in {RuleKind.DUTY, RuleKind.TERM, RuleKind.PREFERENCE}


class Severity(StrEnum):
    """How bad a failure is, mildest first."""

    INFO = "info"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0 for info, 4 for critical."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True)
class LegalReference:
    """Where a rule comes from.

    Attributes:
        article: Article and paragraph, or the clause of a licence, or the policy's own words.
        source: Tag of the legal reference: C, O, A, G, P, S or U; empty for a preference.
        text: Version of the text, e.g. the CELEX number of the consolidated act.
        confidence: Confidence of that source: high, medium or low.
    """

    article: str
    source: str = ""
    text: str = ""
    confidence: str = ""

    @property
    def to_be_confirmed(self) -> bool:
        """Whether the source is secondary or unverified."""
        return self.source in {"S", "U"}


@dataclass(frozen=True, slots=True)
class Reason:
    """One node of the explanation of a verdict.

    Attributes:
        text: What was asked and what was found, in one sentence without a full stop.
        value: What it came to.
        fact: For a leaf over a fact: its name.
        subject_id: For a leaf: the subject whose fact it is.
        evidence: For a leaf: where the deciding value can be seen again.
        parts: The parts of an ``all``, ``any`` or ``not``: a tuple, or one that is made when it is looked at.
    """

    text: str
    value: Tri
    fact: str = ""
    subject_id: str = ""
    evidence: tuple[str, ...] = ()
    parts: "Sequence[Reason]" = ()


@dataclass(frozen=True, slots=True)
class Missing:
    """A fact, or a kind of evidence, that would settle a finding.

    Attributes:
        name: Name of the fact, or ``evidence:KIND``.
        subject_id: Whose fact.
        reason: Why it is not known.
        who: Who could tell.
        how: The command that records the answer, or in words what else would give it; as long as rules are
            judged, the kind of declaration alone.
    """

    name: str
    subject_id: str
    reason: str
    who: Settler
    how: str


@dataclass(frozen=True, slots=True)
class OpenDay:
    """The days from which a rule may apply to a subject, where it is not known which of them it is.

    Attributes:
        days: The possible days, the earliest first.
        may_never: It may also be that no day comes on which it applies.
        missing: What would tell.
    """

    days: tuple[date, ...]
    may_never: bool = False
    missing: tuple[Missing, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule, one subject, one verdict.

    Attributes:
        rule: The rule's id.
        rule_version: Its version.
        pack: The pack it belongs to.
        kind: Whose business it is.
        title: The rule's title.
        role: Roles that owe it, if any.
        subject_id: The subject.
        subject_kind: What the subject is.
        subject_name: Its name, for people.
        verdict: The outcome.
        severity: How bad a failure would be.
        sentence: The verdict in one sentence.
        reason: The whole explanation.
        missing: What would settle an unknown.
        legal: Where the rule comes from.
        remedy: What to do.
        upcoming: The rule applies only from ``applies_from`` on, and is not counted yet.
        applies_from: The day it applies from for this subject, if it has one; where that is not known, the
            earliest that it may be, or ``None`` where none of them comes unless something unknown is so.
        note: A reservation that travels with the rule, e.g. a second reading of the law.
        owed: Whether it is known, and not from hearsay, that the rule concerns the subject already.
        waiver: Who answers for leaving it as it is, if somebody does; the verdict stays what it is.
        open_day: Every day it may apply from, where it is not known which it is.
    """

    rule: str
    rule_version: int
    pack: str
    kind: RuleKind
    title: str
    role: tuple[str, ...]
    subject_id: str
    subject_kind: SubjectKind
    subject_name: str
    verdict: Verdict
    severity: Severity
    sentence: str
    reason: Reason
    missing: tuple[Missing, ...]
    legal: LegalReference
    remedy: str
    upcoming: bool = False
    applies_from: date | None = None
    note: str = ""
    owed: bool = True
    waiver: Granted | None = None
    open_day: OpenDay | None = None

    @property
    def counted(self) -> bool:
        """Whether this finding can decide the exit code."""
        return self.kind.counts and not self.upcoming and self.waiver is None

    @property
    def waits_for(self) -> tuple[Missing, ...]:
        """What would settle its verdict, or else, where that is no question, from which day it applies."""
        return self.missing or (self.open_day.missing if self.open_day else ())


@dataclass(frozen=True, slots=True)
class Tally:
    """How often one rule came to one verdict for one reason; what is kept of passes and non-applicables.

    Attributes:
        rule: The rule's id.
        kind: Whose business it is.
        verdict: The outcome.
        upcoming: Whether the rule applies only later.
        sentence: The reason the subjects share.
        n: How many subjects.
    """

    rule: str
    kind: RuleKind
    verdict: Verdict
    upcoming: bool
    sentence: str
    n: int


@dataclass(frozen=True, slots=True)
class Holding:
    """Where a duty, term or recommendation holds; what is kept of passes beside their tally.

    Attributes:
        rule: The rule's id.
        upcoming: Whether the rule applies only later.
        applies_from: The day it applies from for these subjects, if it has one.
        n: How many subjects.
        subject_ids: Their ids, or the first few of them where there are many.
        days: Every day it may apply from, where it is not known which it is; none where it is known.
    """

    rule: str
    upcoming: bool
    applies_from: date | None
    n: int
    subject_ids: tuple[str, ...]
    days: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A missing fact, asked once however many findings wait for it.

    Attributes:
        ask: The question, as one would ask a colleague.
        names: The facts or evidence kinds it settles.
        subject_ids: The subjects concerned.
        who: Who could tell.
        how: The command that records the answer, or in words what else to do.
        n_settles: Findings that wait for nothing else: the answer alone would settle them.
        rules: The rules waiting for it.
        n_needed: Findings that wait for other answers as well.
        n_further: Questions that only matter depending on the answer, and are asked later.
        fields: Fields of a declaration that record the answer, where one does.
        commands: The commands that record it, one for each of the first few subjects, ready but for what is
            in capitals.
    """

    ask: str
    names: tuple[str, ...]
    subject_ids: tuple[str, ...]
    who: Settler
    how: str
    n_settles: int
    rules: tuple[str, ...]
    n_needed: int = 0
    n_further: int = 0
    fields: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
