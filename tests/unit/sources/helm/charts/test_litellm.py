"""LiteLLM's chart."""

from pathlib import Path

from auditor.domain.observation import Problem
from auditor.domain.serving import InUse
from auditor.domain.tri import Tri
from tests.unit.sources.helm.reading import observed, one


def test_the_proxy_of_litellm_always_has_a_key(tmp_path: Path) -> None:
    found = one(tmp_path, "proxy_config: {model_list: []}\n")
    assert found.runtime is not None
    assert found.runtime.name == "litellm"
    assert found.endpoint is not None
    assert found.endpoint.needs_credentials is Tri.TRUE


def test_whom_the_proxy_passes_requests_on_to_stands_in_its_values(tmp_path: Path) -> None:
    values = """proxy_config:
  model_list:
  - model_name: large
    litellm_params: {model: mistral/mistral-large-latest, api_key: sk-planted-4f5e6d7c8b9a}
  - model_name: broken
"""
    seen = observed(tmp_path, values=values)
    _, route = (one for one in seen if isinstance(one, InUse))
    assert (route.model and route.model.written, route.served_as, route.operator, route.locator) == (
        "mistral-large-latest",
        "large",
        "mistral",
        "values.yaml:3",
    )
    assert [one.place.rpartition("/")[2] for one in seen if isinstance(one, Problem)] == ["values.yaml:5"]
    assert "planted" not in repr(seen)
