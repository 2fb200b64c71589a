"""Every fact of every subject, for whoever brings an engine of their own: no verdicts, no clock."""

import json
from dataclasses import dataclass

from auditor.domain.audit import Audit, Run
from auditor.reports.document.facts_document import facts_document


@dataclass(frozen=True, slots=True)
class FactsReport:
    """``auditor/facts/1``, indented, in the order of its shape."""

    name: str = "facts"
    stem: str = "facts"
    suffix: str = ".json"
    is_usual: bool = False

    def render(self, audit: Audit, run: Run) -> bytes:  # noqa: ARG002 - equal inputs give equal bytes
        """See `ReportFormat.render`."""
        text = json.dumps(facts_document(audit), indent=2, ensure_ascii=False, allow_nan=False)
        return f"{text}\n".encode()
