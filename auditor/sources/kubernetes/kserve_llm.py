"""KServe's services of large language models, and the configurations that they are laid over.

Source:
    kserve/kserve: pkg/apis/serving/v1alpha1/llm_inference_service_types.go; its presets end their command in
    ``${VLLM_ADDITIONAL_ARGS} $@``.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from auditor.domain.serving import Activity, ModelReference, ReferenceKind
from auditor.domain.tri import Tri
from auditor.formats.yaml_stream import Value
from auditor.sources.kubernetes.containers import ConfigMaps, Started, started
from auditor.sources.kubernetes.kserve import GROUP, unnamed
from auditor.sources.kubernetes.resources import Pod, Resource, pods
from auditor.sources.launching.invocation import Launch
from auditor.sources.references import names, reference

_PRESET: Final = "LLMInferenceServiceConfig"
_FURTHER: Final = "VLLM_ADDITIONAL_ARGS"


class Presets:
    """The configurations of LLM services among the manifests: templates, and no servers of their own."""

    def __init__(self, resources: Iterable[Resource]) -> None:
        found = [one for one in resources if (one.group, one.kind) == (GROUP, _PRESET)]
        self._in_namespace = {(one.namespace, one.name): one for one in found}
        # Those of all namespaces stand in that of the controller.
        self._anywhere = {one.name: one for one in found}

    def applied(self, resource: Resource) -> Resource:
        """Return a service over the configurations that it names, the later over the earlier."""
        whole = Value(None, resource.spec.line)
        for ref in resource.spec.at("baseRefs").items:
            name = ref.at("name").text or ""
            found = self._in_namespace.get((resource.namespace, name)) or self._anywhere.get(name)
            whole = _merged(whole, found.spec) if found else whole
        body = {**resource.body.entries, "spec": _merged(whole, resource.spec)}
        return replace(resource, body=Value(body, resource.body.line))


def llm_inference_service(resource: Resource, settings: ConfigMaps, presets: Presets) -> list[Started]:
    """Return what an LLMInferenceService starts: one server per role, all of the one model."""
    own, whole = resource, presets.applied(resource)
    model = whole.spec.at("model")
    known = names((reference(model.at("uri").text or "", ReferenceKind.LOCATION),))
    adapters = names(
        reference(one.at("uri").text or "", ReferenceKind.REPOSITORY)
        for one in model.at("lora", "adapters").items
    )
    services = (f"{resource.name}-kserve-workload-svc", resource.name)
    found = [one for pod in pods(whole) for one in _servers(replace(pod, services=services), settings)]
    if not found:
        # Its presets bring the image.
        pod = Pod(whole, whole.spec, resource.labels, whole.spec.at("replicas").text)
        found = [Started(pod, model, unnamed("kserve"))]
    lines = {inner.line for inner in own.body.walk()}
    told = [replace(one, launch=_of_llm(one.launch, whole, known, adapters)) for one in found]
    # What a preset says stands in another place.
    return [one if one.at.line in lines else replace(one, at=own.body) for one in told]


def _servers(pod: Pod, settings: ConfigMaps) -> Iterator[Started]:
    """Yield the servers of a pod; what presets that are not here add to one is not known."""
    containers = [_with_further(container) for container in pod.spec.at("containers").items]
    spec = {**pod.spec.entries, "containers": Value(tuple(containers), pod.spec.line)}
    for one in started(replace(pod, spec=Value(spec, pod.spec.line)), settings):
        if one.launch.activity is Activity.SERVES:
            yield one if one.at.at("command").texts else replace(one, launch=_open(one.launch))


def _with_further(container: Value) -> Value:
    """Return a container with the arguments that the command of its preset takes from a variable."""
    is_set = any(one.at("name").text == _FURTHER for one in container.at("env").items)
    if container.at("command").texts or not is_set:
        return container
    arguments = (*container.at("args").items, Value(f"${_FURTHER}", container.line))
    return Value({**container.entries, "args": Value(arguments, container.line)}, container.line)


def _open(launch: Launch) -> Launch:
    """Return a server whose command a preset brings: that nothing is said here of a key does not say no."""
    endpoint = launch.endpoint
    if endpoint is not None:
        endpoint = replace(
            endpoint,
            is_encrypted=_or_open(endpoint.is_encrypted),
            needs_credentials=_or_open(endpoint.needs_credentials),
        )
    return replace(launch, endpoint=endpoint, remote_code=_or_open(launch.remote_code))


def _or_open(value: Tri) -> Tri:
    return Tri.UNKNOWN if value is Tri.FALSE else value


def _merged(base: Value, own: Value) -> Value:
    """Return what two specifications say together: mappings grow, lists of named entries by their names."""
    if own.entries and base.entries:
        both = {
            **base.entries,
            **{name: _merged(base.at(name), value) for name, value in own.entries.items()},
        }
        return Value(both, own.line)
    if own.items and base.items and all(one.at("name").text for one in (*own.items, *base.items)):
        named = {one.at("name").text: one for one in base.items}
        for one in own.items:
            name = one.at("name").text
            named[name] = _merged(named[name], one) if name in named else one
        return Value(tuple(named.values()), own.line)
    return base if own.content is None else own


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
