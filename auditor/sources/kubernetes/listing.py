"""What of a cluster is listed, page by page: workloads, what leads to them, and objects that serve models.

Secrets are never listed. Config maps are listed one by one, those alone that a server's container names.

Source:
    Groups and versions: kserve/kserve pkg/apis/serving, kubeai-project/kubeai api/k8s/v1,
    NVIDIA/k8s-nim-operator api/apps/v1alpha1, vllm-project/production-stack operator/api/v1alpha1;
    of the rest and of the API itself: general knowledge.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from auditor.formats.text import printable_name
from auditor.formats.yaml_stream import Value
from auditor.sources.kubernetes.connection import AnswerError, Cluster
from auditor.sources.kubernetes.resources import Resource

PAGE: Final = 100
MOST_OBJECTS: Final = 50_000
"""Of one kind. The largest clusters that are supported have 150,000 pods, most of them of other objects."""

_DEEPEST: Final = 64


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of objects.

    Attributes:
        name: Its name.
        group: Its API group; empty for the core.
        versions: Versions it is asked for in, the first that the cluster has.
        plural: Its name in paths.
        is_spread: Whether its objects are in namespaces.
    """

    name: str
    group: str
    versions: tuple[str, ...]
    plural: str
    is_spread: bool = True

    @property
    def shown(self) -> str:
        """Its name in paths; with its group where another kind of the same name is listed as well."""
        is_shared = sum(one.plural == self.plural for one in KINDS) > 1
        return f"{self.plural}.{self.group}" if is_shared and self.group else self.plural

    def paths(self, namespace: str | None) -> Iterator[str]:
        """Yield where its objects are listed, one path for each version."""
        for version in self.versions:
            root = f"/apis/{self.group}/{version}" if self.group else f"/api/{version}"
            within = f"/namespaces/{namespace}" if namespace and self.is_spread else ""
            yield f"{root}{within}/{self.plural}"


CONFIG_MAP: Final = Kind("ConfigMap", "", ("v1",), "configmaps")
# Owners before what they own: what an object that was read owns is not read again.
KINDS: Final = (
    Kind("InferenceService", "serving.kserve.io", ("v1beta1",), "inferenceservices"),
    Kind("LLMInferenceService", "serving.kserve.io", ("v1alpha2", "v1alpha1"), "llminferenceservices"),
    Kind("ServingRuntime", "serving.kserve.io", ("v1alpha1",), "servingruntimes"),
    Kind(
        "ClusterServingRuntime", "serving.kserve.io", ("v1alpha1",), "clusterservingruntimes", is_spread=False
    ),
    Kind(
        "LLMInferenceServiceConfig",
        "serving.kserve.io",
        ("v1alpha2", "v1alpha1"),
        "llminferenceserviceconfigs",
    ),
    Kind("TrainedModel", "serving.kserve.io", ("v1alpha1",), "trainedmodels"),
    Kind("InferenceGraph", "serving.kserve.io", ("v1alpha1",), "inferencegraphs"),
    Kind("LocalModelCache", "serving.kserve.io", ("v1alpha1",), "localmodelcaches", is_spread=False),
    Kind("Service", "serving.knative.dev", ("v1",), "services"),
    Kind("Configuration", "serving.knative.dev", ("v1",), "configurations"),
    Kind("Revision", "serving.knative.dev", ("v1",), "revisions"),
    Kind("RayService", "ray.io", ("v1", "v1alpha1"), "rayservices"),
    Kind("RayCluster", "ray.io", ("v1", "v1alpha1"), "rayclusters"),
    Kind("Model", "kubeai.org", ("v1",), "models"),
    Kind("NIMPipeline", "apps.nvidia.com", ("v1alpha1",), "nimpipelines"),
    Kind("NIMCache", "apps.nvidia.com", ("v1alpha1",), "nimcaches"),
    Kind("NIMService", "apps.nvidia.com", ("v1alpha1",), "nimservices"),
    Kind("DynamoGraphDeployment", "nvidia.com", ("v1alpha1",), "dynamographdeployments"),
    Kind("DynamoComponentDeployment", "nvidia.com", ("v1alpha1",), "dynamocomponentdeployments"),
    Kind("SeldonDeployment", "machinelearning.seldon.io", ("v1",), "seldondeployments"),
    Kind("Model", "mlops.seldon.io", ("v1alpha1",), "models"),
    Kind("Workflow", "argoproj.io", ("v1alpha1",), "workflows"),
    Kind("VLLMRuntime", "production-stack.vllm.ai", ("v1alpha1",), "vllmruntimes"),
    Kind("Deployment", "apps", ("v1",), "deployments"),
    Kind("StatefulSet", "apps", ("v1",), "statefulsets"),
    Kind("DaemonSet", "apps", ("v1",), "daemonsets"),
    Kind("CronJob", "batch", ("v1",), "cronjobs"),
    Kind("Job", "batch", ("v1",), "jobs"),
    Kind("ReplicaSet", "apps", ("v1",), "replicasets"),
    Kind("Pod", "", ("v1",), "pods"),
    Kind("Service", "", ("v1",), "services"),
    Kind("Ingress", "networking.k8s.io", ("v1",), "ingresses"),
    Kind("Gateway", "gateway.networking.k8s.io", ("v1", "v1beta1"), "gateways"),
    Kind("HTTPRoute", "gateway.networking.k8s.io", ("v1", "v1beta1"), "httproutes"),
    Kind("VirtualService", "networking.istio.io", ("v1", "v1beta1"), "virtualservices"),
    Kind("IngressRoute", "traefik.io", ("v1alpha1",), "ingressroutes"),
    Kind("Route", "route.openshift.io", ("v1",), "routes"),
)


