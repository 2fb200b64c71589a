from dataclasses import replace

from auditor.domain.observation import Covered, Problem, ProblemKind, SkipKind, Skipped, read_elsewhere
from auditor.reports.terminal.coverage import coverage_tables, gaps, problems_text
from tests.builders.audit import empty, rich
from tests.builders.declarations import accepted_at

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
            read_elsewhere("dir:m", "z.yaml", "compose:m"),
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


def test_what_is_accepted_is_called_that_and_a_digest_is_printed_to_copy() -> None:
    broken = replace(SEEN.inventory.problems[0], sha256="ab" * 32)
    held = replace(SEEN.inventory, problems=(broken,))
    audit = replace(SEEN, inventory=held, accepted=(accepted_at("dir:m/a.gguf"), accepted_at("dir:m/c.pte")))
    assert gaps(audit) == (
        ("unreadable", "dir:m/a.gguf: truncated (accepted)"),
        ("not read", "dir:m/c.pte: format not read: ExecuTorch (accepted)"),
    )
    said = coverage_tables(audit, 160)
    assert f"sha256 {'ab' * 32}" in said
    assert ("unreadable, accepted" in said, "not read, accepted" in said) == (True, True)
    known = problems_text(audit, held.problems, 160)
    assert ("known to be broken" in known, "ab" * 32 in known) == (True, True)
    assert "by nobody" in problems_text(SEEN, SEEN.inventory.problems[:1], 160)
