from auditor.compute import ESTIMATORS, assess
from auditor.compute.bases import added_to, attested_flop
from auditor.compute.lineage import NoFigure, Sum
from auditor.domain.fact import Basis, Claim, Confidence, Fact, Known
from auditor.domain.values import Range
from tests.builders.figures import FIGURES
from tests.unit.catalogue.building import a_catalogue, a_claim, a_model, an_entry, facts, resolved

CATALOGUE = a_catalogue(an_entry("Orca-8B", disclosed_flop=1e24), an_entry("Dark-8B"))
OWN = Sum(2e24, Confidence.HIGH, "its own")


def _said(fact: str, value: tuple[str, ...] | Range | float) -> Claim:
    return a_claim(fact, value, Basis.ATTESTED, Confidence.MEDIUM)


def _from(base: str) -> Claim:
    return _said("model.base_models", (base,))


STATED = _said("modifier.base_flop", Range(7e24, 7e24, 7e24))


def _sum(*claims: Claim, is_one_run: bool = True) -> Sum | NoFigure:
    return added_to(OWN, facts(*claims), CATALOGUE, is_one_run=is_one_run)


def test_what_the_organisation_states_of_its_base_is_added_whether_or_not_the_catalogue_has_it() -> None:
    for base in ("Elsewhere-9B", "Dark-8B", "Orca-8B"):
        total = _sum(_from(base), STATED)
        assert isinstance(total, Sum)
        assert (total.flop, total.confidence) == (9e24, Confidence.MEDIUM)
        assert total.note.startswith(f"its own + 7e24 FLOP of its base {base} (")


def test_without_such_a_statement_the_catalogue_speaks() -> None:
    found = _sum(_from("Orca-8B"))
    assert isinstance(found, Sum)
    assert found.flop == 3e24
    assert _sum(_from("Elsewhere-9B")) == NoFigure("its base Elsewhere-9B is not in the catalogue")


def test_a_figure_that_is_no_declared_run_is_not_added_to_a_declared_base() -> None:
    assert _sum(_from("Dark-8B"), STATED, is_one_run=False) == NoFigure("the compute of Dark-8B is not known")


def test_only_the_organisations_own_word_is_its_word() -> None:
    catalogued = a_claim("modifier.base_flop", Range(7e24, 7e24, 7e24), Basis.CATALOGUED)
    assert attested_flop(facts(catalogued)) is None
    assert attested_flop({}) is None
    assert attested_flop(facts(STATED)) == STATED


def test_run_and_stated_base_together_can_presume_systemic_risk() -> None:
    tokens = _said("model.training_tokens", 1.667e14)
    known: dict[str, Fact] = facts(_from("Elsewhere-9B"), STATED, tokens, model__n_parameters=8_000_000_000)
    found = resolved(assess(a_model("mine"), known, CATALOGUE, ESTIMATORS, FIGURES))
    state = found["compute.cumulative_bounds_flop"].state
    assert isinstance(state, Known)
    assert isinstance(state.value, Range)
    assert state.value.low > FIGURES.presumed_flop


def test_a_base_that_is_named_in_two_spellings_is_added_once() -> None:
    seen = a_claim("model.base_models", ("acme/Orca-8B",), Basis.DECLARED, Confidence.MEDIUM)
    for stated, flop in ((STATED, 9e24), (None, 3e24)):
        total = _sum(*filter(None, (_from("Orca-8B"), seen, stated)))
        assert isinstance(total, Sum)
        assert total.flop == flop


def test_another_base_beside_the_one_whose_figure_is_stated_is_added_too() -> None:
    both = _said("model.base_models", ("Elsewhere-9B",))
    seen = a_claim("model.base_models", ("Orca-8B",), Basis.DECLARED, Confidence.MEDIUM)
    total = _sum(both, seen, STATED)
    assert isinstance(total, Sum)
    assert total.flop == 10e24
