from pathlib import Path

import pytest

from auditor.domain.serving import InUse
from auditor.errors import SourceError
from auditor.sources.base import Target
from auditor.sources.spreadsheet.columns import Field
from auditor.sources.spreadsheet.source import SpreadsheetSource, _columns_named
from tests.builders.configs import in_use

SOURCE = SpreadsheetSource()


def rows(folder: Path, text: str, query: str = "") -> list[InUse]:
    return in_use(SOURCE, folder, {"list.csv": text}, f"list.csv{query}")


def test_columns_can_be_named(tmp_path: Path) -> None:
    text = "Bezeichnung,model,Standort\nacme/tiny,ignored,gpu-01\n"
    (seen,) = rows(tmp_path, text, "?model=Bezeichnung&host=standort")
    assert (seen.model and seen.model.written, seen.host) == ("acme/tiny", "gpu-01")


@pytest.mark.parametrize(
    ("text", "query", "what"),
    [
        ("", "", "an empty sheet"),
        ("name of it,x\na,b\n", "", "no column names the model"),
        ("model,Model name\na,b\n", "", "several columns may be the model: model, Model name"),
        ("model\na\n", "?model=Other", "no column 'Other'"),
        ("model\na\n", "?colour=model", "colour=model means nothing here"),
        ("model\na\n", "?host=", "host= means nothing here"),
    ],
)
def test_what_would_be_a_guess_is_refused(tmp_path: Path, text: str, query: str, what: str) -> None:
    with pytest.raises(SourceError, match=what) as refused:
        rows(tmp_path, text, query)
    assert refused.value.hint


def test_every_field_can_be_named() -> None:
    query = "?" + "&".join(f"{field}=a {field}" for field in Field)
    named = _columns_named(Target("csv", f"x{query}"), query)
    assert named == {field: f"a {field}" for field in Field}


@pytest.mark.parametrize("name", ["Standort", "Location", "Emplacement"])
@pytest.mark.parametrize(
    ("held", "hosts"),
    [
        (("https://eu.api.openai.com/v1", "gpu-01", ""), ["eu.api.openai.com", "gpu-01", None]),
        (
            ("gpu.klinik.example", "10.0.0.7", "gpu-01:8000"),
            ["gpu.klinik.example", "10.0.0.7", "gpu-01:8000"],
        ),
        (("https://eu.api.openai.com/v1", "Bonn", ""), [None, None, None]),
        (("https://eu.api.openai.com/v1", "Haus 2", ""), [None, None, None]),
        (("RZ1", "RZ2", "RZ1"), [None, None, None]),
        (("", "", ""), [None, None, None]),
    ],
)
def test_a_column_of_places_is_the_host_where_all_that_it_holds_are_addresses(
    tmp_path: Path, name: str, held: tuple[str, ...], hosts: list[str | None]
) -> None:
    lines = "".join(f"acme/m{n};{place}\n" for n, place in enumerate(held))
    assert [seen.host for seen in rows(tmp_path, f"model;{name}\n{lines}")] == hosts


@pytest.mark.parametrize(
    ("text", "query", "host"),
    [
        ("model;Standort;Rechner\na;https://x.example/v1;gpu-01\n", "", "gpu-01"),
        ("model;Standort;Ort\na;https://x.example/v1;https://y.example/v1\n", "", None),
        ("model;Standort\na;https://x.example/v1\n", "?task=Standort", None),
    ],
)
def test_a_column_of_places_is_no_host_beside_one_nor_where_it_is_named_otherwise(
    tmp_path: Path, text: str, query: str, host: str | None
) -> None:
    (seen,) = rows(tmp_path, text, f"{query}")
    assert seen.host == host


def test_a_sheet_that_breaks_off_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    (seen,) = rows(tmp_path, 'model;Standort\na;https://x.example/v1\nb;"never closed\n')
    assert seen.host == "x.example"
