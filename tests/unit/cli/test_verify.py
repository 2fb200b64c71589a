import hashlib
import json
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from auditor.domain.attestation import Outcome
from auditor.pipeline import recording
from auditor.reports.document.shape import RESULT_FORM
from auditor.settings import load
from auditor.store import Store
from auditor.store.forms import RECORD_FORM
from tests.conftest import Ended
from tests.unit.cli.conftest import Cli, refusal
from tests.unit.store.samples import an_attestation

RESTORE = "Restore the database from a copy whose newest ledger digest you have on paper."


def test_a_ledger_that_holds_says_how_long_it_is_and_its_newest_digest(record: Cli) -> None:
    record("check")
    head = recording.load(load())[1].ledger_sha256
    held = "the ledger holds: 2 audits, 1 scan, 0 attestations, newest digest"
    assert record("verify", "ledger") == Ended(0, f"{held} {head}\n", "")


def test_an_audit_whose_result_has_another_form_holds_and_says_what_was_not_computed(
    of_another_form: Cli,
) -> None:
    ended = of_another_form("verify", "ledger")
    held, other = ended.out.splitlines()
    assert (ended.code, ended.err) == (0, "")
    assert held.startswith("the ledger holds: 2 audits, 1 scan, 0 attestations, newest digest ")
    assert other == (
        "1 audit by auditor 9.1.0: all that was recorded holds; the result was made in form "
        f"{RESULT_FORM + 1}, which this version does not compute"
    )


@pytest.mark.parametrize(
    "command", [("verify", "ledger"), ("show", "models"), ("report", "-f", "json"), ("check",)]
)
def test_a_record_of_a_later_form_is_no_broken_one(
    record: Cli, tmp_path: Path, command: tuple[str, ...]
) -> None:
    with sqlite3.connect(tmp_path / "auditor.db") as database:
        position, name, body = database.execute(
            "SELECT position, id, body FROM ledger ORDER BY position DESC LIMIT 1"
        ).fetchone()
        later = body.replace(f"auditor/ledger/{RECORD_FORM}", f"auditor/ledger/{RECORD_FORM + 1}")
        digest = hashlib.sha256(later.encode()).hexdigest()
        changed = "UPDATE ledger SET body = ?, sha256 = ? WHERE position = ?"
        assert database.execute(changed, (later, digest, position)).rowcount == 1
    database.close()
    assert record(*command) == refusal(
        f"audit {name}: recorded in form {RECORD_FORM + 1}, "
        f"and this version of auditor reads form {RECORD_FORM}",
        "Use a version at least as new as the one that recorded it.",
    )


def test_every_digest_ever_printed_is_an_anchor_in_either_case(record: Cli) -> None:
    older = recording.load(load())[1].ledger_sha256
    record("check")
    newer = recording.load(load())[1].ledger_sha256
    for anchor in (older, newer, older.upper()):
        assert record("verify", "ledger", "--anchor", anchor).code == 0


def test_a_digest_that_is_not_in_the_chain_breaks_it(record: Cli) -> None:
    ended = record("verify", "ledger", "--anchor", "0" * 64)
    assert (ended.code, ended.out) == (12, "")
    assert ended.err == f"error: ledger: no entry has the digest {'0' * 64} that was named\nhint: {RESTORE}\n"


@pytest.mark.parametrize("anchor", ["", "latest", "ab" * 31])
def test_an_anchor_that_is_no_digest_is_a_mistake_and_not_a_broken_ledger(record: Cli, anchor: str) -> None:
    assert record("verify", "ledger", "--anchor", anchor) == refusal(
        f"auditor verify ledger: invalid value for '--anchor': {anchor!r} is not a SHA-256: "
        "64 hexadecimal digits",
        "See auditor verify ledger --help.",
    )


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE ledger SET body = replace(body, 'a', 'b') WHERE position = 2",
        "UPDATE ledger SET sha256 = '0' || substr(sha256, 1, 63) WHERE position = 2",
        "DELETE FROM audit_findings",
    ],
)
def test_what_was_changed_behind_its_back_is_found_and_the_audit_is_named(
    record: Cli, tmp_path: Path, change: str
) -> None:
    record("check")
    first = json.loads(record("show", "runs", "--json").out)[-1]["id"]
    with sqlite3.connect(tmp_path / "auditor.db") as database:
        assert database.execute(change).rowcount > 0
    database.close()
    ended = record("verify", "ledger")
    assert (ended.code, ended.out) == (12, "")
    assert ended.err.startswith(f"error: audit {first}: ")
    assert ended.err.endswith(f"\nhint: {RESTORE}\n")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("UPDATE scans SET began = 7", "scan {scan}: its row is altered"),
        ("UPDATE scans SET tool = 'auditor 9', host = 'elsewhere'", "scan {scan}: its row is altered"),
        (
            "UPDATE scan_items SET place = '{}'",
            "scan {scan}: what it saw was altered",
        ),
        (
            "CREATE TRIGGER forge AFTER INSERT ON ledger BEGIN DELETE FROM digests; END",
            "database: an unknown trigger: forge",
        ),
        (
            "INSERT INTO audit_tallies SELECT 'ffff', position, rule, kind, verdict, upcoming, sentence, n"
            " FROM audit_tallies",
            "database: rows in audit_tallies for ffff, which the ledger does not have",
        ),
    ],
)
def test_a_scan_a_trigger_or_rows_of_nobody_are_found_too(
    record: Cli, tmp_path: Path, change: str, message: str
) -> None:
    with sqlite3.connect(tmp_path / "auditor.db") as database:
        (scan,) = database.execute("SELECT id FROM scans").fetchone()
        database.execute(change)
    database.close()
    expected = f"error: {message.format(scan=scan)}\nhint: {RESTORE}\n"
    assert record("verify", "ledger") == Ended(12, "", expected)


def test_an_attestation_that_was_put_in_by_hand_proves_nothing_and_is_found(
    record: Cli, tmp_path: Path
) -> None:
    failed = an_attestation(outcome=Outcome.LEAKED, performed_at=datetime(2026, 11, 20, tzinfo=UTC))
    with Store.open(load().database) as store:
        store.add_attestation(failed)
    with sqlite3.connect(tmp_path / "auditor.db") as database:
        (body,) = database.execute("SELECT body FROM ledger ORDER BY position DESC").fetchone()
        forged = body.replace('"leaked"', '"passed"')
        database.execute(
            "INSERT INTO ledger SELECT position + 1, kind, 'f' || id, sha256, ?, ? FROM ledger"
            " ORDER BY position DESC LIMIT 1",
            (forged, hashlib.sha256(forged.encode()).hexdigest()),
        )
        (name,) = database.execute("SELECT id FROM ledger ORDER BY position DESC").fetchone()
    database.close()
    for command in (("check",), ("audit", "models"), ("verify", "ledger")):
        ended = record(*command)
        assert (ended.code, ended.out) == (12, "")
        assert f"error: attestation {name}: its ledger entry was altered\n" in ended.err


def test_a_ledger_without_an_audit_is_not_one_that_holds(scanned: Cli) -> None:
    expected = Ended(3, "", "no audit to check; 1 scan, 0 attestations hold\n")
    assert scanned("verify", "ledger") == expected


def test_without_a_database_nothing_is_verified_and_none_is_made(cli: Cli, tmp_path: Path) -> None:
    assert cli("verify", "ledger") == refusal(
        f"{tmp_path}/auditor.db: no such database",
        "Run auditor scan or auditor audit first, or name another database with --db.",
    )
    assert list(tmp_path.iterdir()) == []
