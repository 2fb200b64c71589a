import hashlib
import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import click
import pytest

from auditor import policy
from auditor.cli.show import command as show
from auditor.domain.facts import FACTS
from auditor.pipeline import recording
from auditor.reports.document.explanations import findings_in_full
from auditor.reports.document.result import result_document
from auditor.settings import load
from auditor.sources import SOURCES
from tests.conftest import Ended
from tests.unit.cli.conftest import Cli, refusal

VIEWS = ("models", "deployments", "systems", "findings", "questions")
HINT = "See: auditor show models"


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_as_json_is_that_part_of_the_report(record: Cli, view: str) -> None:
    ended = record("show", view, "--json", "--quiet")
    audit, _ = recording.load(load())
    assert (ended.code, ended.err) == (0, "")
    result = result_document(audit)
    # Findings are explained where they stand, and not in a list beside them.
    expected = findings_in_full(result) if view == "findings" else {**result}[view]
    assert json.loads(ended.out) == json.loads(json.dumps(expected))


@pytest.mark.parametrize(
    ("view", "heads", "says"),
    [
        ("models", ("model", "where", "made by", "licence"), "Letters 1B"),
        (
            "deployments",
            ("name", "state", "runtime", "served at, and to whom", "place, and what says so"),
            "answers.gguf",
        ),
        ("systems", ("system", "purpose", "places", "our roles", "owner"), "Drafts letters."),
        ("findings", ("verdict", "severity", "rule", "subject", "reason"), "license-missing"),
        ("questions", ("question", "findings", "who can tell", "command"), "auditor declare"),
    ],
)
def test_a_view_is_a_table_as_wide_as_the_terminal(
    record: Cli, monkeypatch: pytest.MonkeyPatch, view: str, heads: tuple[str, ...], says: str
) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    ended = record("show", view, "--quiet")
    first = ended.out.partition("\n")[0]
    assert (ended.code, ended.err) == (0, "")
    assert [first.find(head) for head in heads] == sorted(first.find(head) for head in heads)
    assert -1 not in [first.find(head) for head in heads]
    assert says in ended.out
    assert max(map(len, ended.out.splitlines())) <= 160


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("more", [(), ("--json",)])
def test_without_an_audit_there_is_nothing_to_show(
    scanned: Cli, view: str, more: tuple[str, ...], tmp_path: object
) -> None:
    assert scanned("show", view, *more) == refusal(
        f"{tmp_path}/auditor.db: no audit yet", "Run auditor check first: it judges what was scanned."
    )


@pytest.mark.parametrize("view", [*VIEWS, "runs", "model x"])
def test_without_a_database_none_is_made(cli: Cli, view: str, tmp_path: object) -> None:
    assert cli("show", *view.split()) == refusal(
        f"{tmp_path}/auditor.db: no such database",
        "Run auditor scan or auditor audit first, or name another database with --db.",
    )


def test_a_model_is_found_by_its_name_and_by_the_beginning_of_its_id(record: Cli) -> None:
    by_name = record("show", "model", "Letters 1B", "--json")
    block = json.loads(by_name.out)
    models = json.loads(record("show", "models", "--json").out)
    assert block == next(one for one in models if one["name"] == "Letters 1B")
    assert record("show", "model", block["id"], "--json") == by_name
    assert record("show", "model", block["id"][:25], "--json") == by_name
    text = record("show", "model", block["id"][:25]).out
    assert text.startswith(f"Letters 1B\n{block['id']}\n")
    assert "license.concluded" in text
    assert "letters.gguf" in text


def test_a_name_that_no_model_or_several_have_is_refused(record: Cli) -> None:
    assert record("show", "model", "Letters") == refusal("Letters: no model is called that", HINT)
    assert record("show", "model", "") == refusal(": no model is called that", HINT)
    blocks = json.loads(record("show", "models", "--json").out)
    ids = [block["id"] for block in blocks]
    twins = [block["id"] for block in blocks if block["name"] == "Twin"]
    listed = "Name one by its id: " + ", ".join(id_[:19] for id_ in twins)
    assert record("show", "model", "Twin") == refusal("Twin: 2 models match", listed)
    every = "Name one by its id: " + ", ".join(id_[:19] for id_ in ids)
    assert record("show", "model", "sha256:") == refusal("sha256:: 4 models match", every)


