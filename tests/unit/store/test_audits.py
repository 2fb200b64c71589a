import json
import sqlite3
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from auditor.domain.audit import Exit, Run
from auditor.domain.evidence import EvidenceRecord, EvidenceState
from auditor.domain.fact import Confidence
from auditor.errors import IntegrityError, StoreError
from auditor.store import Store
from tests.unit.store.samples import (
    NOW,
    a_covered,
    a_file,
    a_finding,
    an_audit,
    an_occasion,
    appended,
    finished,
)


def test_an_audit_comes_back_equal_with_its_run(store: Store) -> None:
    scan = finished(store, a_file(), a_covered())
    audit = an_audit(scan)
    occasion = an_occasion(audit, scan, result_sha256="d" * 64, exit=Exit(10, "one duty fails"))
    run = store.append_audit(audit, occasion)
    (scanned, judged) = store.ledger()
    assert run == Run(
        id="02-id",
        started_at=NOW,
        tool="auditor 0",
        host="here",
        scans=(scan,),
        exit=Exit(10, "one duty fails"),
        result_sha256="d" * 64,
        result_form=1,
        predecessor_sha256=scanned.sha256,
        ledger_sha256=judged.sha256,
        database=store.url,
        timings_s={"scan": 0.25, "check": 2.0},
    )
    assert store.audit("latest") == (audit, run)
    assert store.runs() == (run,)


def test_each_audit_names_the_one_before_it(store: Store) -> None:
    for _ in range(3):
        appended(store, an_audit())
    first, second, third = store.runs()
    assert first.predecessor_sha256 == ""
    assert second.predecessor_sha256 == first.ledger_sha256
    assert third.predecessor_sha256 == second.ledger_sha256
    assert len({run.ledger_sha256 for run in store.runs()}) == 3


def test_an_audit_is_found_by_id_beginning_or_as_the_latest(store: Store) -> None:
    one, other = an_audit(), an_audit(findings=())
    for audit in (one, other):
        appended(store, audit)
    assert store.audit("01-id")[0] == one
    assert store.audit("02")[0] == other
    assert store.audit("latest") == store.audit("02-id")


@pytest.mark.parametrize(
    ("run_id", "what"),
    [
        ("0", "run 0: several runs begin like that"),
        ("", "run : several runs begin like that"),
        ("9", "run 9: no such run"),
        ("%", "run %: no such run"),
        ("_1", "run _1: no such run"),
    ],
)
def test_an_audit_that_is_not_named_clearly_is_not_guessed(store: Store, run_id: str, what: str) -> None:
    for _ in range(2):
        appended(store, an_audit())
    with pytest.raises(StoreError) as refused:
        store.audit(run_id)
    assert (refused.value.message, refused.value.hint) == (what, "Run auditor show runs for their ids.")


def test_nothing_is_no_name_even_if_there_is_only_one(store: Store) -> None:
    appended(store, an_audit())
    with pytest.raises(StoreError, match="run : "):
        store.audit("")


def test_without_an_audit_there_is_no_latest(store: Store, path: Path) -> None:
    assert store.runs() == ()
    with pytest.raises(StoreError) as refused:
        store.audit("latest")
    assert (refused.value.message, refused.value.hint) == (
        f"{path}: no audit yet",
        "Run auditor check first: it judges what was scanned.",
    )


def test_an_audit_rests_on_the_scans_it_was_given_though_another_has_the_same_digest(store: Store) -> None:
    one = finished(store, a_covered(), resolved="dir:/one")
    twin = finished(store, a_covered(), resolved="dir:/two")
    other = finished(store, target="ollama:")
    assert one.sha256 == twin.sha256
    assert appended(store, an_audit(), other, one).scans == (other, one)


@pytest.mark.parametrize("changes", [{"id": "nonsense"}, {"sha256": "f" * 64}, {"resolved": "dir:/other"}])
def test_an_audit_cannot_rest_on_a_scan_that_is_not_there(store: Store, path: Path, changes: Any) -> None:
    scan = replace(finished(store), **changes)
    with pytest.raises(StoreError, match=f"scan {scan.id}: not in this database"):
        appended(store, an_audit(), scan)
    assert store.runs() == ()
    assert sqlite3.connect(path).execute("SELECT count(*) FROM contents").fetchone() == (0,)


