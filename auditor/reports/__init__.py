"""How an audit is shown: one file per format, all from the same numbers and words.

::

    Audit --document--> the canonical document, its digest and its schema --json--> report.json
    Audit --headline--> what fails, what to do first, the numbers: the same in every report
    headline, document --page--> what people read, in typed pieces --html, dossier--> page, PDF/A-3u
    headline, document --terminal--> the summary and the tables of the command line
    bytes --files--> on disk, the old file or the new one

To add a format: write its module, then add one line to FORMATS. The document's shape is
:mod:`auditor.reports.document.shape`; its JSON Schema is generated from it.
"""

from typing import Final

from auditor.reports.base import ReportFormat
from auditor.reports.dossier import PdfDossier
from auditor.reports.html import HtmlReport
from auditor.reports.json import JsonReport

FORMATS: Final[tuple[ReportFormat, ...]] = (JsonReport(), HtmlReport(), PdfDossier())
"""Every report format, in the order ``audit`` writes them."""

__all__ = ["FORMATS", "ReportFormat"]
