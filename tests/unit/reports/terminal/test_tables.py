import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from auditor.reports.terminal.tables import NARROWEST, Column, aligned, beginning, fitted, table, wrapped

COLUMNS = (Column("name", least=20, is_title=True), Column("state", is_title=True), Column("why", least=30))
ROWS = (
    ("a-model-with-a-long-name\nsha256:ab12", "present", "the file is there; nothing is known to run it"),
    ("b", "running", "a process has it open"),
)


def test_a_table_that_fits_gives_every_column_what_it_needs() -> None:
    assert table(COLUMNS, ROWS, 100).splitlines() == [
        "name                      state    why",
        "a-model-with-a-long-name  present  the file is there; nothing is known to run it",
        "sha256:ab12",
        "b                         running  a process has it open",
    ]


def test_in_a_narrower_one_the_widest_columns_give_way() -> None:
    assert table(COLUMNS, ROWS, 75).splitlines() == [
        "name                      state    why",
        "a-model-with-a-long-name  present  the file is there; nothing is known to",
        "sha256:ab12                        run it",
        "b                         running  a process has it open",
    ]


def test_where_a_column_would_be_too_narrow_to_read_each_row_is_a_block() -> None:
    assert table(COLUMNS, ROWS, 50).splitlines() == [
        "a-model-with-a-long-name  present",
        "  sha256:ab12",
        "  why  the file is there; nothing is known to run",
        "       it",
        "",
        "b  running",
        "  why  a process has it open",
    ]


def test_a_cell_with_nothing_in_it_has_no_line_in_a_block() -> None:
    assert table(COLUMNS, (("b", "running", ""), ("c" * 50, "d" * 50, "e")), 40).splitlines() == [
        "b  running",
        "",
        *["c" * 40, "c" * 10, "d" * 40, "d" * 10],
        "  why  e",
    ]


def test_a_table_without_heads_has_no_line_for_them() -> None:
    columns = (Column(""), Column("", least=20))
    assert table(columns, (("format", "gguf"), ("files", "1")), 80) == "format  gguf\nfiles   1\n"


def test_nothing_is_said_to_be_nothing() -> None:
    assert table(COLUMNS, (), 80) == "nothing to show\n"


CELLS = st.tuples(st.text(max_size=80), st.text(max_size=80), st.text(max_size=200))


@given(st.lists(CELLS, min_size=1, max_size=5), st.integers(min_value=1, max_value=200))
def test_a_table_keeps_to_the_width_whatever_is_in_it(rows: list[tuple[str, ...]], width: int) -> None:
    lines = table(COLUMNS, rows, width).splitlines()
    assert max(map(cell_len, lines)) <= max(width, NARROWEST)
    assert not any("\x1b" in line for line in lines)


@given(st.text(max_size=200), st.integers(min_value=2, max_value=60))
def test_wrapped_lines_keep_to_the_width_and_lose_no_letter(text: str, width: int) -> None:
    lines = wrapped(text, width)
    assert all(cell_len(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_lines_are_aligned_but_for_their_last_cell() -> None:
    assert aligned([("a", "bb", "c"), ("aaa", "b", "")]) == ["a    bb  c", "aaa  b"]


def test_a_long_text_is_cut_after_its_first_lines_and_the_cut_is_marked() -> None:
    assert beginning("one two three four five six", 11, "  ", most=2) == ["  one two", "  three…"]
    assert beginning("one two", 11, "  ") == ["  one two"]


@pytest.mark.parametrize(("cells", "shown"), [(7, "one two"), (6, "one t…"), (4, "one…"), (1, "…")])
def test_what_is_cut_is_marked(cells: int, shown: str) -> None:
    assert fitted("one two", cells) == shown


def test_a_column_that_keeps_its_words_is_never_narrower_than_the_longest() -> None:
    word = "a-kind-of-evidence-with-a-name"
    columns = (Column("question", least=20), Column("command", least=10, keeps_words=True))
    text = table(columns, (("what is it that somebody has to tell here " * 2, f"declare {word}"),), 60)
    assert max(map(len, text.splitlines())) <= 60
    assert word in text
