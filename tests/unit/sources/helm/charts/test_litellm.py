"""LiteLLM's chart."""

from pathlib import Path

from auditor.domain.tri import Tri
from tests.unit.sources.helm.reading import one


def test_the_proxy_of_litellm_always_has_a_key(tmp_path: Path) -> None:
    found = one(tmp_path, "proxy_config: {model_list: [{model_name: a}]}\n")
    assert found.runtime is not None
    assert found.runtime.name == "litellm"
    assert found.endpoint is not None
    assert found.endpoint.needs_credentials is Tri.TRUE
