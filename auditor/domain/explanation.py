"""Why a rule comes to what it comes to for one subject."""

from dataclasses import dataclass
from datetime import date

from auditor.domain.fact import SubjectKind
from auditor.domain.finding import LegalReference, Missing, OpenDay, Reason, RuleKind, Severity


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a rule comes to what it comes to for a subject.

    Attributes:
        rule: The rule's id.
        version: Its version.
        pack: Its pack.
        kind: Whose business it is.
        title: Its title.
        severity: How bad a failure is; ``None`` for a classification.
        subject_id: The subject.
        subject_kind: What it is.
        subject_name: What people call it.
        attested_by: Whose word a pass rests on, ``NAME on DAY``; empty where it rests on none.
        outcome: The verdict, or the value that a classification writes.
        sentence: The outcome in one sentence, without a full stop.
        reason: The whole tree: what was asked, the value, the bound, and the evidence of each leaf.
        asked: What each part of the tree was asked for: scope, role, ``when``, ``require``, day.
        cited: The article, and the paragraph of the guidelines, as of the day.
        legal: Where the rule comes from, with the version of the text.
        upcoming: It applies only later.
        applies_from: The day it applies from, if it has one.
        missing: What would settle an unknown.
        note: A reservation that travels with the rule.
        open_day: Every day it may apply from, where it is not known which it is.
    """

    rule: str
    version: int
    pack: str
    kind: RuleKind
    title: str
    severity: Severity | None
    subject_id: str
    subject_kind: SubjectKind
    subject_name: str
    outcome: str
    sentence: str
    reason: Reason
    asked: tuple[str, ...]
    cited: str
    legal: LegalReference
    upcoming: bool
    applies_from: date | None
    missing: tuple[Missing, ...]
    note: str
    attested_by: str = ""
    open_day: OpenDay | None = None
