import json
from pathlib import Path

from tests.builders.gguf import gguf_file
from tests.unit.cli.conftest import Cli


def test_one_audit_has_none_before_it(record: Cli) -> None:
    ended = record("diff")
    assert (ended.code, ended.out, ended.err.count("\n")) == (2, "", 2)
    assert ended.err.endswith(
        "no audit is before it that is not hypothetical\nhint: Name two: auditor show runs\n"
    )


def test_the_newest_audit_is_compared_with_the_one_before(record: Cli) -> None:
    record("check")
    ended = record("diff", "--quiet")
    assert (ended.code, ended.out.splitlines()[-1], ended.err) == (0, "no verdict changed", "")


def test_a_new_failure_ends_with_10_and_a_mended_one_with_0(record: Cli, tmp_path: Path) -> None:
    (first,) = json.loads(record("show", "runs", "--json").out)
    unmatched = "- {kind: training, by: N, on: 2026-11-01, model: {name: Nowhere, expect: 1}, base: null}\n"
    (tmp_path / "declarations" / "more.yaml").write_text(unmatched)
    record("check")
    ended = record("diff", "--json")
    found = json.loads(ended.out)
    (change,) = [one for one in found["verdicts"] if one["rule"] == "declaration-binds"]
    assert (ended.code, found["rests_on"]) == (10, ["declarations"])
    assert (change["before"]["verdict"], change["after"]["verdict"]) == ("pass", "fail")
    assert record("diff", "--fail-on", "critical").code == 0
    second = json.loads(record("show", "runs", "--json").out)[0]["id"]
    assert record("diff", second, first["id"][:8]).code == 0


def test_a_hypothetical_audit_is_compared_only_where_it_is_named(record: Cli) -> None:
    record("check", "--as-of", "2030-01-01")
    assert record("diff").code == 2
    newest, oldest = (run["id"] for run in json.loads(record("show", "runs", "--json").out))
    ended = record("diff", oldest, newest)
    assert "they differ in: day of the law" in ended.out
    assert "hypothetical audit" in ended.err


def test_a_target_that_is_no_longer_looked_at_ends_with_3_unless_something_newly_fails(
    record: Cli, tmp_path: Path
) -> None:
    (tmp_path / "more").mkdir()
    gguf_file(tmp_path / "more" / "other.gguf", license="mit", metadata={"general.name": "Other"})
    record("scan", "models", "more")
    record("check")
    record("check", "models")
    ended = record("diff")
    (said,) = (line for line in ended.out.splitlines() if line.startswith("no longer looked at: "))
    assert (ended.code, "dir:more" in said) == (3, True)
    failing = "- {kind: training, by: N, on: 2026-11-01, model: {name: Nowhere, expect: 1}, base: null}\n"
    (tmp_path / "declarations" / "more.yaml").write_text(failing)
    record("check", "models")
    both = json.loads(record("show", "runs", "--json").out)[2]["id"]
    assert record("diff", both).code == 10
