"""How an audit is shown: one file per format, all from the same numbers and words.

::

    Audit --result------> the canonical document (dict) --json--> report.json, and its digest
    Audit --counts------> the numbers every report leads with
    Audit --groups------> findings that say the same, said once
    Audit --overview, rows, chart, sections, annex--> view: what people read, in typed pieces
    view  --environment-> report.html, and the pages of the dossier --dossier--> PDF/A-3u
    Audit --terminal----> the summary and the tables of the command line
    bytes --files-------> on disk, the old file or the new one

To add a format: write its module, then add one line to FORMATS. The document's shape is
:mod:`auditor.reports.shape`; its JSON Schema is generated from it.
"""

from typing import Final

from auditor.reports.base import ReportFormat
from auditor.reports.dossier import PdfDossier
from auditor.reports.html import HtmlReport
from auditor.reports.json import JsonReport

FORMATS: Final[tuple[ReportFormat, ...]] = (JsonReport(), HtmlReport(), PdfDossier())
"""Every report format, in the order ``audit`` writes them."""

__all__ = ["FORMATS", "ReportFormat"]
