"""Page one as an argument: what was audited, what fails, what to do first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from auditor.domain.audit import Audit, Run
from auditor.domain.fact import Conflict, Fact
from auditor.domain.finding import Finding, Question, RuleKind, Verdict
from auditor.domain.naming import distinct_names
from auditor.reports import wording
from auditor.reports.counts import Counts, count, is_upcoming_open
from auditor.reports.fact_blocks import known_count
from auditor.reports.groups import Group, grouped
from auditor.reports.titles import with_titles

# What is announced as coming soon; one month is time enough to act on.
_SOON_DAYS: Final = 30
_KIND_ORDER: Final = (RuleKind.DUTY, RuleKind.TERM, RuleKind.PREFERENCE)
_MOST_SUBJECTS: Final = 3


@dataclass(frozen=True, slots=True)
class Tile:
    """A number to lead with."""

    n: int
    label: str
    tone: str


@dataclass(frozen=True, slots=True)
class Action:
    """Something to do first.

    Attributes:
        head: Whom or what it is about.
        body: What is wrong, or what to answer.
        remedy: What to do.
        source: Severity, article and rule, or the command that records the answer.
        tone: The accent that goes with it.
    """

    head: str
    body: str
    remedy: str
    source: str
    tone: str


@dataclass(frozen=True, slots=True)
class Cut:
    """Actions that are shown out of all there are."""

    actions: tuple[Action, ...]
    n: int


@dataclass(frozen=True, slots=True)
class ScanLine:
    """One look at a target and its age when the audit ran."""

    target: str
    when: str
    age: str


@dataclass(frozen=True, slots=True)
class Overview:
    """Page one.

    Attributes:
        who: The organisation.
        law_as_of: The day whose law was applied.
        hypothetical: A warning where that is not the day of the run; else empty.
        found: What the inventory holds, in words.
        headline: The verdict in one sentence.
        reservations: What the verdict does not cover, one sentence each.
        tiles: Numbers to lead with.
        failing: What fails.
        questions: What to answer.
        soon: What applies within a month.
        scans: The looks the audit rests on.
        conflicts: Model and fact, for every conflict.
    """

    who: str
    law_as_of: str
    hypothetical: str
    found: str
    headline: str
    reservations: tuple[str, ...]
    tiles: tuple[Tile, ...]
    failing: Cut
    questions: Cut
    soon: Cut
    scans: tuple[ScanLine, ...]
    conflicts: tuple[tuple[str, str], ...]


def overview(audit: Audit, run: Run, limit: int) -> Overview:
    """Make page one; each list of actions holds at most ``limit``."""
    counts = count(audit)
    return Overview(
        who=audit.organisation.name,
        law_as_of=wording.day(audit.as_of),
        hypothetical=hypothetical(audit),
        found=found(counts),
        headline=headline(audit, counts),
        reservations=_reservations(audit, counts),
        tiles=_tiles(audit, counts),
        failing=_cut([_to_stop(group) for group in failing_groups(audit)], limit),
        questions=_cut([_to_answer(question) for question in audit.questions], limit),
        soon=_cut([_to_prepare(audit, group) for group in soon_groups(audit)], limit),
        scans=tuple(
            ScanLine(
                scan.target,
                wording.moment(scan.finished_at or scan.started_at),
                wording.age(run.started_at - (scan.finished_at or scan.started_at)),
            )
            for scan in run.scans
        ),
        conflicts=_conflicts(audit),
    )


def _cut(actions: Sequence[Action], limit: int) -> Cut:
    return Cut(tuple(actions[:limit]), len(actions))


def hypothetical(audit: Audit) -> str:
    """Return the warning that the law of another day than the run's was applied; else nothing."""
    if audit.as_of == audit.inputs.run_day:
        return ""
    return (
        f"Hypothetical: law as of {wording.day(audit.as_of)}, "
        f"run on {wording.day(audit.inputs.run_day)}, observations as they were then"
    )


def found(counts: Counts) -> str:
    """Return what the inventory holds: ``14 models in 31 places, 2 unreadable``."""
    held = f"{wording.counted(counts.n_models, 'model')} in {wording.counted(counts.n_places, 'place')}"
    return f"{held}, {counts.faults}" if counts.faults else held


def headline(audit: Audit, counts: Counts) -> str:
    """Return the verdict in a sentence or two.

    An empty inventory is never a good one, and excuses no duty that fails for a declared system or for
    the organisation itself.
    """
    under = f"under bundle {wording.short_id(audit.inputs.bundle_sha256)} as of {wording.day(audit.as_of)}"
    duties = counts.duties
    said = []
    if duties.failing:
        said.append(f"{wording.counted(duties.failing, 'duty fails', 'duties fail')} {under}.")
    if counts.n_models == 0:
        said.append("No model was found: this is not a clean result.")
    elif not duties.failing and (duties.hold or duties.unknown):
        said.append(f"No failing duty {under}.")
    elif not duties.failing:
        said.append(
            f"No failing duty {under}, because none was found to be owed: see what does not apply, and why."
        )
    if duties.unknown:
        open_ = wording.counted(duties.unknown, "duty is", "duties are")
        said.append(f"{open_} unknown and may fail once answered.")
    return " ".join(said)


