import pytest

from auditor.declarations.kinds.coverage import CoverageReader
from auditor.domain.declaration import CoverageAccepted
from auditor.errors import DeclarationError
from tests.builders.declarations import a_provenance
from tests.unit.declarations.kinds.reading import read_entry


def test_every_field_is_kept() -> None:
    text = '{locator: "dir:/srv/models/broken.gguf", reason: cut off in a move}'
    assert read_entry(CoverageReader(), text) == CoverageAccepted(
        "dir:/srv/models/broken.gguf", "cut off in a move", a_provenance()
    )


def test_a_reason_is_required() -> None:
    with pytest.raises(DeclarationError) as caught:
        read_entry(CoverageReader(), "{locator: x}")
    assert caught.value.message == "a.yaml:1: accept-coverage lacks reason"


@pytest.mark.parametrize("locator", ["*", "dir:/srv/a?.gguf", "dir:/srv/a[12].gguf"])
def test_a_pattern_says_how_many_places_it_means(locator: str) -> None:
    with pytest.raises(DeclarationError) as caught:
        read_entry(CoverageReader(), f'{{locator: "{locator}", reason: old}}')
    assert caught.value.message == f"a.yaml:1: expect is missing beside the pattern {locator}"
    read = read_entry(CoverageReader(), f'{{locator: "{locator}", reason: old, expect: "1..5"}}')
    assert isinstance(read, CoverageAccepted)
    assert (read.expect_low, read.expect_high) == (1, 5)


def test_a_plain_locator_is_one_place() -> None:
    read = read_entry(CoverageReader(), "{locator: x, reason: old}")
    assert isinstance(read, CoverageAccepted)
    assert (read.expect_low, read.expect_high) == (1, 1)
