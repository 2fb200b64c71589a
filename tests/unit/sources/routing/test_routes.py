import pytest

from auditor.catalogue.hosts import load_hosts
from auditor.catalogue.runtime_reading import known_runtimes
from auditor.sources.routing.routes import CONTINUE, LITELLM, PROGRAMS, SAID, Route, named

HOSTS = load_hosts()
ENTITIES = {listing.entity.value for rows in (HOSTS.hosts, HOSTS.environment) for listing in rows.values()}
ROUTES = {**{f"litellm {word}": route for word, route in LITELLM.items()},
          **{f"continue {word}": route for word, route in CONTINUE.items()}}  # fmt: skip


@pytest.mark.parametrize("route", ROUTES.values(), ids=list(ROUTES))
def test_a_route_leads_to_what_the_catalogue_knows(route: Route) -> None:
    assert route.operator is None or route.operator in ENTITIES
    assert route.runtime is None or route.runtime in known_runtimes().entries
    assert route.operator is None or route.runtime is None


def test_no_word_stands_for_two() -> None:
    said = [
        [*one.every.split(), *one.gateways.split(), *one.litellm.split(), *one.continue_.split()]
        for one in SAID
    ]
    assert sum(len(set(words)) for words in said) == len({*LITELLM, *CONTINUE})
    assert sum(len([*one.every.split(), *one.programs.split()]) for one in SAID) == len(PROGRAMS)


def test_programs_are_asked_for_words_without_signs_in_lower_case() -> None:
    assert all(word.isalnum() and word == word.lower() for word in PROGRAMS)


def test_those_whose_customers_have_addresses_of_their_own() -> None:
    own = {word for word, route in LITELLM.items() if route.has_own_address}
    assert {"azure", "bedrock", "vertex_ai", "watsonx", "databricks"} <= own
    assert not own & {"openai", "anthropic", "mistral", "ollama"}


@pytest.mark.parametrize(
    ("text", "operator", "runtime"),
    [
        ("Amazon Bedrock", "amazon-aws", None),
        ("Mistral API", "mistral", None),
        ("Azure OpenAI Service", "microsoft", None),
        ("Claude on Bedrock", "amazon-aws", None),
        ("fireworks-ai", "fireworks", None),
        ("hf-inference", "huggingface", None),
        ("LM Studio", None, "lmstudio"),
    ],
)
def test_words_of_people_name_a_provider(text: str, operator: str | None, runtime: str | None) -> None:
    route = named(text)
    assert route is not None
    assert (route.operator, route.runtime) == (operator, runtime)


@pytest.mark.parametrize("text", ["", "auto", "radiology server", "Ollama on Azure VM", "OpenAI or Mistral"])
def test_words_that_name_nobody_or_several_decide_nothing(text: str) -> None:
    assert named(text) is None
