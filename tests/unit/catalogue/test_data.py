"""What the shipped data may say about itself."""

import json
from collections.abc import Iterator
from dataclasses import fields
from datetime import date

from auditor.catalogue import Cell, Entity, Entry, load
from auditor.catalogue.reading import DATA
from auditor.domain.fact import Confidence

COUNTS = "safetensors parameter count"
LICENSE_FILE = "licence file in the vendor's GitHub repository"
TERMS_REVIEW = "ASF generative-tooling terms review"
FROM_MEMORY = "general knowledge"


def _cells() -> Iterator[tuple[str, str, Cell[object]]]:
    catalogue = load()
    records: tuple[Entry | Entity, ...] = (*catalogue.entries.values(), *catalogue.entities.values())
    for record in records:
        for field in fields(record):
            cell = getattr(record, field.name)
            if isinstance(cell, Cell):
                yield record.id, field.name, cell


def _cited_to(prefix: str, *columns: str) -> list[tuple[str, str]]:
    """Cells of these columns that nothing but one kind of source backs."""
    return [
        (id_, column)
        for id_, column, cell in _cells()
        if column in columns and all(part.startswith(prefix) for part in cell.source.split("; "))
    ]


def test_a_list_of_parameter_counts_backs_no_licence_and_no_tokens() -> None:
    assert _cited_to(COUNTS, "license", "training_tokens", "base_models", "n_active_parameters") == []


def test_a_licence_file_or_a_review_of_terms_backs_no_figure() -> None:
    figures = ("n_parameters", "n_active_parameters", "training_tokens", "context_length", "release_date")

    assert _cited_to(LICENSE_FILE, *figures) == []
    assert _cited_to(TERMS_REVIEW, *figures) == []


def test_what_is_from_memory_is_low_and_nothing_else_is_cited_with_it() -> None:
    remembered = [cell for _, _, cell in _cells() if FROM_MEMORY in cell.source]

    assert len(remembered) > 100
    assert {cell.confidence for cell in remembered} == {Confidence.LOW}
    assert {cell.source for cell in remembered} == {FROM_MEMORY}


def test_a_day_is_the_sources_own_or_none() -> None:
    # Epoch's snapshot, and the months of the other dated sources; never the day of an import.
    days = {cell.checked_on for _, _, cell in _cells()}

    assert None in days
    assert days >= {date(2026, 8, 22), date(2026, 8, 1)}
    assert date(2026, 11, 22) not in days


def test_high_is_a_primary_source() -> None:
    primary = ("meta-llama/", "deepseek-ai/", "licence file", "model card", "01-ai/")
    high = [cell.source for _, _, cell in _cells() if cell.confidence is Confidence.HIGH]

    assert len(high) > 100
    assert [source for source in high if not source.startswith(primary)] == []


def test_every_signatory_is_an_entity_and_those_that_are_not_listed_are_not_known() -> None:
    listed = json.loads((DATA / "signatories.json").read_text(encoding="utf-8"))["signatories"]
    entities = load().entities
    assert set(listed) <= set(entities)
    assert {key for key, entity in entities.items() if entity.code_chapters is not None} == set(listed)
    unlisted = entities["tii"].code_chapters
    assert unlisted is None
