import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from auditor.declarations import load
from tests.unit.cli.conftest import Cli, refusal

SHEET = "Nr;Titel;Zweck;Kosten\nS1;Triage;Sorts;3\nS2;Letters;;4\n"
MAPPED = ("--map", "Titel=name")


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "systems.csv"
    path.write_text(SHEET, encoding="cp1252")
    return path


def test_an_import_is_shown_first_and_unmapped_columns_are_named(cli: Cli, sheet: Path) -> None:
    ended = cli("declare", "--from", "systems.csv", "--by", "N", *MAPPED)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.splitlines() == [
        "systems.csv: 2 rows",
        "  Titel -> name",
        "  Nr -> id",
        "  Zweck -> purpose",
        "  not used: Kosten",
        "  to use one: --map 'Kosten=FIELD'; to leave it out for good: --map 'Kosten='",
        "new: S1",
        "new: S2",
        "Nothing was written; --write does it.",
    ]
    assert [path.name for path in sheet.parent.iterdir()] == ["systems.csv"]


def test_columns_that_were_mapped_once_are_used_again(cli: Cli, sheet: Path) -> None:
    cli("declare", "--from", "systems.csv", "--by", "N", *MAPPED, "--write")
    folder = sheet.parent / "declarations"
    assert sorted(path.name for path in folder.iterdir()) == ["columns.json", "system.yaml"]
    ended = cli("declare", "--from", "systems.csv", "--by", "N", "--write")
    assert ended.out.splitlines()[-1] == "unchanged: 2"
    assert cli("declare", "--check").code == 0


def test_what_nobody_said_of_a_column_is_not_saved(cli: Cli, sheet: Path) -> None:
    sheet.write_text("name,Kosten\nA,3\n")
    importing = ("declare", "--from", "systems.csv", "--by", "N", "--write")
    assert "not used: Kosten" in cli(*importing).out
    saved = sheet.parent / "declarations" / "columns.json"
    assert not saved.exists()
    out = cli(*importing, "--map", "Kosten=").out
    assert ("not used: Kosten" in out, "to use one" in out) == (True, False)
    assert json.loads(saved.read_text())["registers"][0]["fields"] == {"Kosten": ""}
    assert "to use one" not in cli(*importing).out


def test_without_the_mapping_the_names_are_asked_for(cli: Cli, sheet: Path) -> None:
    assert cli("declare", "--from", "systems.csv", "--by", "N") == refusal(
        "systems.csv: no column has the systems' names",
        "Say which it is: --map COLUMN=name; columns: Nr, Titel, Zweck, Kosten.",
    )


def test_a_wrong_cell_is_refused_and_nothing_is_written(cli: Cli, sheet: Path) -> None:
    sheet.write_text("name,annex_iii,own_name\nA,9z,yes\n")
    ended = cli("declare", "--from", "systems.csv", "--by", "N", "--write")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(
        "error: systems.csv: line 2: annex_iii: annex_iii does not know '9z' (Known: "
    )
    sheet.write_text("name,annex_iii,own_name\nA,9z,perhaps\n")
    ended = cli("declare", "--from", "systems.csv", "--by", "N", "--write")
    assert [line[:30] for line in ended.out.splitlines()] == [
        "systems.csv: line 2: annex_iii",
        "systems.csv: line 2: own_name:",
    ]
    assert ended.err.splitlines()[0] == "error: systems.csv: 2 cells that cannot be read"
    assert [path.name for path in sheet.parent.iterdir()] == ["systems.csv"]


def test_somebody_answers_for_a_register(cli: Cli, sheet: Path) -> None:
    assert cli("declare", "--from", "systems.csv", *MAPPED) == refusal(
        "declare: nobody answers for the register", "Add --by NAME, or map a column to by."
    )
    sheet.write_text("name,by\nA,B. Owner\n")
    assert cli("declare", "--from", "systems.csv", "--write").code == 0
    (entry,) = load(sheet.parent / "declarations").entries
    assert entry.provenance.by == "B. Owner"


def test_what_is_no_table_is_refused(cli: Cli, sheet: Path) -> None:
    sheet.write_bytes(b"PK\3\4")
    assert cli("declare", "--from", "systems.csv", "--by", "N") == refusal(
        "systems.csv: a workbook, not CSV", "Export the sheet as CSV, in UTF-8."
    )


def test_a_change_is_shown_with_what_was_there(cli: Cli, sheet: Path) -> None:
    cli("declare", "--from", "systems.csv", "--by", "N", *MAPPED, "--write")
    sheet.write_text(SHEET.replace("Sorts", "Sorts patients").replace("S2;Letters;;4\n", ""))
    ended = cli("declare", "--from", "systems.csv", "--by", "N", "--write")
    assert ended.out.splitlines()[6:8] == [
        "changed: S1: purpose: Sorts -> Sorts patients",
        "no longer listed, left as it is: S2",
    ]
    assert f"on: {datetime.now(UTC).date()}" in (sheet.parent / "declarations" / "system.yaml").read_text()
