"""The report formats there are."""

from typing import Final

from auditor.reports.base import ReportFormat
from auditor.reports.dossier import PdfDossier
from auditor.reports.facts import FactsReport
from auditor.reports.html import HtmlReport
from auditor.reports.ics import IcsReport
from auditor.reports.json import JsonReport
from auditor.reports.tasks import TasksReport

FORMATS: Final[tuple[ReportFormat, ...]] = (
    JsonReport(),
    HtmlReport(),
    PdfDossier(),
    IcsReport(),
    TasksReport(),
    FactsReport(),
)
"""Every report format; ``audit`` writes those that are usual, in this order."""
