import contextlib
import json
from pathlib import Path

import pytest

from auditor.domain.audit import Audit
from auditor.errors import AuditorError, IntegrityError, ReportError, StoreError
from auditor.store import Break, LedgerReport, OtherForm, ResultForm, Store
from auditor.store.audit_shapes import FINDINGS
from auditor.store.codec import encode
from auditor.store.tables import metadata
from auditor.trust import canonical, sha256
from tests.unit.store.samples import (
    RESULT,
    a_covered,
    a_file,
    a_finding,
    a_result,
    an_attestation,
    an_audit,
    appended,
    begun,
    finished,
    tamper,
)


@pytest.fixture
def record(store: Store) -> list[str]:
    """Three audits, each resting on a scan, and an attestation before the second; ids 01 to 07."""
    names = []
    for n in range(1, 4):
        scan = finished(store, a_file(), a_covered(n_seen=n))
        if n == 2:
            store.add_attestation(an_attestation())
        findings = tuple(a_finding(rule=f"rule-{m}") for m in range(n))
        names.append(appended(store, an_audit(findings=findings), scan).id)
    assert [entry.name for entry in store.ledger()] == [
        "scan 01-id",
        "audit 02-id",
        "scan 03-id",
        "attestation 04-id",
        "audit 05-id",
        "scan 06-id",
        "audit 07-id",
    ]
    return names


def test_an_untouched_ledger_holds(store: Store, record: list[str]) -> None:
    report = store.verify_ledger(RESULT)
    head = list(store.ledger())[-1].sha256
    assert report == LedgerReport(len(record), 3, 1, head, None)
    assert report.holds


def test_a_scan_that_was_cut_off_breaks_nothing(store: Store, record: list[str]) -> None:
    store.add_observations(store.begin_scan(begun()), (a_covered(n_seen=99),))
    assert store.verify_ledger(RESULT).n_audits == len(record)
    assert store.verify_ledger(RESULT).holds


def test_an_empty_ledger_does_not_hold(store: Store) -> None:
    report = store.verify_ledger(RESULT)
    assert report == LedgerReport(0, 0, 0, "", None)
    assert not report.holds


_ENTRY = "its ledger entry was altered"
_ROW = "its row is altered"
_SAW = "what it saw was altered"
_TAMPERED = [
    ("UPDATE ledger SET body = replace(body, 'counted', 'at all') WHERE position = 5", "audit 05-id", _ENTRY),
    ("UPDATE ledger SET body = '{}' WHERE position = 5", "audit 05-id", _ENTRY),
    ("UPDATE ledger SET sha256 = 'f' WHERE position = 5", "audit 05-id", _ENTRY),
    ("UPDATE ledger SET kind = 'scan' WHERE position = 5", "scan 05-id", _ENTRY),
    ("UPDATE ledger SET id = 'other' WHERE position = 5", "audit other", _ENTRY),
    (
        "UPDATE ledger SET predecessor_sha256 = 'f' WHERE position = 5",
        "audit 05-id",
        "it does not follow the entry before it",
    ),
    ("UPDATE ledger SET position = 9 WHERE position = 5", "scan 06-id", "entry 5 of the ledger is missing"),
    ("DELETE FROM ledger WHERE position = 5", "scan 06-id", "entry 5 of the ledger is missing"),
    ("DELETE FROM ledger WHERE position = 1", "audit 02-id", "entry 1 of the ledger is missing"),
    ("DELETE FROM audit_findings WHERE audit_id = '05-id'", "audit 05-id", "its findings were altered"),
    (
        "UPDATE audit_findings SET verdict = 'pass' WHERE audit_id = '05-id'",
        "audit 05-id",
        "its findings were altered",
    ),
    (
        "UPDATE audit_tallies SET position = 9 WHERE audit_id = '05-id'",
        "audit 05-id",
        "the order of its rows was altered",
    ),
    ("UPDATE audit_tallies SET n = 99 WHERE audit_id = '05-id'", "audit 05-id", "its tallies were altered"),
    (
        "UPDATE audit_subjects SET facts_sha256 = NULL WHERE audit_id = '05-id'",
        "audit 05-id",
        "its subjects were altered",
    ),
    (
        "DELETE FROM audit_parts WHERE audit_id = '05-id' AND name = 'waivers'",
        "audit 05-id",
        "its parts were altered",
    ),
    ("UPDATE scans SET began = 9 WHERE id = '03-id'", "scan 03-id", _ROW),
    ("UPDATE scans SET target = 'dir:/other' WHERE id = '03-id'", "scan 03-id", _ROW),
    ("UPDATE scans SET resolved = 'dir:/other' WHERE id = '03-id'", "scan 03-id", _ROW),
    ("UPDATE scans SET host = 'there' WHERE id = '03-id'", "scan 03-id", _ROW),
    ("UPDATE scans SET tool = 'auditor 9' WHERE id = '03-id'", "scan 03-id", _ROW),
    ("UPDATE scans SET hash_mode = 'none' WHERE id = '03-id'", "scan 03-id", _ROW),
    ("DELETE FROM scans WHERE id = '03-id'", "scan 03-id", "its row is missing"),
    ("DELETE FROM scan_items WHERE scan_id = '03-id' AND position = 1", "scan 03-id", _SAW),
    ("UPDATE scan_items SET place = NULL WHERE scan_id = '03-id'", "scan 03-id", _SAW),
    ("UPDATE scan_items SET position = 4 - position WHERE scan_id = '03-id'", "scan 03-id", _SAW),
    ("UPDATE OR REPLACE scan_items SET scan_id = '01-id' WHERE scan_id = '06-id'", "scan 01-id", _SAW),
    (
        """INSERT INTO ledger SELECT 8, kind, '08-id', sha256, body, 'f' FROM ledger WHERE position = 7""",
        "audit 08-id",
        _ENTRY,
    ),
]


