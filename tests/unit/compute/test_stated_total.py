from auditor.compute.stated_total import CUMULATIVE, STATED, with_total
from auditor.domain.fact import Basis, Claim, Confidence
from auditor.domain.figures import exactly
from auditor.domain.values import Range
from tests.builders.figures import FIGURES
from tests.unit.catalogue.building import a_claim, facts

SAID = a_claim(STATED, 5e23, Basis.ATTESTED, Confidence.MEDIUM)


def a_figure(flop: float) -> Claim:
    return a_claim(CUMULATIVE, Range(flop, flop, flop), Basis.INFERRED, Confidence.LOW)


def test_without_a_statement_the_methods_speak() -> None:
    figures = [a_figure(4e23)]
    assert with_total(figures, facts(), FIGURES) == figures


def test_what_the_provider_states_is_the_figure_and_what_leaves_some_out_is_no_other() -> None:
    (claim,) = with_total([a_figure(4e23)], facts(SAID), FIGURES)
    assert (claim.fact, claim.value, claim.basis) == (CUMULATIVE, Range(5e23, 5e23, 5e23), Basis.ATTESTED)
    assert claim.confidence is Confidence.MEDIUM
    assert str(claim.citation).startswith(f"{exactly(5e23)} FLOP, ")


def test_a_method_that_comes_to_more_than_the_statement_can_be_contradicts_it() -> None:
    # 0.7 x 9.2e23 is less than 1.3 x 5e23, 0.7 x 9.4e23 is more.
    assert len(with_total([a_figure(9.2e23)], facts(SAID), FIGURES)) == 1
    more = a_figure(9.4e23)
    assert with_total([more], facts(SAID), FIGURES)[1:] == [more]
