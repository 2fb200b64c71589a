"""Page one as an argument: what was audited, what fails, what to do first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from auditor.domain.audit import Audit, Run
from auditor.domain.fact import Conflict, Fact
from auditor.domain.finding import Question, RuleKind, Verdict
from auditor.domain.naming import distinct_names
from auditor.domain.open_days import either_or_open
from auditor.domain.scan import Scan
from auditor.reports import wording
from auditor.reports.counts import Counts, KindCount, count
from auditor.reports.headline.answers import answered_with
from auditor.reports.headline.groups import Group, grouped
from auditor.reports.headline.reservations import reservations
from auditor.reports.headline.tiles import Tile, tiles, upcoming_days
from auditor.reports.headline.unjudged import unjudged
from auditor.reports.headline.waivers import waived_until
from auditor.reports.packs import act_not_judged
from auditor.reports.titles import with_titles

# What is announced as coming soon; one month is time enough to act on.
_SOON_DAYS: Final = 30
_KIND_ORDER: Final = (RuleKind.DUTY, RuleKind.TERM, RuleKind.PREFERENCE)
_MOST_SUBJECTS: Final = 3


@dataclass(frozen=True, slots=True)
class Action:
    """Something to do first.

    Attributes:
        head: Whom or what it is about; of a question, the question.
        body: What is wrong; empty for a question.
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
    """Actions that are shown out of all there are.

    Attributes:
        actions: One per question, or per group of findings.
        n_actions: As many as there would be, were none left out.
        n_shown: Questions or findings they stand for, in the unit of the tiles.
        n: Questions or findings in all.
    """

    actions: tuple[Action, ...]
    n_actions: int
    n_shown: int
    n: int


@dataclass(frozen=True, slots=True)
class ScanLine:
    """One look at a target, and when it ended.

    Attributes:
        target: The target as it was named.
        resolved: The same in full, with the absolute place.
        when: When it ended.
        sha256: Digest of what it saw, as ``result.inputs.scans`` has it.
    """

    target: str
    resolved: str
    when: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Overview:
    """Page one.

    Attributes:
        who: The organisation.
        law_as_of: The day whose law was applied.
        hypothetical: A warning where that is not the day of the run; else empty.
        found: What the inventory holds, in words.
        headline: The verdict in one sentence.
        unjudged: What was not judged of the roles that the organisation has towards high-risk systems.
        reservations: What the verdict does not cover, one sentence each.
        tiles: Numbers to lead with.
        failing: What fails.
        undecided: What is unknown, in words; empty if nothing is.
        soon: What applies within a month.
        questions: What to answer.
        scans: The looks the audit rests on.
        conflicts: Model and fact, for every conflict.
    """

    who: str
    law_as_of: str
    hypothetical: str
    found: str
    headline: str
    unjudged: str
    reservations: tuple[str, ...]
    tiles: tuple[Tile, ...]
    failing: Cut
    undecided: str
    soon: Cut
    questions: Cut
    scans: tuple[ScanLine, ...]
    conflicts: tuple[tuple[str, str], ...]


def overview(audit: Audit, run: Run, limit: int) -> Overview:
    """Make page one; each list of actions holds at most ``limit``."""
    counts = count(audit)
    return Overview(
        who=audit.organisation.name,
        law_as_of=wording.day(audit.as_of),
        hypothetical=hypothetical(audit, run.scans),
        found=found(counts),
        headline=headline(audit, counts),
        unjudged=unjudged(audit),
        reservations=reservations(audit, counts),
        tiles=tiles(audit, counts),
        failing=_cut([(_to_stop(group), group.n) for group in failing_groups(audit)], limit),
        undecided=counts.undecided,
        soon=_cut([(_to_prepare(audit, group), group.n) for group in soon_groups(audit)], limit),
        questions=_cut([(_to_answer(question), 1) for question in audit.questions], limit),
        scans=tuple(
            ScanLine(scan.target, scan.resolved, wording.moment(scan.seen_at), scan.sha256)
            for scan in run.scans
        ),
        conflicts=_conflicts(audit),
    )


def _cut(weighed: Sequence[tuple[Action, int]], limit: int) -> Cut:
    shown = weighed[:limit]
    n_shown, n = (sum(n for _, n in some) for some in (shown, weighed))
    return Cut(tuple(action for action, _ in shown), len(weighed), n_shown, n)


