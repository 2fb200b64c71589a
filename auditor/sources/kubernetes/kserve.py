"""KServe: inference services of both kinds, and the serving runtimes that they name.

Source:
    kserve/kserve: pkg/apis/serving/v1alpha1/llm_inference_service_types.go; NVIDIA/nim-deploy:
    kserve, on the formats of NIM. The fields of InferenceService and ServingRuntime, and which runtime serves
    a format where none is named: general knowledge.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from auditor.domain.serving import Activity, Exposure, ModelReference, ReferenceKind, Runtime
from auditor.domain.tri import Tri
from auditor.formats.yaml_stream import Value
from auditor.sources.kubernetes.containers import ConfigMaps, Started, invocation_of, named_ports, started
from auditor.sources.kubernetes.resources import Pod, Resource, pods
from auditor.sources.launching.invocation import Invocation, Launch
from auditor.sources.launching.launch import launches, run_by
from auditor.sources.references import names, reference

GROUP: Final = "serving.kserve.io"
_RUNTIME_KINDS: Final = ("ServingRuntime", "ClusterServingRuntime")
_COMPONENTS: Final = ("predictor", "transformer", "explainer")
# Formats that older manifests name as a key, and what serves them unless a runtime is named.
_FORMATS: Final[Mapping[str, str]] = {
    "sklearn": "kserve", "xgboost": "kserve", "lightgbm": "kserve", "pmml": "kserve", "paddle": "kserve",
    "huggingface": "kserve", "mlflow": "mlserver", "tensorflow": "tensorflow-serving",
    "pytorch": "torchserve", "onnx": "triton", "triton": "triton", "tensorrt": "triton",
}  # fmt: skip
# Its images are made for one model each, and so are the formats that its serving runtimes name.
_NIM: Final = "nvidia-nim"
# Where the storage initializer puts the model before the container starts.
_MOUNT: Final = "/mnt/models"
_HIDDEN: Final = ("networking.kserve.io/visibility", "networking.knative.dev/visibility")


class ServingRuntimes:
    """The serving runtimes among the manifests."""

    def __init__(self, resources: Iterable[Resource]) -> None:
        found = [one for one in resources if one.group == GROUP and one.kind in _RUNTIME_KINDS]
        self._by_name = {one.name: one for one in found}
        self._used: set[str] = set()

    def container(self, name: str | None) -> Value:
        """Return the container of the runtime that a service names, which is then no template alone."""
        resource = self._by_name.get(name or "")
        if resource is None:
            return Value(None, 1)
        self._used.add(resource.name)
        containers = resource.spec.at("containers").items
        return next(
            (one for one in containers if one.at("name").text == "kserve-container"),
            containers[0] if containers else Value(None, 1),
        )

    def alone(self, settings: ConfigMaps) -> Iterator[Started]:
        """Yield what the runtimes that no service names would start, if they say which model themselves."""
        for name, resource in sorted(self._by_name.items()):
            if name in self._used:
                continue
            for pod in pods(resource):
                for one in started(pod, settings):
                    if any(_is_own(model) for model in one.launch.models):
                        yield one


def inference_service(resource: Resource, settings: ConfigMaps, runtimes: ServingRuntimes) -> list[Started]:
    """Return what an InferenceService starts."""
    found: list[Started] = []
    for component in _COMPONENTS:
        value = resource.spec.at(component)
        if not value.entries:
            continue
        pod = _pod(resource, value, component)
        served = _format_of(value)
        if served is not None:
            found += _of_format(pod, *served, settings, runtimes)
        for one in started(pod, settings):
            found.append(replace(one, launch=_outside(one.launch, resource)))
    return found


def llm_inference_service(resource: Resource, settings: ConfigMaps) -> list[Started]:
    """Return what an LLMInferenceService starts: one server per role, all of the one model."""
    model = resource.spec.at("model")
    known = names((reference(model.at("uri").text or "", ReferenceKind.LOCATION),))
    adapters = names(
        reference(one.at("uri").text or "", ReferenceKind.REPOSITORY)
        for one in model.at("lora", "adapters").items
    )
    found: list[Started] = []
    services = (f"{resource.name}-kserve-workload-svc", resource.name)
    for pod in pods(resource):
        ran = started(replace(pod, services=services), settings)
        found += [one for one in ran if one.launch.activity is Activity.SERVES]
    if not found:
        # Its presets bring the image.
        pod = Pod(resource, resource.spec, resource.labels, resource.spec.at("replicas").text)
        found = [Started(pod, model if model.entries else resource.body, _unnamed("kserve"))]
    return [replace(one, launch=_of_llm(one.launch, resource, known, adapters)) for one in found]


def _of_llm(
    launch: Launch,
    resource: Resource,
    known: tuple[ModelReference, ...],
    adapters: tuple[ModelReference, ...],
) -> Launch:
    """Return a server with what the object says of it, whatever its container does."""
    name = resource.spec.at("model", "name").text
    is_renamed = bool(name and known and name != known[0].written)
    trusts = resource.spec.at("trustRemoteCode").text == "true"
    told = replace(
        launch,
        models=known or launch.models,
        served_as=(name,) if name and is_renamed else launch.served_as,
        adapters=adapters or launch.adapters,
        remote_code=Tri.TRUE if trusts else launch.remote_code,
    )
    router = resource.spec.at("router")
    is_routed = any(router.at(way).content is not None for way in ("route", "gateway", "ingress"))
    return _routed(told, is_routed)


def _routed(launch: Launch, is_routed: bool) -> Launch:
    """Return a server that has a route of its own on a gateway."""
    if not is_routed or launch.endpoint is None:
        return launch
    # From where its gateway can be reached, and whether that takes TLS, is said elsewhere.
    endpoint = replace(launch.endpoint, exposure=None, is_encrypted=Tri.UNKNOWN)
    return replace(launch, endpoint=endpoint)


def _pod(resource: Resource, value: Value, component: str) -> Pod:
    labels = {**resource.labels, "serving.kserve.io/inferenceservice": resource.name, "component": component}
    services = (f"{resource.name}-{component}", resource.name)
    return Pod(resource, value, labels, value.at("minReplicas").text, services)


def _format_of(value: Value) -> tuple[str, Value] | None:
    """Return the format that a component serves and its settings."""
    model = value.at("model")
    if model.entries:
        return model.at("modelFormat", "name").text or "", model
    for name in _FORMATS:
        if name in value.entries:
            return name, value.at(name)
    return None


def _of_format(
    pod: Pod, served: str, value: Value, settings: ConfigMaps, runtimes: ServingRuntimes
) -> Iterator[Started]:
    runtime = value.at("runtime").text
    base = runtimes.container(runtime)
    invocation = _merged(invocation_of(base, pod, settings), invocation_of(value, pod, settings))
    told = [one for one in launches(invocation) if one.activity is Activity.SERVES]
    name = _runtime_name(runtime, served)
    launch = told[0] if told else _of_cluster(name, invocation)
    stored = _stored(value)
    own = tuple(model for model in launch.models if _is_own(model)) or _named_by(name, served)
    # What is mounted is the store: the path in the container says nothing.
    kept = () if stored is not None else launch.stores
    launch = replace(launch, models=own or names((stored,)), stores=names((stored,)) if own else kept)
    yield Started(
        pod, value, _outside(launch, pod.resource), None, {**named_ports(base), **named_ports(value)}
    )


def _of_cluster(name: str, invocation: Invocation) -> Launch:
    """Return what a runtime starts that the cluster has, of which the name and the arguments are known."""
    unnamed = _unnamed(name, invocation.image)
    if invocation.command or invocation.image or not (invocation.arguments or invocation.environment):
        return unnamed
    told = launches(run_by(name, invocation))
    # On which port it listens stands in the cluster.
    return replace(told[0], endpoint=None) if told else unnamed


def _named_by(runtime: str, served: str) -> tuple[ModelReference, ...]:
    """Return the model of a format that is made for it: ``nvidia-nim-NAME``."""
    prefix = f"{_NIM}-"
    name = served.removeprefix(prefix) if runtime == _NIM and served.startswith(prefix) else ""
    return names((reference(name, ReferenceKind.STORE),))


def _merged(base: Invocation, own: Invocation) -> Invocation:
    return replace(
        own,
        command=own.command or base.command,
        arguments=base.arguments + own.arguments,
        environment={**base.environment, **own.environment},
        is_environment_whole=base.is_environment_whole and own.is_environment_whole,
        image=own.image or base.image,
    )


def _stored(value: Value) -> ModelReference | None:
    uri = value.at("storageUri").text
    if uri is None:
        bucket = value.at("storage", "parameters", "bucket").text
        scheme = value.at("storage", "parameters", "type").text or "s3"
        path = value.at("storage", "path").text or ""
        uri = f"{scheme}://{bucket}/{path}" if bucket else path
    return reference(uri, ReferenceKind.LOCATION)


def _is_own(model: ModelReference) -> bool:
    """Say whether words in a container name a model, rather than where one is mounted."""
    return model.kind is not ReferenceKind.UNRESOLVED and not model.written.startswith(_MOUNT)


def _runtime_name(runtime: str | None, served: str) -> str:
    """Return the runtime that a service is served by, by the names of its serving runtime and its format."""
    # Heavy: read when the first service without an image is met.
    from auditor.catalogue.runtime_reading import known_runtimes

    for words in (runtime or "", served):
        parts = f"-{words.lower()}-"
        fits = [name for name in known_runtimes().entries if f"-{name}-" in parts]
        if fits:
            return max(fits, key=lambda name: (len(name), name))
    return _FORMATS.get(served.lower()) or runtime or "kserve"


def _unnamed(runtime: str, image: str | None = None) -> Launch:
    return Launch(Runtime(runtime, image=image or None), Activity.SERVES)


def _outside(launch: Launch, resource: Resource) -> Launch:
    """Return a launch whose exposure is open: whether the cluster's gateway leads to it is not said here."""
    endpoint = launch.endpoint
    is_hidden = any(resource.labels.get(name) == "cluster-local" for name in _HIDDEN)
    if endpoint is None or is_hidden or endpoint.exposure is not Exposure.INTERNAL:
        return launch
    return replace(launch, endpoint=replace(endpoint, exposure=None))
