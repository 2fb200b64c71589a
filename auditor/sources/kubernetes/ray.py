"""Ray on a cluster: the applications of a RayService, which are YAML within YAML.

Source:
    https://docs.ray.io/en/master/serve/llm/user-guides/configuration.html (LLMConfig);
    ray-project/ray: python/ray/serve/llm/__init__.py, the builders and their arguments;
    ray-project/kuberay: ray-operator/apis/ray/v1/rayservice_types.go; applications of one's own: general
    knowledge.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from auditor.domain.serving import Activity, Endpoint, Exposure, ModelReference, ReferenceKind, Runtime
from auditor.domain.tri import Tri
from auditor.errors import FormatError
from auditor.formats.yaml_stream import Value, read
from auditor.sources.credentials import without_credentials
from auditor.sources.kubernetes.containers import ConfigMaps, Started, started
from auditor.sources.kubernetes.resources import Pod, Resource, pods
from auditor.sources.launching.invocation import Launch
from auditor.sources.references import names, reference

GROUP: Final = "ray.io"
_LLM: Final = "ray-serve-llm"
# Arguments and variables by which applications of one's own are commonly told their model.
_MODEL_WORDS: Final = frozenset({"model", "model_id", "model_name", "model_path", "hf_model", "hf_model_id"})
# Where the builders of Ray Serve LLM take a configuration, or the path of a file with one.
_CONFIGURATIONS: Final = ("llm_configs", "llm_config", "prefill_config", "decode_config")
_EVERYWHERE: Final = "0.0.0.0"  # noqa: S104 - what is read, nothing listens
_PORT: Final = "8000"


def ray_service(resource: Resource, settings: ConfigMaps) -> Iterator[Started | FormatError]:
    """Yield what a RayService serves; of an application that names no model one server without."""
    written = resource.spec.at("serveConfigV2")
    config = written
    if written.text is not None:
        try:
            # A block begins on the line behind its key.
            config = read(written.text, written.line)
        except FormatError as error:
            yield error
    pod = next(pods(resource), Pod(resource, resource.spec, resource.labels))
    version = resource.spec.at("rayClusterConfig", "rayVersion").text
    image = next((one.at("image").text for one in pod.spec.at("containers").items), None)
    pod = replace(pod, services=(f"{resource.name}-serve-svc", f"{resource.name}-head-svc"))
    served = [
        Started(pod, at, replace(launch, endpoint=_endpoint(config)))
        for at, launch in _applications(config, version, image)
    ]
    yield from served
    for one in pods(resource):
        # The cluster's own containers serve what the applications say.
        yield from (ran for ran in started(one, settings) if ran.launch.models or not served)


def _applications(config: Value, version: str | None, image: str | None) -> Iterator[tuple[Value, Launch]]:
    for application in config.at("applications").items:
        llms = list(_configurations(application.at("args")))
        for llm in llms:
            yield _llm(llm, Runtime(_LLM, version, image))
        if llms:
            continue
        told = names(_told(application))
        yield application, Launch(Runtime("ray-serve", version, image), Activity.SERVES, told)


def _configurations(arguments: Value) -> Iterator[Value]:
    """Yield the configurations of models among arguments, however a builder nests them, and files of them."""
    for value in arguments.walk():
        if "model_loading_config" in value.entries:
            yield value
        for name in _CONFIGURATIONS:
            held = value.at(name)
            yield from (one for one in (held, *held.items) if one.text)


def _llm(llm: Value, runtime: Runtime) -> tuple[Value, Launch]:
    loading = llm.at("model_loading_config")
    source = loading.at("model_source")
    name = loading.at("model_id").text
    words = source.text or source.at("bucket_uri").text or name or ""
    trusts = llm.at("engine_kwargs", "trust_remote_code").text or ""
    lora = llm.at("lora_config", "dynamic_lora_loading_path").text
    launch = Launch(
        runtime=runtime,
        activity=Activity.SERVES,
        models=names((reference(words, ReferenceKind.REPOSITORY),)),
        served_as=(name,) if name and name != words else (),
        # A folder of adapters, loaded as they are asked for.
        stores=names((reference(lora, ReferenceKind.LOCATION),)) if lora else (),
        # A text is a file in the container, which says all of this.
        config=without_credentials(llm.text) if llm.text else None,
        remote_code=Tri.UNKNOWN if llm.text else Tri.of(trusts.lower() == "true"),
    )
    return loading.entries.get("model_source", loading if loading.entries else llm), launch


def _told(application: Value) -> Iterator[ModelReference | None]:
    variables = application.at("runtime_env", "env_vars").pairs
    arguments = application.at("args").pairs
    for deployment in application.at("deployments").items:
        arguments = {**deployment.at("user_config").pairs, **arguments}
    for name, text in (*arguments.items(), *variables.items()):
        if name.lower() in _MODEL_WORDS:
            yield reference(text, ReferenceKind.REPOSITORY)


def _endpoint(config: Value) -> Endpoint:
    options = config.at("http_options")
    # In a cluster the operator lets the proxies listen on every address of their pods.
    address = f"{options.at('host').text or _EVERYWHERE}:{options.at('port').text or _PORT}"
    return Endpoint(address, Exposure.INTERNAL, Tri.FALSE, Tri.UNKNOWN)
