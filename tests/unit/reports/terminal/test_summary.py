import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from auditor.domain.audit import Audit, Exit
from auditor.domain.observation import Problem, SkipKind, Skipped
from auditor.reports import wording
from auditor.reports.terminal.listing import findings_table, models_table, questions_list
from auditor.reports.terminal.summary import Beside, summary
from tests.builders.audit import a_run, empty, hostile, huge, rich, run_of

REASON = "fails Article 53(1)(d): the summary is declared absent by M. Keller on 1 November 2026"
WRITTEN = Beside((Path("out/dossier.pdf"), Path("out/report.html")))


def test_the_summary_after_an_audit() -> None:
    lines = summary(rich(), a_run(), WRITTEN, width=100).splitlines()
    assert lines[:12] == [
        "auditor 0.1.0 · law as of 2026-11-22 · database auditor.db",
        "Inventory    5 models in 6 places · 1 running, 1 configured, 3 present · 1 place with a model not",
        "             known · 2 unreadable · 1 of these accepted",
        "Unreadable   dir:/srv/models/broken.gguf: tensor data ends before byte 4096",
        "Unreadable   ollama:llama3:8b: a layer the manifest names is missing (accepted)",
        "Rules        chosen by the profile eu-finance; the pack house 3 did not come with auditor and is",
        "             signed by a trusted key 8f14e45fceea167a; severities set by profile eu-finance:",
        "             no-digest high instead of medium; parameters set by auditor.toml:",
        "             sovereignty.airgap_max_age_days 90 instead of 183 (days a proof holds)",
        "Duties       2 failing  ·  3 unknown  ·  41 hold  ·  5 upcoming (next: Art. 5(1)(ba) in 10 days)",
        "Terms        1 failing  ·  Recommendations 1 failing  ·  "
        "Vendor gaps 1 known to be owed, 1 open: not",
        "             known to be owed",
    ]
    assert lines[12:17] == [
        " FAIL critical  aia-53-1-d-training-summary  triage-tune-8B",
        "                fails Article 53(1)(d): the summary is declared absent by M. Keller on 1 November",
        "                2026",
        " FAIL high      aia-50-1-disclosure          Support bot",
        "                fails Article 50(1): declared that users are not told that it is a machine",
    ]
    assert lines[21:] == [
        "Answer next  1. How many tokens were these models trained on?  settles 84  auditor declare training",
        "             2. When was “Support bot” put into service?       settles 12  auditor declare system",
        "Air-gap      self-test passed on gpu-07 (namespace+seccomp, 0 of 3 probes got out)  ·  1 of 2 files",
        "             passed",
        "Left out     endpoints were not asked: none was named",
        f"Ledger       {a_run().ledger_sha256}",
        "Wrote        out/dossier.pdf  out/report.html  ·  exit 10",
        "             2 duties, 1 licence term and 1 preference fail",
    ]


def test_columns_of_a_list_that_are_not_read_are_named() -> None:
    audit = rich()
    left = Skipped("csv:list.csv", "list.csv", "columns not read: Standort", SkipKind.COLUMN)
    told = replace(audit, inventory=replace(audit.inventory, skipped=(left,)))
    assert "Columns      list.csv: columns not read: Standort" in summary(told, a_run()).splitlines()
    assert "Columns" not in summary(audit, a_run())


def test_of_many_things_that_were_not_read_the_first_are_named_and_the_rest_counted() -> None:
    audit = rich()
    problems = tuple(Problem("dir:m", f"{n}.gguf", "truncated") for n in range(1_200))
    said = summary(replace(audit, inventory=replace(audit.inventory, problems=problems)), a_run(), width=100)
    assert said.count("Unreadable   dir:m/") == 3
    n_all = 1_200 + sum(one.category is SkipKind.FORMAT for one in audit.inventory.skipped)
    assert f"showing 3 of {wording.plain_spaces(wording.number(n_all))}: auditor show coverage" in said


def test_a_failing_model_says_in_how_many_places_it_is() -> None:
    assert "Llama-4-Scout-17B-16E-Instruct (3 places)" in summary(rich(), a_run(), width=160)


