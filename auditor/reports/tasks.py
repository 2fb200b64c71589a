"""What is open as a table that opens in a spreadsheet: one line per task, the most urgent first.

What comes from outside is text there and never a formula.

Source:
    RFC 4180 (CSV); OWASP, CSV Injection: cells that begin with =, +, -, @, a tab or a line break.
"""

import csv
import io
import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from auditor.domain.audit import Audit, Run
from auditor.reports import wording
from auditor.reports.agenda.tasks import Task, tasks
from auditor.reports.agenda.wording import some

# A spreadsheet that separates by semicolons begins a cell behind each of them, in quotation marks or not.
_FORMULA: Final = re.compile(r"(^\s*|;\s*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])")
_MOST_NAMED: Final = 20
# Excel shows no more in one cell.
_LONGEST_CELL: Final = 32_000
_HEADS: Final = (
    "due",
    "days left",
    "kind",
    "status",
    "severity",
    "subjects",
    "for whom",
    "owner",
    "who should",
    "article",
    "what is open",
    "what closes it",
    "what an answer settles",
    "rules",
)


@dataclass(frozen=True, slots=True)
class TasksReport:
    """One line per open duty, vendor gap and question, by due day and weight."""

    name: str = "tasks"
    stem: str = "tasks"
    suffix: str = ".csv"
    is_usual: bool = False

    def render(self, audit: Audit, run: Run) -> bytes:  # noqa: ARG002 - equal inputs give equal bytes
        """See `ReportFormat.render`."""
        text = io.StringIO(newline="")
        writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        writer.writerow(_HEADS)
        for task in tasks(audit):
            writer.writerow([_lines(one) for one in _cells(task, audit.as_of)])
        # Without a byte order mark Excel takes UTF-8 for something else.
        return text.getvalue().encode("utf-8-sig")


def _cells(task: Task, as_of: date) -> tuple[str | tuple[str, ...], ...]:
    return (
        task.due.isoformat() if task.due else "not known",
        str((task.due - as_of).days) if task.due else "",
        task.kind,
        task.status,
        task.severity.value,
        str(task.n),
        some(task.subjects, _MOST_NAMED),
        task.owner,
        task.role,
        task.article,
        task.what,
        task.closes,
        task.settles,
        ", ".join(task.rules),
    )


def _lines(said: str | tuple[str, ...]) -> str:
    """Return a cell; of several lines, each a command to copy, the breaks between them are real."""
    lines = (said,) if isinstance(said, str) else said
    return "\n".join(map(cell, lines))[:_LONGEST_CELL]


def cell(text: str) -> str:
    """Return text for a cell: nothing that steers a reader, nothing that a spreadsheet would compute."""
    shown = wording.plain_spaces(wording.visible(wording.encodable(text)))[:_LONGEST_CELL]
    return _FORMULA.sub(r"\1'", shown)
