import pytest

from auditor.compute.architecture import (
    ArchitectureEstimator,
    has_experts,
    parameters_per_token,
    training_tokens,
)
from auditor.domain.fact import Basis, Confidence
from auditor.domain.values import Range
from tests.unit.catalogue.building import PLACE, a_catalogue, a_claim, a_model, facts

TOKENS = a_claim("model.training_tokens", 10_000, Basis.CATALOGUED, Confidence.LOW)


def test_a_product_is_no_better_than_its_weakest_factor() -> None:
    claims = ArchitectureEstimator().estimate(
        a_model(), facts(TOKENS, model__n_parameters=1_000), a_catalogue()
    )

    assert [(claim.value, claim.confidence, claim.locator) for claim in claims] == [
        (Range(6e7, 6e7, 6e7), Confidence.LOW, PLACE)
    ] * 2


def test_tokens_in_conflict_are_no_factor() -> None:
    other = a_claim("model.training_tokens", 50, Basis.ATTESTED)

    assert training_tokens(facts(TOKENS, other)) is None
    assert training_tokens({}) is None


def test_a_mixture_is_told_by_its_experts_or_by_its_activity() -> None:
    assert has_experts(facts(model__n_experts=8)) is True
    assert has_experts(facts(model__n_parameters=10, model__n_active_parameters=2)) is True
    assert has_experts(facts(model__n_parameters=10, model__n_experts=0)) is False


def test_a_dense_network_uses_all_its_parameters() -> None:
    found = parameters_per_token(a_model(), facts(model__n_parameters=10), a_catalogue())

    assert found is not None
    assert found.central == 10


@pytest.mark.parametrize(
    ("trained", "low"),
    # Two of six operations go forward through everything; four make gradients of what is trained.
    [(1_000, 3e5), (5_000, 3e5), (250, 1.5e5), (1e-3, 1e5)],
)
def test_weights_that_are_not_trained_need_no_gradients(trained: float, low: float) -> None:
    known = facts(
        a_claim("model.training_tokens", 50, Basis.ATTESTED),
        a_claim("model.trainable_parameters", trained, Basis.ATTESTED),
        model__n_parameters=1_000,
    )
    update, _ = ArchitectureEstimator().estimate(a_model(), known, a_catalogue())
    assert isinstance(update.value, Range)
    assert update.value.low == pytest.approx(low, rel=1e-5)
    assert (update.value.central, update.value.high) == (3e5, 3e5)
    assert "parameters were trained (attested, test: " in str(update.citation)


def test_trainable_parameters_say_nothing_about_a_published_run() -> None:
    known = facts(TOKENS, a_claim("model.trainable_parameters", 1, Basis.ATTESTED), model__n_parameters=1_000)
    update, _ = ArchitectureEstimator().estimate(a_model(), known, a_catalogue())
    assert update.value == Range(6e7, 6e7, 6e7)
