"""What holds, what does not apply, and what providers have not shown, in one counted line each."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from auditor.domain.audit import Audit
from auditor.domain.finding import ATTESTED, LegalReference, RuleKind, Tally, Verdict
from auditor.domain.naming import distinct_names
from auditor.reports.headline.groups import NOT_SHOWN, Group, article_words, kind_words
from auditor.reports.page.asked import Numbers, WaitsFor, waits_for

# What a sentence about a rule that does not apply begins with.
_EXCUSED: Final = "does not apply: "


@dataclass(frozen=True, slots=True)
class RuleCount:
    """A rule and the subjects it came to one verdict for.

    Attributes:
        named: Its article and title.
        rule: Its id.
        n: How many subjects.
        upcoming: Whether it applies only later.
        attested_by: Whose word it rests on, ``NAME on DAY``, where it holds on that.
        subjects: Names of the first few of them, where they are known.
    """

    named: str
    rule: str
    n: int
    upcoming: bool
    subjects: tuple[str, ...] = ()
    attested_by: tuple[str, ...] = ()

    @property
    def n_more(self) -> int:
        """How many subjects are not named."""
        return self.n - len(self.subjects)


@dataclass(frozen=True, slots=True)
class Excused:
    """Rules that do not apply for one reason."""

    reason: str
    rules: tuple[RuleCount, ...]


@dataclass(frozen=True, slots=True)
class GapReason:
    """Why something is not shown, and by whose models."""

    sentence: str
    subjects: tuple[str, ...]
    waits: tuple[WaitsFor, ...]


@dataclass(frozen=True, slots=True)
class GapLine:
    """A provider's duty that is not shown to be met.

    Attributes:
        first: A group to take title, law and remedy from.
        n: How many models it is open for.
        reasons: Why, each reason once.
    """

    first: Group
    n: int
    reasons: tuple[GapReason, ...]


def holding(audit: Audit) -> tuple[RuleCount, ...]:
    """Return the rules that hold, and for which subjects."""
    names = distinct_names(audit.subjects)
    ids: dict[tuple[str, bool], list[str]] = defaultdict(list)
    for held in audit.holding:
        ids[held.rule, held.upcoming] += held.subject_ids
    counted = _counts(audit, (t for t in audit.tallies if t.verdict is Verdict.PASS and t.kind.counts))
    return tuple(
        replace(line, subjects=tuple(sorted(names.get(id_, id_) for id_ in ids[line.rule, line.upcoming])))
        for line in counted
    )


def excused(audit: Audit) -> tuple[Excused, ...]:
    """Return the rules that do not apply, those with the same reason together."""
    by_reason: dict[str, list[Tally]] = defaultdict(list)
    for tally in audit.tallies:
        if tally.verdict is Verdict.NOT_APPLICABLE:
            by_reason[tally.sentence.removeprefix(_EXCUSED)].append(tally)
    made = (Excused(reason, _counts(audit, tallies)) for reason, tallies in by_reason.items())
    return tuple(sorted(made, key=lambda line: (-len(line.rules), line.reason)))


def _counts(audit: Audit, tallies: Iterable[Tally]) -> tuple[RuleCount, ...]:
    counted: dict[tuple[str, bool], int] = defaultdict(int)
    words: dict[tuple[str, bool], set[str]] = defaultdict(set)
    for tally in tallies:
        key = tally.rule, tally.upcoming
        counted[key] += tally.n
        words[key].update(filter(None, (tally.sentence.partition(ATTESTED)[2],)))
    rules = {rule.rule: rule for rule in audit.rules}
    named = {
        id_: _named(rules[id_].title, rules[id_].legal, rules[id_].kind) if id_ in rules else id_
        for id_, _ in counted
    }
    return tuple(
        RuleCount(named[id_], id_, n, upcoming, attested_by=tuple(sorted(words[id_, upcoming])))
        for (id_, upcoming), n in sorted(counted.items())
    )


def _named(title: str, legal: LegalReference, kind: RuleKind) -> str:
    if legal.article[:1].isdigit():
        whose = " (vendor gap)" if kind is RuleKind.VENDOR_GAP else ""
        return f"{article_words(legal)} {title}{whose}"
    return f"{title} ({kind_words(kind)})"


def gap_lines(groups: Iterable[Group], numbers: Numbers) -> tuple[GapLine, ...]:
    """Return vendor gaps, one line per provider's duty, with the questions that each waits for."""
    by_rule: dict[tuple[str, str], list[Group]] = defaultdict(list)
    for group in groups:
        by_rule[group.first.rule, group.first.remedy].append(group)
    return tuple(
        GapLine(
            together[0],
            sum(group.n for group in together),
            tuple(
                GapReason(_without_duty(group), group.subjects, waits_for(group.findings, numbers))
                for group in together
            ),
        )
        for together in by_rule.values()
    )


def _without_duty(group: Group) -> str:
    """Return why a gap is open without naming the duty again, which the line begins with."""
    _, found, why = group.sentence.partition(f"(Article {group.first.legal.article}): ")
    return why if found else group.sentence.removeprefix(f"{NOT_SHOWN} this: ")
