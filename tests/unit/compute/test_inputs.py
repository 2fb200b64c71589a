from auditor.compute.inputs import Quantity, declared_bases, formula, join_confidence, quantity
from auditor.domain.fact import Basis, Confidence
from auditor.domain.values import Range
from tests.unit.catalogue.building import PLACE, a_claim, an_entry, facts, joined

ORCA = an_entry("Orca-8B")


def test_a_quantity_spans_all_that_is_claimed() -> None:
    known = facts(a_claim("model.n_parameters", 100), a_claim("model.n_parameters", 103, Basis.CATALOGUED))

    found = quantity(known, "model.n_parameters")

    assert found == Quantity(
        Range(100, 103, 100), Confidence.HIGH, is_attested=False, source=f"measured, test: {PLACE}"
    )
    assert found.central == 100


def test_a_quantity_in_conflict_is_as_weak_as_its_weakest_claim() -> None:
    known = facts(
        a_claim("model.n_active_parameters", 100),
        a_claim("model.n_active_parameters", 200, Basis.CATALOGUED, Confidence.LOW),
    )

    assert quantity(known, "model.n_active_parameters") == Quantity(
        Range(100, 200, 100), Confidence.LOW, is_attested=False, source=f"measured, test: {PLACE}"
    )


def test_the_inputs_of_a_product_are_worded_with_every_digit_and_their_sources() -> None:
    size = Quantity(Range(8_030_261_248, 8_030_261_248), Confidence.HIGH, is_attested=False, source="tensors")
    tokens = Quantity(Range(15e12, 15e12), Confidence.HIGH, is_attested=False, source="a card")

    assert formula(size, tokens) == "6 x 8.030261248e9 parameters (tensors) x 1.5e13 tokens (a card)"


def test_nothing_and_zero_are_no_quantity() -> None:
    assert quantity({}, "model.n_parameters") is None
    assert quantity(facts(model__n_experts=0), "model.n_experts") is None
    assert quantity(facts(model__name="x"), "model.name") is None


def test_a_bare_range_has_its_low_as_figure() -> None:
    assert Quantity(Range(1, 2), Confidence.LOW, is_attested=False, source="").central == 1


def test_a_figure_is_worth_no_more_than_the_join() -> None:
    assert join_confidence(facts(joined(ORCA, Confidence.LOW)), Confidence.HIGH) is Confidence.LOW
    assert join_confidence(facts(joined(ORCA)), Confidence.HIGH) is Confidence.MEDIUM
    assert join_confidence({}, Confidence.HIGH) is Confidence.LOW


def test_bases_are_those_declared() -> None:
    assert declared_bases(facts(model__base_models=("a", "b"))) == ("a", "b")
    assert declared_bases({}) == ()
