from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.errors import FormatError
from auditor.formats import csv_table
from auditor.formats.csv_table import Row, Table, decoded, read_table, table_of

WANTED = Table(("Nr", "Größe"), (Row(2, ("1", "=SUMME(A1)")), Row(3, ("2", "a, b\nc"))))
CELLS = st.text(st.characters(categories=("L", "N", "P"), exclude_characters='"'), min_size=1, max_size=9)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_sheet_reads_the_same_however_an_office_writes_it(
    tmp_path: Path, encoding: str, mark: str, end: str
) -> None:
    lines = [f"Nr{mark}Größe", f"1{mark}=SUMME(A1)", f'2{mark}"a, b{end}c"', ""]
    path = tmp_path / "a.csv"
    path.write_bytes(end.join(lines).encode(encoding))
    assert read_table(path) == WANTED


def test_the_line_that_tells_the_mark_counts_as_a_line() -> None:
    assert table_of("sep=;\na;b\n\n1;2\n") == Table(("a", "b"), (Row(4, ("1", "2")),))


def test_rows_with_nothing_in_them_and_empty_columns_at_the_end_are_no_data() -> None:
    assert table_of("a,b,,\n,,\n1,\n") == Table(("a", "b"), (Row(3, ("1", "")),))


def test_a_mark_in_a_quoted_column_name_parts_nothing() -> None:
    assert table_of('"a,b,c";d\n1;2\n') == Table(("a,b,c", "d"), (Row(2, ("1", "2")),))


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=5))
def test_what_is_quoted_comes_back(cells: list[tuple[str, str]]) -> None:
    text = "a;b\n" + "".join(f'"{one}";"{other}"\n' for one, other in cells)
    assert [row.cells for row in table_of(text).rows] == [(a.strip(), b.strip()) for a, b in cells]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "nothing is in it"),
        (" \n,\n", "nothing is in it"),
        ("a,,b\n1,2,3\n", "column 2 has no name"),
        ("a,A\n1,2\n", "two columns are called 'A'"),
        ("a,b\n1,2,3\n", "line 2: more cells than there are columns"),
        ('a,b\n1,"2\n3,4\n', "line 2: not CSV: unexpected end of data"),
    ],
)
def test_what_is_no_table_is_refused(text: str, what: str) -> None:
    with pytest.raises(FormatError, match=rf"^{what}") as caught:
        table_of(text)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        (b"PK\3\4rest", "a workbook, not CSV"),
        (b"a\0b", "no text, and so not CSV"),
        (b"\xff\xfea", "UTF-16 that is cut off"),
        (b"\x81\x8d\xff", "neither UTF-8, UTF-16 nor Windows-1252"),
    ],
)
def test_what_is_no_text_is_refused(raw: bytes, what: str) -> None:
    with pytest.raises(FormatError, match=rf"^{what}"):
        decoded(raw)


def test_bytes_and_rows_without_end_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a\n1\n2\n3\n")
    monkeypatch.setattr(csv_table, "MAX_ROWS", 2)
    with pytest.raises(FormatError, match=r"^more than 2 rows"):
        read_table(path)
    with path.open("wb") as stream:
        stream.truncate(csv_table.MAX_BYTES + 1)
    with pytest.raises(FormatError, match=r"^larger than 20000000 bytes"):
        read_table(path)
    with pytest.raises(FormatError, match=r"^not a file"):
        read_table(tmp_path)
