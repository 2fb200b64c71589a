from dataclasses import replace
from typing import Any

import pytest

from auditor.declarations.reconciliation import reconcile
from auditor.domain.declaration import Selector
from auditor.domain.declared import Declaration
from auditor.domain.fact import Basis, Claim, Confidence, Settler, Silence, Statement, Unknown
from auditor.domain.observation import Covered
from auditor.domain.serving import (
    Contact,
    DeploymentState,
    Endpoint,
    ModelReference,
    ReferenceKind,
)
from auditor.domain.subject import Deployment, Model
from auditor.sources import SOURCES
from tests.builders.declarations import (
    a_deployment,
    a_model,
    a_system,
    a_training,
    an_inventory,
    an_organisation,
    attested,
    bound,
    by_fact,
)
from tests.builders.observations import a_use

SCOUT, QWEN = a_model("meta-llama/Llama-4-Scout"), a_model("Qwen/Qwen3-8B")
CACHE = a_deployment(SCOUT, "scout")
SYSTEMS = "declarations/systems.yaml:1"
NOTHING = "no AI system is declared, so that what is undeclared cannot be told from what is not"
COMPARED = "declarations compared with what was seen"


def used(of: Model | None, name: str, state: DeploymentState, **changes: Any) -> Deployment:
    """A place where something was seen that uses the model."""
    model = ModelReference(of.name, ReferenceKind.REPOSITORY) if of else None
    said = {"model": model, "served_as": None, "operator": None} | changes
    seen = a_use(state=state, evidence=f"{state.value} {name}", **said)
    place = replace(a_deployment(of, name), state=state, evidence=seen.evidence, seen=(seen,))
    return replace(place, locator=f"x:#{name}")


CHAT = used(QWEN, "chat", DeploymentState.RUNNING)
API = used(
    None,
    "gpt-5",
    DeploymentState.USED_IN_CODE,
    model=ModelReference("gpt-5", ReferenceKind.HOSTED),
    runtime=None,
)
LISTED = used(SCOUT, "bom", DeploymentState.DECLARED)


def said(
    *entries: Declaration, places: tuple[Deployment, ...], targets: tuple[str, ...] = ()
) -> dict[str, dict[str, Statement]]:
    covered = tuple(Covered(target, 1, "everything") for target in targets)
    inventory = replace(an_inventory(SCOUT, QWEN, deployments=places), covered=covered)
    found = reconcile(bound(*entries, inventory=inventory), inventory, SOURCES.shows)
    return {
        id_: by_fact(tuple({one.fact: one for one in statements}.values()))
        for id_, statements in found.items()
    }


def value(statement: Statement) -> object:
    return statement.value if isinstance(statement, Claim) else statement.unknown.reason


def test_where_nothing_is_declared_nothing_is_undeclared() -> None:
    found = said(an_organisation(), places=(CACHE, CHAT))
    unknown = Unknown(NOTHING, Settler.ORGANISATION, "auditor declare system")
    assert found[CHAT.id]["deployment.declared"] == Silence("deployment.declared", unknown)
    assert found[QWEN.id]["model.declared"] == Silence("model.declared", unknown)
    assert found["organisation"]["declaration.n_undeclared"] == Silence("declaration.n_undeclared", unknown)


def test_what_no_declared_system_uses_is_undeclared_and_counted_if_it_is_in_use() -> None:
    found = said(a_system(uses=(Selector(SCOUT.id),)), places=(CACHE, CHAT, API))
    no = Claim("deployment.declared", False, Basis.MEASURED, Confidence.HIGH, COMPARED, "declarations")
    assert found[CACHE.id]["deployment.declared"] == attested("deployment.declared", True, f"{SYSTEMS}#uses")
    assert found[CHAT.id]["deployment.declared"] == no
    assert found[API.id]["deployment.declared"] == no
    assert value(found[SCOUT.id]["model.declared"]) is True
    assert value(found[QWEN.id]["model.declared"]) is False
    assert value(found["organisation"]["declaration.n_undeclared"]) == 2


def test_a_file_that_nothing_runs_is_not_in_undeclared_use() -> None:
    found = said(a_system(uses=(Selector(QWEN.id),)), places=(CACHE, CHAT))
    assert value(found[CACHE.id]["deployment.declared"]) is False
    assert value(found["organisation"]["declaration.n_undeclared"]) == 0


def test_what_a_selector_that_binds_nothing_matches_may_be_meant() -> None:
    found = said(a_system(uses=(Selector(None, "*"),)), places=(CHAT,))
    reason = "a selector of system 'triage' matches it, and others than it expects"
    unknown = Unknown(reason, Settler.ORGANISATION, "auditor declare --check")
    assert found[CHAT.id]["deployment.declared"] == Silence("deployment.declared", unknown)
    assert found[QWEN.id]["model.declared"] == Silence("model.declared", unknown)


def test_a_system_that_does_not_say_what_it_uses_may_use_anything() -> None:
    systems = (a_system("triage", uses=(Selector(SCOUT.id),)), a_system("desk"))
    found = said(*systems, places=(CACHE, CHAT))
    assert value(found[CACHE.id]["deployment.declared"]) is True
    reason = "the declaration of system 'desk' does not say what it uses"
    assert value(found[CHAT.id]["deployment.declared"]) == reason


def test_training_declares_a_model_and_no_place_of_it() -> None:
    found = said(a_training(Selector(QWEN.id)), a_system(uses=(Selector(SCOUT.id),)), places=(CACHE, CHAT))
    declared = attested("model.declared", True, "declarations/training.yaml:1#model")
    assert found[QWEN.id]["model.declared"] == declared
    assert value(found[CHAT.id]["deployment.declared"]) is False


