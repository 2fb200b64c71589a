"""KServe: inference services, and the serving runtimes that they name.

Source:
    NVIDIA/nim-deploy: kserve, on the formats of NIM;
    https://kserve.github.io/website/docs/model-serving/storage/multiple-storage-uris (``storageUris``). The
    other fields of InferenceService and ServingRuntime, ``STORAGE_URI``, and which runtime serves a format
    where none is named: general knowledge.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from auditor.domain.serving import Activity, Exposure, ModelReference, ReferenceKind, Runtime
from auditor.formats.yaml_stream import Value
from auditor.sources.kubernetes.containers import (
    ConfigMaps,
    Started,
    invocation_of,
    named_ports,
    started,
    variables,
)
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
# By this a container of one's own is told what to fetch.
_STORAGE_VARIABLE: Final = "STORAGE_URI"
_HIDDEN: Final = ("networking.kserve.io/visibility", "networking.knative.dev/visibility")


@dataclass(frozen=True, slots=True)
class _Mounted:
    """What is fetched for a container.

    Attributes:
        stored: Where it is stored.
        path: Where the container finds it.
    """

    stored: ModelReference
    path: str


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
            variable = variables(one.at.at("env").items).get(_STORAGE_VARIABLE)
            mounted = _mounts(value, Value(None, one.at.line), variable)
            launch = _of_mounts(one.launch, mounted, ()) if mounted else one.launch
            found.append(replace(one, launch=outside(launch, resource)))
    return found


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
    name = runtime_name(runtime, served)
    launch = told[0] if told else _of_cluster(name, invocation)
    launch = _of_mounts(launch, _mounts(pod.spec, value), _named_by(name, served))
    yield Started(
        pod, value, outside(launch, pod.resource), None, {**named_ports(base), **named_ports(value)}
    )


def _of_cluster(name: str, invocation: Invocation) -> Launch:
    """Return what a runtime starts that the cluster has, of which the name and the arguments are known."""
    nothing_more = unnamed(name, invocation.image)
    if invocation.command or invocation.image or not (invocation.arguments or invocation.environment):
        return nothing_more
    told = launches(run_by(name, invocation))
    # On which port it listens stands in the cluster.
    return replace(told[0], endpoint=None) if told else nothing_more


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


def _of_mounts(launch: Launch, mounted: list[_Mounted], named: tuple[ModelReference, ...]) -> Launch:
    """Return a server with what its paths stand for: the storage initializer puts the model there."""
    models, adapters = (
        names(_at(model, mounted) for model in found) for found in (launch.models, launch.adapters)
    )
    stored = names(one.stored for one in mounted)
    own = tuple(model for model in models if _is_own(model)) or named
    # What is mounted is the store: the path in the container says nothing.
    return replace(
        launch,
        # Of several that no argument tells apart, each may be the model.
        models=own or tuple(one for one in stored if one not in adapters),
        adapters=adapters,
        stores=tuple(one for one in stored if own and one not in own + adapters) if stored else launch.stores,
    )


def _at(model: ModelReference, mounted: list[_Mounted]) -> ModelReference:
    """Return what is mounted where a path leads to; the nearest of several."""
    path = model.written.rstrip("/")
    fits = [one for one in mounted if path == one.path or path.startswith(f"{one.path}/")]
    return max(fits, key=lambda one: len(one.path)).stored if fits and len(mounted) > 1 else model


def _mounts(component: Value, model: Value, variable: str | None = None) -> list[_Mounted]:
    """Return what is fetched for a component, and where its container finds it."""
    several = (*component.at("storageUris").items, *model.at("storageUris").items)
    pairs = [
        (reference(one.at("uri").text or "", ReferenceKind.LOCATION), one.at("mountPath").text or _MOUNT)
        for one in several
    ]
    pairs.append((_stored(model) or reference(variable or "", ReferenceKind.LOCATION), _MOUNT))
    return [_Mounted(stored, path.rstrip("/")) for stored, path in pairs if stored is not None]


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


def runtime_name(runtime: str | None, served: str) -> str:
    """Return the runtime that a service is served by, by the names of its serving runtime and its format."""
    # Heavy: read when the first service without an image is met.
    from auditor.catalogue.runtime_reading import known_runtimes

    for words in (runtime or "", served):
        parts = f"-{words.lower()}-"
        fits = [name for name in known_runtimes().entries if f"-{name}-" in parts]
        if fits:
            return max(fits, key=lambda name: (len(name), name))
    return _FORMATS.get(served.lower()) or runtime or "kserve"


def unnamed(runtime: str, image: str | None = None) -> Launch:
    """Return a server of which nothing but the program is known."""
    return Launch(Runtime(runtime, image=image or None), Activity.SERVES)


def outside(launch: Launch, resource: Resource) -> Launch:
    """Return a launch whose exposure is open: whether the cluster's gateway leads to it is not said here."""
    endpoint = launch.endpoint
    is_hidden = any(resource.labels.get(name) == "cluster-local" for name in _HIDDEN)
    if endpoint is None or is_hidden or endpoint.exposure is not Exposure.INTERNAL:
        return launch
    return replace(launch, endpoint=replace(endpoint, exposure=None))
