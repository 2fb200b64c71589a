"""What the command line prints after an audit.

Names are neutralised (a terminal escape in one is spelled out), lines keep to the width asked for,
and there are no colour codes unless asked for.
"""

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from auditor.domain.audit import Audit, Run
from auditor.domain.observation import SkipKind
from auditor.reports import wording
from auditor.reports.counts import Counts, KindCount, count
from auditor.reports.headline import adjusted
from auditor.reports.headline.groups import Group, article_words
from auditor.reports.headline.overturned import overturned_facts
from auditor.reports.headline.overview import failing_groups, hypothetical, subjects_words
from auditor.reports.headline.states import state_words
from auditor.reports.headline.tiles import upcoming_days
from auditor.reports.headline.unjudged import unjudged
from auditor.reports.headline.waivers import waived_until, waiver_counts
from auditor.reports.packs import act_not_judged
from auditor.reports.terminal.also_here import also_here
from auditor.reports.terminal.coverage import gaps
from auditor.reports.terminal.tables import NARROWEST, aligned, beginning, fitted, wrapped

_MOST_FAILING: Final = 12
_MOST_GAPS: Final = 3
_MOST_QUESTIONS: Final = 5
_LABEL: Final = 13
# Where a reason stands that does not fit behind its rule and subject: below the rule.
_REASON: Final = len("FAIL critical  ")
_NARROWEST_WHOM: Final = 24
_RED: Final = "\x1b[1;31m"
_RESET: Final = "\x1b[0m"


@dataclass(frozen=True, slots=True)
class Beside:
    """What a summary says besides audit and run.

    Attributes:
        written: Reports that were written.
        declared: Where the declarations were read, and how many there were.
    """

    written: tuple[Path, ...] = ()
    declared: str = ""


def summary(
    audit: Audit, run: Run, beside: Beside = Beside(), *, width: int = 120, colour: bool = False
) -> str:
    """Return the summary that ``audit`` and ``check`` print.

    Args:
        audit: The audit.
        run: Its run.
        beside: What else it says.
        width: Columns of the terminal; less than 40 is taken as 40.
        colour: Whether failing lines are marked with terminal colours as well.
    """
    width = max(width, NARROWEST)
    counts = count(audit)
    database = wording.visible(run.database.removeprefix("sqlite:///"))
    first = (run.tool, f"law as of {audit.as_of.isoformat()}", f"database {database}")
    lines = _parts("", first, width, between=" · ", indent=0)
    lines += _parts("", (hypothetical(audit, run.scans),), width, indent=0)
    lines += _parts("Inventory", _inventory_parts(counts), width, between=" · ")
    lines += _gap_lines(audit, width)
    lines += _parts("Also here", (also_here(audit.inventory.skipped, frozenset(), "audit"),), width)
    for skipped in audit.inventory.skipped:
        if skipped.category is SkipKind.COLUMN:
            lines += _parts("Columns", (f"{skipped.locator}: {skipped.reason}",), width)
    if counts.n_models == 0:
        # Only a run that allows an empty inventory ends well with one.
        so = ", which this run allows" if run.exit.code == 0 else ": this is not a clean result"
        lines += _parts("", (f"no model was found{so}",), width)
    lines += _parts("Declared", (beside.declared,), width)
    lines += _parts("Rules", adjusted.sentences(audit.policy), width, between="; ")
    lines += _parts("Duties", _duty_parts(audit, counts.duties), width)
    others = (
        f"{_failing(counts.terms)}",
        f"Recommendations {_failing(counts.preferences)}",
        f"Vendor gaps {counts.gaps}",
    )
    lines += _parts("Not judged", (unjudged(audit),), width)
    lines += _parts("Terms", others, width)
    lines += _parts("Resolved", (overturned_facts(audit),), width)
    lines += _parts("Waivers", (waiver_counts(audit), counts.set_aside), width)
    lines += _failing_lines(audit, width, colour=colour)
    lines += _question_lines(audit, width)
    lines += _parts("Air-gap", _airgap_parts(audit), width)
    lines += [line for sentence in audit.left_out for line in _parts("Left out", (sentence,), width)]
    lines += _parts("Ledger", (run.ledger_sha256,), width)
    paths = "  ".join(wording.visible(str(path)) for path in beside.written) or "nothing"
    lines += _parts("Wrote", (paths, f"exit\u00a0{run.exit.code}"), width)
    if run.exit.code:
        lines += _parts("", (run.exit.because,), width)
    return wording.plain_spaces("\n".join(lines) + "\n")


def _parts(
    label: str, parts: Iterable[str], width: int, *, between: str = "  ·  ", indent: int = _LABEL
) -> list[str]:
    """Return a labelled line, broken between its words; no line where there is nothing to say."""
    text = between.join(wording.visible(part) for part in parts if part)
    return textwrap.wrap(
        text,
        width,
        initial_indent=f"{label:<{indent}}",
        subsequent_indent=" " * indent,
        break_on_hyphens=False,
    )


