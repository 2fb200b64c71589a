"""The rich sample as every text format shows it; ``make golden`` rewrites, review the diff."""

import os
from pathlib import Path

import pytest

from auditor.reports.html import HtmlReport
from auditor.reports.json import JsonReport
from auditor.reports.terminal.listing import findings_table, models_table, questions_list
from auditor.reports.terminal.summary import Beside, summary
from tests.builders.audit import empty, rich, run_of

FOLDER = Path(__file__).parent / "reports"
WRITTEN = Beside(
    (Path("out/dossier.pdf"), Path("out/report.html"), Path("out/report.json")), "5 entries of declarations"
)


def shown() -> dict[str, bytes]:
    audit = rich()
    run = run_of(audit)
    return {
        "rich.json": JsonReport().render(audit, run),
        "rich.html": HtmlReport().render(audit, run),
        "empty.html": HtmlReport().render(empty(), run_of(empty())),
        "summary-120.txt": summary(audit, run, WRITTEN, width=120).encode(),
        "summary-72.txt": summary(audit, run, WRITTEN, width=72).encode(),
        "summary-empty.txt": summary(empty(), run, WRITTEN, width=100).encode(),
        "models.txt": models_table(audit, 120).encode(),
        "findings.txt": findings_table(audit, 120).encode(),
        "questions.txt": questions_list(audit, 120).encode(),
    }


@pytest.mark.parametrize("name", sorted(shown()))
def test_a_report_reads_as_expected(name: str) -> None:
    made = shown()[name]
    if os.environ.get("AUDITOR_GOLDEN") == "write":
        FOLDER.mkdir(exist_ok=True)
        (FOLDER / name).write_bytes(made)
    assert made.decode() == (FOLDER / name).read_text("utf-8")
