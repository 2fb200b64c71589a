"""From the objects of a cluster to what it serves, wherever they were found: files, charts, the cluster."""

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from auditor.domain.observation import Observation, Problem
from auditor.domain.serving import DeploymentState, InUse
from auditor.errors import FormatError
from auditor.formats.address import joined, split_address
from auditor.formats.yaml_stream import Value, read
from auditor.sources.called import calls
from auditor.sources.gateways import litellm
from auditor.sources.kubernetes import kserve, kserve_kept, kserve_llm, operators, ray, stored
from auditor.sources.kubernetes.containers import ConfigMaps, Started, invocation_of, started
from auditor.sources.kubernetes.names import readdressed
from auditor.sources.kubernetes.network import Network
from auditor.sources.kubernetes.resources import Pod, Resource, pods
from auditor.sources.launching.configured import Written, in_use, lines_of

_OF_OPERATORS: Final[Mapping[tuple[str, str], Callable[[Resource], list[Started]]]] = {
    ("apps.nvidia.com", "NIMPipeline"): operators.nim_service,
    ("apps.nvidia.com", "NIMService"): operators.nim_service,
    ("apps.nvidia.com", "NIMCache"): operators.nim_cache,
    ("kaito.sh", "Workspace"): operators.kaito_workspace,
    ("kubeai.org", "Model"): operators.kubeai_model,
    ("mlops.seldon.io", "Model"): stored.seldon_model,
    ("ome.io", "BaseModel"): stored.ome_model,
    ("ome.io", "ClusterBaseModel"): stored.ome_model,
    ("ome.io", "FineTunedWeight"): stored.ome_model,
    (kserve.GROUP, "InferenceGraph"): kserve_kept.inference_graph,
    (kserve.GROUP, "LocalModelCache"): kserve_kept.local_model_cache,
    (kserve.GROUP, "LocalModelNamespaceCache"): kserve_kept.local_model_cache,
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
    named = Named(found)
    for resource in found:
        if resource.kind == "ConfigMap":
            yield from _routes(target, resource, network)
        for one in started_by(resource, settings, named):
            if isinstance(one, FormatError):
                yield Problem(target, resource.locator, one.message)
            else:
                yield from _in_use(target, one, network, state_of)
        for pod in pods(resource):
            yield from _called(target, pod, settings)
    for one in named.runtimes.alone(settings):
        yield from _in_use(target, one, network, state_of)


class Named:
    """What objects of KServe name one another by."""

    def __init__(self, found: Sequence[Resource]) -> None:
        self.runtimes = kserve.ServingRuntimes(found)
        self.presets = kserve_llm.Presets(found)
        self.services = kserve_kept.Services(found)


def started_by(resource: Resource, settings: ConfigMaps, named: Named) -> Iterator[Started | FormatError]:
    """Yield what an object starts; the error where settings within it cannot be read."""
    match resource.group, resource.kind:
        case kserve.GROUP, "InferenceService":
            yield from kserve.inference_service(resource, settings, named.runtimes)
        case kserve.GROUP, "LLMInferenceService":
            yield from kserve_llm.llm_inference_service(resource, settings, named.presets)
        case kserve.GROUP, "TrainedModel":
            yield from kserve_kept.trained_model(resource, named.services, settings, named.runtimes)
        case kserve.GROUP, "ServingRuntime" | "ClusterServingRuntime" | "LLMInferenceServiceConfig":
            # Templates: once all services are read, it is known whether they serve any of them.
            return
        case "serving.knative.dev", "Service":
            # It has a route of its own, of which KServe makes use.
            for one in _in_pods(resource, settings):
                yield replace(one, launch=kserve.outside(one.launch, resource))
        case "machinelearning.seldon.io", "SeldonDeployment":
            yield from stored.seldon_deployment(resource)
            yield from _in_pods(resource, settings)
        case ray.GROUP, "RayService":
            yield from ray.ray_service(resource, settings)
        case object_ if object_ in _OF_OPERATORS:
            yield from _OF_OPERATORS[object_](resource)
        case _:
            yield from _in_pods(resource, settings)


def _in_pods(resource: Resource, settings: ConfigMaps) -> Iterator[Started]:
    for pod in pods(resource):
        yield from started(pod, settings)


def _routes(target: str, resource: Resource, network: Network) -> Iterator[Observation]:
    """Yield whom a proxy passes requests on to whose configuration is kept in the cluster."""
    for held in resource.body.at("data").entries.values():
        try:
            config = _read(held) if _MODEL_LIST in (held.text or "") else held
        except FormatError:
            # Whatever else it is, it is none.
            continue
        asked = readdressed(config, resource.namespace, network.services)
        for seen in litellm.routes(asked, target, resource.locator):
            yield (
                _inside(seen, [seen.endpoint.address]) if isinstance(seen, InUse) and seen.endpoint else seen
            )


def _read(held: Value) -> Value:
    """Return what a text says that is YAML itself, with its lines in the file where it has any."""
    text = held.text or ""
    return read(text, (held.line if "\n" in text else held.line - 1) if held.line else 0)


def _in_use(target: str, one: Started, network: Network, state_of: StateOf) -> Iterator[Observation]:
    endpoint, through = network.reached(one)
    written = replace(_written(target, one.pod, one.at, one.container), state=state_of(one.pod.resource))
    inside = network.inside(one)
    for seen in in_use(replace(one.launch, endpoint=endpoint), written, through):
        yield _inside(seen, inside)


def _inside(seen: InUse, addresses: Iterable[str]) -> InUse:
    """Return what is in use with its addresses in the cluster; two folders may be two clusters."""
    folder = posixpath.dirname(seen.locator) if ":" in seen.locator else ""
    named = (joined(*split_address(address)) for address in addresses)
    return replace(seen, inside=tuple(f"{folder} {address}" for address in named if ".svc:" in address))


def _called(target: str, pod: Pod, settings: ConfigMaps) -> Iterator[Observation]:
    """Yield what the containers of a pod that serve nothing are told to call."""
    for name in ("initContainers", "containers"):
        for container in pod.spec.at(name).items:
            written = _written(target, pod, container, container.at("name").text)
            yield from calls(invocation_of(container, pod, settings), written)


def _written(target: str, pod: Pod, at: Value, container: str | None) -> Written:
    return Written(
        target=target,
        locator=pod.resource.locator,
        line=at.line or None,
        workload=pod.resource.shown,
        lines=lines_of(at),
        container=container or "",
        settings={"replicas": pod.replicas},
    )
