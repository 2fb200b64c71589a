"""Objects by which operators are told to serve a model: KubeAI, KAITO, NVIDIA NIM, the production stack.

Each is turned into the command that the operator starts, so that flags and variables mean the usual.

Source:
    kubeai-project/kubeai: api/k8s/v1/model_types.go; NVIDIA/k8s-nim-operator: api/apps/v1alpha1,
    nimservice_types.go and common_types.go (``expose.router``: general knowledge);
    vllm-project/production-stack: operator/api/v1alpha1/vllmruntime_types.go; kaito-project/kaito, Workspace:
    general knowledge.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from auditor.domain.serving import Activity, Endpoint, Exposure, ModelReference, ReferenceKind, Runtime
from auditor.domain.tri import Tri
from auditor.formats.yaml_stream import Value
from auditor.sources.kubernetes.containers import Started, variables
from auditor.sources.kubernetes.resources import Pod, Resource
from auditor.sources.launching.invocation import Invocation, Launch
from auditor.sources.launching.launch import launches
from auditor.sources.references import names, reference

# What an engine of KubeAI starts; whatever it is told, it serves the object's URL.
_ENGINES: Final = {
    "vllm": ("vllm", ("vllm", "serve")),
    "ollama": ("ollama", ("ollama", "serve")),
    "fasterwhisper": ("speaches", ()),
    "infinity": ("infinity", ("infinity_emb", "v2")),
}


def kubeai_model(resource: Resource) -> list[Started]:
    """Return what a Model of KubeAI starts."""
    spec = resource.spec
    engine = (spec.at("engine").text or "").lower()
    runtime, command = _ENGINES.get(engine, (engine or "kubeai", ()))
    environment: dict[str, str | None] = dict(spec.at("env").pairs)
    launch = _first(
        Invocation(
            command=command,
            arguments=spec.at("args").texts,
            environment=environment,
            is_environment_whole="envFrom" not in spec.entries,
            image=spec.at("image").text or "",
        ),
        runtime,
    )
    otherwise = ReferenceKind.STORE if engine == "ollama" else ReferenceKind.REPOSITORY
    launch = replace(
        launch,
        models=names((reference(spec.at("url").text or "", otherwise),)),
        served_as=(resource.name,),
        adapters=_adapters(spec.at("adapters").items),
        weight_file=None,
        endpoint=_of_kubeai(launch),
    )
    replicas = spec.at("replicas").text or spec.at("minReplicas").text
    return [Started(_pod(resource, replicas), _of(spec, "url"), launch)]


def nim_service(resource: Resource) -> list[Started]:
    """Return what a NIMService of NVIDIA's operator starts, or each service of a NIMPipeline."""
    if resource.kind == "NIMPipeline":
        return [_nim(resource, service.at("spec")) for service in resource.spec.at("services").items]
    return [_nim(resource, resource.spec)]


def nim_cache(resource: Resource) -> list[Started]:
    """Return what a NIMCache brings onto a volume: the model of an image, or of a repository."""
    source = resource.spec.at("source")
    puller = source.at("ngc", "modelPuller")
    held = next((source.at(hub) for hub in ("hf", "dataStore") if source.at(hub).entries), puller)
    named = launches(Invocation(image=puller.text or ""))
    models = named[0].models if named else ()
    repository = held.at("modelName").text
    if repository is not None:
        group = held.at("namespace").text
        words = repository if "/" in repository or not group else f"{group}/{repository}"
        models = names((reference(words, ReferenceKind.REPOSITORY),))
    launch = Launch(Runtime("nvidia-nim", image=puller.text or None), Activity.FETCHES, models)
    return [Started(_pod(resource, None), held, launch)] if models else []


