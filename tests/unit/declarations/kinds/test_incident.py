from datetime import date

import pytest

from auditor.declarations.kinds.incident import IncidentReader
from auditor.domain.declaration import IncidentDeclared
from auditor.errors import DeclarationError
from tests.builders.declarations import a_provenance
from tests.unit.declarations.kinds.reading import read_entry


def test_every_field_is_kept() -> None:
    entry = (
        "{id: INC-7, system: triage, what: a wrong order, category: death, "
        "happened_on: 2026-10-12, aware_on: 2026-10-13, reported_on: 2026-10-20}"
    )
    read = read_entry(IncidentReader(), entry)
    assert read == IncidentDeclared(
        id="INC-7",
        system="triage",
        what="a wrong order",
        category="death",
        happened_on=date(2026, 10, 12),
        aware_on=date(2026, 10, 13),
        reported_on=date(2026, 10, 20),
        says_reported=True,
        provenance=a_provenance(),
    )


def test_a_report_that_is_left_out_is_not_one_that_was_not_made() -> None:
    said = []
    for more in ("", ", reported_on: null"):
        read = read_entry(IncidentReader(), f"{{id: a, system: b{more}}}")
        assert isinstance(read, IncidentDeclared)
        assert (read.what, read.category, read.aware_on, read.reported_on) == ("", None, None, None)
        said.append(read.says_reported)
    assert said == [False, True]


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("{id: 'a:b', system: c}", "id cannot be 'a:b'"),
        ("{id: a, system: 'b c'}", "system cannot be 'b c'"),
        ("{id: a, system: b, category: fatal}", "category does not know 'fatal'"),
        ("{id: a, system: b, aware_on: soon}", "aware_on must be a day, not 'soon'"),
        (
            "{id: a, system: b, happened_on: 2026-10-12, aware_on: 2026-10-11}",
            "aware_on lies before happened_on",
        ),
        (
            "{id: a, system: b, aware_on: 2026-10-12, reported_on: 2026-10-11}",
            "reported_on lies before aware_on",
        ),
    ],
)
def test_what_is_wrong_is_named(entry: str, message: str) -> None:
    with pytest.raises(DeclarationError) as raised:
        read_entry(IncidentReader(), entry)
    assert raised.value.message.endswith(message)
    assert raised.value.hint


@pytest.mark.parametrize("key", ["happened_on", "aware_on", "reported_on"])
def test_nobody_says_what_has_not_happened_yet(key: str) -> None:
    entry = f"{{id: INC-1, system: triage, {key}: 2026-11-02}}"
    with pytest.raises(DeclarationError, match=f"{key} lies after 2026-11-01, when it was said"):
        read_entry(IncidentReader(), entry)