def test_nothing_found_is_not_a_clean_result() -> None:
    said = summary(empty(), a_run(exit=Exit(3, "nothing was found")), width=100)
    assert "no model was found: this is not a clean result" in said
    allowed = summary(empty(), a_run(exit=Exit(0, "nothing counted failed")), width=100)
    assert "no model was found, which this run allows" in allowed
    assert "Air-gap      not run: nothing is proven" in said
    assert "Wrote        nothing  ·  exit 3" in said


def test_a_clean_exit_needs_no_reason() -> None:
    assert summary(rich(), a_run(exit=Exit(0, "nothing counted failed"))).endswith("exit 0\n")


def test_the_law_of_another_day_is_hypothetical() -> None:
    said = summary(replace(rich(), as_of=date(2027, 12, 2)), a_run())
    assert said.splitlines()[1].startswith("Hypothetical: law as of 2 December 2027")


@pytest.mark.parametrize("width", [1, 40, 60, 80, 200])
@pytest.mark.parametrize("audit", [rich(), hostile(), huge(40)])
def test_lines_keep_to_the_width(audit: Audit, width: int) -> None:
    from rich.cells import cell_len

    for said in (
        summary(audit, run_of(audit), WRITTEN, width=width),
        models_table(audit, width),
        findings_table(audit, width),
        questions_list(audit, width),
    ):
        assert max(cell_len(line) for line in said.splitlines()) <= max(width, 40)


def test_thousands_of_unknowns_are_not_listed_and_failures_are_grouped() -> None:
    said = summary(huge(300), a_run(), width=160)
    assert said.count("FAIL") == 1
    assert "model-0000-q4, model-0010-q4, model-0020-q4 and 27 more" in said
    assert "270 unknown" in said
    assert "aia-53-1-a-documentation" not in said


def test_what_is_cut_names_the_command_that_shows_it() -> None:
    findings = tuple(replace(f, rule=f"rule-{n}") for n, f in enumerate(huge(300).findings[:200:10]))
    said = summary(replace(huge(300), findings=findings, questions=rich().questions * 3), a_run(), width=100)
    assert "showing 12 of 20: auditor show findings" in said
    assert "showing 5 of 6: auditor show questions" in said


def test_names_cannot_control_the_terminal() -> None:
    audit = hostile()
    for said in (
        summary(audit, run_of(audit), Beside((Path("o\x1b[2Jut"),)), width=120),
        models_table(audit, 120),
        findings_table(audit, 120),
        questions_list(audit, 120),
    ):
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", said)
        assert said.encode("utf-8")
    assert r"\x1b[31mred" in models_table(audit, 120)


def test_colour_comes_only_when_asked_for() -> None:
    assert "\x1b[" not in summary(rich(), a_run())
    coloured = summary(rich(), a_run(), colour=True)
    assert coloured.count("\x1b[1;31m") == coloured.count("\x1b[0m") == 8


def test_a_reason_stands_behind_its_rule_where_all_of_them_fit_and_below_it_where_not() -> None:
    (line,) = [line for line in summary(huge(300), a_run(), width=160).splitlines() if "FAIL" in line]
    assert line == (
        " FAIL medium  license-conflict  model-0000-q4, model-0010-q4, model-0020-q4 and 27 more  "
        "two sources state different licences"
    )
    lines = summary(huge(300), a_run(), width=60).splitlines()
    place = next(place for place, line in enumerate(lines) if "FAIL" in line)
    assert lines[place : place + 2] == [
        " FAIL medium  license-conflict  model-0000-q4, model-0010-q…",
        "                two sources state different licences",
    ]


def test_questions_too_long_for_a_line_are_broken_and_not_cut() -> None:
    lines = summary(rich(), a_run(), width=60).splitlines()
    place = next(place for place, line in enumerate(lines) if line.startswith("Answer next"))
    assert lines[place : place + 3] == [
        "Answer next  1. How many tokens were these models trained",
        "             on?",
        "                settles 84 · auditor declare training",
    ]


def test_what_to_do_about_a_question_is_never_cut_off() -> None:
    """Cut before its caveat, an advice would be leave to declare somebody else's model."""
    how = "auditor declare training  # union_placed_on; of somebody else's model only its provider can tell"
    audit = rich()
    long = replace(audit.questions[0], how=how)
    for width in (72, 100, 120):
        text = summary(replace(audit, questions=(long,)), run_of(audit), width=width)
        assert " ".join(how.split()) in " ".join(text.split())
        assert all(len(line) <= width for line in text.splitlines())
