"""From the objects of a cluster to what it serves, wherever they were found: files, charts, the cluster."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from auditor.domain.observation import Observation, Problem
from auditor.domain.serving import DeploymentState
from auditor.errors import FormatError
from auditor.formats.yaml_stream import Value, read
from auditor.sources.gateways import litellm
from auditor.sources.kubernetes import kserve, operators, ray
from auditor.sources.kubernetes.containers import ConfigMaps, Started, started
from auditor.sources.kubernetes.network import Network
from auditor.sources.kubernetes.resources import Resource, pods
from auditor.sources.launching.configured import Written, in_use, lines_of

_OF_OPERATORS: Final[Mapping[tuple[str, str], Callable[[Resource], list[Started]]]] = {
    ("apps.nvidia.com", "NIMPipeline"): operators.nim_service,
    ("apps.nvidia.com", "NIMService"): operators.nim_service,
    ("kaito.sh", "Workspace"): operators.kaito_workspace,
    ("kubeai.org", "Model"): operators.kubeai_model,
    ("production-stack.vllm.ai", "VLLMRuntime"): operators.vllm_runtime,
}
# What is in the configuration of a LiteLLM proxy, whatever its file is called.
_MODEL_LIST: Final = "model_list"
StateOf = Callable[[Resource], DeploymentState]


def _configured(_: Resource) -> DeploymentState:
    return DeploymentState.CONFIGURED


def observed(
    target: str, found: Sequence[Resource], state_of: StateOf = _configured
) -> Iterator[Observation]:
    """Yield what the objects of one cluster have it serve.

    Args:
        target: Target they were found under.
        found: The objects.
        state_of: What was seen of an object: that it runs, or that somebody asked for it.
    """
    settings, network = ConfigMaps(found), Network(found)
    runtimes = kserve.ServingRuntimes(found)
    for resource in found:
        if resource.kind == "ConfigMap":
            yield from _routes(target, resource)
        for one in started_by(resource, settings, runtimes):
            if isinstance(one, FormatError):
                yield Problem(target, resource.locator, one.message)
            else:
                yield from _in_use(target, one, network, state_of)
    for one in runtimes.alone(settings):
        yield from _in_use(target, one, network, state_of)


def started_by(
    resource: Resource, settings: ConfigMaps, runtimes: kserve.ServingRuntimes
) -> Iterator[Started | FormatError]:
    """Yield what an object starts; the error where settings within it cannot be read."""
    match resource.group, resource.kind:
        case kserve.GROUP, "InferenceService":
            yield from kserve.inference_service(resource, settings, runtimes)
        case kserve.GROUP, "LLMInferenceService":
            yield from kserve.llm_inference_service(resource, settings)
        case kserve.GROUP, "ServingRuntime" | "ClusterServingRuntime":
            # Once all services are read, it is known whether it serves any of them.
            return
        case ray.GROUP, "RayService":
            yield from ray.ray_service(resource, settings)
        case object_ if object_ in _OF_OPERATORS:
            yield from _OF_OPERATORS[object_](resource)
        case _:
            for pod in pods(resource):
                yield from started(pod, settings)


def _routes(target: str, resource: Resource) -> Iterator[Observation]:
    """Yield whom a proxy passes requests on to whose configuration is kept in the cluster."""
    for held in resource.body.at("data").entries.values():
        try:
            config = _read(held) if _MODEL_LIST in (held.text or "") else held
        except FormatError:
            # Whatever else it is, it is none.
            continue
        yield from litellm.routes(config, target, resource.locator)


def _read(held: Value) -> Value:
    """Return what a text says that is YAML itself, with its lines in the file where it has any."""
    text = held.text or ""
    return read(text, (held.line if "\n" in text else held.line - 1) if held.line else 0)


def _in_use(target: str, one: Started, network: Network, state_of: StateOf) -> Iterator[Observation]:
    endpoint, through = network.reached(one)
    resource = one.pod.resource
    written = Written(
        target=target,
        locator=resource.locator,
        line=one.at.line or None,
        workload=resource.shown,
        lines=lines_of(one.at),
        settings={"container": one.container, "replicas": one.pod.replicas},
        state=state_of(resource),
    )
    yield from in_use(replace(one.launch, endpoint=endpoint), written, through)
