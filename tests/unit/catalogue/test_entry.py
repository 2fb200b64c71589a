from datetime import date

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
