"""Whether an object of a cluster runs: whether its status says that something of it is ready.

Source:
    kubeai-project/kubeai: api/k8s/v1/model_types.go; NVIDIA/k8s-nim-operator: api/apps/v1alpha1/
    nimservice_types.go; ray-project/kuberay: ray-operator/apis/ray/v1/rayservice_types.go;
    vllm-project/production-stack: operator/api/v1alpha1/vllmruntime_types.go; the others: general knowledge.
"""

from collections.abc import Mapping
from typing import Final

from auditor.domain.serving import DeploymentState
from auditor.formats.yaml_stream import Value
from auditor.sources.kubernetes.resources import Resource

# Where a status counts what is ready.
_COUNTS: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "Deployment": (("readyReplicas",),),
    "StatefulSet": (("readyReplicas",),),
    "ReplicaSet": (("readyReplicas",),),
    "DaemonSet": (("numberReady",),),
    "Job": (("ready",), ("active",)),
    "Model": (("replicas", "ready"),),
    "RayService": (("numServeEndpoints",), ("NumServeEndpoints",)),
}
_WORDS: Final = {
    "RayCluster": ("state", "ready"),
    "NIMService": ("state", "Ready"),
    "NIMPipeline": ("state", "Ready"),
    "VLLMRuntime": ("modelStatus", "Ready"),
}


def state_of(resource: Resource) -> DeploymentState:
    """Return what an object shows: that it runs, or that somebody asked for it and nothing is ready."""
    return DeploymentState.RUNNING if _is_ready(resource) else DeploymentState.CONFIGURED


def _is_ready(resource: Resource) -> bool:
    status = resource.body.at("status")
    match resource.kind:
        case "Pod":
            containers = status.at("containerStatuses").items
            return status.at("phase").text == "Running" and any(
                _is_true(one.at("ready")) for one in containers
            )
        case "CronJob":
            return bool(status.at("active").items)
        case kind if kind in _COUNTS:
            counted = (status.at(*path).text or "" for path in _COUNTS[kind])
            return any(number.isdecimal() and int(number[:9]) > 0 for number in counted)
        case kind if kind in _WORDS:
            name, word = _WORDS[kind]
            return status.at(name).text == word
        case _:
            return any(
                one.at("type").text == "Ready" and one.at("status").text == "True"
                for one in status.at("conditions").items
            )


def _is_true(value: Value) -> bool:
    return value.text == "true"
