from auditor.compute import ESTIMATORS, OMITTED, assess
from auditor.compute.base_updates import BASE_UPDATES
from auditor.domain.fact import Basis, Confidence, Unknown
from tests.builders.figures import FIGURES
from tests.unit.catalogue.building import a_catalogue, a_claim, a_model, facts, resolved


def test_every_cumulative_figure_says_what_it_leaves_out_and_no_other_does() -> None:
    tokens = a_claim("model.training_tokens", 50, Basis.ATTESTED, Confidence.MEDIUM)
    known = facts(tokens, model__n_parameters=1_000)
    found = resolved(assess(a_model("mine"), known, a_catalogue(), ESTIMATORS, FIGURES))
    says = {}
    for name, fact in found.items():
        if name == BASE_UPDATES:
            continue
        assert not isinstance(fact.state, Unknown)
        says[name] = [OMITTED in (claim.citation or "") for claim in fact.state.claims]
    assert says == {
        "compute.update_flop": [False],
        "compute.update_bounds_flop": [False],
        "compute.cumulative_flop": [True],
        "compute.cumulative_bounds_flop": [True],
    }
