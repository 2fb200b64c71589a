"""What is recorded, and that it is read: the form of the record, and small databases made in every form.

``AUDITOR_GOLDEN=write pytest tests/golden/test_record.py`` writes those of this version's forms anew, until a
release is listed with them in ``released.json``: what it has recorded is read as it is from then on.
"""

import json
import os
import re
from pathlib import Path
from typing import Any, Final

import pytest

from auditor.reports.document.result import result_sha256
from auditor.reports.document.shape import RESULT_FORM
from auditor.store import Store
from auditor.store.forms import RECORD_FORM
from tests.builders import recorded
from tests.builders.record_form import record_form
from tests.conftest import Ended
from tests.unit.cli.conftest import Cli

FOLDER: Final = Path(__file__).parent / "record"
COMMAND: Final = "AUDITOR_GOLDEN=write pytest tests/golden/test_record.py"
FORM: Final = FOLDER / f"form-{RECORD_FORM}.txt"
DATABASE: Final = FOLDER / f"record-{RECORD_FORM}-result-{RESULT_FORM}.sql"
RELEASED: Final[dict[str, dict[str, int]]] = json.loads((FOLDER / "released.json").read_text("utf-8"))
IS_WRITING: Final = os.environ.get("AUDITOR_GOLDEN") == "write"
CHANGED_RECORD: Final = f"""
What is recorded has changed, and RECORD_FORM is {RECORD_FORM}.
If a release has form {RECORD_FORM}: raise RECORD_FORM in auditor/store/forms.py, and say in CHANGES
what was called otherwise.
Then, and before the first release, write it anew: {COMMAND}"""
CHANGED_RESULT: Final = f"""
The result of the same audit is other bytes, and RESULT_FORM is {RESULT_FORM}.
If a release has form {RESULT_FORM}: raise RESULT_FORM in auditor/reports/document/shape.py.
Then, and before the first release, write it anew: {COMMAND}"""


def was_released(form: str, number: int) -> bool:
    return number in {forms[form] for forms in RELEASED.values()}


if IS_WRITING:
    FOLDER.mkdir(exist_ok=True)
    if not was_released("record", RECORD_FORM):
        FORM.write_text(record_form(), "utf-8")


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The record as this version makes it."""
    path = tmp_path_factory.mktemp("made") / "auditor.db"
    recorded.record(path)
    return recorded.dumped(path)


def test_what_is_recorded_has_the_form_that_is_committed() -> None:
    assert record_form() == FORM.read_text("utf-8"), CHANGED_RECORD


def test_a_result_has_the_form_it_is_recorded_with(made: str, tmp_path: Path) -> None:
    if IS_WRITING and not (was_released("record", RECORD_FORM) and was_released("result", RESULT_FORM)):
        DATABASE.write_text(made, "utf-8")
    assert DATABASE.exists(), f"There is no record of these forms yet: {COMMAND}"
    for file in FOLDER.glob(f"*-result-{RESULT_FORM}.sql"):
        path = tmp_path / file.stem / "auditor.db"
        path.parent.mkdir()
        recorded.restored(file.read_text("utf-8"), path)
        with Store.open(f"sqlite:///{path}", create=False) as store:
            audit, run = store.audit("latest")
        assert (run.result_form, result_sha256(audit)) == (RESULT_FORM, run.result_sha256), CHANGED_RESULT


def test_every_release_says_what_it_recorded() -> None:
    changelog = (FOLDER.parents[2] / "CHANGELOG.md").read_text("utf-8")
    assert list(RELEASED) == re.findall(r"^## \[?v?(\d+\.\d+\.\d+)", changelog, re.MULTILINE)[::-1]
    for forms in RELEASED.values():
        assert (FOLDER / f"record-{forms['record']}-result-{forms['result']}.sql").exists()


@pytest.fixture(params=["made now", *sorted(path.name for path in FOLDER.glob("*.sql"))])
def earlier(request: pytest.FixtureRequest, made: str, cli: Cli, tmp_path: Path) -> Cli:
    """The command line beside a record that some version made, brought to this version's schema."""
    sql = made if request.param == "made now" else (FOLDER / request.param).read_text("utf-8")
    recorded.restored(sql, tmp_path / "auditor.db")
    assert cli("db", "upgrade").code == 0
    return cli