def test_models_of_one_name_are_told_apart_wherever_they_are_shown(
    record: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    blocks = json.loads(record("show", "models", "--json").out)
    own = [f"Twin ({block['id'][:15]})" for block in blocks if block["name"] == "Twin"]
    assert len(own) == 2
    report = json.loads(record("check", "--json").out)["result"]
    named = {finding["subject"]["name"] for finding in report["findings"]}
    assert {name for name in named if name.startswith("Twin")} == set(own)
    page = record("report", "-f", "html").out
    for shown in (record("show", "models").out, record("show", "findings").out, page):
        assert [name in shown for name in own] == [True, True]
    for name in own:
        block = json.loads(record("show", "model", name, "--json").out)
        assert f"Twin ({block['id'][:15]})" == name


def test_runs_are_the_ledger_newest_first(record: Cli) -> None:
    first = json.loads(record("show", "runs", "--json").out)
    record("check", "--fail-on", "critical")
    second = json.loads(record("show", "runs", "--json").out)
    _, run = recording.load(load())
    assert second[1:] == first
    assert second[0] == {
        "id": run.id,
        "started_at": run.started_at.isoformat(),
        "result_sha256": run.result_sha256,
        "exit": 3,
        "as_of": run.started_at.date().isoformat(),
        "hypothetical": False,
    }
    when = f"{run.started_at:%Y-%m-%d %H:%M}"
    assert record("show", "runs").out.splitlines()[0] == (
        f"{run.id[:12]}  {when}  exit  3  {run.result_sha256[:16]}  {run.exit.because}"
    )


def test_an_earlier_run_is_shown_by_the_beginning_of_its_id(record: Cli) -> None:
    (older,) = json.loads(record("show", "runs", "--json").out)
    before = record("show", "findings")
    record("check", "--pack", "licensing")
    assert record("show", "findings") != before
    assert record("show", "findings", "--run", older["id"][:8]) == before
    assert record("show", "findings", "--run", "nope") == refusal(
        "run nope: no such run", "Run auditor show runs for their ids."
    )


def _firsts(ended: Ended) -> list[str]:
    return [line.split()[0] for line in ended.out.splitlines()]


def test_what_is_shipped_is_listed_without_a_database(cli: Cli) -> None:
    bundle = policy.load()
    assert _firsts(cli("show", "facts")) == list(FACTS)
    assert _firsts(cli("show", "rules")) == [rule.id for rule in bundle.rules]
    assert _firsts(cli("show", "evidence-kinds")) == list(bundle.evidence)
    assert _firsts(cli("show", "sources")) == [f"{source.scheme}:" for source in SOURCES]


def test_a_fact_is_listed_with_subject_type_meaning_and_unit(cli: Cli) -> None:
    lines = [re.sub(" +", " ", line) for line in cli("show", "facts").out.splitlines()]
    size = FACTS["model.size_bytes"]
    assert f"model.size_bytes model count {size.meaning} [bytes]" in lines


def test_no_reading_changes_the_record(record: Cli, tmp_path: object) -> None:
    before = record("show", "runs")
    for view in (*VIEWS, "model Answers", "facts", "rules", "evidence-kinds", "sources"):
        assert record("show", *view.split()).code == 0
    assert record("show", "runs") == before


@pytest.mark.parametrize(
    ("view", "key", "keys"),
    [
        ("facts", "name", ("name", "subject", "type", "unit", "meaning", "producer")),
        ("rules", "id", ("id", "pack", "kind", "severity", "subject", "article", "title")),
        ("evidence-kinds", "id", ("id", "article", "title")),
        ("sources", "scheme", ("scheme", "summary")),
    ],
)
def test_what_is_shipped_is_listed_as_json_too(cli: Cli, view: str, key: str, keys: tuple[str, ...]) -> None:
    rows = json.loads(cli("show", view, "--json").out)
    assert [row[key] for row in rows] == [first.rstrip(":") for first in _firsts(cli("show", view))]
    assert all(tuple(row) == keys for row in rows)
    assert all(isinstance(value, str) for row in rows for value in row.values())


def test_every_view_takes_json() -> None:
    assert isinstance(show, click.Group)
    without = {name for name, view in show.commands.items() if "as_json" not in {p.name for p in view.params}}
    assert without == set()


TAMPERED = {
    "a content of a scan": (
        "UPDATE contents SET body = replace(body, 'Letters 1B', 'Letters 2B')"
        " WHERE sha256 IN (SELECT content_sha256 FROM scan_items)"
    ),
    "a line of a scan": "DELETE FROM scan_items WHERE position = 1",
    "the target of a scan": "UPDATE scans SET target = 'dir:elsewhere'",
    "the digest of a scan": f"UPDATE ledger SET sha256 = '{'0' * 64}' WHERE kind = 'scan'",
    "a scan": "DELETE FROM scans",
    "the entry of a scan": "DELETE FROM ledger WHERE kind = 'scan'",
    "the result": (
        """UPDATE ledger SET body = replace(body, '"result_sha256":"', '"result_sha256":"0')"""
        " WHERE kind = 'audit'"
    ),
}


@pytest.mark.parametrize("statement", TAMPERED.values(), ids=TAMPERED)
def test_a_record_that_was_tampered_with_is_not_shown(record: Cli, tmp_path: Path, statement: str) -> None:
    with closing(sqlite3.connect(tmp_path / "auditor.db")) as connection, connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        for (trigger,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            connection.execute(f"DROP TRIGGER {trigger}")
        assert connection.execute(statement).rowcount > 0
    for command in (
        ("show", "models"),
        ("show", "model", "Answers", "--json"),
        ("compute", "Answers"),
        ("report", "-f", "json"),
        ("dossier",),
    ):
        ended = record(*command)
        assert (ended.code, ended.out) == (12, ""), command
        assert ended.err.startswith("error: ")
        assert ended.err.count("\n") == 2


def test_a_scan_that_lost_a_line_is_not_judged_either(record: Cli, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "auditor.db")) as connection, connection:
        connection.execute("DELETE FROM scan_items WHERE position = 1")
    ended = record("check")
    assert (ended.code, ended.out) == (12, "")
    assert ended.err.endswith(": what it saw was altered\nhint: Restore the database from a backup.\n")


def test_one_place_is_shown_with_what_says_so(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "compose.yaml").write_text(
        "services:\n  llm:\n    image: vllm/vllm-openai:v0.6.3\n    command: --model acme/tiny\n"
    )
    cli("scan", "compose:d")
    cli("check")
    shown = cli("show", "deployment", "acme/tiny")
    assert (shown.code, "runtime.name" in shown.out, "compose:d#compose.yaml:" in shown.out) == (
        0,
        True,
        True,
    )
    (whole,) = json.loads(cli("show", "deployments", "--json").out)
    assert json.loads(cli("show", "deployment", whole["id"], "--json").out) == whole
    assert cli("show", "deployment", "nobody").code == 2


@pytest.mark.parametrize("view", ["model", "deployment"])
@pytest.mark.parametrize("name", ["broken.gguf", "dir:models/broken.gguf"])
def test_of_a_file_that_is_only_a_problem_it_says_what_is_known(record: Cli, view: str, name: str) -> None:
    ended = record("show", view, name)
    digest = hashlib.sha256(b"GGUF").hexdigest()
    assert (ended.code, digest in ended.out, "4 bytes" in ended.out) == (0, True, True)
    (block,) = json.loads(record("show", view, name, "--json").out)
    assert (block["sha256"], block["size_bytes"], block["runs_code"]) == (digest, 4, False)
    assert record("show", view, "broken").code == 2
