"""The chart of Triton."""

from pathlib import Path

from auditor.domain.serving import Exposure
from tests.unit.sources.helm.reading import one


def test_the_store_of_a_triton_is_kept(tmp_path: Path) -> None:
    values = """image: {imageName: "nvcr.io/nvidia/tritonserver:26.07-py3", modelRepositoryPath: "gs://bucket/models"}
service: {type: LoadBalancer}
"""
    found = one(tmp_path, values)
    assert dict(found.settings)["store"] == "gs://bucket/models"
    assert found.endpoint is not None
    assert found.endpoint.exposure is Exposure.PUBLIC
