from datetime import date
from pathlib import Path

import pytest

from auditor.catalogue.entry import Cell
from auditor.catalogue.listing import Listing, Purpose, document, listings
from auditor.domain.fact import Confidence
from auditor.errors import CatalogueError

ROW = {"entity": "acme", "service": "Acme API", "source": "a page", "confidence": "medium",
       "checked_on": "2026-01-02", "stale_after": "2027-01-02"}  # fmt: skip


def test_a_row_carries_its_source_and_decides_unless_something_else_does() -> None:
    rows = {
        "api.acme.example": ROW,
        "acme": {**ROW, "decided_by": "base URL", "purpose": "general", "note": "n"},
    }

    found = listings({"hosts": rows}, "hosts", "hosts.json")

    backed = Cell("acme", "a page", Confidence.MEDIUM, date(2026, 1, 2), date(2027, 1, 2))
    assert found["api.acme.example"] == Listing("api.acme.example", backed, "Acme API")
    assert found["api.acme.example"].decides
    assert found["acme"] == Listing("acme", backed, "Acme API", "n", "base URL", Purpose.GENERAL)
    assert not found["acme"].decides


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ({"hosts": []}, "hosts.json: hosts is malformed (it is not a mapping)"),
        ({"hosts": {"a": 1}}, "hosts.json: a is malformed (it is not a mapping)"),
        (
            {"hosts": {"a": {**ROW, "purpose": "fun"}}},
            "hosts.json: a is malformed ('fun' is not a valid Purpose)",
        ),
        ({"hosts": {"a": {**ROW, "source": ""}}}, "hosts.json: a is malformed (expected text)"),
        (
            {"hosts": {"a": {**ROW, "customers_name": "("}}},
            "hosts.json: a is malformed (missing ), unterminated subpattern at position 0)",
        ),
    ],
)
def test_a_malformed_row_is_refused(rows: dict[str, object], message: str) -> None:
    with pytest.raises(CatalogueError) as caught:
        listings(rows, "hosts", "hosts.json")
    assert caught.value.message == message


@pytest.mark.parametrize("text", ["[]", "{", None])
def test_what_is_no_document_is_refused(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "x.json").write_text(text)
    with pytest.raises(CatalogueError, match=r"x\.json: file is malformed"):
        document(tmp_path / "x.json")
