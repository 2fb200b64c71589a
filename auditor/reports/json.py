"""The canonical document as a file that people can read and compare line by line."""

from dataclasses import dataclass

from auditor.domain.audit import Audit, Run
from auditor.reports.document.result import report_document, written


@dataclass(frozen=True, slots=True)
class JsonReport:
    """``auditor/report/1``, indented, in the order of its shape."""

    name: str = "json"
    stem: str = "report"
    suffix: str = ".json"
    is_usual: bool = True

    def render(self, audit: Audit, run: Run) -> bytes:
        """See `ReportFormat.render`."""
        return written(report_document(audit, run))
