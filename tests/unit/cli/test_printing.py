import json
from pathlib import Path

import pytest

from auditor.cli.printing import print_json, print_summary
from auditor.pipeline.running import Done
from auditor.reports.document.result import result_document
from auditor.reports.terminal import summary
from tests.builders import audit as builders


def test_the_summary_is_the_terminal_report_of_the_audit(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    audit = builders.minimal()
    run = builders.run_of(audit)
    print_summary(Done(audit, run, Path.cwd() / "declarations", 3), (Path("out/report.json"),))
    printed = capsys.readouterr()
    beside = summary.Beside((Path("out/report.json"),), "3 entries of declarations")
    assert printed.out == summary.summary(audit, run, beside, width=100)
    assert "out/report.json" in printed.out
    assert printed.err == ""


@pytest.mark.parametrize(
    ("n", "exists", "said"),
    [
        (1, True, "1 entry of declared"),
        (0, True, "nothing: declared holds no entries; begin with auditor declare organisation --write"),
        (0, False, "nothing: declared does not exist; begin with auditor declare organisation --write"),
    ],
)
def test_where_declarations_were_read_and_how_many_is_said(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    *,
    n: int,
    exists: bool,
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    if exists:
        (tmp_path / "declared").mkdir()
    audit = builders.minimal()
    print_summary(Done(audit, builders.run_of(audit), tmp_path / "declared", n), ())
    assert f"\nDeclared     {said}\n" in capsys.readouterr().out


def test_the_json_is_the_whole_report(capsys: pytest.CaptureFixture[str]) -> None:
    audit = builders.minimal()
    run = builders.run_of(audit)
    print_json(Done(audit, run, Path("declarations"), 0))
    report = json.loads(capsys.readouterr().out)
    assert report["result"] == result_document(audit)
    assert report["result_sha256"] == run.result_sha256
    assert report["run"]["id"] == run.id