def hypothetical(audit: Audit, scans: Sequence[Scan] = ()) -> str:
    """Return the warning that the law of another day than the run's was applied; else nothing.

    What was seen is of the scans' days, and of neither the law's day nor always the run's.
    """
    if audit.as_of == audit.inputs.run_day:
        return ""
    said = f"Hypothetical: law as of {wording.day(audit.as_of)}, run on {wording.day(audit.inputs.run_day)}"
    days = sorted({scan.seen_at.date() for scan in scans})
    if not days:
        return said
    until = f" to {wording.day(days[-1])}" if len(days) > 1 else ""
    return f"{said}, observations of the scans of {wording.day(days[0])}{until}"


def found(counts: Counts) -> str:
    """Return what the inventory holds: ``14 models in 31 places, 2 unreadable``."""
    held = f"{wording.counted(counts.n_models, 'model')} in {wording.counted(counts.n_places, 'place')}"
    return ", ".join(filter(None, (held, counts.listed, counts.hosted, counts.nameless, counts.faults)))


def headline(audit: Audit, counts: Counts) -> str:
    """Return the verdict in a sentence or two.

    An empty inventory is never a good one, and excuses no duty that fails for a declared system or for
    the organisation itself. Where the Act was not judged, that comes first: no duty failing means nothing.
    """
    under = f"under bundle {wording.short_id(audit.inputs.bundle_sha256)} as of {wording.day(audit.as_of)}"
    duties = counts.duties
    not_judged = act_not_judged(audit)
    said = [f"{not_judged} {under}."] if not_judged else []
    fails = _fails(audit, duties, under)
    said += fails
    if counts.n_models == 0:
        said.append("No model was found: this is not a clean result.")
    elif not fails and (duties.hold or duties.unknown or duties.waived):
        said.append(f"No failing duty {under}.")
    elif not fails and not not_judged:
        said.append(
            f"No failing duty {under}, because none was found to be owed: see what does not apply, and why."
        )
    if duties.unknown:
        open_ = wording.counted(duties.unknown, "duty is", "duties are")
        said.append(f"{open_} unknown and may fail once answered.")
    if counts.set_aside:
        said.append(f"{counts.set_aside}.")
    return " ".join(said)


def _fails(audit: Audit, duties: KindCount, under: str) -> list[str]:
    """Say how many duties fail; those that the organisation waives fail all the same."""
    said = []
    if duties.failing:
        said.append(f"{wording.counted(duties.failing, 'duty fails', 'duties fail')} {under}.")
    n = duties.waived_failing
    if n:
        fail = wording.counted(n, *(("more duty", "more duties") if duties.failing else ("duty", "duties")))
        where = "" if duties.failing else f" {under}"
        said.append(
            f"{fail} {'fails' if n == 1 else 'fail'}{where} and {'is' if n == 1 else 'are'} "
            f"waived by the organisation {waived_until(audit)}."
        )
    return said


def failing_groups(audit: Audit) -> tuple[Group, ...]:
    """Return what fails and counts: duties first, which the headline counts, and then by severity."""
    groups = grouped(f for f in audit.findings if f.counted and f.verdict is Verdict.FAIL)
    return tuple(
        sorted(
            groups,
            key=lambda g: (
                g.first.kind is not RuleKind.DUTY,
                -g.first.severity.rank,
                _KIND_ORDER.index(g.first.kind),
                g.first.rule,
            ),
        )
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
        body=group.finding,
        remedy=first.remedy,
        source=f"{first.severity.value} · {group.short_standing} · {first.rule}",
        tone="bad",
    )


def _to_answer(question: Question) -> Action:
    said = (
        wording.settling(question, "open finding"),
        f"{wording.settler(question.who)} can tell",
        answered_with(question),
    )
    return Action(question.ask, "", "", " · ".join(part for part in said if part), "warn")


def _to_prepare(audit: Audit, group: Group) -> Action:
    assert group.applies_from is not None, "only dated findings are upcoming"
    is_open = group.first.verdict is Verdict.UNKNOWN
    left = wording.days_left((group.applies_from - audit.as_of).days)
    return Action(
        head=f"Before {_days(group)}: {subjects_words(group)}",
        body=group.sentence,
        remedy=f"If it fails: {group.first.remedy}" if is_open and group.first.remedy else group.first.remedy,
        source=f"{group.article}, applies {left} · {group.first.rule}",
        tone="plain",
    )


def _days(group: Group) -> str:
    """Return the day from which it applies; every one that it may be, where that is open."""
    assert group.applies_from is not None, "only dated findings are upcoming"
    open_day = group.first.open_day
    return either_or_open(open_day, wording.day) if open_day else wording.day(group.applies_from)


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