def listed(
    cluster: Cluster, kind: Kind, namespace: str | None, name: str | None = None
) -> Iterator[Resource]:
    """Yield the objects of a kind.

    Args:
        cluster: The cluster.
        kind: The kind.
        namespace: The one namespace to look in; else all of them.
        name: The one object to ask for.

    Raises:
        AnswerError: the cluster does not list them; what was yielded before counts.
    """
    lost: AnswerError | None = None
    for path in kind.paths(namespace):
        try:
            yield from _pages(cluster, kind, path, name)
            return
        except AnswerError as error:
            if error.status != 404:
                raise
            lost = error
    if lost is not None:
        raise lost


def _pages(cluster: Cluster, kind: Kind, path: str, name: str | None) -> Iterator[Resource]:
    query = {"limit": str(PAGE), **({"fieldSelector": f"metadata.name={name}"} if name else {})}
    n_seen, token = 0, ""
    while True:
        page = cluster.get(path, {**query, **({"continue": token} if token else {})})
        items = page.get("items")
        if not isinstance(items, list):
            raise AnswerError("an answer that is no list")
        for item in items:
            if isinstance(item, dict):
                yield _resource(kind, item)
        n_seen += len(items)
        metadata = page.get("metadata")
        further = metadata.get("continue") if isinstance(metadata, dict) else None
        if not isinstance(further, str) or not further:
            return
        if n_seen >= MOST_OBJECTS or not items or further == token:
            raise AnswerError(f"more than {n_seen} objects, the rest not read")
        token = further


def _resource(kind: Kind, item: Mapping[str, Any]) -> Resource:
    body = value_of(item)
    metadata = body.at("metadata")
    name, namespace = metadata.at("name").text or "", metadata.at("namespace").text
    places = (namespace, kind.name, name) if namespace else (kind.name, name)
    return Resource(kind.name, kind.group, name, namespace, body, printable_name("/".join(places)))


def value_of(content: object, depth: int = 0) -> Value:
    """Return what JSON says as manifests are read: texts as they would be written, on no line.

    Raises:
        AnswerError: it is nested deeper than any object is.
    """
    if depth > _DEEPEST:
        raise AnswerError(f"an object that is nested in more than {_DEEPEST} levels")
    if isinstance(content, dict):
        # Who changed which field last is most of an object, and says nothing of what it does.
        entries = ((name, one) for name, one in content.items() if name != "managedFields")
        return Value({name: value_of(one, depth + 1) for name, one in entries}, 0)
    if isinstance(content, list):
        return Value(tuple(value_of(one, depth + 1) for one in content), 0)
    if isinstance(content, bool):
        return Value("true" if content else "false", 0)
    return Value(None if content is None else str(content), 0)
