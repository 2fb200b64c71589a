"""KubeRay's chart of a cluster: what its containers are told to run, if anything.

Source:
    ray-project/kuberay: helm-chart/ray-cluster/values.yaml, templates/raycluster-cluster.yaml.
"""

from collections.abc import Iterator
from typing import Final

from auditor.formats.yaml_stream import Value
from auditor.sources.helm.charts.base import Chart
from auditor.sources.helm.conventional import container_of
from auditor.sources.helm.objects import Release, entrances, workload
from auditor.sources.helm.values import is_on, mapped
from auditor.sources.kubernetes.operators import image_of
from auditor.sources.kubernetes.resources import Resource

_NOTHING: Final = Value(None, 1)


def _ray_cluster(release: Release) -> Iterator[Resource]:
    groups = {"head": release.at("head"), "worker": release.at("worker")}
    groups |= release.at("additionalWorkerGroups").entries
    image = image_of(release.at("image"))
    for name, group in groups.items():
        if not group.entries or is_on(group.at("disabled"), otherwise=False):
            continue
        own = mapped(group, {**group.entries, "env": group.at("containerEnv")})
        container = container_of(own, image)
        if container is not None:
            yield workload(release, container, group.at("replicas"), suffix=f"-{name}")
            if name == "head":
                yield from entrances(release, release.at("service"), _NOTHING, _NOTHING, suffix="-head")


def _is_ray_cluster(values: Value) -> bool:
    head = values.at("head")
    return bool(head.at("rayStartParams").entries or head.at("initArgs").entries)


RAY_CLUSTER: Final = Chart(frozenset({"ray-cluster"}), _is_ray_cluster, _ray_cluster)
