"""Findings that say the same, said once: thousands of unknowns become a handful of lines."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from auditor.domain.facts import FACTS
from auditor.domain.finding import NOT_AS_RECOMMENDED, Finding, LegalReference, Missing, RuleKind, Verdict
from auditor.domain.open_days import either_or_open
from auditor.reports import wording
from auditor.reports.headline.waivers import waived_words

_VERDICT_ORDER: Final = (Verdict.FAIL, Verdict.UNKNOWN, Verdict.PASS, Verdict.NOT_APPLICABLE)
# Families of facts that say whose duty something is.
_WHOSE: Final = ("role.", "organisation.")
# A duty of somebody else's is worded as what it is to the organisation, whatever its verdict.
NOT_SHOWN: Final = "the provider has not shown"
_KINDS: Final = {
    RuleKind.DUTY: "duty",
    RuleKind.TERM: "licence term",
    RuleKind.PREFERENCE: "shipped recommendation",
    RuleKind.VENDOR_GAP: "vendor gap",
    RuleKind.CLASSIFICATION: "classification",
}


@dataclass(frozen=True, slots=True)
class Group:
    """Findings of one rule with one verdict for one reason, and one thing to do about it.

    Attributes:
        findings: The findings, by subject name; never empty.
    """

    findings: tuple[Finding, ...]

    @property
    def first(self) -> Finding:
        """A finding to take from what all of them share: rule, title, kind, severity, law, remedy."""
        return self.findings[0]

    @property
    def n(self) -> int:
        """How many subjects."""
        return len(self.findings)

    @property
    def kind(self) -> str:
        """Whose business it is, in words."""
        return kind_words(self.first.kind)

    @property
    def verdict(self) -> str:
        """The verdict in words; before its day a rule only would fail."""
        words = {Verdict.FAIL: "fails", Verdict.UNKNOWN: "unknown", Verdict.PASS: "holds"}
        word = words.get(self.first.verdict, "not applicable")
        if self.first.upcoming:
            word = {"fails": "would fail", "holds": "would hold"}.get(word, word)
        return f"{word}, waived" if self.first.waiver else word

    @property
    def tone(self) -> str:
        """Which accent goes with it: bad, warn, ok or plain; the words say the same."""
        if self.first.upcoming or self.first.waiver or self.first.kind is RuleKind.VENDOR_GAP:
            return "plain"
        return {Verdict.FAIL: "bad", Verdict.UNKNOWN: "warn", Verdict.PASS: "ok"}.get(
            self.first.verdict, "plain"
        )

    @property
    def sentence(self) -> str:
        """The verdict in one sentence that is true of every subject."""
        sentences = {finding.sentence for finding in self.findings}
        if len(sentences) == 1:
            said = self.first.sentence
        else:
            named = "; ".join(missing_words(name) for name in dict.fromkeys(m.name for m in self.missing))
            said = (
                f"unknown for {wording.number(self.n)} subjects, for want of: {named or 'what it asks for'}"
            )
        if self.first.kind is RuleKind.VENDOR_GAP and not said.startswith(NOT_SHOWN):
            return f"{NOT_SHOWN} this: {said}"
        return said

    @property
    def waived(self) -> str:
        """Who answers for leaving it as it is; empty where nobody does."""
        return waived_words(self.first)

    @property
    def finding(self) -> str:
        """The sentence, for where it is said already that it is of a recommendation."""
        return self.sentence.removeprefix(NOT_AS_RECOMMENDED)

    @property
    def missing(self) -> tuple[Missing, ...]:
        """What would settle it, each thing once."""
        found = {(m.name, m.reason): m for finding in self.findings for m in finding.missing}
        return tuple(found.values())

    @property
    def article(self) -> str:
        """The article, clause or policy it rests on."""
        return article_words(self.first.legal)

    @property
    def standing(self) -> str:
        """Whose business it is and what it rests on, without saying one twice."""
        if self.first.kind is RuleKind.PREFERENCE:
            return f"{self.short_standing}: {self.article}"
        return self.article if self.article.startswith(self.kind) else f"{self.kind} · {self.article}"

    @property
    def short_standing(self) -> str:
        """The same where there is little room: of a recommendation, whose pack it is of."""
        if self.first.kind is RuleKind.PREFERENCE:
            return f"{self.kind} (pack {self.first.pack})"
        return self.kind if self.article.startswith(self.kind) else self.standing

    @property
    def applies_from(self) -> date | None:
        """The day it applies from."""
        return self.first.applies_from

    @property
    def from_when(self) -> str:
        """From when it applies, where that is still to come: one day, or all it may be; else empty."""
        if not self.first.upcoming:
            return ""
        if self.first.open_day:
            return f"from {either_or_open(self.first.open_day, wording.day)}"
        return f"from {wording.day(self.applies_from)}" if self.applies_from else ""

    @property
    def subjects(self) -> tuple[str, ...]:
        """Names of the subjects, each once."""
        return tuple(dict.fromkeys(finding.subject_name for finding in self.findings))


def grouped(findings: Iterable[Finding]) -> tuple[Group, ...]:
    """Group findings that share rule, verdict and reason; the worst first."""
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for finding in findings:
        groups.setdefault(_key(finding), []).append(finding)
    made = (Group(tuple(sorted(group, key=_by_subject))) for group in groups.values())
    return tuple(sorted(made, key=_worst_first))


def _key(finding: Finding) -> tuple[object, ...]:
    """Return what findings of one group share.

    Where it is not known whose duty something is, nothing else about it is worth a line of its own yet.
    """
    shared = (
        finding.rule,
        finding.verdict,
        finding.upcoming,
        finding.severity,
        finding.remedy,
        finding.waiver,
    )
    names = frozenset(missing.name for missing in finding.missing)
    if finding.verdict is Verdict.UNKNOWN and is_about_whose(names):
        return (*shared, *_days(finding)) if finding.upcoming else (*shared, None)
    dated = (*shared, *_days(finding))
    return (*dated, names) if finding.verdict is Verdict.UNKNOWN and names else (*dated, finding.sentence)


def _days(finding: Finding) -> tuple[date | None, ...]:
    """Return the day from which it applies; of one to come, every one that it may be where that is open."""
    return finding.applies_from, *(finding.open_day.days if finding.open_day and finding.upcoming else ())


def is_about_whose(missing: Iterable[str]) -> bool:
    """Say whether it is not known whose duty something is, by the names of what is missing."""
    return any(name.startswith(_WHOSE) for name in missing)


def _by_subject(finding: Finding) -> tuple[str, str]:
    return finding.subject_name, finding.subject_id


def _worst_first(group: Group) -> tuple[int, bool, int, str, str]:
    first = group.first
    rank = _VERDICT_ORDER.index(first.verdict)
    return rank, first.waiver is not None, -first.severity.rank, first.rule, first.subject_id


def kind_words(kind: RuleKind) -> str:
    """Return whose business a rule is, in words."""
    return _KINDS[kind]


def article_words(legal: LegalReference) -> str:
    """Return ``Art. 53(1)(d)``; a clause or a policy's own words are left as they are."""
    if not legal.article[:1].isdigit():
        return legal.article
    return f"Arts. {legal.article}" if ", " in legal.article else f"Art.\u00a0{legal.article}"


def missing_words(name: str) -> str:
    """Return a missing fact's meaning, the kind of evidence, or which declarations there are none of."""
    kind, _, of_kind = name.partition(":")
    if kind == "evidence" and of_kind:
        return f"evidence of {wording.evidence_kind(of_kind)}"
    if kind == "relation" and of_kind:
        return f"a declaration of {of_kind.replace('_', ' ')}"
    definition = FACTS.get(name)
    return definition.meaning if definition else name
