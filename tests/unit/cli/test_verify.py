import json
import sqlite3
from pathlib import Path

import pytest

from auditor.pipeline import recording
from auditor.settings import load
from tests.conftest import Ended
from tests.unit.cli.conftest import Cli, refusal

RESTORE = "Restore the database from a copy whose newest ledger digest you have on paper."


def test_a_ledger_that_holds_says_how_long_it_is_and_its_newest_digest(record: Cli) -> None:
    record("check")
    head = recording.load(load())[1].ledger_sha256
    assert record("verify", "ledger") == Ended(0, f"the ledger holds: 2 audits, newest digest {head}\n", "")


def test_every_digest_ever_printed_is_an_anchor_in_either_case(record: Cli) -> None:
    older = recording.load(load())[1].ledger_sha256
    record("check")
    newer = recording.load(load())[1].ledger_sha256
    for anchor in (older, newer, older.upper()):
        assert record("verify", "ledger", "--anchor", anchor).code == 0


def test_a_digest_that_is_not_in_the_chain_breaks_it(record: Cli) -> None:
    ended = record("verify", "ledger", "--anchor", "0" * 64)
    assert (ended.code, ended.out) == (12, "")
    assert (
        ended.err == f"error: audit 2: no entry has the digest {'0' * 64} that was named\nhint: {RESTORE}\n"
    )


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
        "UPDATE audits SET exit_code = 0 WHERE position = 1",
        "UPDATE audits SET body = replace(body, 'a', 'b') WHERE position = 1",
        "UPDATE audits SET result_sha256 = sha256 WHERE position = 1",
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


def test_a_ledger_without_an_audit_is_not_one_that_holds(scanned: Cli) -> None:
    assert scanned("verify", "ledger") == Ended(3, "", "the ledger is empty: nothing was checked\n")


def test_without_a_database_nothing_is_verified_and_none_is_made(cli: Cli, tmp_path: Path) -> None:
    assert cli("verify", "ledger") == refusal(
        f"{tmp_path}/auditor.db: no such database",
        "Run auditor scan or auditor audit first, or name another database with --db.",
    )
    assert list(tmp_path.iterdir()) == []
