from auditor.declarations.claims import UNBOUND, Unbound, claims_of, needless
from auditor.declarations.loading import Declarations
from auditor.declarations.problem import BindingProblem
from auditor.declarations.register import register
from auditor.domain.fact import Claim
from auditor.domain.subject import Organisation
from tests.builders.declarations import TODAY, a_model, a_system

PROBLEM = BindingProblem("training", "name gone matches nothing, 1 expected", "d/a.yaml:3")
REFUSED = BindingProblem("waiver of 'x'", "rule 'x' may not be waived", "d/w.yaml:1")


def test_what_does_not_bind_is_said_of_the_organisation_and_what_is_refused_apart() -> None:
    held = register(Declarations((a_system(),)), TODAY)
    said = claims_of(Organisation("X"), held, (), (a_model("one"),), Unbound((PROBLEM,), (REFUSED,)))
    claims = {one.fact: one.value for one in said["organisation"] if isinstance(one, Claim)}
    assert (claims[UNBOUND], claims["declaration.refused_waivers"], claims["declaration.n_entries"]) == (
        (PROBLEM.text,),
        (REFUSED.text,),
        1,
    )
    assert set(said) == {"organisation", "triage", a_model("one").id}


def test_what_settles_nothing_is_added_and_nothing_said_where_there_is_none() -> None:
    assert list(needless(())) == []
    assert [(one.fact, one.value) for one in needless((PROBLEM,))] == [(UNBOUND, (PROBLEM.text,))]
