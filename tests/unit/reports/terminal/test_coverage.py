from dataclasses import replace

from auditor.domain.observation import Covered, Problem, ProblemKind, SkipKind, Skipped, read_elsewhere
from auditor.reports.terminal.coverage import coverage_tables, gaps
from tests.builders.audit import empty, rich

SEEN = replace(
    empty(),
    inventory=replace(
        empty().inventory,
        covered=(Covered("dir:m", 1_200, "every folder below"),),
        problems=(
            Problem("dir:m", "a.gguf", "truncated", 5),
            Problem("ollama:", "b", "not what it says", category=ProblemKind.ALTERED),
        ),
        skipped=(
            Skipped("dir:m", "c.pte", "format not read: ExecuTorch", SkipKind.FORMAT),
            Skipped("dir:m", "x", "link, not followed"),
            Skipped("dir:m", "y", "link, not followed"),
            Skipped("dir:m", "z.yaml", read_elsewhere("compose:m"), SkipKind.ELSEWHERE),
        ),
    ),
)


def test_every_gap_is_named_with_its_place_and_reason() -> None:
    assert gaps(SEEN) == (
        ("unreadable", "dir:m/a.gguf: truncated"),
        ("altered", "ollama:b: not what it says"),
        ("not read", "dir:m/c.pte: format not read: ExecuTorch"),
    )


def test_the_tables_say_how_far_it_went_what_is_the_matter_and_what_was_left_out() -> None:
    said = coverage_tables(SEEN, 100)
    for words in ("every folder below", "dir:m/a.gguf", "altered", "not read", "ExecuTorch"):
        assert words in said
    (row,) = [line for line in said.splitlines() if "dir:m/z.yaml" in line]
    assert row.split()[-1] == "compose:m"
    (left_out,) = [line for line in said.splitlines() if "link, not followed" in line]
    assert left_out.split()[-1] == "2"


def test_of_nothing_there_is_no_table() -> None:
    assert coverage_tables(replace(empty(), inventory=replace(empty().inventory, covered=())), 80) == ""


def test_a_name_cannot_reach_the_terminal() -> None:
    hostile = replace(rich().inventory, problems=(Problem("dir:m", "a\x1b[2J", "x\x07"),))
    assert "\x1b" not in coverage_tables(replace(rich(), inventory=hostile), 80)
