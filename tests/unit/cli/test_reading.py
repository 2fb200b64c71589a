import json
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.unit.cli.conftest import Cli

READERS = [
    ("show", "models"),
    ("show", "questions", "--json"),
    ("show", "model", "Answers"),
    ("report", "-f", "json"),
    ("compute", "Letters 1B"),
]


def _runs(record: Cli) -> list[dict[str, Any]]:
    runs: list[dict[str, Any]] = json.loads(record("show", "runs", "--json").out)
    return runs


@pytest.mark.parametrize("reader", READERS)
def test_a_hypothetical_audit_does_not_become_what_is_read(record: Cli, reader: tuple[str, ...]) -> None:
    before = record(*reader)
    made = record("check", "--as-of", "2020-01-01", "--allow-empty")
    hypothetical, actual = _runs(record)
    assert made.err == (
        "hypothetical: show, report, dossier and compute read this audit with "
        f"--run {hypothetical['id'][:12]}, and without it the newest that is not "
        "hypothetical, if there is one\n"
    )
    assert record(*reader) == before
    today = datetime.now(UTC).date()
    assert before.err.startswith(f"audit {actual['id'][:12]} of {today}")
    assert before.err.endswith(f" UTC, law as of {today}, database auditor.db\n")
    named = record(*reader, "--run", hypothetical["id"], "--quiet")
    assert named.err.startswith(f"hypothetical audit {hypothetical['id'][:12]} of {today}")
    assert named.err.endswith(" UTC, law as of 2020-01-01, database auditor.db\n")


def test_where_all_are_hypothetical_the_newest_of_them_is_read(scanned: Cli) -> None:
    for as_of in ("2020-01-01", "2027-12-02"):
        scanned("check", "--as-of", as_of)
    assert "law as of 2027-12-02" in scanned("show", "models").err


def test_runs_say_which_are_hypothetical(record: Cli) -> None:
    record("check", "--as-of", "2020-01-01")
    hypothetical, actual = _runs(record)
    assert (hypothetical["as_of"], hypothetical["hypothetical"], actual["hypothetical"]) == (
        "2020-01-01",
        True,
        False,
    )
    first, second = record("show", "runs").out.splitlines()
    assert "  hypothetical, law as of 2020-01-01: " in first
    assert "hypothetical" not in second


def test_quietly_only_what_is_hypothetical_is_told(record: Cli) -> None:
    assert record("show", "models", "--quiet").err == ""


def test_a_run_is_named_for_a_model_and_not_for_a_calculation(record: Cli) -> None:
    ended = record("compute", "--params", "8e9", "--tokens", "1e12", "--run", "3f")
    assert ended.err == (
        "error: compute: a calculation is of no run\nhint: Name a model, or leave --run out.\n"
    )