def report_of(cli: Cli) -> dict[str, Any]:
    printed = cli("report", "-f", "json", "--quiet")
    assert printed.err == ""
    read: dict[str, Any] = json.loads(printed.out)
    return read


def test_a_record_of_every_form_holds_with_all_that_is_beside_it(earlier: Cli) -> None:
    ended = earlier("verify", "ledger")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("the ledger holds: 1 audit, 1 scan, 3 attestations, 1 copy of evidence, ")
    is_computed = report_of(earlier)["run"]["ledger"]["result_form"] == RESULT_FORM
    assert len(ended.out.splitlines()) == (1 if is_computed else 2)


def test_an_audit_of_every_form_is_reported_with_all_it_said(earlier: Cli) -> None:
    result = report_of(earlier)["result"]
    assert "api:gpt-4o" in [model["id"] for model in result["models"]]
    assert [waiver["ticket"] for waiver in result["waivers"]] == ["SEC-12"]
    assert [finding["waiver"]["ticket"] for finding in result["findings"] if finding["waiver"]] == ["SEC-12"]
    assert "valid" in [record["state"] for record in result["evidence"]]
    assert {"passed", "crashed"} == {run["outcome"] for run in result["attestations"]}
    assert "broken.gguf" in [problem["locator"] for problem in result["problems"]]
    assert result["as_of"] == "2026-11-22"
    assert any(recorded.FORGOTTEN in deployment["facts"] for deployment in result["deployments"])
    page = earlier("report", "-f", "html", "--quiet")
    assert (page.code, "gpt-4o" in page.out, "SEC-12" in page.out) == (0, True, True)


@pytest.mark.parametrize(
    ("name", "said"), [("facts", recorded.FORGOTTEN), ("tasks", "53(1)(d)"), ("ics", "BEGIN:VCALENDAR")]
)
def test_an_audit_of_every_form_is_written_in_the_other_formats(earlier: Cli, name: str, said: str) -> None:
    ended = earlier("report", "-f", name, "--quiet")
    assert (ended.code, ended.err, said in ended.out) == (0, "", True)


@pytest.mark.weasyprint
def test_an_audit_of_every_form_is_printed(earlier: Cli, tmp_path: Path) -> None:
    assert earlier("dossier", "--quiet") == Ended(0, "out/dossier.pdf\n", "")
    assert (tmp_path / "out" / "dossier.pdf").read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("what", "shown"),
    [
        ("models", "gpt-4o"),
        ("deployments", "code:app#chat.py:5"),
        ("findings", "aia-53-1-d-training-summary"),
        ("waivers", "SEC-12"),
        ("evidence", "minutes.txt"),
        ("coverage", "broken.gguf"),
        ("questions", "1."),
        ("systems", "support-bot"),
        ("runs", "exit 10"),
    ],
)
def test_what_an_audit_of_every_form_said_is_shown(earlier: Cli, what: str, shown: str) -> None:
    ended = earlier("show", what)
    assert (ended.code, shown in ended.out) == (0, True)


def test_a_scan_of_every_form_is_judged_beside_what_was_recorded_before(earlier: Cli) -> None:
    assert earlier("check", "--as-of", "2026-11-22").code == 10
    runs = json.loads(earlier("show", "runs", "--json").out)
    newest = json.loads(earlier("report", "-f", "json", "--quiet", "--run", runs[0]["id"]).out)["result"]
    names = [model["name"] for model in newest["models"]]
    assert (len(runs), len(names), newest["as_of"]) == (2, 3, "2026-11-22")
    assert [problem["locator"] for problem in newest["problems"]] == ["broken.gguf"]
    assert earlier("verify", "ledger").out.startswith("the ledger holds: 2 audits, 1 scan, 3 attestations, ")