@pytest.mark.parametrize(("statement", "subject", "reason"), _TAMPERED)
def test_the_first_thing_that_was_tampered_with_is_named(
    store: Store, record: list[str], path: Path, statement: str, subject: str, reason: str
) -> None:
    tamper(path, statement)
    broken = store.verify_ledger(RESULT).broken
    assert broken is not None
    assert (broken.subject, broken.reason) == (subject, reason)
    assert len(record) == 3


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("CREATE TRIGGER forge AFTER INSERT ON ledger BEGIN SELECT 1; END", "an unknown trigger: forge"),
        ("CREATE VIEW newest AS SELECT * FROM ledger", "an unknown view: newest"),
        ("CREATE TABLE notes (text)", "an unknown table: notes"),
        ("DROP TABLE digests", "its table digests is missing"),
        (
            "DROP INDEX ix_audit_findings_rule",
            "its index ix_audit_findings_rule is missing",
        ),
        ("CREATE INDEX quick ON scans (host)", "an unknown index: quick"),
        ("ALTER TABLE scans ADD COLUMN more", "its table scans is not as this version makes it"),
        (
            "INSERT INTO audit_tallies SELECT 'gone', position, rule, kind, verdict, upcoming, sentence, n"
            " FROM audit_tallies LIMIT 1",
            "rows in audit_tallies for gone, which the ledger does not have",
        ),
        (
            "INSERT INTO audit_findings SELECT '01-id', position, rule, subject_id, verdict, severity,"
            " content_sha256 FROM audit_findings LIMIT 1",
            "rows in audit_findings for 01-id, which the ledger does not have",
        ),
        (
            "INSERT INTO scan_items SELECT 'gone', position, content_sha256, place FROM scan_items LIMIT 1",
            "rows in scan_items for gone, which the ledger does not have",
        ),
        (
            "INSERT INTO contents VALUES ('idle', '{}', NULL)",
            "content idle: nothing points to it",
        ),
    ],
)
def test_what_does_not_belong_into_the_database_is_named(
    store: Store, record: list[str], path: Path, statement: str, reason: str
) -> None:
    tamper(path, statement)
    report = store.verify_ledger(RESULT)
    assert report.broken == Break(0, "database", reason)
    assert not report.holds
    assert len(record) == 3


