from pathlib import Path

import pytest

from auditor.domain.observation import Problem
from auditor.domain.serving import Endpoint, Exposure, InUse, ModelReference, ReferenceKind, Runtime
from auditor.domain.tri import Tri
from tests.unit.sources.kubernetes.reading import in_use, observed


def service(config: str) -> str:
    return f"""apiVersion: ray.io/v1
kind: RayService
metadata: {{name: a}}
spec:
  serveConfigV2: |
    {config}
  rayClusterConfig:
    rayVersion: 2.50.0
    headGroupSpec: {{template: {{spec: {{containers: [{{image: 'rayproject/ray-llm:2.50.0'}}]}}}}}}
"""


LLM = (
    "applications: [{args: {llm_configs: [{model_loading_config: {model_id: q, model_source: org/name},"
    " engine_kwargs: {trust_remote_code: true}}]}}]"
)


def test_an_llm_application_names_source_and_served_name(tmp_path: Path) -> None:
    (found,) = in_use(tmp_path, service(LLM))

    assert (found.model, found.served_as) == (ModelReference("org/name", ReferenceKind.REPOSITORY), "q")
    assert found.runtime == Runtime("ray-serve-llm", "2.50.0", "rayproject/ray-llm:2.50.0")
    assert found.endpoint == Endpoint("0.0.0.0:8000", Exposure.INTERNAL, Tri.FALSE, Tri.UNKNOWN)
    assert (found.locator, found.remote_code) == ("0.yaml:6", Tri.TRUE)


def test_another_application_may_be_told_its_model_by_a_variable(tmp_path: Path) -> None:
    (found,) = in_use(tmp_path, service("applications: [{runtime_env: {env_vars: {MODEL_ID: org/x, A: b}}}]"))

    assert found.model == ModelReference("org/x", ReferenceKind.REPOSITORY)
    assert found.runtime is not None and found.runtime.name == "ray-serve"


def test_an_application_that_names_none_is_a_server_without(tmp_path: Path) -> None:
    assert [one.model for one in in_use(tmp_path, service("applications: [{import_path: a:b}]"))] == [None]


def test_a_configuration_that_cannot_be_read_is_a_problem_with_its_line(tmp_path: Path) -> None:
    found = observed(tmp_path, service("a: ["))

    (problem,) = (one for one in found if isinstance(one, Problem))
    assert problem.reason.startswith("line 7: not YAML")
    assert [one.runtime and one.runtime.name for one in found if isinstance(one, InUse)] == ["ray-serve-llm"]


ONE = "{model_loading_config: {model_id: org/name}}"


@pytest.mark.parametrize(
    "arguments",
    [
        f"{{llm_configs: [{ONE}, {ONE}]}}",
        f"{{prefill_config: {ONE}, decode_config: {ONE}}}",
        f"{{llm_config: {ONE}}}",
        f"{{own: {{deeper: [{ONE}]}}}}",
    ],
)
def test_a_configuration_names_its_model_whatever_builder_takes_it(tmp_path: Path, arguments: str) -> None:
    found = in_use(tmp_path, service(f"applications: [{{args: {arguments}}}]"))

    assert {one.model for one in found} == {ModelReference("org/name", ReferenceKind.REPOSITORY)}
    assert {one.runtime and one.runtime.name for one in found} == {"ray-serve-llm"}


@pytest.mark.parametrize("arguments", ["{llm_configs: [/c/llm.yaml]}", "{llm_config: /c/llm.yaml}"])
def test_a_file_with_a_configuration_is_no_model(tmp_path: Path, arguments: str) -> None:
    (found,) = in_use(tmp_path, service(f"applications: [{{args: {arguments}}}]"))

    assert (found.model, dict(found.settings)["config"]) == (None, "/c/llm.yaml")
    assert found.remote_code is Tri.UNKNOWN
