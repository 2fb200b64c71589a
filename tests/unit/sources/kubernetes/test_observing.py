"""Objects from anywhere are read in one way."""

from auditor.domain.serving import DeploymentState, InUse
from auditor.sources.kubernetes.observing import observed
from tests.unit.sources.kubernetes.reading import VLLM, deployment, parsed


def test_what_is_seen_of_an_object_is_said_with_it() -> None:
    objects = parsed(deployment(VLLM))
    (asked_for,) = (one for one in observed("t", objects) if isinstance(one, InUse))
    (runs,) = (
        one for one in observed("t", objects, lambda _: DeploymentState.RUNNING) if isinstance(one, InUse)
    )
    assert (asked_for.state, runs.state) == (DeploymentState.CONFIGURED, DeploymentState.RUNNING)
    assert asked_for.evidence == "Deployment ml/chat is configured: vllm serves org/name"
    assert runs.evidence == "Deployment ml/chat runs: vllm serves org/name"