def kaito_workspace(resource: Resource) -> list[Started]:
    """Return what a Workspace of KAITO starts by a preset; a template of a pod is read as any other."""
    inference = resource.body.at("inference")
    preset = inference.at("preset")
    model = reference(preset.at("name").text or "", ReferenceKind.STORE)
    if model is None:
        return []
    adapters = (one.at("source", "name").text or "" for one in inference.at("adapters").items)
    launch = replace(
        _unnamed("kaito"),
        models=(model,),
        adapters=names(reference(one, ReferenceKind.STORE) for one in adapters),
    )
    return [Started(_pod(resource, None), preset, launch)]


def vllm_runtime(resource: Resource) -> list[Started]:
    """Return what a VLLMRuntime of the production stack starts."""
    spec = resource.spec
    config, deployment = spec.at("vllmConfig"), spec.at("deploymentConfig")
    arguments = (*config.at("extraArgs").texts, *spec.at("extraArgs").texts)
    port = config.at("port").text
    launch = _first(
        Invocation(
            command=("vllm", "serve"),
            arguments=(*arguments, "--port", port) if port else arguments,
            environment=variables((*config.at("env").items, *spec.at("env").items)),
            image=image_of(deployment.at("image")),
        ),
        "vllm",
    )
    model = reference(spec.at("model", "modelURL").text or "", ReferenceKind.REPOSITORY)
    launch = replace(launch, models=names((model,)))
    pod = _pod(resource, deployment.at("replicas").text or spec.at("replicas").text)
    return [Started(pod, _of(spec.at("model"), "modelURL"), launch)]


def image_of(value: Value) -> str:
    """Return the name of an image, whole or in parts: registry, repository or name, tag or digest."""
    if value.text is not None:
        return value.text
    repository = value.at("repository").text or value.at("name").text or value.at("imageName").text or ""
    registry = value.at("registry").text
    name = f"{registry}/{repository}" if registry and repository else repository
    tag, digest = value.at("tag").text, value.at("digest").text
    if name and digest:
        return f"{name}@{digest}"
    return f"{name}:{tag}" if name and tag else name


def _of_kubeai(launch: Launch) -> Endpoint:
    # It lets every engine listen on one port of its pod.
    listening = launch.endpoint or Endpoint("")
    return replace(listening, address="0.0.0.0:8000", exposure=Exposure.INTERNAL)


def _unnamed(runtime: str, image: str = "") -> Launch:
    """Return a server of which nothing but the program is known."""
    return Launch(Runtime(runtime, image=image or None), Activity.SERVES)


def _nim(resource: Resource, spec: Value) -> Started:
    environment = variables(spec.at("env").items)
    launch = _first(Invocation(environment=environment, image=image_of(spec.at("image"))), "nvidia-nim")
    expose = spec.at("expose")
    is_public = expose.at("ingress", "enabled").text == "true" or (
        expose.at("router", "ingress").entries or expose.at("router", "gateway").entries
    )
    kind = expose.at("service", "type").text
    if launch.endpoint is not None and (is_public or kind in ("NodePort", "LoadBalancer")):
        exposure = Exposure.PUBLIC if is_public else Exposure.NETWORK
        is_encrypted = Tri.UNKNOWN if is_public else launch.endpoint.is_encrypted
        endpoint = replace(launch.endpoint, exposure=exposure, is_encrypted=is_encrypted)
        launch = replace(launch, endpoint=endpoint)
    return Started(_pod(resource, spec.at("replicas").text), _of(spec, "image"), launch)


def _first(invocation: Invocation, runtime: str) -> Launch:
    found = [one for one in launches(invocation) if one.activity is Activity.SERVES]
    return found[0] if found else _unnamed(runtime, invocation.image or "")


def _pod(resource: Resource, replicas: str | None) -> Pod:
    return Pod(resource, resource.spec, resource.labels, replicas, (resource.name,))


def _of(value: Value, name: str) -> Value:
    """Return what stands under a name, for its line; the whole where it does not stand there."""
    return value.entries.get(name, value)


def _adapters(entries: Sequence[Value]) -> tuple[ModelReference, ...]:
    return names(reference(one.at("url").text or "", ReferenceKind.REPOSITORY) for one in entries)
