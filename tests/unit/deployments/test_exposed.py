from dataclasses import replace
from typing import Any

import pytest

from auditor.deployments.exposed import assess
from auditor.domain.fact import Basis, Claim, Confidence, Conflict, Fact, Known, Silence
from auditor.domain.facts import FACTS
from auditor.domain.resolving import resolve
from auditor.domain.serving import (
    Contact,
    DeploymentState,
    Endpoint,
    Exposure,
    InUse,
    ModelReference,
    ReferenceKind,
    Runtime,
)
from auditor.domain.subject import Deployment
from auditor.domain.tri import Tri

SET = InUse(
    target="systemd:/etc",
    locator="vllm.service:3",
    state=DeploymentState.CONFIGURED,
    evidence="unit vllm.service",
    model=ModelReference("Qwen/Qwen3-8B", ReferenceKind.REPOSITORY),
    runtime=Runtime("vllm"),
    endpoint=Endpoint("10.0.0.5:8000", Exposure.NETWORK, Tri.FALSE, Tri.FALSE),
)
ASKED = replace(
    SET,
    target="endpoint:http://10.0.0.5:8000",
    locator="",
    state=DeploymentState.RUNNING,
    evidence="GET /v1/models",
    endpoint=Endpoint("http://10.0.0.5:8000", Exposure.NETWORK, Tri.FALSE, Tri.FALSE, Contact.ANSWERS),
)
CREDENTIALS, REACH, ENCRYPTED = "exposure.needs_credentials", "exposure.reach", "exposure.encrypted"
DRIFT, COMPARED, OWN = "exposure.drift", "exposure.compared", "exposure.is_own"


def of(seen: InUse, **changes: Any) -> InUse:
    assert seen.endpoint is not None
    return replace(seen, endpoint=replace(seen.endpoint, **changes))


def facts(*seen: InUse) -> dict[str, Fact]:
    claims: dict[str, list[Claim]] = {}
    silent = {}
    for one in assess(Deployment("dep:1", None, "chat", seen[0].state, "x", "x#y", "seen", seen=seen)):
        claims.setdefault(one.fact, [])
        if isinstance(one, Silence):
            silent[one.fact] = one.unknown
        else:
            claims[one.fact].append(one)
    return {name: resolve(FACTS[name], said, unknown=silent.get(name)) for name, said in claims.items()}


def value(found: dict[str, Fact], name: str) -> object:
    state = found[name].state
    return state.value if isinstance(state, Known) else type(state).__name__


@pytest.mark.parametrize(
    ("fact", "denied", "word", "measured"),
    [
        (CREDENTIALS, of(SET, needs_credentials=Tri.TRUE), "credentials", False),
        (ENCRYPTED, of(SET, is_encrypted=Tri.TRUE), "encryption", False),
        (REACH, of(SET, exposure=Exposure.LOOPBACK), "reach", "network"),
        (REACH, of(SET, exposure=Exposure.INTERNAL), "reach", "network"),
    ],
)
def test_a_setting_that_a_measurement_denies_is_drift_and_decides_nothing(
    fact: str, denied: InUse, word: str, measured: object
) -> None:
    found = facts(ASKED, denied)
    assert value(found, fact) == measured
    assert value(found, DRIFT) == (word,)
    state = found[DRIFT].state
    assert isinstance(state, Known)
    (claim,) = state.claims
    assert (claim.basis, claim.confidence, claim.locator) == (
        Basis.INFERRED, Confidence.MEDIUM, "systemd:/etc#vllm.service:3",
    )  # fmt: skip
    assert claim.method.startswith("set: ")
    assert "unit vllm.service" in claim.method
    assert "GET /v1/models" in claim.method


def test_a_setting_that_agrees_stands_beside_the_measurement() -> None:
    found = facts(ASKED, SET)
    state = found[CREDENTIALS].state
    assert isinstance(state, Known)
    assert [claim.basis for claim in state.claims] == [Basis.MEASURED, Basis.DECLARED]
    assert value(found, DRIFT) == ()
    assert value(found, COMPARED) == ("credentials", "encryption", "reach")


def test_a_socket_that_listens_measures_its_reach_and_not_how_it_answers() -> None:
    listening = of(ASKED, contact=Contact.LISTENS)
    found = facts(listening, of(SET, needs_credentials=Tri.TRUE))
    assert value(found, COMPARED) == ("reach",)
    assert value(found, DRIFT) == ()
    assert isinstance(found[CREDENTIALS].state, Conflict)


def test_a_setting_that_lets_more_in_is_denied_by_no_measurement() -> None:
    found = facts(ASKED, of(SET, exposure=Exposure.PUBLIC))
    state = found[REACH].state
    assert isinstance(state, Conflict)
    assert [claim.value for claim in state.claims] == ["network", "public"]
    assert value(found, DRIFT) == ()


def test_the_farthest_that_was_seen_is_its_reach() -> None:
    near = of(ASKED, exposure=Exposure.LOOPBACK, contact=Contact.LISTENS)
    assert value(facts(near, ASKED), REACH) == "network"
    assert value(facts(near), REACH) == "loopback"


def test_two_answers_that_differ_are_a_conflict_still() -> None:
    assert isinstance(facts(ASKED, of(ASKED, needs_credentials=Tri.TRUE))[CREDENTIALS].state, Conflict)


def test_without_both_sides_nothing_is_compared() -> None:
    for alone in (ASKED, SET):
        found = facts(alone)
        assert (value(found, COMPARED), value(found, DRIFT)) == ((), "Unknown")


HOSTED = ModelReference("gpt-4o", ReferenceKind.HOSTED)
GATEWAY = replace(SET, model=HOSTED, operator="openai", runtime=Runtime("litellm"))


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (SET, True),
        (of(SET, exposure=None), True),
        (replace(SET, endpoint=None), True),
        (ASKED, True),
        (replace(ASKED, runtime=None), True),
        (replace(ASKED, operator="openai"), False),
        (GATEWAY, True),
        (of(GATEWAY, exposure=None), False),
        (of(GATEWAY, exposure=None, contact=Contact.LISTENS), True),
        (replace(GATEWAY, endpoint=None), False),
        (replace(SET, model=None, runtime=None, endpoint=None), "Unknown"),
    ],
)
def test_an_endpoint_is_its_own_where_it_listens_is_published_or_was_asked(
    seen: InUse, expected: object
) -> None:
    assert value(facts(seen), OWN) == expected


def test_one_that_serves_it_is_enough() -> None:
    assert value(facts(of(GATEWAY, exposure=None), ASKED), OWN) is True


def test_of_a_file_in_a_place_nothing_is_said() -> None:
    present = Deployment("dep:1", "m", "x", DeploymentState.PRESENT, "dir", "dir:m#x", "there")
    said = list(assess(present))
    assert {one.unknown.reason for one in said if isinstance(one, Silence)} == {
        "a place where the model lies does not say it; what runs the model is a deployment of its own"
    }
    assert [one.fact for one in said] == [REACH, ENCRYPTED, CREDENTIALS, COMPARED, DRIFT, OWN]
