import json
from datetime import date
from pathlib import Path

import pytest

from auditor.declarations.importing import Columns, columns_of, read_rows, saved_columns, with_saved
from auditor.errors import DeclarationError
from auditor.formats.csv_table import table_of

SHEET = "Nr;Titel;Zweck;Kosten\nS1;Triage;Sorts;3\nS2;Letters;;4\n"


def test_columns_are_known_by_usual_names_and_as_they_are_mapped() -> None:
    table = table_of(SHEET)
    assert columns_of(table, {"titel": "name"}) == Columns(
        {"Titel": "name", "Nr": "id", "Zweck": "purpose"}, ("Kosten",), {"Titel": "name"}
    )
    assert columns_of(table, {"Titel": "name", "Zweck": ""}).unused == ("Zweck", "Kosten")


@pytest.mark.parametrize(
    ("named", "what"),
    [
        ({}, "no column has the systems' names"),
        ({"Title": "name"}, "there is no column 'Title'"),
        ({"Titel": "nam"}, "Titel: unknown field 'nam'"),
        ({"Titel": "source"}, "Titel: unknown field 'source'"),
        ({"Titel": "name", "Kosten": "id", "Nr": "id"}, "Kosten and Nr are both id"),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused(named: dict[str, str], what: str) -> None:
    with pytest.raises(DeclarationError) as caught:
        columns_of(table_of(SHEET), named)
    assert caught.value.message == what


@pytest.mark.parametrize(
    "column", ["high_risk_since", "High-risk since", "Hochrisiko seit", "À haut risque depuis"]
)
def test_since_when_it_is_high_risk_may_be_a_column(column: str) -> None:
    table = table_of(f"Name;{column}\nTriage;1.3.2026\n")
    read = read_rows(table, columns_of(table, {}))
    assert [dict(entry) for entry in read.entries] == [
        {"id": "triage", "name": "Triage", "high_risk_since": date(2026, 3, 1)}
    ]


GERMAN = (
    "Kennung;Bezeichnung;Hersteller;Land des Herstellers;Verwendete Modelle;In Betrieb seit;Eigener Name;"
    "Anhang III\n"
    "S-01;Triage;X GmbH;Deutschland;Letters 1B;01.03.2025;nein;nein\n"
    "S-02;Befund;Y Inc.;USA;entfällt;unbekannt;ja;5d\n"
)


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("KI-System", "name"),
        ("Sitz des Anbieters", "provider_country"),
        ("Inbetriebnahme am", "put_into_service_on"),
        ("Interagiert mit Personen", "interacts_with_persons"),
    ],
)
def test_other_headings_of_german_registers(heading: str, field: str) -> None:
    named = heading if field == "name" else f"Name;{heading}"
    assert columns_of(table_of(f"Kennung;{named}\nS-01;A\n"), {}).fields[heading] == field


def test_a_german_register_is_known_by_its_headings_and_cells() -> None:
    table = table_of(GERMAN)
    columns = columns_of(table, {})
    read = read_rows(table, columns)
    assert (columns.unused, read.problems) == ((), ())
    assert read.entries == (
        {
            "id": "S-01",
            "name": "Triage",
            "provider": "X GmbH",
            "provider_country": "DE",
            "uses": ({"name": "Letters 1B", "expect": 1},),
            "put_into_service_on": date(2025, 3, 1),
            "own_name": False,
            "annex_iii": (),
        },
        {
            "id": "S-02",
            "name": "Befund",
            "provider": "Y Inc.",
            "provider_country": "US",
            "uses": (),
            "own_name": True,
            "annex_iii": ("5d",),
        },
    )


def test_columns_of_which_nobody_said_anything_are_undecided() -> None:
    columns = columns_of(table_of(SHEET), {"Titel": "name", "Nr": ""})
    assert (columns.unused, columns.undecided) == (("Nr", "Kosten"), ("Kosten",))


def test_an_empty_cell_says_nothing_and_a_formula_is_text() -> None:
    table = table_of('name,purpose,owner\nA,=HYPERLINK("x"),\n'.replace('"x"', "x"))
    read = read_rows(table, columns_of(table, {}))
    assert (read.entries, read.problems) == (({"id": "a", "name": "A", "purpose": "=HYPERLINK(x)"},), ())


@pytest.mark.parametrize(
    ("name", "id_"), [("Ärzte-Brief 2", "arzte-brief-2"), ("A/B: x", "a-b-x"), ("x" * 80, "x" * 64)]
)
def test_a_register_without_ids_gets_them_from_names(name: str, id_: str) -> None:
    table = table_of(f"name\n{name}\n")
    assert [one["id"] for one in read_rows(table, columns_of(table, {})).entries] == [id_]


def test_every_wrong_cell_is_named_with_line_and_column() -> None:
    sheet = "Nr;name;annex_iii;Go-live\nS1;A;9z;1.3.2026\nS1;B;5d;soon\n;C;;\nS4;;;\na b;D;;\n"
    table = table_of(sheet)
    problems = [said.partition(" (")[0] for said in read_rows(table, columns_of(table, {})).problems]
    assert problems == [
        "line 2: annex_iii: annex_iii does not know '9z'",
        "line 3: Go-live: put_into_service_on must be a day, not 'soon'",
        "line 3: id S1 is that of line 2 too",
        "line 4: Nr: is empty",
        "line 5: name: is empty",
        "line 6: Nr: id cannot be 'a b'",
    ]


def test_a_register_without_rows_is_none() -> None:
    table = table_of("name\n")
    assert read_rows(table, columns_of(table, {})).problems == ("no row is below the column names",)


def test_two_names_that_make_one_id_are_told() -> None:
    table = table_of("name\nA b\na B\n")
    assert read_rows(table, columns_of(table, {})).problems == ("line 3: id a-b is that of line 2 too",)


def test_columns_are_saved_by_the_names_of_all_columns(tmp_path: Path) -> None:
    first, second = ("Nr", "Titel"), ("Nr", "Titel", "Kosten")
    path = tmp_path / "columns.json"
    assert saved_columns(tmp_path, first) == {}
    path.write_text(with_saved(tmp_path, first, {"Titel": "name"}))
    path.write_text(with_saved(tmp_path, second, {"Titel": "purpose"}))
    assert saved_columns(tmp_path, first) == {"Titel": "name"}
    path.write_text(with_saved(tmp_path, first, {"Titel": "owner", "Nr": ""}))
    assert saved_columns(tmp_path, first) == {"Nr": "", "Titel": "owner"}
    assert saved_columns(tmp_path, second) == {"Titel": "purpose"}


@pytest.mark.parametrize("text", ["", "[]", "{}", json.dumps({"schema": "x", "registers": []})])
def test_saved_columns_that_are_something_else_are_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "columns.json").write_text(text)
    with pytest.raises(DeclarationError, match="no columns of registers"):
        saved_columns(tmp_path, ("a",))
