"""Servers that are told by the list of models in the form of OpenAI's API, ``GET /v1/models``."""

from typing import Final

from auditor.domain.serving import ModelReference, ReferenceKind
from auditor.sources.endpoint.answers import stored, told
from auditor.sources.endpoint.base import Asked, Found, Listed, Probe, Request
from auditor.sources.json_value import MOST_ENTRIES, entry, is_list, rows, text
from auditor.sources.references import reference

MODELS: Final = Request("/v1/models")
_VERSION: Final = Request("/version")
_PROPS: Final = Request("/props")
_SLOTS: Final = Request("/slots", "HEAD")
_SGLANG: Final = Request("/get_model_info")

# Who such a server says owns its models. Sources: the runtimes' catalogue; SGLang http_server.py; the last
# line of them: general knowledge.
_OWNERS: Final = {
    "vllm": "vllm", "sglang": "sglang", "llamacpp": "llama.cpp", "tensorrt_llm": "tensorrt-llm",
    "me": "llama-cpp-python", "lmdeploy": "lmdeploy", "infinity": "infinity", "aphrodite": "aphrodite",
    "koboldcpp": "koboldcpp", "exo": "exo", "deepspeed-mii": "deepspeed-mii",
    "pygmalionai": "aphrodite", "MLC-LLM": "mlc-llm", "xinference": "xinference", "lemonade": "lemonade",
}  # fmt: skip
_HAS_VERSION: Final = frozenset({"vllm", "tensorrt-llm", "aphrodite"})


def openai(asked: Asked) -> Found | None:
    """Read a server whose list names its runtime as the owner."""
    answer = asked.value(MODELS)
    owners = {_OWNERS.get(text(row, "owned_by") or "") for row in rows(answer, "data")}
    runtime = owners.pop() if len(owners) == 1 else None
    if runtime is None or runtime == "llama.cpp":
        return None
    path = text(asked.value(_SGLANG), "model_path") if runtime == "sglang" else None
    version = text(asked.value(_VERSION), "version") if runtime in _HAS_VERSION else None
    return Found(
        runtime, version, tuple(_listed(row, path) for row in rows(answer, "data") if text(row, "id"))
    )


def any_openai(asked: Asked) -> Found | None:
    """Read a server of which only the protocol is known: OpenAI's, or the first one of KServe."""
    answer = asked.value(MODELS)
    plain = entry(answer, "models")
    if isinstance(plain, list) and plain and all(isinstance(name, str) for name in plain):
        return Found("kserve", None, tuple(Listed(stored(name)) for name in plain[:MOST_ENTRIES] if name))
    if not is_list(answer, "data"):
        return None
    names = (text(row, "id") for row in rows(answer, "data"))
    return Found(None, None, tuple(Listed(stored(name)) for name in names if name))


def llama_cpp(asked: Asked) -> Found | None:
    """Read llama.cpp's server: it says which file it has loaded, and which build it is."""
    answer, props = asked.value(MODELS), asked.value(_PROPS)
    owned = any(text(row, "owned_by") == "llamacpp" for row in rows(answer, "data"))
    named = asked.server(MODELS).lower().startswith("llama.cpp")
    path = text(props, "model_path")
    is_props = path is not None and entry(props, "default_generation_settings") is not None
    if not (owned or named or is_props):
        return None
    names = [name for row in rows(answer, "data") if (name := text(row, "id"))]
    about = told(
        context_length=entry(props, "default_generation_settings", "n_ctx"), slots=_slots(asked, props)
    )
    # A router has many models and one path at most, of which nobody says whose it is.
    models = (
        (_loaded(path, names, about),)
        if path and len(names) < 2
        else tuple(Listed(_file(name), about=about) for name in names)
    )
    return Found("llama.cpp", text(props, "build_info"), models)


def _slots(asked: Asked, props: object) -> str | None:
    """Say whether anybody can read its slots, where what others asked may stand: nobody here reads them."""
    switched = entry(props, "endpoint_slots")
    is_open = asked.is_answered(_SLOTS if switched is None else _PROPS) and switched is not False
    return "readable" if is_open else None


def _loaded(path: str, names: list[str], about: tuple[tuple[str, str], ...]) -> Listed:
    alias = names[0] if names and names[0] != path else None
    return Listed(_file(path), served_as=alias, path=path, about=about)


def _file(path: str) -> ModelReference:
    is_path = "/" in path or "\\" in path or path.lower().endswith(".gguf")
    return reference(path, ReferenceKind.FILE if is_path else ReferenceKind.STORE) or stored(path)


def _listed(row: dict[str, object], path: str | None) -> Listed:
    """Return a model: ``root`` is what was loaded, ``id`` what it is called, ``parent`` what it adapts."""
    name, root, parent = text(row, "id") or "", text(row, "root"), text(row, "parent")
    # An adapter is what is asked for by its name, and its base is listed by its own.
    about = told(context_length=entry(row, "max_model_len"), adapts=parent)
    written = path or root or name
    return Listed(_repository(written), None if written == name else name, path=path or root, about=about)


def _repository(written: str) -> ModelReference:
    return reference(written, ReferenceKind.REPOSITORY) or stored(written)


OPENAI: Final = Probe(
    "vLLM, SGLang, TensorRT-LLM, llama-cpp-python and others, by the owner of their models",
    (MODELS, _VERSION, _SGLANG),
    MODELS,
    openai,
)
LLAMA_CPP: Final = Probe("llama.cpp server", (MODELS, _PROPS, _SLOTS), MODELS, llama_cpp)
ANY_OPENAI: Final = Probe(
    "any other server with OpenAI's list of models, or that of KServe's first protocol",
    (MODELS,),
    MODELS,
    any_openai,
)
