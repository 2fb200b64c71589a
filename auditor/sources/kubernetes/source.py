"""``kubernetes:FILE|DIR``: the models that manifests have a cluster serve."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from auditor.domain.observation import Covered, Observation, Problem, SkipKind, Skipped
from auditor.errors import FormatError
from auditor.sources.base import PlaceKind, Target
from auditor.sources.kubernetes import kserve, operators, ray
from auditor.sources.kubernetes.containers import ConfigMaps, Started, started
from auditor.sources.kubernetes.network import Network
from auditor.sources.kubernetes.resources import Resource, is_template, pods, resources
from auditor.sources.launching.configured import Written, in_use, lines_of
from auditor.sources.places import absolute, named_folder
from auditor.sources.setting_files import Place, SettingFile, place_of

_SUFFIXES = (".yaml", ".yml", ".json")
_HOW_FAR = (
    "every .yaml, .yml and .json file with objects of a cluster; services, routes and settings count if they "
    "are among them; secrets are not read, templates that a tool fills in are listed, and whether a "
    "cluster has what they ask for is not known"
)


@dataclass(frozen=True, slots=True)
class KubernetesSource:
    """Reads manifests as they would be applied; no cluster is asked."""

    scheme: str = "kubernetes"
    summary: str = "models that manifests have a cluster serve (kubernetes:deploy/)"
    needs_place: bool = True
    place_kind: PlaceKind = PlaceKind.PATH

    def resolve(self, target: Target) -> Target:
        """See `Source.resolve`."""
        return Target(self.scheme, absolute(named_folder(target)))

    def observe(self, target: Target) -> Iterator[Observation]:
        """See `Source.observe`."""
        place = place_of(target)
        found: list[Resource] = []
        n_read = 0
        for file in place.files(lambda name: name.lower().endswith(_SUFFIXES)):
            if not isinstance(file, SettingFile):
                yield file
                continue
            n_read += 1
            yield from _read(place, file, found)
        yield from _observed(place, found)
        yield Covered(place.target, n_read, f"{_HOW_FAR} ({n_read} files, {len(found)} objects)")


def _read(place: Place, file: SettingFile, found: list[Resource]) -> Iterator[Problem | Skipped]:
    """Add a file's objects to those found; yield what is the matter with it."""
    for one in resources(file.text, file.locator):
        if isinstance(one, Resource):
            found.append(one)
        elif is_template(file.text):
            reason = "a template, not read: render it first, such as with helm template"
            yield Skipped(place.target, file.locator, reason, SkipKind.FORMAT)
            return
        else:
            yield Problem(place.target, file.locator, one.message)


def _observed(place: Place, found: list[Resource]) -> Iterator[Observation]:
    settings, network = ConfigMaps(found), Network(found)
    runtimes = kserve.ServingRuntimes(found)
    for resource in found:
        for one in _started(resource, settings, runtimes):
            if isinstance(one, FormatError):
                yield Problem(place.target, resource.locator, one.message)
            else:
                yield from _in_use(place, one, network)
    for one in runtimes.alone(settings):
        yield from _in_use(place, one, network)


def _started(
    resource: Resource, settings: ConfigMaps, runtimes: kserve.ServingRuntimes
) -> Iterator[Started | FormatError]:
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
        case "kubeai.org", "Model":
            yield from operators.kubeai_model(resource)
        case "apps.nvidia.com", "NIMService" | "NIMPipeline":
            yield from operators.nim_service(resource)
        case "production-stack.vllm.ai", "VLLMRuntime":
            yield from operators.vllm_runtime(resource)
        case _:
            for pod in pods(resource):
                yield from started(pod, settings)


def _in_use(place: Place, one: Started, network: Network) -> Iterator[Observation]:
    endpoint, through = network.reached(one)
    resource = one.pod.resource
    written = Written(
        target=place.target,
        locator=resource.locator,
        line=one.at.line,
        workload=resource.shown,
        lines=lines_of(one.at),
        settings={"container": one.container, "replicas": one.pod.replicas},
    )
    yield from in_use(replace(one.launch, endpoint=endpoint), written, through)
