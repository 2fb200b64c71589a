import contextlib
import sqlite3
from pathlib import Path

import pytest

from auditor.domain.audit import Audit
from auditor.errors import AuditorError, ReportError
from auditor.store import Break, LedgerReport, Store
from auditor.store.codec import encode
from auditor.store.shapes import FINDING
from auditor.store.tables import metadata
from auditor.trust import sha256
from tests.unit.store.samples import (
    a_covered,
    a_file,
    a_finding,
    a_result,
    an_attestation,
    an_audit,
    appended,
    finished,
)


@pytest.fixture
def chain(store: Store) -> list[str]:
    """Three audits, each resting on a scan; ids 02, 04 and 06."""
    ids = []
    for n in range(1, 4):
        digest = finished(store, a_file(), a_covered(n_seen=n))
        findings = tuple(a_finding(rule=f"rule-{m}") for m in range(n))
        ids.append(appended(store, an_audit(scans=(digest,), findings=findings)))
    return ids


def _tamper(path: Path, *statements: str) -> None:
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def test_an_untouched_ledger_holds(store: Store, chain: list[str]) -> None:
    report = store.verify_ledger(a_result)
    head = list(store.ledger())[-1].sha256
    assert report == LedgerReport(len(chain), head, None)
    assert report.holds


def test_an_empty_ledger_does_not_hold(store: Store) -> None:
    report = store.verify_ledger(a_result)
    assert report == LedgerReport(0, "", None)
    assert not report.holds


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        (
            "UPDATE audits SET exit_code = 0, body = replace(body, 'counted', 'at all') WHERE position = 2",
            "altered",
        ),
        ("UPDATE audits SET result_sha256 = 'f' WHERE position = 2", "its ledger entry was altered"),
        ("UPDATE audits SET body = '{}' WHERE position = 2", "ledger entry: its record cannot be read"),
        ("UPDATE audits SET sha256 = 'f' WHERE position = 2", "its ledger entry was altered"),
        ("UPDATE audits SET predecessor_sha256 = 'f' WHERE position = 2", "does not follow the audit before"),
        ("UPDATE audits SET position = 9 WHERE position = 2", "audit 2 is missing from the ledger"),
        ("DELETE FROM audits WHERE position = 2", "audit 2 is missing from the ledger"),
        ("DELETE FROM audit_findings WHERE audit_id = '04-id'", "its findings were altered"),
        ("UPDATE audit_findings SET verdict = 'pass' WHERE audit_id = '04-id'", "its findings were altered"),
        ("UPDATE audit_tallies SET n = 99 WHERE audit_id = '04-id'", "its tallies were altered"),
        (
            "UPDATE audit_subjects SET facts_sha256 = NULL WHERE audit_id = '04-id'",
            "its subjects were altered",
        ),
        ("DELETE FROM audit_parts WHERE audit_id = '04-id' AND name = 'inputs'", "its parts were altered"),
        ("UPDATE scans SET target = 'dir:/other' WHERE id = '03-id'", "scan 03-id: altered"),
        ("DELETE FROM scans WHERE id = '03-id'", "scan 03-id: missing"),
        ("DELETE FROM scan_items WHERE scan_id = '03-id' AND position = 1", "scan 03-id: altered"),
    ],
)
def test_the_first_audit_that_was_tampered_with_is_named(
    store: Store, chain: list[str], path: Path, statement: str, reason: str
) -> None:
    _tamper(path, statement)
    report = store.verify_ledger(a_result)
    assert not report.holds
    assert report.n_audits == 1
    assert report.broken is not None
    assert report.broken.position in {2, 3}
    assert report.broken.audit_id in chain[1:]
    assert reason in report.broken.reason


def test_a_content_that_was_altered_breaks_the_audit_that_points_to_it(
    store: Store, chain: list[str], path: Path
) -> None:
    name = encode(FINDING, a_finding(rule="rule-1")).sha256
    _tamper(
        path, f"UPDATE contents SET body = replace(body, 'nobody says', 'it is said') WHERE sha256 = '{name}'"
    )
    report = store.verify_ledger(a_result)
    assert report.broken == Break(2, chain[1], f"content {name}: altered")