def test_an_audit_cannot_rest_on_other_scans_than_its_inputs_say(store: Store) -> None:
    scan = finished(store)
    with pytest.raises(StoreError, match="its inputs are not the scans it rests on"):
        store.append_audit(an_audit(), an_occasion(an_audit(), scan))


def test_an_unchanged_audit_stores_no_content_again(store: Store, path: Path) -> None:
    look = sqlite3.connect(path)
    appended(store, an_audit())
    before = look.execute("SELECT count(*) FROM contents").fetchone()
    appended(store, an_audit())
    assert look.execute("SELECT count(*) FROM contents").fetchone() == before


def test_more_audits_than_a_page_come_back_in_order(store: Store) -> None:
    audit = an_audit(findings=())
    runs = tuple(appended(store, audit) for _ in range(201))
    assert store.runs() == runs
    assert [entry.position for entry in store.ledger()] == list(range(1, 202))


def test_the_ledger_entry_says_what_the_columns_say(store: Store) -> None:
    appended(store, an_audit(), result_sha256="e" * 64)
    (entry,) = store.ledger()
    body = json.loads(entry.body)
    assert body["link"] == {
        "schema": "auditor/ledger/1",
        "position": entry.position,
        "kind": entry.kind,
        "id": entry.id,
        "predecessor_sha256": entry.predecessor_sha256,
    }
    assert (entry.position, entry.kind, entry.id, entry.predecessor_sha256) == (1, "audit", "01-id", "")
    assert (body["as_of"], body["occasion"]["result_sha256"]) == ("2026-11-22", "e" * 64)


def test_an_audit_whose_row_was_altered_is_not_read(store: Store, path: Path) -> None:
    run = appended(store, an_audit(findings=(a_finding(), a_finding(rule="other-rule"))))
    look = sqlite3.connect(path)
    look.execute("DELETE FROM audit_findings WHERE position = 2")
    look.commit()
    with pytest.raises(IntegrityError) as noticed:
        store.audit(run.id)
    assert noticed.value.message == f"audit {run.id}: its findings were altered"


def test_processes_that_append_at_once_do_not_fork_the_chain(path: Path) -> None:
    code = (
        "from auditor.store import Store\n"
        "from tests.unit.store.samples import an_audit, appended\n"
        f"with Store.open('sqlite:///{path}') as store:\n"
        "    for _ in range(10): appended(store, an_audit())\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE) for _ in range(2)]
    assert [(process.communicate()[1], process.returncode) for process in running] == [(b"", 0)] * 2
    with Store.open(f"sqlite:///{path}") as store:
        entries = list(store.ledger())
    assert [entry.position for entry in entries] == list(range(1, 21))
    assert [entry.predecessor_sha256 for entry in entries[1:]] == [entry.sha256 for entry in entries[:-1]]


def test_what_an_audit_may_not_hold_is_refused_before_anything_is_written(store: Store) -> None:
    broken = a_finding(applies_from="soon")
    with pytest.raises(StoreError, match="findings: cannot be stored"):
        appended(store, an_audit(findings=(broken,)))
    assert store.runs() == ()


def test_the_evidence_of_all_audits_comes_back_each_once_the_first_recorded_first(store: Store) -> None:
    def recorded(digest: str) -> EvidenceRecord:
        return EvidenceRecord(
            "plan",
            ("organisation",),
            EvidenceState.VALID,
            "a.yaml:1",
            "A",
            date(2026, 11, 1),
            Confidence.HIGH,
            "file",
            "plan.pdf",
            digest * 32,
        )

    assert store.recorded_evidence() == ()
    for digest in ("ff", "aa", "ff", "bb"):
        appended(store, an_audit(evidence=(recorded(digest),)))
    assert store.recorded_evidence() == (recorded("ff"), recorded("aa"), recorded("bb"))


def test_the_latest_is_the_newest_that_is_not_hypothetical(store: Store) -> None:
    another = NOW.date() + timedelta(days=1)
    for as_of in (another, NOW.date(), another):
        appended(store, an_audit(as_of=as_of))
    assert [store.audit("latest")[1].id, *store.law_days()] == ["02-id", "01-id", "02-id", "03-id"]
    assert list(store.law_days().values()) == [another, NOW.date(), another]


def test_where_all_are_hypothetical_the_latest_is_the_newest(store: Store) -> None:
    for days in (1, 2):
        appended(store, an_audit(as_of=NOW.date() + timedelta(days=days)))
    assert store.audit("latest")[1].id == "02-id"
