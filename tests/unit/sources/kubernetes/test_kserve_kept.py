from pathlib import Path

import pytest

from auditor.domain.serving import ModelReference, ReferenceKind
from tests.unit.sources.kubernetes.reading import in_use

HEAD = "apiVersion: serving.kserve.io/v1alpha1\nmetadata: {name: a, namespace: ml}\n"


def test_a_trained_model_is_served_by_the_server_that_it_is_given_to(tmp_path: Path) -> None:
    model = "model: {framework: pytorch, storageUri: 's3://b/m', memory: 1Gi}"
    trained = f"{HEAD}kind: TrainedModel\nspec: {{inferenceService: server, {model}}}\n"
    server = (
        "apiVersion: serving.kserve.io/v1beta1\nkind: InferenceService\n"
        "metadata: {name: server, namespace: ml}\nspec: {predictor: {model: {modelFormat: {name: triton}}}}\n"
    )

    (alone,) = in_use(tmp_path, trained)
    empty, given = in_use(tmp_path, server, trained)

    assert (alone.runtime and alone.runtime.name, alone.served_as) == ("torchserve", "a")
    assert (empty.workload, empty.model) == ("InferenceService ml/server", None)
    assert given.model == alone.model == ModelReference("s3://b/m", ReferenceKind.LOCATION)
    assert (given.workload, given.runtime and given.runtime.name) == ("TrainedModel ml/a", "triton")


def test_a_graph_that_calls_a_service_of_others_says_whose(tmp_path: Path) -> None:
    steps = """
      - serviceUrl: https://api.openai.com/v1/chat/completions
      - serviceUrl: http://own.ml.svc.cluster.local/v1
      - serviceName: chat
"""

    router, called = in_use(
        tmp_path, f"{HEAD}kind: InferenceGraph\nspec:\n  nodes:\n    root:\n      steps:{steps}"
    )

    assert (router.workload, dict(router.settings)["activity"]) == ("InferenceGraph ml/a", "routes")
    assert (called.operator, called.host, called.locator) == ("openai", "api.openai.com", "0.yaml:8")


@pytest.mark.parametrize("kind", ["LocalModelCache", "LocalModelNamespaceCache"])
def test_a_cache_of_nodes_fetches_its_model(tmp_path: Path, kind: str) -> None:
    (found,) = in_use(tmp_path, f"{HEAD}kind: {kind}\nspec: {{sourceModelUri: 'hf://org/name'}}\n")

    assert found.model == ModelReference("org/name", ReferenceKind.REPOSITORY)
    assert dict(found.settings)["activity"] == "fetches"
    assert in_use(tmp_path, f"{HEAD}kind: {kind}\nspec: {{}}\n") == []
