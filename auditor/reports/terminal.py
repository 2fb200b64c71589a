"""What the command line prints: the summary after an audit, and the tables of ``auditor show``.

Names are neutralised (a terminal escape in one is spelled out), lines keep to the width asked for,
and there are no colour codes unless asked for.
"""

import io
import textwrap
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from auditor.domain.audit import Audit, Run
from auditor.domain.finding import Verdict
from auditor.reports import wording
from auditor.reports.counts import Counts, KindCount, count, gap_words
from auditor.reports.groups import Group, article_words, grouped
from auditor.reports.overview import failing_groups, hypothetical, subjects_words, upcoming_days
from auditor.reports.rows import model_rows, state_words

_MOST_FAILING: Final = 12
_MOST_QUESTIONS: Final = 5
_LABEL: Final = 13
_NARROWEST: Final = 40
_RED: Final = "\x1b[1;31m"
_RESET: Final = "\x1b[0m"


def summary(
    audit: Audit, run: Run, written: Sequence[Path] = (), *, width: int = 120, colour: bool = False
) -> str:
    """Return the summary that ``audit`` and ``check`` print.

    Args:
        audit: The audit.
        run: Its run.
        written: Reports that were written.
        width: Columns of the terminal; less than 40 is taken as 40.
        colour: Whether failing lines are marked with terminal colours as well.
    """
    width = max(width, _NARROWEST)
    counts = count(audit)
    database = wording.visible(run.database.removeprefix("sqlite:///"))
    first = (run.tool, f"law as of {audit.as_of.isoformat()}", f"database {database}")
    lines = _parts("", first, width, between=" · ", indent=0)
    lines += _parts("", (hypothetical(audit),), width, indent=0)
    lines += _parts("Inventory", _inventory_parts(counts), width, between=" · ")
    if counts.n_models == 0:
        lines += _parts("", ("nothing was found: this is not a clean result",), width)
    lines += _parts("Duties", _duty_parts(audit, counts.duties), width)
    others = (
        f"{_failing(counts.terms)}",
        f"Preferences {_failing(counts.preferences)}",
        f"Vendor gaps {counts.n_gaps_open} open",
    )
    lines += _parts("Terms", others, width)
    lines += _failing_lines(audit, width, colour=colour)
    lines += _question_lines(audit, width)
    lines += _parts("Air-gap", _airgap_parts(audit), width)
    lines += [line for sentence in audit.left_out for line in _parts("Left out", (sentence,), width)]
    paths = "  ".join(wording.visible(str(path)) for path in written) or "nothing"
    lines += _parts("Wrote", (paths, f"exit\u00a0{run.exit.code}"), width)
    if run.exit.code:
        lines += _parts("", (run.exit.because,), width)
    return _plain_spaces("\n".join(lines) + "\n")


