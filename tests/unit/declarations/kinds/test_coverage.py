from pathlib import Path

import pytest

from auditor.declarations import load
from auditor.declarations.kinds.coverage import CoverageReader
from auditor.domain.declaration import CoverageAccepted
from auditor.errors import DeclarationError
from tests.builders.declarations import a_provenance, write
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


def test_where_the_files_lie_is_no_part_of_what_is_declared(tmp_path: Path) -> None:
    text = "- {kind: accept-coverage, by: A, on: 2026-11-01, locator: m/a.pkl, reason: old}\n"
    one, other = (load(write(tmp_path / name / "declarations", a=text)) for name in ("one", "other"))
    assert one.sha256 == other.sha256
    (entry,), (moved,) = one.entries, other.entries
    assert isinstance(entry, CoverageAccepted)
    assert isinstance(moved, CoverageAccepted)
    assert entry.in_full != moved.in_full


@pytest.mark.parametrize("given", ["AB" * 32, f"sha256:{'ab' * 32}"])
def test_the_digest_of_what_is_accepted_is_64_hexadecimal_digits(given: str) -> None:
    read = read_entry(CoverageReader(), f'{{locator: x, reason: old, sha256: "{given}"}}')
    assert (isinstance(read, CoverageAccepted) and read.sha256) == "ab" * 32
    with pytest.raises(DeclarationError) as caught:
        read_entry(CoverageReader(), f'{{locator: x, reason: old, sha256: "{given[:-1]}"}}')
    assert caught.value.message.endswith("sha256 is no SHA-256")
