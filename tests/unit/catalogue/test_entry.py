from datetime import date

import pytest

from auditor.catalogue import Cell
from auditor.domain.fact import Confidence
from tests.unit.catalogue.building import an_entry


def test_a_citation_names_source_and_day() -> None:
    cell = Cell(1, "a paper", Confidence.HIGH, date(2026, 1, 2), date(2027, 1, 2))

    assert cell.citation == "a paper (as of 2026-01-02)"


def test_a_citation_without_a_primary_source_says_so() -> None:
    cell = Cell(1, "a blog", Confidence.MEDIUM, date(2026, 1, 2), date(2027, 1, 2))

    assert cell.citation == "a blog (as of 2026-01-02, unverified)"


def test_a_citation_without_a_day_says_that_none_is_recorded() -> None:
    cell = Cell(1, "a blog", Confidence.MEDIUM, None, date(2027, 1, 2))

    assert cell.citation == "a blog (day not recorded, unverified)"


def test_an_entry_says_where_it_stands() -> None:
    assert an_entry("A-1").locator == "catalogue:models/acme.json#A-1"
    assert an_entry("A-1", provider=None).locator == "catalogue:models/community.json#A-1"


@pytest.mark.parametrize(
    ("id_", "name", "covers"),
    [
        ("A-9B-Instruct", "acme/A-9B-Instruct", True),
        ("A-9B-Instruct", "a:9b-it-q4_K_M", True),
        ("A-9B-Instruct", "A-9B", False),
        ("A-9B-Instruct", "A-9B-base", False),
        ("A-9B-base", "A-9B-Chat", False),
        ("A-9B", "A-9B-Instruct", True),
        ("A-9B", "A-9B-base", True),
        ("A-9B-Instruct", "a-9b-2411", True),
    ],
)
def test_an_entry_named_after_a_stage_speaks_of_that_stage_alone(id_: str, name: str, covers: bool) -> None:
    assert an_entry(id_, api_ids=("a-9b-2411",)).covers((name,)) is covers


def test_one_name_of_its_stage_is_enough_and_without_any_nothing_is_said() -> None:
    entry = an_entry("A-9B-Instruct")
    assert entry.covers(("model.gguf", "A 9B Instruct"))
    assert not entry.covers(())
    assert an_entry("B-9B", repository="acme/B-9B-pt").covers(("B-9B-it",))
