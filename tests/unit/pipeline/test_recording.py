import os
import stat
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from auditor.domain.audit import Exit
from auditor.errors import ReportError, StoreError, UsageError
from auditor.identity import HashMode
from auditor.pipeline import recording, scanning
from auditor.pipeline.looking import look
from auditor.pipeline.scanning import Edge
from auditor.reports.document.result import result_sha256
from auditor.reports.formats import FORMATS
from auditor.settings import Settings
from auditor.sources import Target
from auditor.store import LedgerReport, Store
from tests.builders.audit import minimal, run_of

STARTED = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
EDGE = Edge(now=lambda: STARTED, host="gpu-01")
ENDED = Exit(10, "one thing failed")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path, None, (), tmp_path / "declarations", (), f"sqlite:///{tmp_path}/a.db")


def _append(settings: Settings) -> None:
    """Append an audit that rests on a scan of an empty folder."""
    (settings.folder / "models").mkdir(exist_ok=True)
    target = Target("dir", str(settings.folder / "models"))
    with Store.open(settings.database) as store:
        (scan,) = scanning.scan(store, look(settings, (target,)), HashMode.FULL, EDGE)
        audit = minimal()
        resting = replace(audit, inputs=replace(audit.inputs, scans=(scan.sha256,)))
        recording.append(store, resting, (scan,), ENDED, recording.Watch(EDGE, STARTED, {"check": 0.5}))


def test_an_audit_comes_back_as_it_was_appended_with_all_that_differs_between_runs(
    settings: Settings,
) -> None:
    _append(settings)
    audit, run = recording.load(settings)
    assert audit == replace(minimal(), inputs=audit.inputs)
    assert (run.started_at, run.host, run.exit, run.timings_s) == (STARTED, "gpu-01", ENDED, {"check": 0.5})
    assert run.result_sha256 == result_sha256(audit)
    assert (run.database, run.tool) == (settings.database, "auditor 0.1.0")
    assert recording.load(settings, run.id[:6]) == (audit, run)


def test_each_audit_follows_the_one_before_it_and_the_ledger_holds(settings: Settings) -> None:
    _append(settings)
    first = recording.load(settings)[1]
    _append(settings)
    second = recording.load(settings)[1]
    report = recording.verify_ledger(settings, first.ledger_sha256)
    with Store.open_read_only(settings.database) as store:
        entries = list(store.ledger())
    assert [entry.kind for entry in entries] == ["scan", "audit", "scan", "audit"]
    assert [entry.sha256 for entry in entries[1::2]] == [first.ledger_sha256, second.ledger_sha256]
    assert second.predecessor_sha256 == entries[2].sha256
    assert report == LedgerReport(2, 2, 0, second.ledger_sha256, None)


def test_without_a_database_there_is_nothing_to_load_or_verify_and_none_is_made(settings: Settings) -> None:
    for read in (recording.load, recording.verify_ledger):
        with pytest.raises(StoreError, match="no such database"):
            read(settings)
    assert list(settings.folder.iterdir()) == []


def test_every_format_has_a_file_name_of_its_own() -> None:
    names = [recording.file_name(known.name) for known in FORMATS]
    assert names == [
        "report.json",
        "report.html",
        "dossier.pdf",
        "calendar.ics",
        "tasks.csv",
        "facts.json",
    ]
    assert [recording.report_format(known.name) for known in FORMATS] == list(FORMATS)


def test_a_format_that_does_not_exist_is_refused_with_those_that_do() -> None:
    with pytest.raises(UsageError) as caught:
        recording.report_format("docx")
    assert caught.value.message == "docx: no such format"
    assert caught.value.hint == "Known: json, html, pdf, ics, tasks, facts."


def test_reports_are_written_in_the_order_asked_for_and_nothing_else_is_left(tmp_path: Path) -> None:
    audit = minimal()
    run = run_of(audit)
    folder = tmp_path / "new" / "out"
    assert recording.write(audit, run, folder, ("html", "json")) == (
        folder / "report.html",
        folder / "report.json",
    )
    assert sorted(path.name for path in folder.iterdir()) == ["report.html", "report.json"]
    for name in ("html", "json"):
        written = (folder / recording.file_name(name)).read_bytes()
        assert written == recording.report_format(name).render(audit, run)


def test_a_folder_to_write_into_may_be_missing_and_is_not_made_by_asking(tmp_path: Path) -> None:
    recording.refuse_unwritable(tmp_path, ("json",))
    recording.refuse_unwritable(tmp_path / "a" / "b" / "c", ("json",))
    assert list(tmp_path.iterdir()) == []


def test_a_relative_folder_is_asked_for_where_we_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    recording.refuse_unwritable(Path("out"), ("json",))
    (tmp_path / "file").write_text("mine")
    with pytest.raises(ReportError) as caught:
        recording.refuse_unwritable(Path("file/out"), ("json",))
    assert caught.value.message == f"file/out: {tmp_path}/file is a file"


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_folder_that_may_not_be_written_is_refused_beforehand(tmp_path: Path) -> None:
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        with pytest.raises(ReportError) as caught:
            recording.refuse_unwritable(tmp_path / "out", ("json",))
    finally:
        tmp_path.chmod(stat.S_IRWXU)
    assert caught.value.message == f"{tmp_path}/out: {tmp_path} may not be written"


def test_a_folder_that_turns_out_not_to_be_writable_is_an_error_of_the_report() -> None:
    audit = minimal()
    # Nobody, the superuser included, makes a folder there.
    with pytest.raises(ReportError, match="cannot be written"):
        recording.write(audit, run_of(audit), Path("/proc/nowhere"), ("json",))


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="no file system of the kernel's")
def test_a_folder_of_the_kernel_s_is_refused_in_words_that_fit() -> None:
    with pytest.raises(ReportError) as caught:
        recording.refuse_unwritable(Path("/proc/reports"), ("json",))
    assert caught.value.message == "/proc/reports: /proc takes no folders or files"