def test_a_bill_of_materials_declares_a_model_wherever_it_is_used() -> None:
    serving = used(SCOUT, "chat", DeploymentState.CONFIGURED)
    found = said(places=(LISTED, serving))
    claim = Claim("deployment.declared", True, Basis.DECLARED, Confidence.MEDIUM, "declared bom", "")
    assert found[serving.id]["deployment.declared"] == replace(
        claim, locator=f"{LISTED.seen[0].target}#{LISTED.seen[0].locator}"
    )
    assert value(found[SCOUT.id]["model.declared"]) is True


def test_what_is_only_listed_was_not_seen_and_what_nothing_matches_neither() -> None:
    found = said(a_system(uses=(Selector(None, "phi*"), Selector(QWEN.id))), places=(LISTED, CHAT))
    observed = found[SCOUT.id]["model.observed"]
    assert isinstance(observed, Claim)
    assert (observed.value, observed.confidence, observed.locator) == (False, Confidence.MEDIUM, "x:#bom")
    assert value(found[QWEN.id]["model.observed"]) is True
    unseen = ("meta-llama/Llama-4-Scout", "system 'triage': name phi*")
    assert value(found["organisation"]["declaration.unseen"]) == unseen
    alone = said(a_system(uses=(Selector(QWEN.id),)), places=(CACHE, LISTED, CHAT))
    assert value(alone[SCOUT.id]["model.observed"]) is True
    assert value(alone["organisation"]["declaration.unseen"]) == ()


def test_what_a_list_says_of_who_computes_a_model_is_not_measured() -> None:
    listed = used(SCOUT, "bom", DeploymentState.DECLARED, model=API.seen[0].model)
    claim = said(places=(listed,))[SCOUT.id]["model.run_here"]
    assert isinstance(claim, Claim)
    assert (claim.value, claim.basis, claim.confidence) == (False, Basis.DECLARED, Confidence.MEDIUM)


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ((CACHE,), "nothing was looked at that would show whether something runs it"),
        ((CACHE, used(SCOUT, "chat", DeploymentState.CONFIGURED)), True),
        ((used(SCOUT, "chat", DeploymentState.USED_IN_CODE, model=API.seen[0].model),), False),
        (
            (used(SCOUT, "chat", DeploymentState.USED_IN_CODE, model=None, runtime=None),),
            "nothing that was seen of it says who computes it: used_in_code chat",
        ),
        ((LISTED,), f"nothing that was seen of it says who computes it: {LISTED.evidence}"),
    ],
)
def test_a_model_is_run_here_by_what_is_the_organisation_s_own(
    places: tuple[Deployment, ...], expected: object
) -> None:
    assert value(said(places=places)[SCOUT.id]["model.run_here"]) == expected


@pytest.mark.parametrize(
    ("targets", "expected"),
    [
        (("dir:m", "hf-cache:", "csv:l.csv"), None),
        (("dir:m", "compose:c"), (False, Basis.INFERRED, Confidence.LOW)),
        (("dir:m", "compose:c", "process:"), (False, Basis.INFERRED, Confidence.MEDIUM)),
    ],
)
def test_that_nothing_runs_a_file_is_worth_what_was_looked_at(
    targets: tuple[str, ...], expected: tuple[object, Basis, Confidence] | None
) -> None:
    claim = said(places=(CACHE,), targets=targets)[SCOUT.id]["model.run_here"]
    found = (claim.value, claim.basis, claim.confidence) if isinstance(claim, Claim) else None
    assert found == expected


@pytest.mark.parametrize(
    ("place", "basis"),
    [
        (CACHE, Basis.MEASURED),
        (used(SCOUT, "chat", DeploymentState.RUNNING, open_files=((1, 7),)), Basis.MEASURED),
        (used(SCOUT, "chat", DeploymentState.CONFIGURED), Basis.DECLARED),
        (used(SCOUT, "chat", DeploymentState.USED_IN_CODE), Basis.DECLARED),
        (
            used(
                SCOUT,
                "chat",
                DeploymentState.RUNNING,
                endpoint=Endpoint("gpu-01:80", contact=Contact.ANSWERS),
            ),
            Basis.DECLARED,
        ),
    ],
)
def test_that_a_model_was_seen_is_worth_what_was_seen_of_it(place: Deployment, basis: Basis) -> None:
    observed = said(places=(place,))[SCOUT.id]["model.observed"]
    assert isinstance(observed, Claim)
    expected = Confidence.HIGH if basis is Basis.MEASURED else Confidence.MEDIUM
    assert (observed.value, observed.basis, observed.confidence) == (True, basis, expected)


def test_a_service_that_is_called_is_declared_to_run_elsewhere() -> None:
    called = used(SCOUT, "chat", DeploymentState.USED_IN_CODE, model=API.seen[0].model)
    claim = said(places=(called,))[SCOUT.id]["model.run_here"]
    assert isinstance(claim, Claim)
    assert (claim.value, claim.basis, claim.confidence) == (False, Basis.DECLARED, Confidence.MEDIUM)


def test_what_was_not_seen_anywhere_is_inferred() -> None:
    found = said(a_system(uses=(Selector(QWEN.id),)), places=(LISTED, CHAT))
    for claim in (found[SCOUT.id]["model.observed"], found["organisation"]["declaration.unseen"]):
        assert isinstance(claim, Claim)
        assert (claim.basis, claim.confidence) == (Basis.INFERRED, Confidence.MEDIUM)
