"""What the law asks of whom, and from when: findings and what holds, by rule and day."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from auditor.domain.audit import Audit
from auditor.domain.authority import AppliedRule
from auditor.domain.fact import SubjectKind
from auditor.domain.finding import Finding, Holding, LegalReference, OpenDay, RuleKind, Verdict
from auditor.domain.naming import distinct_names
from auditor.reports import wording
from auditor.reports.agenda.transitions import transition_of, transitions
from auditor.reports.headline.groups import article_words

_NOUNS: Final = {
    SubjectKind.MODEL: ("model", "models"),
    SubjectKind.DEPLOYMENT: ("place", "places"),
    SubjectKind.SYSTEM: ("system", "systems"),
    SubjectKind.INCIDENT: ("incident", "incidents"),
    SubjectKind.ORGANISATION: ("organisation", "organisations"),
}


@dataclass(frozen=True, slots=True)
class Concerned:
    """A subject that something applies to, and how it stands.

    Attributes:
        id: Its id.
        kind: What it is.
        name: Its name, for people.
        verdict: What the rule comes to for it.
        waived_until: The last day on which somebody answers for leaving it so; ``None`` where nobody does.
    """

    id: str
    kind: SubjectKind
    name: str
    verdict: Verdict
    waived_until: date | None = None


@dataclass(frozen=True, slots=True)
class DutyDate:
    """A rule, the day it applies from, and whom it concerns.

    Attributes:
        rule: The rule's id.
        title: What is owed.
        legal: Where it comes from.
        kind: Whose business it is.
        day: The day it applies from; ``None`` where it has none, and applies.
        is_upcoming: Whether that day is still to come.
        is_owed: Whether it is known that it concerns them.
        concerned: The subjects: those for which it fails first, then those not decided, then those for
            which it holds.
        n_more: Subjects for which it holds and that are not named.
        remedies: What to do, each thing once; nothing where it holds.
        note: A reservation.
        transition: The article that puts the day off for them; empty where the day is everybody's.
        open_day: Every day it may apply from, where it is not known which it is; ``day`` is the earliest.
    """

    rule: str
    title: str
    legal: LegalReference
    kind: RuleKind
    day: date | None
    is_upcoming: bool
    is_owed: bool
    concerned: tuple[Concerned, ...]
    n_more: int = 0
    remedies: tuple[str, ...] = ()
    note: str = ""
    transition: str = ""
    open_day: OpenDay | None = None

    @property
    def article(self) -> str:
        """Its article, as sentences have it."""
        return article_words(self.legal)

    def named(self, verdict: Verdict, waived_until: date | None = None) -> tuple[str, ...]:
        """Return the names of those for whom it comes to a verdict, waived until a day or not at all."""
        return tuple(
            one.name for one in self.concerned if (one.verdict, one.waived_until) == (verdict, waived_until)
        )

    @property
    def waived_until(self) -> tuple[date, ...]:
        """The days on which waivers of it end, each once."""
        return tuple(sorted({one.waived_until for one in self.concerned if one.waived_until is not None}))

    @property
    def n(self) -> int:
        """How many subjects it concerns."""
        return len(self.concerned) + self.n_more

    @property
    def counted(self) -> str:
        """How many of what it concerns: ``2 systems``."""
        kind = self.concerned[0].kind
        return (
            "the organisation" if kind is SubjectKind.ORGANISATION else wording.counted(self.n, *_NOUNS[kind])
        )


_Key = tuple[str, date | None, bool, bool, tuple[date, ...]]
"""Rule, day, whether it is upcoming, whether it is known to be owed, and every day if it is open which."""
_DATED: Final = frozenset({RuleKind.DUTY, RuleKind.VENDOR_GAP})
_ORDER: Final = (Verdict.FAIL, Verdict.UNKNOWN, Verdict.PASS)


def duty_dates(audit: Audit) -> tuple[DutyDate, ...]:
    """Return every duty, and vendor gap, that concerns somebody, by day.

    What holds is told with what is known to be owed: on its day nothing is left to do for it.
    """
    rules = {rule.rule: rule for rule in audit.rules if rule.kind in _DATED}
    found: dict[_Key, list[Finding]] = defaultdict(list)
    for finding in audit.findings:
        if finding.rule in rules:
            found[_key(finding)].append(finding)
    held = {
        (one.rule, one.applies_from, one.upcoming, True, one.days): one
        for one in audit.holding
        if one.rule in rules
    }
    subjects = _by_id(audit)
    put_off = transitions(audit)
    made = (
        replace(
            _duty(key, rules[key[0]], found.get(key, ()), held.get(key), subjects),
            transition=transition_of(rules[key[0]].legal, key[1], put_off),
        )
        for key in {**found, **held}
    )
    return tuple(sorted(made, key=_by_day))


def _key(finding: Finding) -> _Key:
    days = finding.open_day.days if finding.open_day else ()
    return finding.rule, finding.applies_from, finding.upcoming, finding.owed, days


def _by_id(audit: Audit) -> Mapping[str, Concerned]:
    """Return every subject as one for which something holds."""
    names = distinct_names(audit.subjects)
    return {one.id: Concerned(one.id, one.kind, names[one.id], Verdict.PASS) for one in audit.subjects}


def _duty(
    key: _Key,
    rule: AppliedRule,
    findings: Sequence[Finding],
    holding: Holding | None,
    subjects: Mapping[str, Concerned],
) -> DutyDate:
    _, day, is_upcoming, is_owed, days = key
    named = [
        Concerned(
            f.subject_id, f.subject_kind, f.subject_name, f.verdict, f.waiver.expires if f.waiver else None
        )
        for f in findings
    ]
    named += [subjects[id_] for id_ in holding.subject_ids] if holding else []
    return DutyDate(
        rule=rule.rule,
        title=rule.title,
        legal=rule.legal,
        kind=rule.kind,
        day=day,
        is_upcoming=is_upcoming,
        is_owed=is_owed,
        concerned=tuple(sorted(named, key=lambda one: (_ORDER.index(one.verdict), one.name, one.id))),
        n_more=holding.n - len(holding.subject_ids) if holding else 0,
        remedies=tuple(dict.fromkeys(finding.remedy for finding in findings if finding.remedy)),
        note=findings[0].note if findings else "",
        open_day=_open_day(days, findings),
    )


def _open_day(days: tuple[date, ...], findings: Sequence[Finding]) -> OpenDay | None:
    """Return the days that are open for all of them, with everything that would tell."""
    if not days:
        return None
    found = [finding.open_day for finding in findings if finding.open_day]
    missing = dict.fromkeys(one for open_day in found for one in open_day.missing)
    return OpenDay(days, any(one.may_never for one in found), tuple(missing))


def _by_day(duty: DutyDate) -> tuple[date, tuple[date, ...], int, tuple[int, str], str, bool]:
    worst = min(_ORDER.index(one.verdict) for one in duty.concerned)
    days = duty.open_day.days if duty.open_day else ()
    return (
        duty.day or min(days, default=date.min),
        days,
        worst,
        _number(duty.legal.article),
        duty.rule,
        not duty.is_owed,
    )


def _number(article: str) -> tuple[int, str]:
    """Return what articles are ordered by: 5 comes before 26."""
    digits = article[: len(article) - len(article.lstrip("0123456789"))]
    return int(digits or 0), article
