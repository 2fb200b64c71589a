from datetime import date

import pytest

from auditor.declarations.roles import derive_roles
from auditor.domain.declaration import Selector
from auditor.domain.declared import Declaration
from auditor.domain.fact import Silence
from tests.builders.declarations import a_model, a_training, an_inventory, an_organisation, bound, by_fact

MODEL = a_model("clinic-notes")
OTHER = a_model("other")
IT = Selector(MODEL.id)
BY = "A. Officer on 1 November 2026"
MARKET = date(2026, 2, 1)


def done(*entries: Declaration, roles: tuple[str, ...] = ()) -> dict[str, tuple[object, str | None]]:
    inventory = an_inventory(MODEL, OTHER)
    result = derive_roles(
        bound(an_organisation(roles=roles), *entries, inventory=inventory), (MODEL, OTHER), {}
    )
    return {
        fact: ("unknown", one.unknown.reason) if isinstance(one, Silence) else (one.value, one.citation)
        for fact, one in by_fact(result[MODEL.id]).items()
    }


@pytest.mark.parametrize(
    ("day", "value", "words"),
    [
        (MARKET, True, f"placed on the Union market on 1 February 2026, as {BY} declared"),
        (None, False, f"not placed on the Union market, Art. 3(3), as {BY} declared"),
        (
            date(2027, 1, 1),
            False,
            f"placed on the Union market only on 1 January 2027, Art. 3(3), as {BY} declared",
        ),
    ],
)
def test_further_training_counts_once_its_result_is_on_the_market(
    day: date | None, value: bool, words: str
) -> None:
    found = done(a_training(IT, base="Llama-3.1-8B", union_placed_on=day))
    assert found["modifier.placed"] == (value, f"trained further from Llama-3.1-8B and {words}")
    assert found["model.trained_here"][0] is False


def test_what_a_declaration_leaves_out_is_open() -> None:
    unplaced = done(a_training(IT, base="Llama-3.1-8B"))
    assert unplaced["modifier.placed"] == (
        "unknown",
        "the training declared at declarations/training.yaml:1 does not say "
        "whether it was placed on the Union market",
    )
    baseless = done(a_training(IT, says_base=False, union_placed_on=MARKET))
    left_out = "declared as trained at declarations/training.yaml:1, its base left out: none is `null`"
    assert baseless["modifier.placed"] == ("unknown", left_out)
    assert baseless["model.trained_here"] == ("unknown", left_out)


def test_a_model_of_its_own_is_no_modification() -> None:
    found = done(a_training(IT, union_placed_on=None))
    assert found["model.trained_here"] == (True, f"trained by the organisation, as {BY} declared")
    assert found["modifier.placed"] == (
        False,
        f"no modification: the organisation trained it itself, as {BY} declared",
    )


def test_training_that_binds_to_nothing_may_mean_any_model() -> None:
    lost = Selector(None, "lost*")
    scratch, further = done(a_training(lost)), done(a_training(lost, base="Llama-3.1-8B"))
    told = (
        "the training declared at declarations/training.yaml:1 may mean this model: "
        "its selector does not match as expected"
    )
    assert scratch["model.trained_here"] == ("unknown", told)
    assert further["modifier.placed"] == ("unknown", told)
    assert further["model.trained_here"][0] is False


def test_a_listed_modifier_is_asked_which_models_it_means() -> None:
    assert done(roles=("gpai_modifier",))["modifier.placed"] == (
        "unknown",
        f"gpai_modifier is listed by {BY}, and no training declaration names a model",
    )
    elsewhere = a_training(Selector(OTHER.id), base="Llama-3.1-8B", union_placed_on=MARKET)
    assert done(elsewhere, roles=("gpai_modifier",))["modifier.placed"][0] is False


def test_without_a_training_declaration_nothing_was_trained() -> None:
    assert done() == {
        "role.gpai_provider": (False, f"not among the roles declared by {BY}"),
        "role.auth_rep_gpai": (False, f"not among the roles declared by {BY}"),
        "model.trained_here": (
            False,
            "no training declaration says that the organisation trained it from scratch",
        ),
        "modifier.placed": (False, "no training declaration says that the organisation trained it further"),
    }