def test_an_observation_of_a_scan_that_was_cut_off_is_hashed_too(
    store: Store, record: list[str], path: Path
) -> None:
    store.add_observations(store.begin_scan(begun()), (a_covered(n_seen=99),))
    tamper(path, """UPDATE contents SET body = replace(body, '"n_seen":99', '"n_seen":0')""")
    broken = store.verify_ledger(RESULT).broken
    assert broken is not None
    assert (broken.position, broken.subject) == (0, "database")
    assert broken.reason.endswith(": altered")
    assert len(record) == 3


def test_an_index_that_leads_elsewhere_is_damage(store: Store, record: list[str], path: Path) -> None:
    tamper(
        path,
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_master SET rootpage ="
        " (SELECT rootpage FROM sqlite_master WHERE name = 'ix_audit_subjects_subject_id')"
        " WHERE name = 'ix_audit_findings_rule'",
        "PRAGMA schema_version = 999",
    )
    broken = store.verify_ledger(RESULT).broken
    assert broken is not None
    assert broken.subject == "database"
    assert broken.reason.startswith("SQLite finds it damaged: ")
    assert len(record) == 3


def test_a_text_that_is_none_is_damage_wherever_it_stands(
    store: Store, record: list[str], path: Path
) -> None:
    tamper(path, "UPDATE audit_findings SET rule = CAST(x'ff' AS TEXT)")
    with pytest.raises(IntegrityError, match="Could not decode to UTF-8"):
        store.verify_ledger(RESULT)
    assert len(record) == 3


def test_a_content_that_was_altered_breaks_the_audit_that_points_to_it(
    store: Store, record: list[str], path: Path
) -> None:
    name = encode(FINDINGS, (a_finding(rule="rule-1"),)).sha256
    tamper(
        path, f"UPDATE contents SET body = replace(body, 'nobody says', 'it is said') WHERE sha256 = '{name}'"
    )
    report = store.verify_ledger(RESULT)
    assert report.broken == Break(5, f"audit {record[1]}", f"content {name}: altered")
    assert (report.n_audits, report.n_scans, report.n_attestations) == (1, 2, 1)


def test_an_observation_that_was_altered_breaks_the_scan_that_saw_it(
    store: Store, record: list[str], path: Path
) -> None:
    tamper(path, """UPDATE contents SET body = replace(body, '"n_seen":2', '"n_seen":0')""")
    broken = store.verify_ledger(RESULT).broken
    assert broken is not None
    assert (broken.position, broken.subject) == (3, "scan 03-id")
    assert broken.reason.endswith(": altered")
    assert len(record) == 3


def test_scans_that_saw_the_same_hold_each_by_itself(store: Store, path: Path) -> None:
    for _ in range(2):
        appended(store, an_audit(), finished(store, a_covered()))
    assert store.verify_ledger(RESULT).holds
    tamper(path, "UPDATE scans SET host = 'there' WHERE id = '03-id'")
    assert store.verify_ledger(RESULT).broken == Break(3, "scan 03-id", _ROW)


def _forged(store: Store, path: Path, position: int, old: str, new: str) -> None:
    """Change an entry, and make it and every entry after it anew, with right digests."""
    head = ""
    for line in store.ledger():
        body = line.body.replace(old, new) if line.position == position else line.body
        document = json.loads(body)
        document["link"]["predecessor_sha256"] = head
        digest = sha256(canonical(document))
        changed = canonical(document).decode().replace("'", "''")
        tamper(
            path,
            f"UPDATE ledger SET body = '{changed}', sha256 = '{digest}', predecessor_sha256 = '{head}'"
            f" WHERE position = {line.position}",
        )
        head = digest


def test_a_chain_made_anew_says_of_its_audits_only_what_can_be_computed(
    store: Store, record: list[str], path: Path
) -> None:
    _forged(store, path, 5, f"{2:064x}", f"{3:064x}")
    expected = f"its result has the digest {2:064x}, not {3:064x} as recorded"
    assert store.verify_ledger(RESULT).broken == Break(5, f"audit {record[1]}", expected)


def test_an_audit_rests_on_scans_as_they_are_recorded_before_it(
    store: Store, record: list[str], path: Path
) -> None:
    _forged(store, path, 5, '"resolved":"dir:/srv/models"', '"resolved":"dir:/elsewhere"')
    broken = store.verify_ledger(RESULT).broken
    what = "it rests on scan 03-id, which no entry before it records like that"
    assert broken == Break(5, f"audit {record[1]}", what)


