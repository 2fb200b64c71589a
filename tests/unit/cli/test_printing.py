import json
from pathlib import Path

import pytest

from auditor.cli.printing import print_json, print_summary
from auditor.pipeline.running import Done
from auditor.reports import terminal
from auditor.reports.result import result_document
from tests.builders import audit as builders


def test_the_summary_is_the_terminal_report_of_the_audit(capsys: pytest.CaptureFixture[str]) -> None:
    audit = builders.minimal()
    run = builders.run_of(audit)
    print_summary(Done(audit, run), (Path("out/report.json"),))
    printed = capsys.readouterr()
    assert printed.out == terminal.summary(audit, run, (Path("out/report.json"),))
    assert "out/report.json" in printed.out
    assert printed.err == ""


def test_the_json_is_the_whole_report(capsys: pytest.CaptureFixture[str]) -> None:
    audit = builders.minimal()
    run = builders.run_of(audit)
    print_json(Done(audit, run))
    report = json.loads(capsys.readouterr().out)
    assert report["result"] == result_document(audit)
    assert report["result_sha256"] == run.result_sha256
    assert report["run"]["id"] == run.id
