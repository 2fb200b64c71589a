import json
from pathlib import Path

import pytest

from auditor.pipeline import recording
from auditor.reports.document.shape import RESULT_FORM
from auditor.settings import load
from tests.conftest import Ended
from tests.unit.cli.conftest import Cli, refusal


def test_json_goes_to_standard_output_or_into_a_folder_with_the_same_bytes(
    record: Cli, tmp_path: Path
) -> None:
    printed = record("report", "-f", "json", "--quiet")
    assert (printed.code, printed.err) == (0, "")
    assert json.loads(printed.out)["schema"] == "auditor/report/1"
    written = record("report", "--format", "json", "--quiet", "--out", "a/b")
    assert written == Ended(0, "a/b/report.json\n", "")
    assert (tmp_path / "a" / "b" / "report.json").read_text() == printed.out
    assert [path.name for path in (tmp_path / "a" / "b").iterdir()] == ["report.json"]


def test_the_page_of_an_earlier_run_is_that_run_s(record: Cli) -> None:
    record("check", "--as-of", "2027-12-02")
    older = json.loads(record("show", "runs", "--json").out)[-1]["id"]
    audit, run = recording.load(load(), older)
    page = record("report", "-f", "html", "--run", older)
    assert page.out.encode() == recording.report_format("html").render(audit, run)
    assert "<!doctype html>" in page.out.lower()


def test_an_audit_recorded_in_another_form_is_reported_and_says_so(of_another_form: Cli) -> None:
    report = json.loads(of_another_form("report", "-f", "json", "--quiet").out)
    ledger = report["run"]["ledger"]
    assert (report["result_form"], ledger["result_form"]) == (RESULT_FORM, RESULT_FORM + 1)
    assert (ledger["result_sha256"], report["result_sha256"] == "e" * 64) == ("e" * 64, False)
    page = of_another_form("report", "-f", "html", "--quiet")
    said = (
        f"The ledger has this result in form {RESULT_FORM + 1}, as auditor 9.1.0 made it, with SHA-256 "
        f"{'e' * 64}. Here it is in form {RESULT_FORM}: from the same record, which was checked, but the "
        "ledger has no digest of it."
    )
    assert (page.code, said in page.out) == (0, True)
    earlier = json.loads(of_another_form("show", "runs", "--json").out)[-1]["id"]
    assert (
        "The ledger has this result in form"
        not in of_another_form("report", "-f", "html", "--run", earlier).out
    )


@pytest.mark.parametrize(
    ("arguments", "error", "hint"),
    [
        (
            (),
            "auditor report: missing option '-f' / '--format'. "
            "Choose from: json, html, pdf, ics, tasks, facts",
            None,
        ),
        (
            ("-f", "docx"),
            "auditor report: invalid value for '-f' / '--format': 'docx' is not one of 'json', 'html', "
            "'pdf', 'ics', 'tasks', 'facts'",
            None,
        ),
        (
            ("-f", "json", "--out", "auditor.db"),
            "auditor report: invalid value for '--out': Directory 'auditor.db' is a file",
            None,
        ),
        (
            ("-f", "json", "--out", "auditor.db/below"),
            "auditor.db/below: {here}/auditor.db is a file",
            "Name a folder you may write to with --out.",
        ),
        (("-f", "json", "--run", "%"), "run %: no such run", "Run auditor show runs for their ids."),
    ],
)
def test_a_wrong_format_folder_or_run_is_refused(
    record: Cli, tmp_path: Path, arguments: tuple[str, ...], error: str, hint: str | None
) -> None:
    ended = record("report", *arguments)
    assert ended == refusal(error.format(here=tmp_path), hint or "See auditor report --help.")


def test_a_folder_that_cannot_be_written_is_refused(record: Cli) -> None:
    assert record("report", "-f", "json", "--out", "/proc/out") == refusal(
        "/proc/out: /proc takes no folders or files",
        "Name a folder you may write to with --out.",
    )


def test_a_run_is_the_same_bytes_whoever_writes_its_report(scanned: Cli, tmp_path: Path) -> None:
    # An audit has more steps than a check, and their times come back from the record.
    scanned("audit", "models", "--out", "out")
    assert scanned("report", "-f", "json", "--out", "again").code == 0
    written, again = (tmp_path / folder / "report.json" for folder in ("out", "again"))
    assert len(json.loads(written.read_text())["run"]["timings"]) > 1
    assert written.read_bytes() == again.read_bytes()