def _reservations(audit: Audit, counts: Counts) -> tuple[str, ...]:
    said = list(audit.left_out)
    if counts.n_not_read:
        be = "is" if counts.n_not_read == 1 else "are"
        files = wording.counted(counts.n_not_read, "file")
        said.append(f"{files} {be} in formats not read, and may hold models that nothing here is said about")
    if counts.n_accepted:
        n = wording.number(counts.n_accepted)
        said.append(f"places with a fault that the organisation accepts as such: {n}")
    facts = audit.facts.get(audit.organisation.id, {})
    n_open = known_count(facts, "coverage.n_unreadable")
    if n_open:
        counted = wording.counted(n_open, "place")
        said.append(
            f"unreadable, altered, incomplete or in a format not read, and not accepted as such: {counted}"
        )
    if audit.organisation.declared_on is None:
        said.append("the organisation is not declared for this day, so its roles are unknown")
    return tuple(said)


def _tiles(audit: Audit, counts: Counts) -> tuple[Tile, ...]:
    duties, terms, own = counts.duties, counts.terms, counts.preferences
    return (
        _tile(duties.failing, "duty failing", "duties failing", "bad"),
        _tile(
            terms.failing + own.failing,
            f"more failing: {terms.failing} licence, {own.failing} own policy",
            "",
            "bad",
        ),
        _tile(duties.unknown, "duty unknown", "duties unknown", "warn"),
        _tile(duties.hold, "duty holds", "duties hold", "ok"),
        _tile(duties.upcoming, f"upcoming{next_upcoming(audit)}", "", "plain"),
        _tile(counts.n_gaps_open, "vendor gap open", "vendor gaps open", "plain"),
    )


def _tile(n: int, one: str, many: str, tone: str) -> Tile:
    return Tile(n, one if n == 1 else many or one, tone if n else "plain")


def next_upcoming(audit: Audit) -> str:
    """Return ``, next in 10 days`` for the nearest duty that does not hold yet; else nothing."""
    days = upcoming_days(audit)
    return f", next {wording.days_left(days[0][0])}" if days else ""


def upcoming_days(audit: Audit) -> tuple[tuple[int, Finding], ...]:
    """Return the upcoming duties that do not hold yet, with the days left, the nearest first."""
    dated = [
        ((finding.applies_from - audit.as_of).days, finding)
        for finding in audit.findings
        if is_upcoming_open(finding) and finding.applies_from is not None
    ]
    return tuple(sorted(dated, key=lambda pair: (pair[0], pair[1].rule, pair[1].subject_id)))


def failing_groups(audit: Audit) -> tuple[Group, ...]:
    """Return what fails and counts, the most severe first, duties before terms before preferences."""
    groups = grouped(f for f in audit.findings if f.counted and f.verdict is Verdict.FAIL)
    return tuple(
        sorted(groups, key=lambda g: (-g.first.severity.rank, _KIND_ORDER.index(g.first.kind), g.first.rule))
    )


def soon_groups(audit: Audit) -> tuple[Group, ...]:
    """Return duties that apply within a month and do not hold yet, the nearest first."""
    soon = [finding for n_days, finding in upcoming_days(audit) if n_days <= _SOON_DAYS]
    return tuple(sorted(grouped(soon), key=lambda group: (str(group.applies_from), group.first.rule)))


def subjects_words(group: Group, most: int = _MOST_SUBJECTS) -> str:
    """Return the first few subjects' names and how many there are more."""
    names = [wording.clipped(name, 60) for name in group.subjects[:most]]
    n_more = len(group.subjects) - len(names)
    return ", ".join(names) + (f" and {wording.number(n_more)} more" if n_more else "")


def _to_stop(group: Group) -> Action:
    first = group.first
    return Action(
        head=subjects_words(group),
        body=group.sentence.removeprefix("own policy: "),
        remedy=first.remedy,
        source=f"{first.severity.value} · {group.short_standing} · {first.rule}",
        tone="bad",
    )


def _to_answer(question: Question) -> Action:
    said = (
        wording.settling(question, "open finding"),
        f"{wording.settler(question.who)} can tell",
        question.how,
    )
    return Action("Answer:", question.ask, "", " · ".join(part for part in said if part), "warn")


def _to_prepare(audit: Audit, group: Group) -> Action:
    assert group.applies_from is not None, "only dated findings are upcoming"
    left = wording.days_left((group.applies_from - audit.as_of).days)
    return Action(
        head=f"Before {wording.day(group.applies_from)}: {subjects_words(group)}",
        body=group.sentence,
        remedy=group.first.remedy,
        source=f"{group.article}, applies {left} · {group.first.rule}",
        tone="plain",
    )


def _conflicts(audit: Audit) -> tuple[tuple[str, str], ...]:
    named = distinct_names(audit.subjects)
    return tuple(
        (named.get(subject_id, subject_id), f"{wording.label(name)}: {_claimed(fact, audit)}")
        for subject_id, facts in sorted(audit.facts.items())
        for name, fact in sorted(facts.items())
        if isinstance(fact.state, Conflict)
    )


def _claimed(fact: Fact, audit: Audit) -> str:
    said = wording.fact_text(fact, fact.name).removeprefix("conflict: ")
    return with_titles(said, audit.license_titles).replace(" · ", " or ")
