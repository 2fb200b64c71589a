from pathlib import Path

import pytest

from auditor.domain.observation import Observation, Problem, Skipped
from auditor.domain.serving import InUse
from auditor.domain.tri import Tri
from auditor.sources.base import Target
from auditor.sources.compose import ComposeSource

PROXY = """services:
  proxy:
    image: ghcr.io/berriai/litellm:main-latest
    volumes: ["{mount}:/app/config.yaml"]
    command: ["--config", "/app/config.yaml"]
    ports: ["4000:4000"]
"""
ROUTES = """general_settings: {master_key: os.environ/KEY}
model_list:
  - model_name: chat
    litellm_params: {model: openai/gpt-4o}
"""


def observed(folder: Path, mount: str, config: str = ROUTES) -> list[Observation]:
    project = folder / "project"
    project.mkdir()
    (project / "compose.yaml").write_text(PROXY.format(mount=mount), encoding="utf-8")
    for place in (project / "proxy.yaml", folder / "outside.yaml"):
        place.write_text(config, encoding="utf-8")
    return list(ComposeSource().observe(Target("compose", str(project))))[:-1]


def test_a_configuration_that_a_proxy_mounts_is_read(tmp_path: Path) -> None:
    proxy, route = observed(tmp_path, "./proxy.yaml")
    assert isinstance(proxy, InUse)
    assert proxy.endpoint is not None
    assert proxy.endpoint.needs_credentials is Tri.TRUE
    assert isinstance(route, InUse)
    assert (route.locator, route.served_as, route.operator) == ("proxy.yaml:3", "chat", "openai")


def test_one_outside_of_the_folder_is_told_with_the_target_that_reads_it(tmp_path: Path) -> None:
    skipped = observed(tmp_path, "../outside.yaml")[-1]
    assert isinstance(skipped, Skipped)
    assert skipped.elsewhere == f"litellm:{tmp_path}/outside.yaml"


@pytest.mark.parametrize("mount", ["kept", "./gone.yaml"])
def test_one_that_is_not_here_is_told(tmp_path: Path, mount: str) -> None:
    skipped = observed(tmp_path, mount)[-1]
    assert isinstance(skipped, Skipped)
    assert skipped.reason == (
        "the configuration of a LiteLLM proxy, /app/config.yaml, does not lie here: name it with litellm:"
    )


def test_one_that_is_broken_is_a_problem(tmp_path: Path) -> None:
    problem = observed(tmp_path, "./proxy.yaml", "model_list: [\n")[-1]
    assert isinstance(problem, Problem)
    assert problem.locator == "proxy.yaml"
