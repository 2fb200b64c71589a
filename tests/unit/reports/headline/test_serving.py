from dataclasses import replace

import pytest

from auditor.domain.fact import Conflict, Fact, Known
from auditor.domain.serving import DeploymentState
from auditor.domain.values import FactValue
from auditor.reports.headline.serving import access_words, runtime_words, serving
from tests.builders.audit import a_deployment, a_model, known

PLACE = replace(a_deployment(a_model()), state=DeploymentState.RUNNING, runtime="vllm", evidence="it answers")


def facts(**values: FactValue) -> dict[str, Fact]:
    names = {name.replace("__", "."): value for name, value in values.items()}
    return {name: known(name, value) for name, value in names.items()}


def test_a_server_is_told_by_runtime_address_reach_and_access() -> None:
    told = facts(
        runtime__name="vllm",
        runtime__version="0.10.2",
        exposure__address="0.0.0.0:8000",
        exposure__reach="network",
        exposure__needs_credentials=False,
        exposure__encrypted=False,
        deployment__hosted=False,
        deployment__declared=False,
    )
    assert serving(PLACE, told) == (
        "vllm 0.10.2",
        "0.0.0.0:8000",
        "reached from other machines",
        "answers without credentials",
        "plain HTTP",
        "in no declared system",
    )


def test_what_is_not_known_of_something_in_use_is_said() -> None:
    assert serving(PLACE, {}) == (
        "vllm",
        "reach: unknown",
        "credentials: unknown",
        "encryption: unknown",
        "whether declared: unknown",
    )


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        (
            {"deployment__operator": "openai", "hosting__operator_country": "US"},
            ("operated by openai (US)", "region: unknown"),
        ),
        (
            {
                "deployment__operator": "openai",
                "hosting__operator_name": "OpenAI Group PBC (EEA: OpenAI Ireland Ltd)",
            },
            ("operated by OpenAI Group PBC", "region: unknown"),
        ),
        (
            {"deployment__region": "aws:eu-west-1", "hosting__region_in_union": True},
            ("operated by nobody that is known", "region aws:eu-west-1, in the Union"),
        ),
        (
            {"deployment__region": "aws:us-east-1", "hosting__region_in_union": False},
            ("operated by nobody that is known", "region aws:us-east-1, outside the Union"),
        ),
        (
            {"hosting__country": "DE", "hosting__region_in_union": True},
            ("operated by nobody that is known", "region DE, in the Union"),
        ),
    ],
)
def test_of_a_service_it_says_who_operates_it_and_where(
    more: dict[str, FactValue], expected: tuple[str, ...]
) -> None:
    called = replace(PLACE, state=DeploymentState.USED_IN_CODE)
    assert access_words(called, facts(deployment__hosted=True, **more)) == expected


def test_of_a_gateway_of_its_own_it_says_who_operates_what_is_behind_it_and_who_reaches_it() -> None:
    told = facts(
        deployment__hosted=True,
        deployment__operator="openai",
        exposure__is_own=True,
        exposure__reach="network",
        exposure__needs_credentials=False,
    )
    assert access_words(PLACE, told) == (
        "operated by openai",
        "region: unknown",
        "reached from other machines",
        "answers without credentials",
        "encryption: unknown",
    )


def test_sources_that_disagree_are_both_named() -> None:
    found = {}
    for name, values in (
        ("exposure.reach", ("loopback", "network")),
        ("exposure.needs_credentials", (True, False)),
    ):
        states = [known(name, value).state for value in values]
        claims = tuple(claim for state in states if isinstance(state, Known) for claim in state.claims)
        found[name] = Fact(name, Conflict(claims))
    runtimes = tuple(
        claim
        for name in ("vllm", "sglang")
        if isinstance(state := known("runtime.name", name).state, Known)
        for claim in state.claims
    )
    told = {"runtime.name": Fact("runtime.name", Conflict(runtimes))}
    assert runtime_words(PLACE, told) == "runtime: conflict: vllm · sglang"
    words = access_words(PLACE, found)
    assert words[:2] == (
        "reach: conflict: loopback · network",
        "asks for credentials: conflict: yes · no",
    )


def test_of_a_file_in_a_place_there_is_nothing_but_the_runtime_of_its_store() -> None:
    present = replace(PLACE, state=DeploymentState.PRESENT, evidence="in the ollama store as x")
    assert serving(present, {}) == ("vllm",)
    assert serving(replace(present, runtime="ollama"), {}) == ()
    assert serving(replace(present, runtime=None), {}) == ()


def test_of_what_is_only_listed_it_says_where_the_list_puts_it() -> None:
    place = replace(PLACE, state=DeploymentState.DECLARED, runtime=None)
    told = facts(
        runtime__name="llama.cpp", deployment__host="kis-srv-01", exposure__address="http://10.1.2.3:8080"
    )
    assert serving(place, told) == ("llama.cpp", "on kis-srv-01", "http://10.1.2.3:8080")
    assert serving(place, facts(deployment__hosted=True, deployment__operator="openai")) == (
        "operated by openai",
        "region: unknown",
    )


def test_a_program_that_calls_a_server_serves_nobody() -> None:
    assert access_words(replace(PLACE, state=DeploymentState.USED_IN_CODE), {}) == ()
    assert runtime_words(replace(PLACE, runtime=None), {}) == ""
