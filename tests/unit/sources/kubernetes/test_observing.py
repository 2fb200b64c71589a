"""Objects from anywhere are read in one way."""

import pytest

from auditor.domain.serving import DeploymentState, Exposure, InUse
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


def test_a_config_map_may_hold_whom_a_proxy_passes_requests_on_to() -> None:
    text = """kind: ConfigMap
apiVersion: v1
metadata: {name: a}
data:
  config.yaml: |
    model_list:
    - model_name: large
      litellm_params: {model: openai/gpt-4o}
  broken.yaml: 'model_list: [a: b: c'
  other: model_list is a word here
"""

    seen = list(observed("t", parsed(text)))

    assert [
        (one.locator, one.model and one.model.written, one.operator, one.state)
        for one in seen
        if isinstance(one, InUse)
    ] == [("m.yaml:7", "gpt-4o", "openai", DeploymentState.CONFIGURED)]
    assert len(seen) == 1


@pytest.mark.parametrize(
    ("label", "exposure"),
    [("", None), ("networking.knative.dev/visibility: cluster-local", Exposure.INTERNAL)],
)
def test_a_service_of_knative_has_a_route_of_its_own_unless_it_is_kept_inside(
    label: str, exposure: Exposure | None
) -> None:
    head = "apiVersion: serving.knative.dev/v1\nkind: Service\n"
    pod = "{spec: {containers: [{image: vllm/vllm-openai, args: [--model, org/name]}]}}"
    text = f"{head}metadata: {{name: a, labels: {{{label}}}}}\nspec: {{template: {pod}}}\n"

    (found,) = (one for one in observed("t", parsed(text)) if isinstance(one, InUse))

    assert found.endpoint is not None and found.endpoint.exposure is exposure
