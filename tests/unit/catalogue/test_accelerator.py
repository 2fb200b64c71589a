from dataclasses import replace
from datetime import date

import pytest

from auditor.catalogue import load
from auditor.catalogue.accelerator import Accelerator, Accelerators
from auditor.domain.fact import Confidence
from auditor.domain.training import Precision
from tests.unit.catalogue.building import a_catalogue, a_cell

ONE = Accelerator("A1 SXM", "Acme", ("A1",), half=a_cell(2e14), fp32=a_cell(1e13))
OTHER = Accelerator("A1 PCIe", "Acme", ("A1",), half=a_cell(1e14))
LISTED = Accelerators({"A1 SXM": ONE, "A1 PCIe": OTHER}, a_cell((0.2, 0.3, 0.5)))


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("A1 SXM", (ONE,)),
        ("a1-sxm", (ONE,)),
        ("ACME A1 PCIe", (OTHER,)),
        ("A1", (ONE, OTHER)),
        ("Acme A1", (ONE, OTHER)),
        ("A10", ()),
        ("", ()),
    ],
)
def test_a_name_means_one_board_or_all_that_share_it(name: str, found: tuple[Accelerator, ...]) -> None:
    assert LISTED.named(name) == found


def test_16_bits_have_one_rate_and_a_rate_that_is_not_listed_is_none() -> None:
    assert ONE.peak(Precision.BF16) == ONE.peak(Precision.FP16) == ONE.half
    assert ONE.peak(Precision.FP32) == ONE.fp32
    assert ONE.peak(Precision.FP8) is None


def test_a_rate_past_its_date_counts_as_low() -> None:
    catalogue = replace(a_catalogue(), accelerators=LISTED)
    later = catalogue.as_of(date(2027, 1, 2)).accelerators
    assert catalogue.as_of(date(2027, 1, 1)).accelerators == LISTED
    assert later is not None
    assert later.utilisation.confidence is Confidence.LOW
    assert {one.half.confidence for one in later.entries.values() if one.half} == {Confidence.LOW}


def test_every_shipped_accelerator_has_a_rate_and_is_found_by_its_names() -> None:
    listed = load().accelerators
    assert listed is not None
    assert len(listed.entries) > 90
    for one in listed.entries.values():
        assert any(one.peak(precision) for precision in Precision), one.id
        assert listed.named(one.id) == (one,)
        assert all(listed.named(name) for name in one.names)


def test_the_rate_the_guidelines_reckon_with_is_the_one_shipped() -> None:
    listed = load().accelerators
    assert listed is not None
    (board,) = listed.named("H100 SXM5")
    assert board.half is not None
    assert board.half.value == pytest.approx(989e12, rel=0.001)
    assert board.half.confidence is Confidence.MEDIUM