def _gap_lines(audit: Audit, width: int) -> list[str]:
    """Return the first few things that are not as they should be, and how many more there are."""
    found = gaps(audit)
    shown = found[:_MOST_GAPS]
    lines = [line for what, why in shown for line in _parts(what.capitalize(), (why,), width)]
    if len(found) > _MOST_GAPS:
        more = f"showing {_MOST_GAPS} of {wording.number(len(found))}: auditor show coverage"
        lines += _parts("", (more,), width)
    return lines


def _inventory_parts(counts: Counts) -> tuple[str, ...]:
    return (
        f"{wording.counted(counts.n_models, 'model')} in {wording.counted(counts.n_places, 'place')}",
        ", ".join(f"{wording.number(n)} {state_words(state)}" for state, n in counts.states),
        counts.hosted,
        counts.nameless,
        counts.faults,
        counts.accepted,
    )


def _duty_parts(audit: Audit, duties: KindCount) -> tuple[str, ...]:
    not_judged = act_not_judged(audit)
    if not_judged and not duties.n:
        return (not_judged,)
    days = upcoming_days(audit)
    nearest = ""
    if days:
        n_days, finding = days[0]
        nearest = f" (next: {article_words(finding.legal)} {wording.days_left(n_days)})"
    n_waived = duties.waived_failing
    fail, are = ("fails", "is") if n_waived == 1 else ("fail", "are")
    waived = f"{wording.number(n_waived)} {fail} and {are} waived {waived_until(audit)}"
    return (
        _failing(duties),
        waived if n_waived else "",
        f"{wording.number(duties.unknown)} unknown",
        f"{wording.number(duties.hold)} hold",
        f"{wording.number(duties.upcoming)} upcoming{nearest}",
        not_judged,
    )


def _failing(kind: KindCount) -> str:
    return f"{wording.number(kind.failing)} failing"


def _failing_lines(audit: Audit, width: int, *, colour: bool) -> list[str]:
    from rich.cells import cell_len

    groups = failing_groups(audit)
    shown = groups[:_MOST_FAILING]
    places = {model.id: len(model.locations) for model in audit.inventory.models}
    rule = max((len(group.first.rule) for group in shown), default=0)
    whom = max(_NARROWEST_WHOM, width - 1 - _REASON - rule - 2)
    heads = [
        (f"FAIL {group.first.severity.value}", group.first.rule, _whom(group, places, whom))
        for group in shown
    ]
    lines = aligned([(*head, group.sentence) for head, group in zip(heads, shown, strict=True)])
    if any(cell_len(line) >= width for line in lines):
        lines = [
            line
            for head, group in zip(aligned(heads), shown, strict=True)
            for line in (fitted(head, width - 1), *beginning(group.sentence, width - 1, " " * _REASON))
        ]
    lines = [f" {line}" for line in lines]
    if colour:
        lines = [f"{_RED}{line}{_RESET}" for line in lines]
    if len(groups) > _MOST_FAILING:
        n_shown, n = (sum(group.n for group in some) for some in (shown, groups))
        lines.append(f" showing {wording.number(n_shown)} of {wording.number(n)}: auditor show findings")
    return lines


def _whom(group: Group, places: dict[str, int], width: int) -> str:
    """Return the subjects; of a single model also in how many places it is."""
    n_places = places.get(group.first.subject_id, 0)
    if group.n == 1 and n_places > 1:
        where = f" ({n_places} places)"
        return wording.clipped(group.first.subject_name, max(4, width - len(where))) + where
    return subjects_words(group)


def _question_lines(audit: Audit, width: int) -> list[str]:
    from rich.cells import cell_len

    shown = audit.questions[:_MOST_QUESTIONS]
    rows = [
        (f"{place}. {question.ask}", wording.settling(question), wording.visible(question.how))
        for place, question in enumerate(shown, start=1)
    ]
    lines, room = aligned(rows), width - _LABEL
    if any(cell_len(line) > room for line in lines):
        lines = [
            line
            for ask, *answer in rows
            # What to do is said whole: cut off, a caveat would read as leave.
            for line in (
                *beginning(ask, room, ""),
                *(f"   {part}" for part in wrapped(" · ".join(filter(None, answer)), room - 3)),
            )
        ]
    labels = ["Answer next", *[""] * len(lines)]
    found = [fitted(f"{label:<{_LABEL}}{line}", width) for label, line in zip(labels, lines, strict=False)]
    if len(audit.questions) > len(shown):
        cut = f"showing {len(shown)} of {len(audit.questions)}: auditor show questions"
        found += _parts("", (cut,), width)
    return found


def _airgap_parts(audit: Audit) -> tuple[str, ...]:
    if not audit.attestations:
        return ("not run: nothing is proven",)
    said = []
    for run in audit.attestations:
        if run.is_self_test:
            n_reached = sum(probe.inside == "reached" for probe in run.probes)
            host = f" on {run.machine.host}" if run.machine.host else ""
            calls = f"{n_reached} of {len(run.probes)} probes got out"
            said.append(f"self-test {run.outcome.value}{host} ({run.isolation.value}, {calls})")
    others = [run for run in audit.attestations if not run.is_self_test]
    if others:
        said.append(f"{sum(run.passed for run in others)} of {wording.counted(len(others), 'file')} passed")
    return tuple(said)