def test_an_entry_of_a_kind_nobody_knows_does_not_hold(store: Store, path: Path) -> None:
    store.add_attestation(an_attestation())
    tamper(path, "UPDATE ledger SET kind = 'waiver'")
    _forged(store, path, 1, '"kind":"attestation"', '"kind":"waiver"')
    unknown = "this version knows no entry of that kind"
    assert store.verify_ledger(RESULT).broken == Break(1, "waiver 01-id", unknown)


def test_a_whole_chain_made_anew_is_missed_only_with_an_anchor(
    store: Store, record: list[str], path: Path
) -> None:
    head = list(store.ledger())[-1].sha256
    _forged(store, path, 4, '"passed"', '"leaked"')
    assert store.verify_ledger(RESULT).holds
    gone = f"no entry has the digest {head} that was named"
    assert store.verify_ledger(RESULT, anchor=head).broken == Break(8, "ledger", gone)
    assert len(record) == 3


def test_a_result_that_cannot_be_computed_again_is_named(store: Store, record: list[str]) -> None:
    def recompute(audit: Audit) -> str:
        return a_result(audit) if len(audit.findings) != 2 else "f" * 64

    report = store.verify_ledger(ResultForm(1, recompute))
    expected = f"its result has the digest {'f' * 64}, not {2:064x} as recorded"
    assert report.broken == Break(5, f"audit {record[1]}", expected)


def test_an_error_while_computing_again_is_the_reason(store: Store, record: list[str]) -> None:
    def recompute(audit: Audit) -> str:
        raise ReportError(f"report: {len(audit.findings)} findings")

    broken = Break(2, f"audit {record[0]}", "report: 1 findings")
    assert store.verify_ledger(ResultForm(1, recompute)).broken == broken


def test_a_result_of_another_form_is_not_computed_and_is_told_by_what_made_it(
    store: Store, record: list[str]
) -> None:
    def not_to_be_called(audit: Audit) -> str:
        raise AssertionError(f"{len(audit.findings)} findings")

    scan = finished(store, a_file())
    for form, tool in ((1, "auditor 0"), (2, "auditor 0"), (2, "auditor 1"), (2, "auditor 1")):
        appended(store, an_audit(), scan, result_form=form, tool=tool)
    report = store.verify_ledger(ResultForm(3, not_to_be_called))
    others = (
        OtherForm("auditor 0", 1, len(record) + 1),
        OtherForm("auditor 0", 2, 1),
        OtherForm("auditor 1", 2, 2),
    )
    assert (report.holds, report.other_forms) == (True, others)
    assert store.verified_audit(record[0], ResultForm(3, not_to_be_called)) == store.audit(record[0])
    assert store.verify_ledger(RESULT).other_forms == others[1:]


def test_an_audit_of_another_form_holds_only_as_far_as_what_is_recorded_of_it(
    store: Store, record: list[str], path: Path
) -> None:
    tamper(path, "UPDATE audit_tallies SET n = 9 WHERE audit_id = '05-id'")
    report = store.verify_ledger(ResultForm(2, a_result))
    assert report.broken == Break(5, f"audit {record[1]}", "its tallies were altered")
    assert report.other_forms == (OtherForm("auditor 0", 1, 1),)


def test_entries_removed_from_the_end_are_missed_only_with_an_anchor(
    store: Store, record: list[str], path: Path
) -> None:
    head = list(store.ledger())[-1].sha256
    assert store.verify_ledger(RESULT, anchor=head).holds
    tables = ("audit_subjects", "audit_findings", "audit_tallies", "audit_parts")
    tamper(
        path,
        *(f"DELETE FROM {table} WHERE audit_id = '{record[2]}'" for table in tables),
        f"DELETE FROM ledger WHERE id = '{record[2]}'",
        "DELETE FROM contents WHERE body LIKE '%rule-2%'",
    )
    remaining = store.verify_ledger(RESULT)
    assert remaining.broken is None or "nothing points to it" in remaining.broken.reason
    gone = f"no entry has the digest {head} that was named"
    assert store.verify_ledger(RESULT, anchor=head).broken == Break(7, "ledger", gone)