def _plain_spaces(text: str) -> str:
    """Return what people search and scripts match with the spaces that a keyboard has."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


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


def _inventory_parts(counts: Counts) -> tuple[str, ...]:
    return (
        f"{wording.counted(counts.n_models, 'model')} in {wording.counted(counts.n_places, 'place')}",
        ", ".join(f"{wording.number(n)} {state_words(state)}" for state, n in counts.states),
        *gap_words(counts),
    )


def _duty_parts(audit: Audit, duties: KindCount) -> tuple[str, ...]:
    days = upcoming_days(audit)
    nearest = ""
    if days:
        n_days, finding = days[0]
        nearest = f" (next: {article_words(finding.legal)} {wording.days_left(n_days)})"
    return (
        _failing(duties),
        f"{wording.number(duties.unknown)} unknown",
        f"{wording.number(duties.hold)} hold",
        f"{wording.number(duties.upcoming)} upcoming{nearest}",
    )


def _failing(kind: KindCount) -> str:
    return f"{wording.number(kind.failing)} failing"


def _failing_lines(audit: Audit, width: int, *, colour: bool) -> list[str]:
    groups = failing_groups(audit)
    places = {model.id: len(model.locations) for model in audit.inventory.models}
    rest = width - 1 - len("FAIL critical")
    rule, whom = min(32, rest * 4 // 10), min(34, rest * 3 // 10)
    rows = [
        (f"FAIL {group.first.severity.value}", group.first.rule, _whom(group, places, whom), group.sentence)
        for group in groups[:_MOST_FAILING]
    ]
    widths = (len("FAIL critical"), rule, whom)
    lines = [f" {line}" for line in _columns(rows, widths, width - 1)]
    if colour:
        lines = [f"{_RED}{line}{_RESET}" for line in lines]
    if len(groups) > _MOST_FAILING:
        lines.append(f" showing {_MOST_FAILING} of {len(groups)}: auditor show findings")
    return lines


def _whom(group: Group, places: dict[str, int], width: int) -> str:
    """Return the subjects; of a single model also in how many places it is."""
    n_places = places.get(group.first.subject_id, 0)
    if group.n == 1 and n_places > 1:
        where = f" ({n_places} places)"
        return wording.clipped(group.first.subject_name, max(4, width - len(where))) + where
    return subjects_words(group)


def _question_lines(audit: Audit, width: int) -> list[str]:
    shown = audit.questions[:_MOST_QUESTIONS]
    rows = [
        (f"{place}. {question.ask}", f"settles {wording.number(question.n_settles)}", question.how)
        for place, question in enumerate(shown, start=1)
    ]
    others = max((len(settles) + len(how) + 4 for _, settles, how in rows), default=0)
    lines = _columns(rows, (max(20, width - _LABEL - others), 20), width - _LABEL)
    labels = ["Answer next", *[""] * len(lines)]
    found = [f"{label:<{_LABEL}}{line}" for label, line in zip(labels, lines, strict=False)]
    if len(audit.questions) > len(shown):
        cut = f"showing {len(shown)} of {len(audit.questions)}: auditor show questions"
        found += _parts("", (cut,), width)
    return found


def _columns(rows: Sequence[tuple[str, ...]], most: Sequence[int], width: int) -> list[str]:
    """Return one line per row; every column but the last is as wide as it needs, within ``most``."""
    from rich.cells import cell_len, set_cell_size

    shown = [tuple(wording.clipped(cell, 400) for cell in row) for row in rows]
    widths = [
        min(limit, max((cell_len(row[column]) for row in shown), default=0))
        for column, limit in enumerate(most)
    ]
    lines = []
    for row in shown:
        cells = [set_cell_size(_fitted(cell, cells), cells) for cell, cells in zip(row, widths, strict=False)]
        line = "  ".join([*cells, row[-1]])
        lines.append(_fitted(line, width).rstrip())
    return lines


def _fitted(text: str, cells: int) -> str:
    """Return text cut to a number of terminal cells, the cut marked."""
    from rich.cells import cell_len, set_cell_size

    return text if cell_len(text) <= cells else set_cell_size(text, max(0, cells - 1)).rstrip() + "…"


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


def models_table(audit: Audit, width: int) -> str:
    """Return the table of ``auditor show models``."""
    rows = [
        (
            f"{wording.clipped(row.name, 80)}\n{wording.short_id(row.id)}",
            row.where,
            row.made_by,
            row.license,
            row.compute,
            "\n".join((row.state, *(mark.text for mark in row.marks))),
        )
        for row in model_rows(audit)
    ]
    return table(("model", "where", "made by", "licence", "training FLOP", "state"), rows, width)


def findings_table(audit: Audit, width: int) -> str:
    """Return the table of ``auditor show findings``: what shares a rule and a reason is one line."""
    groups = grouped(finding for finding in audit.findings if finding.verdict is not Verdict.PASS)
    rows = [
        (
            group.verdict + (" (upcoming)" if group.first.upcoming else ""),
            group.first.severity.value,
            f"{group.first.rule}\n{group.kind}, {group.article}",
            subjects_words(group),
            group.sentence,
        )
        for group in groups
    ]
    return table(("verdict", "severity", "rule", "subject", "reason"), rows, width)


def questions_list(audit: Audit, width: int) -> str:
    """Return the list of ``auditor show questions``, the most settling first."""
    rows = [
        (
            str(place),
            question.ask,
            f"{wording.number(question.n_settles)}",
            question.who.value,
            question.how,
        )
        for place, question in enumerate(audit.questions, start=1)
    ]
    return table(("", "question", "settles", "who can tell", "command"), rows, width)


def table(heads: Sequence[str], rows: Sequence[tuple[str, ...]], width: int) -> str:
    """Return a table for the terminal, its names neutralised; cells may have several lines."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    if not rows:
        return "nothing to show\n"
    grid = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="")
    for head in heads:
        grid.add_column(head, overflow="fold")
    for row in rows:
        # Lines are ours, what is in them is not; ``Text`` keeps rich from reading markup in a name.
        cells = ("\n".join(wording.clipped(line, 300) for line in cell.split("\n")) for cell in row)
        grid.add_row(*(Text(cell) for cell in cells))
    stream = io.StringIO()
    console = Console(file=stream, width=max(width, _NARROWEST), color_system=None, force_terminal=False)
    console.print(grid)
    lines = (line.rstrip() for line in stream.getvalue().splitlines())
    return _plain_spaces("\n".join(lines) + "\n")
