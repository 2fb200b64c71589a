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
