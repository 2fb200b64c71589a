"""One self-contained page: style and script inside, nothing fetched from anywhere."""

from dataclasses import dataclass
from typing import Final

from auditor.domain.audit import Audit, Run
from auditor.reports.document.result import report_document
from auditor.reports.page.checking import checks
from auditor.reports.page.environment import render_template
from auditor.reports.page.evidence import SourceIndex
from auditor.reports.page.view import Limits, view

_LIMITS: Final = Limits(
    n_actions=8,
    n_questions=2_000,
    n_first=12,
    n_systems=2_000,
    n_rows=2_000,
    n_bars=40,
    n_sections=2_000,
    n_lines=200,
)


@dataclass(frozen=True, slots=True)
class HtmlReport:
    """A page for the browser: what fails first, light and dark, usable by keyboard and without script."""

    name: str = "html"
    stem: str = "report"
    suffix: str = ".html"
    is_usual: bool = True

    def render(self, audit: Audit, run: Run) -> bytes:
        """See `ReportFormat.render`."""
        shown = view(audit, run, report_document(audit, run), _LIMITS)
        return render_template(
            "report/report.html",
            view=shown,
            sources=SourceIndex.of(audit.facts),
            checks=checks(run.ledger_sha256, is_attached=False),
        ).encode()
