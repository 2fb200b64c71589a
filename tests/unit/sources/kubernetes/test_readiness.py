"""When an object runs."""

import pytest

from auditor.domain.serving import DeploymentState
from auditor.sources.kubernetes.listing import value_of
from auditor.sources.kubernetes.readiness import state_of
from auditor.sources.kubernetes.resources import Resource


@pytest.mark.parametrize(
    ("kind", "status", "runs"),
    [
        ("Deployment", {"readyReplicas": 1}, True),
        ("Deployment", {"replicas": 2, "unavailableReplicas": 2}, False),
        ("StatefulSet", {"readyReplicas": 0}, False),
        ("DaemonSet", {"numberReady": 3}, True),
        ("Job", {"active": 1}, True),
        ("Job", {"succeeded": 1}, False),
        ("CronJob", {"active": [{"name": "now"}]}, True),
        ("CronJob", {}, False),
        ("Pod", {"phase": "Running", "containerStatuses": [{"ready": True}]}, True),
        ("Pod", {"phase": "Running", "containerStatuses": [{"ready": False}]}, False),
        ("Pod", {"phase": "Succeeded", "containerStatuses": [{"ready": True}]}, False),
        ("Model", {"replicas": {"all": 2, "ready": 1}}, True),
        ("RayService", {"numServeEndpoints": 2}, True),
        ("RayCluster", {"state": "ready"}, True),
        ("NIMService", {"state": "NotReady"}, False),
        ("VLLMRuntime", {"modelStatus": "Ready"}, True),
        ("InferenceService", {"conditions": [{"type": "Ready", "status": "True"}]}, True),
        ("InferenceService", {"conditions": [{"type": "Ready", "status": "Unknown"}]}, False),
        ("Anything", {"readyReplicas": "x"}, False),
    ],
)
def test_an_object_runs_if_something_of_it_is_ready(kind: str, status: object, runs: bool) -> None:
    resource = Resource(kind, "", "n", None, value_of({"status": status}), "n")
    assert state_of(resource) is (DeploymentState.RUNNING if runs else DeploymentState.CONFIGURED)
