"""What the shipped rules say is to be done, by what the deployment is."""

from datetime import date

import pytest

from auditor.domain.finding import Verdict
from auditor.domain.values import FactValue
from auditor.policy.choosing import load
from auditor.policy.judging.judge import judge
from auditor.policy.logic.world import World
from tests.builders.policy import a_deployment, an_organisation

BUNDLE = load(("security",))
DAY = date(2026, 11, 22)
OPEN: dict[str, FactValue] = {
    "deployment.state": "configured",
    "exposure.is_own": True,
    "exposure.reach": "public",
    "exposure.needs_credentials": False,
    "exposure.encrypted": False,
}


def remedy(rule: str, set_up_as: str | None, **changes: FactValue) -> str:
    given = OPEN | {name.replace("__", "."): value for name, value in changes.items()}
    if set_up_as is not None:
        given["deployment.set_up_as"] = set_up_as
    found = judge(
        BUNDLE, World((an_organisation(), a_deployment("d", given)), {}, ()), as_of=DAY, run_day=DAY
    )
    (finding,) = (one for one in found.findings if one.rule == rule)
    assert finding.verdict is Verdict.FAIL
    return finding.remedy


@pytest.mark.parametrize(
    ("set_up_as", "words"),
    [
        ("compose", "`127.0.0.1:PORT:PORT` under `ports`"),
        ("kubernetes", "a NetworkPolicy that names who may call it"),
        ("container", "`PublishPort=`"),
        ("unit", "`OLLAMA_HOST=127.0.0.1`"),
        ("process", "`OLLAMA_HOST=127.0.0.1`"),
        (None, "where it listens, or where its container's port is published"),
    ],
)
def test_a_server_without_credentials_is_closed_where_it_is_set_up(set_up_as: str | None, words: str) -> None:
    said = remedy("endpoint-no-auth", set_up_as, runtime__name="ollama")
    assert words in said
    # On the loopback address of a container nobody reaches it, its neighbours included.
    assert ("OLLAMA_HOST" in said) == (set_up_as in {"unit", "process"})


@pytest.mark.parametrize(
    ("runtime", "words", "others"),
    [
        ("llama.cpp", ("`--api-key`", "`--host 127.0.0.1`"), ("OLLAMA_HOST", "master_key")),
        ("litellm", ("`master_key`", "`--host 127.0.0.1`"), ("OLLAMA_HOST", "--api-key")),
        ("ollama", ("Ollama itself asks for none", "OLLAMA_HOST"), ("--api-key", "master_key")),
        ("tgi", ("where it takes one",), ("OLLAMA_HOST", "--api-key", "master_key", "--host")),
    ],
)
def test_a_remedy_speaks_of_the_runtime_that_is_there(
    runtime: str, words: tuple[str, ...], others: tuple[str, ...]
) -> None:
    said = remedy("endpoint-no-auth", "unit", runtime__name=runtime)
    assert [word for word in words if word not in said] == []
    assert [word for word in others if word in said] == []
    assert said.endswith("Then scan again.")


@pytest.mark.parametrize(
    ("rule", "set_up_as", "words"),
    [
        ("endpoint-plain-http", "compose", "publish the proxy's port alone"),
        ("endpoint-plain-http", "kubernetes", "`spec.tls`"),
        ("endpoint-plain-http", "unit", "listen on the loopback address alone"),
        ("endpoint-plain-http", None, "let nothing but the proxy reach the server itself"),
        ("endpoint-public", "compose", "Publish its port on an inner address"),
        ("endpoint-public", "container", "Publish its port on an inner address"),
        ("endpoint-public", "kubernetes", "Make its Service a ClusterIP"),
        ("endpoint-public", "process", "Take its public address or load balancer away"),
    ],
)
def test_a_server_is_closed_in_the_words_of_what_starts_it(
    rule: str, set_up_as: str | None, words: str
) -> None:
    assert words in remedy(rule, set_up_as)


@pytest.mark.parametrize(
    ("set_up_as", "words"), [("kubernetes", "a NetworkPolicy"), ("compose", "a network of its own")]
)
def test_an_inner_server_is_closed_by_what_there_is_to_close_it(set_up_as: str, words: str) -> None:
    assert words in remedy("endpoint-no-auth-internal", set_up_as, exposure__reach="internal")


def test_no_case_of_a_remedy_is_said_of_everything() -> None:
    for rule in BUNDLE.rules:
        for part in rule.remedy:
            texts = [branch.value for branch in part.branches] + [part.otherwise]
            assert len(set(texts)) == len(texts), rule.id
