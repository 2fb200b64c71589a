"""Every request that is sent to a server, and how each runtime is told by its answers.

The first probe that tells a server ends the asking. Those that are told by an answer of their own come before
those that speak for a whole protocol, for gateways and packaged servers speak OpenAI's too.
"""

from typing import Final

from auditor.domain.serving import ModelReference, ReferenceKind
from auditor.sources.endpoint.answers import stored, told
from auditor.sources.endpoint.base import Asked, Found, Listed, Probe, Request
from auditor.sources.endpoint.openai import ANY_OPENAI, LLAMA_CPP, MODELS, OPENAI
from auditor.sources.json_value import digest, entry, is_list, rows, text
from auditor.sources.references import reference

_OLLAMA_TAGS: Final = Request("/api/tags")
_OLLAMA_LOADED: Final = Request("/api/ps")
_OLLAMA_VERSION: Final = Request("/api/version")
_INFO: Final = Request("/info")
_V2: Final = Request("/v2")
_INDEX: Final = Request("/v2/repository/index", "POST")
_GREETING: Final = Request("/lmstudio-greeting")
_LM_MODELS: Final = Request("/api/v0/models")
_READINESS: Final = Request("/health/readiness")
_LIVELINESS: Final = Request("/health/liveliness")
_ROUTES: Final = Request("/v1/model/info")
_METADATA: Final = Request("/v1/metadata")
_NIM_VERSION: Final = Request("/v1/version")
_LOCALAI: Final = Request("/.well-known/localai.json")
_VERSION: Final = Request("/version")
_RUNNER_MODELS: Final = Request("/models")
_ENGINES: Final = Request("/engines/v1/models")
# What LM Studio says owns every model, and what LiteLLM says that lives.
_LM_OWNER: Final = "organization_owner"
_ALIVE: Final = "I'm alive!"


def _ollama(asked: Asked) -> Found | None:
    answer = asked.value(_OLLAMA_TAGS)
    version = text(asked.value(_OLLAMA_VERSION), "version")
    # Behind a proxy that passes on the list alone, the digests in it tell.
    has_digests = any(digest(text(row, "digest")) for row in rows(answer, "models"))
    is_told = version is not None and (is_list(answer, "models") or asked.is_refused(_OLLAMA_TAGS))
    # Docker Model Runner answers as Ollama too.
    if not (is_told or has_digests) or _of_model_runner(asked):
        return None
    loaded = {text(row, "name") for row in rows(asked.value(_OLLAMA_LOADED), "models")}
    return Found("ollama", version, tuple(_ollama_model(row, loaded) for row in rows(answer, "models")))


def _ollama_model(row: dict[str, object], loaded: set[str | None]) -> Listed:
    name = text(row, "name") or text(row, "model") or ""
    elsewhere = text(row, "remote_model")
    if elsewhere is not None:
        # A name of this server for a model that runs at another.
        return Listed(
            ModelReference(elsewhere, ReferenceKind.HOSTED), served_as=name, host=text(row, "remote_host")
        )
    about = told(
        architecture=entry(row, "details", "family"),
        format=entry(row, "details", "format"),
        parameters=entry(row, "details", "parameter_size"),
        quantization=entry(row, "details", "quantization_level"),
        size_bytes=entry(row, "size"),
    )
    state = "loaded" if name in loaded else "in store"
    return Listed(stored(name, text(row, "digest")), state=state, about=about)


def _hugging_face(asked: Asked) -> Found | None:
    answer = asked.value(_INFO)
    name = text(answer, "model_id")
    if name is None:
        return None
    is_embedding = entry(answer, "model_type") is not None or entry(answer, "max_batch_tokens") is not None
    model = reference(name, ReferenceKind.REPOSITORY, text(answer, "model_sha"))
    limits = ("max_total_tokens", "max_input_length")
    about = told(
        context_length=next((found for one in limits if (found := entry(answer, one))), None),
        task=entry(answer, "model_pipeline_tag"),
    )
    listed = Listed(model or stored(name), served_as=text(answer, "served_model_name"), about=about)
    is_text = text(answer, "router") is not None or entry(answer, "max_concurrent_requests") is not None
    runtime = "tei" if is_embedding and text(answer, "router") is None else "tgi" if is_text else None
    return Found(runtime, text(answer, "version"), (listed,)) if runtime else None


def _triton(asked: Asked) -> Found | None:
    server, index = asked.value(_V2), asked.value(_INDEX)
    extensions = entry(server, "extensions")
    name = text(server, "name")
    if not (name and isinstance(extensions, list)) and not (is_list(index) and rows(index)):
        return None
    runtime = "triton" if name is None or "triton" in name.lower() else name
    return Found(
        "openvino-model-server" if runtime.lower().startswith("openvino") else runtime,
        text(server, "version"),
        tuple(_triton_model(row) for row in rows(index) if text(row, "name")),
    )


def _triton_model(row: dict[str, object]) -> Listed:
    model = ModelReference(text(row, "name") or "", ReferenceKind.STORE)
    return Listed(model, state=" ".join(filter(None, (text(row, "state"), text(row, "version")))) or None)


def _lm_studio(asked: Asked) -> Found | None:
    listing = rows(asked.value(MODELS), "data")
    is_owner = any(text(row, "owned_by") == _LM_OWNER for row in listing)
    if not is_owner and entry(asked.value(_GREETING), "lmstudio") is not True:
        return None
    known = rows(asked.value(_LM_MODELS), "data") or listing
    return Found("lmstudio", None, tuple(_lm_model(row) for row in known))