def test_any_older_digest_is_an_anchor_too(store: Store, record: list[str]) -> None:
    for entry in store.ledger():
        report = store.verify_ledger(RESULT, anchor=entry.sha256)
        assert report.holds
        assert report.n_audits == len(record)


def test_one_audit_is_verified_by_itself(store: Store, record: list[str]) -> None:
    for name in (record[1], "05", "latest"):
        assert store.verified_audit(name) == store.verified_audit(name, RESULT) == store.audit(name)
    with pytest.raises(StoreError, match="no such run"):
        store.verified_audit("99", RESULT)


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("UPDATE ledger SET kind = 'scan' WHERE position = 2", f"scan 02-id: {_ENTRY}"),
        ("UPDATE audit_tallies SET n = 9 WHERE audit_id = '05-id'", "audit 05-id: its tallies were altered"),
        ("UPDATE scan_items SET place = NULL WHERE scan_id = '03-id'", f"scan 03-id: {_SAW}"),
        ("UPDATE scans SET began = 9 WHERE id = '03-id'", f"scan 03-id: {_ROW}"),
    ],
)
def test_an_audit_is_not_shown_if_something_it_rests_on_was_altered(
    store: Store, record: list[str], path: Path, statement: str, message: str
) -> None:
    tamper(path, statement)
    for result in (None, RESULT):
        with pytest.raises(IntegrityError) as noticed:
            store.verified_audit(record[1], result)
        assert noticed.value.message == message


def test_an_audit_is_not_shown_if_what_its_scans_saw_was_altered(
    store: Store, record: list[str], path: Path
) -> None:
    tamper(path, """UPDATE contents SET body = replace(body, '"n_seen":2', '"n_seen":0')""")
    shown, _ = store.audit(record[1])
    assert shown.inputs.scans
    with pytest.raises(IntegrityError, match=r"^content [0-9a-f]{64}: altered$"):
        store.verified_audit(record[1])


def test_an_audit_whose_result_is_not_the_recorded_one_is_not_shown(store: Store, record: list[str]) -> None:
    with pytest.raises(IntegrityError) as noticed:
        store.verified_audit(record[1], ResultForm(1, lambda _: "f" * 64))
    expected = f"its result has the digest {'f' * 64}, not {2:064x} as recorded"
    assert noticed.value.message == f"audit {record[1]}: {expected}"


def test_evidence_is_not_taken_from_a_record_that_does_not_hold(
    store: Store, record: list[str], path: Path
) -> None:
    assert store.recorded_evidence() == ()
    _forged(store, path, 5, '"evidence":', '"proof":')
    with pytest.raises(IntegrityError) as unnamed:
        store.recorded_evidence()
    assert unnamed.value.message == f"audit {record[1]}: it names no evidence"
    tamper(path, "UPDATE ledger SET body = '{}' WHERE position = 2")
    with pytest.raises(IntegrityError) as broken:
        store.recorded_evidence()
    assert broken.value.message.endswith(_ENTRY)


_COLUMNS = [
    (table.name, column.name)
    for table in metadata.sorted_tables
    for column in table.columns
    # SQLite itself keeps anything but a number out of these.
    if (table.name, column.name) not in {("scans", "began"), ("ledger", "position")}
]


@pytest.mark.parametrize(("table", "column"), _COLUMNS)
@pytest.mark.parametrize("value", ["x'ff00'", "'\x1aé'"])
def test_whatever_is_written_into_a_column_is_noticed_unless_it_is_the_hash_cache(
    store: Store, record: list[str], path: Path, table: str, column: str, value: str
) -> None:
    store.remember_digests([(a_file().file_id, "a" * 64)])
    tamper(path, f"UPDATE OR REPLACE {table} SET {column} = {value}")
    assert store.verify_ledger(RESULT).holds is (table == "digests")
    reads = (store.runs, store.newest_scans, store.newest_attestations, lambda: store.audit(record[0]))
    for read in reads:
        with contextlib.suppress(AuditorError):
            read()
    for scan_id in ("01-id", "03-id"):
        with contextlib.suppress(AuditorError):
            list(store.observations(scan_id))