def test_an_observation_that_was_altered_breaks_the_audit_that_rests_on_it(
    store: Store, chain: list[str], path: Path
) -> None:
    _tamper(
        path,
        """UPDATE contents SET body = replace(body, '"n_seen":2', '"n_seen":0') WHERE kind = 'observation'""",
    )
    report = store.verify_ledger(a_result)
    assert report.broken is not None
    assert (report.broken.position, report.broken.audit_id) == (2, chain[1])
    assert report.broken.reason.endswith(": altered")


def test_audits_that_rest_on_equal_scans_hold_each_with_its_own(store: Store, path: Path) -> None:
    for _ in range(2):
        digest = finished(store, a_covered())
        appended(store, an_audit(scans=(digest,)))
    assert store.verify_ledger(a_result).holds
    _tamper(path, "UPDATE scans SET host = 'there', hash_mode = 'none' WHERE id = '03-id'")
    assert store.verify_ledger(a_result).broken == Break(2, "04-id", "scan 03-id: altered")


def test_an_entry_written_anew_with_a_right_digest_breaks_the_one_after_it(
    store: Store, chain: list[str], path: Path
) -> None:
    second = list(store.ledger())[1]
    body = second.body.replace("nothing counted failed", "all is well")
    digest = sha256(body.encode())
    _tamper(path, f"UPDATE audits SET body = '{body}', sha256 = '{digest}' WHERE position = 2")
    report = store.verify_ledger(a_result)
    assert report.broken == Break(3, chain[2], "it does not follow the audit before it")


def test_a_result_that_cannot_be_computed_again_is_named(store: Store, chain: list[str]) -> None:
    def recompute(audit: Audit) -> str:
        return a_result(audit) if len(audit.findings) != 2 else "f" * 64

    report = store.verify_ledger(recompute)
    expected = f"its result has the digest {'f' * 64}, not {2:064x} as recorded"
    assert report.broken == Break(2, chain[1], expected)


def test_an_error_while_computing_again_is_the_reason(store: Store, chain: list[str]) -> None:
    def recompute(audit: Audit) -> str:
        raise ReportError(f"report: {len(audit.findings)} findings")

    assert store.verify_ledger(recompute).broken == Break(1, chain[0], "report: 1 findings")


def test_audits_removed_from_the_end_are_missed_only_with_an_anchor(
    store: Store, chain: list[str], path: Path
) -> None:
    head = list(store.ledger())[-1].sha256
    assert store.verify_ledger(a_result, anchor=head).holds
    _tamper(path, f"DELETE FROM audits WHERE id = '{chain[2]}'")
    assert store.verify_ledger(a_result).holds
    report = store.verify_ledger(a_result, anchor=head)
    assert report.broken == Break(3, "", f"no entry has the digest {head} that was named")
    assert not report.holds


def test_an_older_digest_is_an_anchor_too(store: Store, chain: list[str]) -> None:
    first = next(store.ledger()).sha256
    assert len(chain) == store.verify_ledger(a_result, anchor=first).n_audits
    assert store.verify_ledger(a_result, anchor=first).holds


_NOT_IN_THE_LEDGER = {
    "alembic_version",
    "attestations",
    "contents.kind",
    "digests",
    "scan_items.place",
    "scans.host",
    "scans.tool",
}
_COLUMNS = [
    (table.name, column.name)
    for table in metadata.sorted_tables
    for column in table.columns
    if column.name != "position"
]


@pytest.mark.parametrize(("table", "column"), _COLUMNS)
@pytest.mark.parametrize("value", ["x'ff00'", "'\x1aé'"])
def test_whatever_is_written_into_a_column_is_noticed_or_does_not_matter(
    store: Store, chain: list[str], path: Path, table: str, column: str, value: str
) -> None:
    store.add_attestation(an_attestation())
    _tamper(path, f"UPDATE OR REPLACE {table} SET {column} = {value}")
    report = store.verify_ledger(a_result)
    matters = not {table, f"{table}.{column}"} & _NOT_IN_THE_LEDGER
    assert report.holds is not matters
    for read in (store.newest_audit, store.runs, store.newest_attestations, lambda: store.audit(chain[0])):
        with contextlib.suppress(AuditorError):
            read()
    for scan_id in ("01-id", "03-id"):
        with contextlib.suppress(AuditorError):
            list(store.observations(scan_id))