def _lm_model(row: dict[str, object]) -> Listed:
    about = told(
        architecture=entry(row, "arch"),
        context_length=entry(row, "max_context_length"),
        format=entry(row, "compatibility_type"),
        quantization=entry(row, "quantization"),
    )
    return Listed(stored(text(row, "id") or ""), state=text(row, "state"), about=about)


def _litellm(asked: Asked) -> Found | None:
    answer = asked.value(_READINESS)
    version = text(answer, "litellm_version")
    # Some versions keep theirs for themselves.
    is_silent = version is None and (text(answer, "status") or asked.is_refused(_READINESS))
    if version is None and not (is_silent and asked.value(_LIVELINESS) == _ALIVE):
        return None
    routes = rows(asked.value(_ROUTES), "data")
    if routes:
        return Found("litellm", version, tuple(_route(row) for row in routes))
    names = (text(row, "id") for row in rows(asked.value(MODELS), "data"))
    hosted = tuple(Listed(ModelReference(name, ReferenceKind.HOSTED)) for name in names if name)
    return Found("litellm", version, hosted)


def _route(row: dict[str, object]) -> Listed:
    name = text(row, "model_name") or ""
    written = text(row, "litellm_params", "model") or name
    return Listed(ModelReference(written, ReferenceKind.HOSTED), served_as=None if name == written else name)


def _nim(asked: Asked) -> Found | None:
    answer = asked.value(_METADATA)
    if not is_list(answer, "modelInfo"):
        return None
    release = text(asked.value(_NIM_VERSION), "release")
    models = []
    for row in rows(answer, "modelInfo"):
        written, short = text(row, "modelUrl"), text(row, "shortName")
        if model := reference(written or short or "", ReferenceKind.STORE):
            models.append(Listed(model, served_as=None if short == model.written else short))
    return Found("nvidia-nim", release or text(answer, "version"), tuple(models))


def _localai(asked: Asked) -> Found | None:
    card = asked.value(_LOCALAI)
    if text(card, "version") is None and not isinstance(entry(card, "endpoints"), dict):
        return None
    names = (text(row, "id") for row in rows(asked.value(MODELS), "data"))
    models = tuple(Listed(stored(name)) for name in names if name)
    return Found("localai", text(asked.value(_VERSION), "version"), models)


def _model_runner(asked: Asked) -> Found | None:
    ours = _of_model_runner(asked)
    if not ours:
        # Only this one has its engines under such a path; what lists no models of its own has this list.
        names = [text(row, "id") for row in rows(asked.value(_ENGINES), "data")]
        models = [Listed(stored(name)) for name in names if name]
        return Found("docker-model-runner", None, tuple(models)) if models else None
    models = []
    for row in ours:
        tags = entry(row, "tags")
        known = [tag for tag in tags if isinstance(tag, str) and tag] if isinstance(tags, list) else []
        first = known[0] if known else text(row, "id") or ""
        models.append(Listed(stored(first, text(row, "id")), about=_of_config(row)))
    return Found("docker-model-runner", None, tuple(models))


def _of_model_runner(asked: Asked) -> list[dict[str, object]]:
    answer = rows(asked.value(_RUNNER_MODELS))
    return [row for row in answer if digest(text(row, "id")) and is_list(row, "tags")]


def _of_config(row: dict[str, object]) -> tuple[tuple[str, str], ...]:
    names = ("architecture", "format", "parameters", "quantization")
    return told(**{name: entry(row, "config", name) for name in names})


def _torchserve(asked: Asked) -> Found | None:
    answer = rows(asked.value(_RUNNER_MODELS), "models")
    named = [row for row in answer if text(row, "modelName") and text(row, "modelUrl")]
    models = (
        Listed(stored(text(row, "modelName") or ""), about=told(archive=text(row, "modelUrl")))
        for row in named
    )
    return Found("torchserve", None, tuple(models)) if named else None


PROBES: Final[tuple[Probe, ...]] = (
    Probe("LocalAI", (_LOCALAI, MODELS, _VERSION), MODELS, _localai),
    Probe("NVIDIA NIM", (_METADATA, _NIM_VERSION), _METADATA, _nim),
    Probe("LM Studio", (MODELS, _GREETING, _LM_MODELS), MODELS, _lm_studio),
    Probe("LiteLLM", (_READINESS, _LIVELINESS, _ROUTES, MODELS), MODELS, _litellm),
    OPENAI,
    Probe("Ollama", (_OLLAMA_TAGS, _OLLAMA_VERSION, _RUNNER_MODELS, _OLLAMA_LOADED), _OLLAMA_TAGS, _ollama),
    LLAMA_CPP,
    Probe("TGI and TEI", (_INFO,), _INFO, _hugging_face),
    Probe("Triton and others with KServe's v2 protocol", (_V2, _INDEX), _INDEX, _triton),
    Probe("TorchServe, where it is managed", (_RUNNER_MODELS,), _RUNNER_MODELS, _torchserve),
    Probe("Docker Model Runner", (_RUNNER_MODELS, _ENGINES), _RUNNER_MODELS, _model_runner),
    ANY_OPENAI,
)
"""Every probe, in the order in which they are tried."""

REQUESTS: Final = tuple(dict.fromkeys(request for probe in PROBES for request in probe.requests))
"""Every request that may be sent."""
