"""KServe: models that a server is given later, graphs of servers, and models that are kept on nodes.

Source:
    kserve/kserve: pkg/apis/serving/v1alpha1, trained_model.go, inference_graph.go and
    local_model_cache_types.go.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from auditor.domain.serving import Activity, ReferenceKind, Runtime
from auditor.sources.kubernetes.containers import ConfigMaps, Started
from auditor.sources.kubernetes.kserve import GROUP, ServingRuntimes, inference_service, runtime_name, unnamed
from auditor.sources.kubernetes.resources import Pod, Resource
from auditor.sources.launching.invocation import Launch
from auditor.sources.references import names, reference


class Services:
    """The inference services among the manifests, by namespace and name."""

    def __init__(self, resources: Iterable[Resource]) -> None:
        self._found: Mapping[tuple[str | None, str], Resource] = {
            (one.namespace, one.name): one
            for one in resources
            if (one.group, one.kind) == (GROUP, "InferenceService")
        }

    def server(self, model: Resource, settings: ConfigMaps, runtimes: ServingRuntimes) -> Started | None:
        """Return the server that a trained model is given to; ``None`` where it is not there."""
        service = self._found.get((model.namespace, model.spec.at("inferenceService").text or ""))
        found = inference_service(service, settings, runtimes) if service else []
        return found[0] if found else None


def trained_model(
    resource: Resource, services: Services, settings: ConfigMaps, runtimes: ServingRuntimes
) -> list[Started]:
    """Return a model that a running server is given, under the name of its object."""
    model = resource.spec.at("model")
    server = services.server(resource, settings, runtimes)
    framework = model.at("framework").text or model.at("modelFormat", "name").text or ""
    launch = server.launch if server else unnamed(runtime_name(None, framework))
    pod = replace(server.pod, resource=resource) if server else Pod(resource, resource.spec, resource.labels)
    launch = replace(
        launch,
        models=names((reference(model.at("storageUri").text or "", ReferenceKind.LOCATION),)),
        served_as=(resource.name,),
        stores=(),
    )
    return [Started(pod, model, launch, None, server.ports if server else {})]


def inference_graph(resource: Resource) -> list[Started]:
    """Return the router of a graph, with the addresses that its steps call."""
    steps = [step for node in resource.spec.at("nodes").entries.values() for step in node.at("steps").items]
    addresses = tuple(dict.fromkeys(url for step in steps if (url := step.at("serviceUrl").text)))
    launch = Launch(Runtime("kserve"), Activity.ROUTES, upstreams=addresses)
    return [Started(Pod(resource, resource.spec, resource.labels), resource.spec.at("nodes"), launch)]


def local_model_cache(resource: Resource) -> list[Started]:
    """Return what is fetched onto nodes, whoever serves it there."""
    uri = resource.spec.entries.get("sourceModelUri", resource.spec)
    models = names((reference(uri.text or "", ReferenceKind.LOCATION),))
    launch = Launch(Runtime("kserve"), Activity.FETCHES, models)
    return [Started(Pod(resource, resource.spec, resource.labels), uri, launch)] if models else []
