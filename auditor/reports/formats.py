"""The report formats there are."""

from typing import Final

from auditor.reports.base import ReportFormat
from auditor.reports.dossier import PdfDossier
from auditor.reports.html import HtmlReport
from auditor.reports.json import JsonReport

FORMATS: Final[tuple[ReportFormat, ...]] = (JsonReport(), HtmlReport(), PdfDossier())
"""Every report format, in the order ``audit`` writes them."""
