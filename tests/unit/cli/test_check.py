import json

import pytest

from auditor.pipeline import recording
from auditor.reports.document.result import result_document
from auditor.settings import load
from tests.unit.cli.conftest import Cli, refusal


def test_a_check_is_appended_to_the_ledger_and_summed_up(record: Cli) -> None:
    ended = record("check")
    assert (ended.code, ended.err) == (10, "")
    assert ended.out.startswith("auditor 0.1.0 · law as of ")
    assert "exit 10" in ended.out
    assert len(json.loads(record("show", "runs", "--json").out)) == 2


def test_the_json_is_the_audit_that_was_appended(record: Cli) -> None:
    report = json.loads(record("check", "--json").out)
    audit, run = recording.load(load())
    assert report["result"] == result_document(audit)
    assert report["run"]["id"] == run.id
    assert report["run"]["exit"] == {"code": run.exit.code, "because": run.exit.because}


def test_the_day_chosen_is_the_day_of_the_law_and_the_report_calls_it_hypothetical(record: Cli) -> None:
    ended = record("check", "--as-of", "2027-12-02", "--fail-on", "critical")
    assert "law as of 2027-12-02" in ended.out
    assert "Hypothetical: law as of 2 December 2027" in ended.out
    result = json.loads(record("check", "--as-of", "2027-12-02", "--json").out)["result"]
    assert result["as_of"] == "2027-12-02"


def test_only_the_packs_chosen_are_judged_by(record: Cli) -> None:
    result = json.loads(record("check", "--pack", "licensing", "--pack", "licensing", "--json").out)["result"]
    assert {finding["pack"] for finding in result["findings"]} == {"licensing"}


def test_what_counts_is_chosen_on_the_command_line(record: Cli) -> None:
    assert record("check", "--fail-on", "info").code == 10
    assert record("check", "--fail-on", "critical").code == 3
    assert record("check", "--fail-on", "critical", "--fail-on-unknown", "info").code == 11


@pytest.mark.parametrize(
    ("arguments", "error", "hint"),
    [
        (
            ("--pack", "nope"),
            "nope: no such pack",
            "shipped packs: declarations, eu-ai-act, licensing, security, sovereignty",
        ),
        (
            ("--as-of", "2026-02-30"),
            "auditor check: invalid value for '--as-of': '2026-02-30' is not a day; write it as 2026-11-22",
            "See auditor check --help.",
        ),
        (
            ("--fail-on", "never"),
            "auditor check: invalid value for '--fail-on': 'never' is not one of "
            "'info', 'low', 'medium', 'high', 'critical'",
            "See auditor check --help.",
        ),
        (
            ("--fail-on-unknown", "always"),
            "auditor check: invalid value for '--fail-on-unknown': 'always' is not one of "
            "'never', 'info', 'low', 'medium', 'high', 'critical'",
            "See auditor check --help.",
        ),
        (
            ("dir:elsewhere",),
            "dir:elsewhere: never scanned into this database",
            "Run: auditor scan dir:elsewhere",
        ),
    ],
)
def test_a_wrong_option_is_refused_and_no_audit_is_appended(
    record: Cli, arguments: tuple[str, ...], error: str, hint: str
) -> None:
    assert record("check", *arguments) == refusal(error, hint)
    assert len(json.loads(record("show", "runs", "--json").out)) == 1
